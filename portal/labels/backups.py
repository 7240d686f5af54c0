"""Labels of backups: what the trail says of them, how they were tried, and why one was not made."""

BACKUPS: dict[str, dict[str, str]] = {
    "backup_how": {
        "opened": "Phục hồi thật bản trong nơi sao lưu",
        "snapshot": "Đối chiếu từng tệp đã khóa, và phục hồi thật chính trạng thái ấy trước khi khóa",
        "key": "Phục hồi thật bằng khóa trên giấy",
    },
    "backup_why": {
        "place_away": "Không thấy nơi sao lưu hay nơi đặt bản đọc được: ổ đĩa chưa cắm hoặc thư mục chia sẻ chưa nối",
        "place_unwritable": "Nơi nhận không cho ghi",
        "place_failing": "Nơi nhận báo lỗi khi đọc hoặc ghi",
        "server_full": "Ổ đĩa của chính máy chủ hết chỗ",
        "server_failing": "Máy chủ không đọc hoặc ghi được tệp của chính mình",
        "table_unmade": "Không lập được tệp Excel của sổ: máy quá bận hoặc thiếu bộ nhớ",
        "no_space": "Nơi nhận hết chỗ",
        "same_folder": "Nơi sao lưu là thư mục dữ liệu hoặc nằm trong đó; hãy đặt ở một thư mục khác",
        "bad_public_key": "Tệp khóa công khai recovery.pub không dùng được",
        "altered_meanwhile": "Tệp bị đổi trong lúc sao lưu",
        "unfinished": "Còn thư mục dở dang của lần trước",
        "backup_busy": "Một lần sao lưu khác đang ghi vào nơi này",
        "running": "Đang có một lần sao lưu khác",
        "copy_not_empty": "Thư mục của bản ấy đã có tệp",
        "copy_in_data": "Nơi đặt bản đọc được nằm trong thư mục dữ liệu; hãy ghi copy_folder là một thư mục khác",
        "copy_in_backups": "Nơi đặt bản đọc được nằm trong nơi sao lưu; hãy ghi copy_folder là một thư mục khác",
    },
    "backup_step": {  # what to do about it
        "place_away": "Cắm lại ổ đĩa hoặc nối lại thư mục chia sẻ",
        "place_unwritable": "Cho tài khoản của cổng văn bản quyền ghi vào nơi này, hoặc nối lại ổ không ở chế độ chỉ đọc",
        "place_failing": "Kiểm tra ổ đĩa hoặc đường nối tới nơi này; ổ hỏng thì thay",
        "server_full": "Dọn chỗ trên ổ đĩa chứa dữ liệu; nơi sao lưu không có lỗi",
        "server_failing": "Xem thẻ Sao lưu để biết tệp nào, kiểm tra quyền và ổ đĩa chứa dữ liệu; nơi sao lưu không có lỗi",
        "no_space": "Dọn chỗ ở nơi này hoặc chọn ổ lớn hơn",
        "same_folder": "Sửa dòng backup_folder trong portal.toml",
        "bad_public_key": "Lập khóa mới trên máy chủ bằng lệnh portal backup key --replace",
        "altered_meanwhile": "Không cần làm gì nếu lần sau được",
        "unfinished": "Xóa thư mục có đuôi .part ở nơi này",
        "backup_busy": "Chờ lần kia xong",
        "running": "Chờ lần kia xong",
    },
    "copy_out": {
        "left": "Văn bản này còn trong bản đọc được chép ngày {on} vào {place}, mà cổng văn bản không với tới. "
                "Hãy tìm bản ấy, xóa thư mục của số {number} và xóa dòng số {number} trong so-dang-ky.xlsx.",
    },
}

BACKUP_EVENTS: dict[str, str] = {
    "backed_up": "Sao lưu", "backup_failed": "Sao lưu không được", "backup_asked": "Yêu cầu sao lưu ngay",
    "backup_retired": "Bỏ bản sao lưu hết hạn giữ", "backup_rehearsed": "Diễn tập phục hồi",
    "backup_key_set": "Đặt khóa phục hồi", "restored": "Phục hồi từ bản sao lưu",
    "copied_out": "Chép ra bản đọc được", "copy_failed": "Chép ra bản đọc được không được",
    "copy_cleared": "Dọn văn bản giữ riêng, hạn chế khỏi bản đọc được",
    "copy_left": "Bản đọc được ngoài tầm với còn văn bản giữ riêng, hạn chế",
}

