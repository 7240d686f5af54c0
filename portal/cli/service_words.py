"""What ``service`` and ``upgrade`` say: each step, why one stopped, and what comes next."""

# What was done, by the word of the step (portal.installing.service and upgrading).
STEPS = {
    "user_made": "Đã tạo tài khoản hệ thống “{name}”, không có mật khẩu, không đăng nhập được.",
    "user_there": "Dùng tài khoản hệ thống “{name}” đã có.",
    "data": "Thư mục dữ liệu: {folder} (chỉ tài khoản ấy mở được).",
    "program": "Đã chép chương trình vào {folder}.",
    "program_there": "Chương trình đã ở {folder}.",
    "checked": "Đã chạy thử bằng tài khoản ấy: được.",
    "unit": "Đã ghi {file}.",
    "enabled": "Dịch vụ “{name}” sẽ tự chạy khi máy khởi động.",
    "no_systemd": "Máy này không chạy systemd (thùng chứa, chroot), nên dịch vụ chưa được bật.",
    "placing": "Nhận bản mới từ {source}…",
    "checking": "Thử từng phần của bản mới…",
    "rehearsing": "Nâng thử một bản sao dữ liệu; cổng vẫn phục vụ…",
    "backing_up": "Sao lưu vào các nơi đã đặt; cổng vẫn phục vụ…",
    "backed_up": "Đã sao lưu vào mọi nơi đã đặt.",
    "no_place": "Chưa đặt nơi sao lưu (backup_folder), nên không có bản sao lưu; chỉ giữ bản sao cơ sở dữ liệu.",
    "backup_left_out": "Không sao lưu, theo --without-backup; chỉ giữ bản sao cơ sở dữ liệu.",
    "stopping": "Dừng cổng…",
    "keeping": "Giữ bản sao cơ sở dữ liệu trong thư mục dữ liệu…",
    "switching": "Chuyển sang {release}…",
    "migrating": "Nâng dữ liệu…",
    "starting": "Chạy bản mới và chờ nó trả lời…",
    "going_back": "Không được; quay về bản cũ…",
    "starting_again": "Chạy lại bản cũ…",
    "done": "Đã nâng cấp: đang dùng {release}; bản trước còn ở {before}.",
}

# Why it stopped: what is wrong, and what to do.
STOPS = {
    "not_root": "Việc này cần quyền quản trị máy. Chạy: sudo {command}",
    "bad_name": "Tên “{name}” không dùng được. Dùng chữ thường không dấu, số và dấu gạch, bắt đầu bằng chữ; không "
    "dùng root.",
    "bad_place": "“{place}” không dùng được: cần đường dẫn đầy đủ từ hai cấp, chỉ gồm chữ không dấu, số và . _ -",
    "bad_data": "Không đặt dữ liệu ở {place}: dịch vụ không thấy /home và /root, và dữ liệu không nằm chung với "
    "chương trình. Hãy chọn nơi khác, ví dụ /var/lib/portal.",
    "persons_account": "“{name}” là tài khoản của người (shell {shell}). Hãy chọn tên khác bằng --user.",
    "no_program": "Ở {folder} không có chương trình đủ để chạy dịch vụ. Giải nén portal.tar.gz rồi chạy tệp portal "
    "trong thư mục ấy; với mã nguồn, chạy “python3 app.py check” một lần trước.",
    "not_ours": "{folder} có sẵn tệp không phải của cổng, nên không đổi chủ thư mục ấy. Hãy chọn thư mục khác.",
    "other_data": "Dịch vụ này đang dùng {installed}, không phải {folder}. Muốn một cơ quan khác trên máy này, đặt "
    "tên khác bằng --user.",
    "other_release": "Ở {folder} đã có một bản khác của chương trình. Hãy dùng “portal upgrade”.",
    "not_installed": "Chưa cài dịch vụ “{name}” trên máy này. Hãy chạy “portal service install” trước.",
    "other_unit": "{file} không do “portal service install” ghi. Hãy cất tệp ấy đi rồi chạy lại.",
    "step_failed": "Bước “{step}” không được: {said}",
    "step_too_long": "Bước “{step}” chưa xong sau {seconds} giây nên đã bị dừng.",
    "no_backup": "Chưa nâng cấp vì sao lưu không được: {cause}. Hãy sửa rồi chạy lại; muốn nâng cấp mà không sao lưu "
    "thì thêm --without-backup.",
    "no_sums": "Không thấy mã băm của {file} trong {sums} cạnh nó. Hãy chép cả tệp {sums} của bản ấy.",
    "wrong_hash": "{file} không đúng mã băm đi kèm: tệp hỏng hoặc đã bị thay. Hãy chép lại từ nơi phát hành.",
    "damaged_archive": "{file} không phải gói portal.tar.gz nguyên vẹn. Hãy chép lại.",
    "strange_archive": "Gói có thứ không được có ({member}), nên không giải nén.",
    "archive_too_large": "{file} quá lớn so với một bản của cổng, nên không giải nén.",
    "same_release": "Bản này đang dùng rồi ({folder}). Không làm gì.",
    "no_space": "{folder} còn ít chỗ quá: nâng cấp cần {megabytes} MB trống. Hãy giải phóng chỗ rồi chạy lại.",
    "not_whole": "Cơ sở dữ liệu không còn nguyên vẹn ({said}). Chưa nâng cấp; hãy chạy “portal verify”.",
    "page_failed": "Bản mới không mở được trang đăng nhập trên bản sao dữ liệu (trả lời {status}).",
    "nothing_kept": "Không thấy {file} để lấy lại dữ liệu trước lần nâng cấp. Hãy dùng bản sao lưu.",
    "log_left": "Cạnh {file} còn nhật ký ghi dở nên chưa lấy lại được. Hãy dừng mọi tiến trình rồi chạy lại.",
    "does_not_answer": "cổng {port} không trả lời trong {seconds} giây",
    "gone_back": "Không nâng cấp được ({cause}). Đã quay về bản cũ {release}, dữ liệu như trước lần nâng cấp.",
    "silent_after": "Không nâng cấp được ({cause}). Đã quay về bản cũ nhưng nó chưa trả lời ({worse}); xem: "
    "journalctl -u {name} -n 50",
    "windows": "Nâng cấp trên Windows chưa có. Hãy dừng tác vụ, sao lưu, thay thư mục chương trình rồi chạy lại.",
}

STATUS = {
    True: "Đang chạy.", False: "Không chạy. Xem vì sao: journalctl -u {name} -n 50",
}
NEXT_INIT = "Việc tiếp: lập cơ quan bằng  sudo -u {name} {words} --data {data} init"
NEXT_START = "Việc tiếp: sudo systemctl start {name}   rồi   sudo {words} service status{user}"
NEXT_RESTART = "Dịch vụ đang chạy như trước. Để dùng tệp vừa ghi: sudo systemctl restart {name}"
NEXT_BY_HAND = "Việc tiếp: chạy bằng tài khoản ấy  {words} --data {data} serve --port {port}"
INTERRUPTED = "bị dừng giữa chừng"
TAKEN_BACK = "Lần nâng cấp trước không xong: đã lấy lại dữ liệu trước lần ấy; dữ liệu của bản mới cất ở {aside}."
HIDDEN_BY_UNIT = "{folder} nằm trong /home hoặc /root, nơi dịch vụ không được thấy. Hãy chuyển thư mục ấy đi nơi khác."
NEVER_ON_WINDOWS = "Chưa ai chạy thử trên Windows: hãy thử trên một máy trước."
