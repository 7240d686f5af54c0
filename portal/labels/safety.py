"""Labels of the safety duties: alerts, who is in charge, who left, and what the trail says of them."""

SAFETY: dict[str, dict[str, str]] = {
    "duty": {"head": "Người đứng đầu cơ quan", "safety_officer": "Người phụ trách an toàn thông tin"},
    "alert": {
        "sign_in_refused": "Nhiều lần đăng nhập không được",
        "read_refused": "Nhiều lần mở văn bản hoặc trang không được phép",
        "rights_changed": "Tài khoản hoặc quyền thay đổi",
        "restricted_granted": "Có thêm người được xem văn bản hạn chế",
        "account_suspended": "Tài khoản tạm ngưng vì lâu không dùng",
        "device_added": "Máy ký hoặc chứng thư số mới",
        "trust_changed": "Danh sách cơ quan cấp chứng thư thay đổi",
        "settings_changed": "Thiết đặt của máy chủ thay đổi",
        "clock_stepped": "Đồng hồ máy chủ bị lùi hoặc vừa được xác nhận",
        "restored": "Dữ liệu vừa phục hồi từ bản sao lưu",
        "copy_left": "Bản đọc được đã mang đi còn văn bản vừa giữ riêng hoặc hạn chế",
        "trail_broken": "Nhật ký hoặc dữ liệu không còn nguyên vẹn", "backup_overdue": "Quá hạn sao lưu",
        "rehearsal_wanting": "Diễn tập phục hồi hỏng hoặc quá hạn",
        "disk_low": "Ổ đĩa sắp đầy", "review_due": "Đến hạn rà soát quyền hằng năm",
    },
    "alert_step": {
        "sign_in_refused": "Xem địa chỉ máy trong nhật ký; hỏi người có tài khoản; cần thì đặt lại mật khẩu.",
        "read_refused": "Xem ai đã mở gì trong nhật ký; hỏi người ấy cần văn bản nào.",
        "rights_changed": "Đối chiếu với quyết định, đề nghị của lãnh đạo.",
        "restricted_granted": "Đối chiếu với người đã giao việc.",
        "account_suspended": "Người ấy còn làm việc thì quản trị mở lại tài khoản; đã nghỉ thì làm thủ tục rời đi.",
        "device_added": "Hỏi người ký có đúng máy, đúng thiết bị của mình không.",
        "trust_changed": "Đối chiếu mã băm với nguồn chính thức.",
        "settings_changed": "Hỏi người quản trị máy chủ đã sửa gì trong portal.toml và vì sao.",
        "clock_stepped": "Xem vì sao đồng hồ sai; kiểm tra số đã cấp trong ngày.",
        "restored": "Đối chiếu dấu niêm phong mới nhất cất ở ngoài; xem số trong các sổ có liền nhau không.",
        "copy_left": "Xem nơi để bản ấy ở thẻ Sao lưu; tìm bản ấy, xóa thư mục mang số văn bản và dòng của nó trong so-dang-ky.xlsx.",
        "trail_broken": "Giữ nguyên máy chủ, chạy portal verify, cất một bản sao lưu rồi báo người đứng đầu.",
        "backup_overdue": "Nhắc người quản trị chạy portal backup hôm nay.",
        "rehearsal_wanting": "Hỏi người quản trị chỗ hỏng ở thẻ Sao lưu; bản sao lưu ấy chưa chắc phục hồi được.",
        "disk_low": "Nhắc người quản trị dọn chỗ hoặc thêm ổ đĩa trước khi máy chủ ngừng nhận tệp.",
        "review_due": "Mở trang Rà soát quyền, xem từng tài khoản rồi ghi đã rà soát.",
    },
    "leaving_step": {
        "token": "Thu lại thiết bị lưu khóa bí mật (token)",
        "revocation": "Đề nghị cơ quan cấp thu hồi chứng thư số",
        "papers": "Nhận bàn giao hồ sơ, tài liệu giấy",
    },
    "rights_table": {
        "title": "Bảng rà soát quyền truy cập", "reviewer": "Người rà soát", "head": "Người đứng đầu cơ quan",
        "never": "chưa lần nào", "on": "Đã bật", "off": "Chưa", "open": "Hoạt động", "closed": "Đã khóa",
    },
    "rights_column": {
        "account": "Họ tên", "login": "Tên đăng nhập", "role": "Vai trò", "unit": "Đơn vị", "stand_ins": "Được ủy quyền thay",
        "last_sign_in": "Đăng nhập lần cuối", "second_factor": "Hai lớp", "devices": "Máy ký / chứng thư",
        "restricted": "Văn bản hạn chế", "changes": "Đổi quyền trong năm", "state": "Tình trạng",
    },
    "seal": {"day": "Cuối ngày", "backup": "Khi sao lưu"},
}

SAFETY_EVENTS: dict[str, str] = {
    "duty_named": "Ghi người đứng đầu, người phụ trách an toàn",
    "rules_published": "Ban hành quy chế an toàn", "rules_acknowledged": "Ghi đã đọc quy chế an toàn",
    "alert_reviewed": "Xem xét cảnh báo an toàn", "rights_reviewed": "Rà soát quyền",
    "list_printed": "In danh sách, xuất danh sách",
    "left": "Rời cơ quan", "leaving_settled": "Ghi việc bàn giao khi rời cơ quan",
    "account_suspended": "Tạm ngưng tài khoản lâu không dùng", "trail_sealed": "Niêm phong nhật ký",
    "restricted_read": "Mở văn bản hạn chế", "read_refused": "Mở văn bản không được phép",
    "act_refused": "Mở trang, làm việc không được phép", "settings_changed": "Thiết đặt máy chủ thay đổi",
    "clock_stepped": "Đồng hồ máy chủ lùi",
}

SAFETY_OBJECTS: dict[str, str] = {
    "safetyrules": "Quy chế an toàn", "alert": "Cảnh báo", "rightsreview": "Lần rà soát quyền",
    "seal": "Dấu niêm phong",
}

SAFETY_REASONS: dict[str, str] = {
    "duty_head": "Người đứng đầu phải có vai trò Lãnh đạo và tài khoản đang hoạt động. Hãy đổi vai trò trước.",
    "duty_safety_officer": "Người phụ trách phải có vai trò Phụ trách an toàn thông tin và tài khoản đang hoạt động. "
                           "Hãy đổi vai trò trước.",
    "rules_text": "Quy chế cần có chữ, không quá 60.000 ký tự.",
    "rules_same": "Quy chế đang dùng đã đúng như vậy. Hãy sửa chữ rồi lưu lại.",
    "rules_newer": "Quy chế vừa có bản mới. Hãy đọc bản mới rồi ghi đã đọc.",
    "alert_note": "Hãy ghi đã xem gì và kết luận thế nào.",
    "alert_reviewed": "Cảnh báo này đã có người xem xét. Hãy tải lại trang.",
    "leaving_reason": "Hãy ghi lý do, ví dụ: nghỉ hưu theo quyết định số 12/QĐ-UBND.",
    "left_already": "Người này đã làm thủ tục rời cơ quan.",
    "leaving_self": "Quản trị không tự làm thủ tục rời cơ quan của mình. Hãy nhờ một quản trị khác.",
    "head_needed": "Có văn bản hạn chế chỉ người này xem được. Hãy ghi người đứng đầu cơ quan ở trang An toàn trước, "
                   "để người đứng đầu nhận các văn bản ấy.",
}