BACKUP_REASONS: dict[str, str] = {
    "same_folder": "Không sao lưu vào thư mục dữ liệu hay thư mục nằm trong đó. Hãy chọn thư mục khác, tốt nhất ở ổ đĩa khác.",
    "no_space": "Ổ đĩa nhận ở {folder} không đủ chỗ. Hãy giải phóng chỗ hoặc chọn ổ khác.",
    "server_full": "Ổ đĩa của máy chủ chứa {folder} không đủ chỗ. Hãy giải phóng chỗ rồi chạy lại.",
    "not_empty": "Chỉ phục hồi vào thư mục còn trống, mà {folder} đã có {what}. Hãy chuyển các thứ ấy đi nơi khác, hoặc chọn thư mục dữ liệu khác bằng --data.",
    "no_manifest": "{folder} không phải là một bản sao lưu hoàn chỉnh (không có manifest.json). Hãy nêu thư mục mang ngày giờ trong nơi sao lưu.",
    "several": "{folder} có nhiều bản sao lưu: {what}. Hãy nêu một bản, ví dụ bản mới nhất: {folder}/{newest}.",
    "backup_busy": "Một lần sao lưu khác đang ghi vào {folder}. Hãy chờ xong rồi thử lại.",
    "running": "Đang có một lần sao lưu khác của cơ quan này. Hãy chờ xong rồi thử lại.",
    "altered_meanwhile": "Tệp {folder} bị đổi trong lúc sao lưu. Hãy thử lại.",
    "place_unread": "Không xem được {folder}: tài khoản này không được phép, hoặc ổ đĩa báo lỗi. Hãy chạy bằng tài khoản đã ghi bản sao lưu hay người quản trị máy, hoặc kiểm tra ổ đĩa.",
    "key_not_text": "{folder} không phải tệp chữ. Hãy nêu tệp chữ chép đúng khóa phục hồi ghi trên giấy, hoặc bỏ --key để gõ khóa.",
    "key_wanted": "Bản sao lưu này đã khóa. Hãy nhập khóa phục hồi ghi trên giấy.",
    "bad_key": "Khóa phục hồi chép chưa đúng: thiếu hoặc nhầm một chữ. Hãy đối chiếu từng nhóm với tờ giấy rồi nhập lại.",
    "other_key": "Khóa này không mở được bản sao lưu. Bản này cần khóa có ký hiệu {what}; hãy tìm tờ giấy ghi ký hiệu ấy.",
    "bad_public_key": "Tệp {folder} bị hỏng, không phải khóa công khai. Hãy lập khóa mới bằng “portal backup key --replace”; các bản "
    "sao lưu trước vẫn mở bằng tờ khóa cũ.",
    "key_is_set": "Đã có khóa phục hồi, ký hiệu {what}. Chỉ thay khi tờ giấy bị mất hoặc bị lộ, bằng --replace.",
    "page_on_server": "Không ghi tờ khóa vào thư mục dữ liệu. Hãy chọn chỗ trên thẻ nhớ, in ra rồi xóa.",
    "unfinished": "Còn thư mục dở dang của lần trước: {folder}. Hãy xóa thư mục ấy rồi thử lại.",
    "copy_not_empty": "Chỉ chép vào thư mục còn trống, mà {folder} đã có tệp. Hãy chọn thư mục khác.",
    "copy_in_data": "Bản đọc được không khóa nên không đặt trong thư mục dữ liệu ({folder}). Hãy chọn thư mục ở ổ đĩa khác.",
    "copy_in_backups": "Bản đọc được không khóa nên không đặt trong nơi sao lưu ({folder}). Hãy chọn thư mục khác.",
    "no_places": "Chưa đặt nơi sao lưu. Hãy ghi backup_folder vào portal.toml rồi khởi động lại cổng văn bản.",
    "table_unmade": "Không lập được tệp Excel của sổ trong {folder}: máy quá bận hoặc thiếu bộ nhớ. Đêm sau tự làm lại.",
    "place_away": "Không thấy nơi sao lưu {folder}. Hãy cắm ổ đĩa hoặc nối thư mục chia sẻ rồi thử lại.",
}
