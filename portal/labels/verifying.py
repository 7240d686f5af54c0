"""What ``verify`` calls the places it names: things, what is wrong with them, and the fields of them."""

VERIFYING: dict[str, dict[str, str]] = {
    "checked": {
        "events": "việc trong nhật ký", "seals": "dấu niêm phong", "numbers": "số trong các sổ", "entries": "dòng sổ",
        "documents": "văn bản", "versions": "bản của văn bản", "checks": "lần kiểm tra chữ ký",
        "rows": "dòng khác chỉ được thêm", "rights": "tài khoản, chứng thư, ngày nghỉ, phụ lục", "files": "tệp",
        "kept": "dòng quyền xem, chỉ đạo, giao việc, ủy quyền, gửi nhận, thiết đặt",
    },
    "bad_place": {
        "event": "Nhật ký, việc", "seal": "Dấu niêm phong", "register": "Sổ", "entry": "Dòng sổ",
        "document": "Văn bản", "version": "Bản của văn bản", "check": "Lần kiểm tra chữ ký", "file": "Tệp",
        "duty": "Việc phân công", "safety_rules": "Bản quy chế an toàn", "acknowledgement": "Lần đọc quy chế",
        "rights_review": "Lần rà soát quyền", "report_month": "Số liệu đã chốt tháng", "guard": "Khóa bảo vệ bảng", "person": "Tài khoản",
        "authority": "Cơ quan cấp chứng thư", "revocations": "Danh sách chứng thư bị thu hồi",
        "certificate": "Chứng thư số", "device": "Máy ký", "stamp": "Hình chữ ký, con dấu",
        "calendar_day": "Ngày nghỉ, làm bù", "attachment": "Phụ lục", "grant": "Quyền xem", "stand_in": "Ủy quyền xử lý",
        "instruction": "Ý kiến chỉ đạo", "assignment": "Việc được giao", "delivery": "Trạng thái bên nhận báo về",
        "series": "Loại sổ", "office": "Thông tin cơ quan", "database": "Cơ sở dữ liệu, bảng",
    },
    "bad_unchecked": {
        "store": "kho tệp", "database": "mọi phần khác, cho đến khi cơ sở dữ liệu được phục hồi",
    },
    "bad_why": {
        "missing": "bị mất", "altered": "đã bị sửa", "unnamed": "không có trong nhật ký", "number_missing": "thiếu số",
        "counter": "số cuối không khớp", "entry_missing": "thiếu dòng sổ mà việc này đã ghi",
        "batch": "các dòng sổ nhập cùng đợt không khớp", "version_missing": "thiếu bản của văn bản mà việc này đã lưu",
        "not_next": "không liền sau bản trước", "out_of_order": "không đúng thứ tự đã ghi",
        "cut": "phần cuối nhật ký bị cắt", "rewritten": "nhật ký bị viết lại",
        "foreign": "không phải của chương trình",
        "damaged": "có trang hỏng, không đọc được đủ; hãy phục hồi từ bản sao lưu",
        "register_back": "sổ bị lùi số", "row_gone": "dòng cuối sổ bị sửa hoặc mất", "files": "danh sách tệp bị sửa",
    },
    "bad_field": {
        # what a register row or a document says
        "received_on": "ngày đến", "issuer": "cơ quan ban hành", "reference": "số, ký hiệu", "dated_on": "ngày văn bản",
        "kind": "loại", "subject": "trích yếu", "signatory": "người ký", "urgency": "độ khẩn", "note": "ghi chú",
        "route": "cách gửi", "recipients": "nơi nhận", "direction": "đến hay đi", "state": "tình trạng (hủy số hay không)",
        # the row itself
        "register": "sổ", "number": "số", "version": "lần ghi", "document": "văn bản nào", "act": "việc ghi sổ",
        "reason": "lý do", "by": "người ghi", "at": "thời điểm", "hash": "mã băm", "previous": "mã băm của dòng trước",
        "request_id": "mã lần gửi biểu mẫu", "n": "bản thứ mấy", "sha256": "mã băm của tệp", "role": "vai trò",
        "name": "tên", "year": "năm", "title": "tên sổ", "opened_on": "ngày mở", "closed_on": "ngày khóa",
        "first_number": "số bắt đầu", "last_number": "số cuối",
        # checks of signatures, seals
        "verdict": "kết luận", "trust": "danh sách tin cậy đã dùng", "last_event": "việc cuối", "head": "mã băm việc cuối",
        "registers": "trạng thái các sổ", "last_version": "bản cuối", "files": "mã băm các tệp", "day": "ngày",
        # accounts, trust, days off, annexes
        "login": "tên đăng nhập", "position": "chức vụ", "unit": "đơn vị", "is_active": "mở hay khóa",
        "password": "mật khẩu", "second_factor": "xác thực hai lớp", "der": "nội dung chứng thư, danh sách",
        "ended": "còn dùng hay đã thôi", "millimetres": "cỡ", "given_by": "người đưa vào", "is_working": "nghỉ hay làm",
        "sealed_at": "đã đóng dấu hay chưa", "email": "địa chỉ thư", "is_test": "của bản thử hay thật",
        "ended_at": "lúc thôi dùng", "code": "mã", "form": "mẫu sổ", "organ": "cơ quan", "kinds": "các loại văn bản",
        "is_normative": "quy phạm hay không", "first_year": "năm đầu", "last_year": "năm cuối", "parent": "cơ quan cấp trên",
        "agency_code": "mã định danh", "place": "địa danh", "symbol": "ký hiệu", "is_demo": "bản thử hay thật",
        "numbers_before_signing": "cấp số trước khi ký", "wants_content_initial": "ký nháy nội dung",
        "wants_form_initial": "ký nháy thể thức", "series.title": "tên loại sổ", "office.name": "tên cơ quan",
        "certificate.subject": "tên trên chứng thư", "authority.subject": "tên trên chứng thư",
        "revocations.issuer": "nơi cấp danh sách",
        # duties, rules, reviews, figures
        "duty": "trách nhiệm", "person_id": "người", "decision": "quyết định",
        "decided_on": "ngày quyết định", "named_at": "thời điểm phân công", "named_by_id": "người phân công",
        "text": "nội dung", "made_at": "thời điểm ban hành", "made_by_id": "người ban hành", "rules_id": "bản quy chế",
        "by_id": "người rà soát", "accounts": "số tài khoản", "report": "báo cáo", "drawn_at": "thời điểm chốt",
    },
    "bad_beside": {  # what a place is known by
        "number": "số {number}", "row_version": "lần ghi {row_version}", "version": "bản thứ {version}",
        "document": "văn bản mã {document}", "documents": "{documents} văn bản có tệp này", "person": "{person}",
        "report": "báo cáo {report}",
    },
}
