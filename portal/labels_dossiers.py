"""Labels of dossiers: lists, closing, the archive."""

DOSSIERS: dict[str, dict[str, str]] = {
    "dossier_state": {
        "open": "Đang mở", "closed": "Đã kết thúc", "deposited": "Đã nộp lưu", "disposed": "Đã loại hủy",
    },
    "dossier_lack": {
        "open_work": "Còn việc chưa báo cáo xong", "drafts": "Còn dự thảo, văn bản chưa phát hành",
        "no_retention": "Chưa có thời hạn bảo quản", "no_original": "Không có bản gốc, cũng chưa ghi số tờ giấy",
        "no_verdict": "Chưa kiểm tra chữ ký số", "not_numbered": "Bản giấy chưa đánh số tờ",
    },
    "list_fault": {
        "number": "thiếu số và ký hiệu", "number_long": "số và ký hiệu dài quá 20 ký tự",
        "number_twice": "số và ký hiệu này đã có ở dòng trên", "title": "thiếu tiêu đề",
        "title_long": "tiêu đề dài quá 300 ký tự", "keeper_long": "người lập dài quá 120 ký tự",
        "note_long": "ghi chú dài quá 300 ký tự",
        "retention": "thời hạn bảo quản trống hoặc không có trong bảng thời hạn của cơ quan",
    },
    "dossier_paper": {
        "list": "Danh mục hồ sơ năm {year}", "approved": "Phê duyệt ngày {on}: {name}", "not_approved": "Chưa phê duyệt",
        "contents": "Mục lục văn bản, tài liệu", "of_dossier": "Hồ sơ số {number} năm {year}: {title}",
        "kept": "Thời hạn bảo quản: {retention}", "left_out": "Còn {count} văn bản không ghi ở đây vì người in không được xem",
        "closing": "Chứng từ kết thúc hồ sơ", "deposit_for_ever": "Mục lục hồ sơ, tài liệu nộp lưu – bảo quản vĩnh viễn",
        "deposit_limited": "Mục lục hồ sơ, tài liệu nộp lưu – bảo quản có thời hạn",
        "minutes": "Biên bản giao nhận hồ sơ, tài liệu", "run_out": "Danh mục hồ sơ hết thời hạn bảo quản",
        "day": "Lập ngày {on}", "place_and_day": "{place}, ngày {day} tháng {month} năm {year}",
        "giver": "Bên giao", "receiver": "Bên nhận", "maker": "Người lập", "head": "Người phê duyệt",
        "clerk": "Văn thư", "sheets": "{count} tờ", "one_stop": "Hồ sơ một cửa, giữ ở {system}: {code}",
        "file_kept": "tệp trên hệ thống", "nothing": "không có",
    },
    "dossier_column": {
        "n": "STT", "number": "Số và ký hiệu hồ sơ", "title": "Tiêu đề hồ sơ", "heading": "Đề mục và tiêu đề hồ sơ",
        "retention": "Thời hạn bảo quản", "keeper": "Người lập", "note": "Ghi chú", "reference": "Số, ký hiệu văn bản",
        "dated_on": "Ngày tháng văn bản", "kind_subject": "Tên loại và trích yếu nội dung", "issuer": "Tác giả văn bản",
        "sheets": "Tờ số, trang số", "days": "Thời gian tài liệu", "count": "Số văn bản", "what": "Nội dung", "value": "Ghi",
        "runs_out": "Hết hạn ngày", "reason": "Lý do", "place": "Nơi để",
    },
    "dossier_fact": {
        "number": "Hồ sơ số", "title": "Tiêu đề", "retention": "Thời hạn bảo quản", "opened": "Bắt đầu",
        "closed": "Kết thúc", "documents": "Số văn bản trong hồ sơ", "electronic": "Văn bản điện tử", "paper": "Văn bản giấy",
        "sheets": "Số tờ giấy đã đánh số", "files": "Số trang của các tệp", "one_stop": "Hồ sơ một cửa được dẫn",
        "place": "Nơi để bản giấy", "features": "Đặc điểm văn bản (ghi tay)", "giver": "Bên giao", "receiver": "Bên nhận",
        "office": "Cơ quan", "for_ever": "Hồ sơ bảo quản vĩnh viễn", "limited": "Hồ sơ bảo quản có thời hạn",
        "span": "Thời gian của tài liệu", "state": "Tình trạng tài liệu (ghi tay)", "lists": "Kèm theo",
        "lists_value": "Mục lục hồ sơ nộp lưu; biên bản lập thành 02 bản, mỗi bên giữ 01 bản",
    },
    "export_state": {"asked": "Đang làm", "ready": "Đã xong", "failed": "Không làm được"},
}
