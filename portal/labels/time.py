"""Labels of time: what a line of the desk asks for, how near its day is, and what people are told."""

TIME: dict[str, dict[str, str]] = {
    "desk_act": {
        "enter": "Vào sổ", "present": "Trình lãnh đạo", "direct": "Cho ý kiến", "lead": "Xử lý (chủ trì)",
        "support": "Phối hợp", "inform": "Xem để biết", "close": "Báo cáo: đã trả lời", "give_again": "Giao lại: bị trả",
        "sum_up": "Báo cáo: đã có kết quả", "mend": "Sửa: bị trả lại", "weigh": "Xem góp ý", "comment": "Góp ý",
        "initial": "Ký nháy", "sign": "Ký", "number": "Cấp số", "seal": "Đóng dấu", "issue": "Phát hành",
        "send": "Gửi", "resend": "Gửi lại: chưa tới nơi",
    },
    "due_group": {
        "overdue": "Quá hạn", "today": "Hôm nay", "week": "Tuần này", "later": "Sau đó", "no_day": "Không hạn",
        "settled": "Văn bản đã xong",
    },
    "notice": {
        "given": "Được giao việc", "handed_back": "Việc đã giao bị trả lại", "extended": "Hạn đã lùi",
        "reported": "Đã có báo cáo kết quả", "due_soon": "Sắp đến hạn", "overdue": "Quá hạn",
        "escalated": "Việc đã giao bị quá hạn", "refused": "Nơi nhận từ chối văn bản",
        "advised": "Có thêm ý kiến chỉ đạo", "answered": "Có văn bản đến trả lời hoặc dẫn văn bản này",
    },
}

TIME_EVENTS: dict[str, str] = {
    "digest_chosen": "Chọn nhận thư nhắc việc", "wall_hung": "Lập màn hình treo tường",
    "wall_taken_down": "Bỏ màn hình treo tường",
}
TIME_OBJECTS: dict[str, str] = {"wall": "Màn hình treo tường"}
TIME_JOBS: dict[str, str] = {
    "tell": "Báo việc mới", "tell_days": "Báo hạn sắp đến và quá hạn", "digests": "Soạn thư nhắc việc",
    "send_digest": "Gửi thư nhắc việc",
}
TIME_REASONS: dict[str, str] = {"wall_name": "Màn hình cần có tên, ví dụ: Màn hình phòng văn thư."}
