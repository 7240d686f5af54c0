"""What the portal says in Vietnamese: labels of every word it stores, and a sentence for every refusal."""

from portal.rules import errors

LABELS: dict[str, dict[str, str]] = {
    "role": {
        "clerk": "Văn thư", "leader": "Lãnh đạo", "unit_head": "Trưởng bộ phận", "officer": "Chuyên viên",
        "admin": "Quản trị", "safety_officer": "Phụ trách an toàn thông tin",
    },
    "scope": {"open": "Công khai nội bộ", "normal": "Thường", "restricted": "Hạn chế"},
    "direction": {"incoming": "Văn bản đến", "outgoing": "Văn bản đi", "internal": "Văn bản nội bộ"},
    "state": {
        "received": "Chờ vào sổ", "entered": "Chờ chuyển", "in_progress": "Đang xử lý", "done": "Đã xong",
        "refused": "Đã từ chối", "held": "Giữ riêng", "draft": "Đang soạn", "submitted": "Chờ ký",
        "returned": "Bị trả lại", "signed": "Đã ký, chờ số", "numbered": "Đã có số, chờ đóng dấu",
        "sealed": "Đã đóng dấu, chờ phát hành", "issued": "Đã phát hành", "voided": "Đã hủy số",
        "removed": "Đã đưa ra khỏi hệ thống",
    },
    "urgency": {"normal": "Thường", "urgent": "Khẩn", "very_urgent": "Thượng khẩn", "express": "Hỏa tốc"},
    "capacity": {"tm": "Thay mặt (TM.)", "kt": "Ký thay (KT.)", "tl": "Thừa lệnh (TL.)",
                 "tuq": "Thừa ủy quyền (TUQ.)", "q": "Quyền (Q.)"},
    "role_in_work": {"lead": "Chủ trì", "support": "Phối hợp", "inform": "Xem để biết"},
    "grant": {
        "receive": "Nhận", "lead": "Chủ trì", "support": "Phối hợp", "inform": "Xem để biết", "direct": "Chỉ đạo",
        "draft": "Soạn thảo", "sign": "Ký", "read": "Xem",
    },
    "channel": {"paper": "Bản giấy", "electronic": "Bản điện tử"},
    "route": {"electronic": "Gửi điện tử", "paper": "Gửi giấy", "both": "Gửi cả giấy và điện tử"},
    "route_reason": {
        "normative": "văn bản quy phạm pháp luật", "demanded": "nơi nhận hoặc quy định yêu cầu bản giấy",
        "person": "gửi cá nhân để thi hành", "means": "có nơi nhận bản giấy vì chưa đủ điều kiện nhận điện tử",
        "ordinary": "văn bản hành chính thông thường chỉ gửi điện tử",
    },
    "register": {
        "incoming": "Sổ đăng ký văn bản đến", "outgoing": "Sổ đăng ký văn bản đi",
        "internal": "Sổ đăng ký văn bản nội bộ",
    },
    "register_act": {
        "entered": "Vào sổ", "imported": "Nhập từ sổ cũ", "corrected": "Sửa thông tin", "voided": "Hủy số",
    },
    "version": {
        "original": "Bản gốc", "draft": "Dự thảo", "pdf": "Bản PDF", "signed": "Bản đã ký",
        "numbered": "Bản có số và ngày", "sealed": "Bản đã đóng dấu",
    },
    "verdict": {
        "good": "Chữ ký tốt", "broken": "Chữ ký hỏng", "undetermined": "Chưa đủ căn cứ", "unsigned": "Không ký số",
    },
    "signature": {
        "valid": "Hợp lệ",
        "valid_unchecked": "Đúng chữ ký, chưa kiểm tra được tình trạng thu hồi",
        "valid_later_change": "Đúng tại lúc ký, về sau tệp được bổ sung",
        "untrusted": "Chứng thư không do cơ quan cấp đã được tin cậy cấp",
        "invalid_content": "Nội dung đã bị sửa sau khi ký",
        "invalid_signature": "Giá trị chữ ký sai",
        "invalid_coverage": "Chữ ký không bao trùm cả tệp",
        "invalid_changed_after": "Tệp bị thay đổi không được phép sau khi ký",
        "invalid_cert_expired": "Chứng thư đã hết hạn khi ký",
        "invalid_cert_not_yet_valid": "Chứng thư chưa có hiệu lực khi ký",
        "invalid_cert_revoked": "Chứng thư đã bị thu hồi",
        "invalid_cert_wrong_usage": "Chứng thư không dùng để ký",
        "invalid_cert_chain": "Chuỗi chứng thư không đúng",
        "unreadable": "Không đọc được chữ ký",
    },
    "signing_job": {
        "created": "Chờ chương trình ký", "redeemed": "Chương trình ký đã nhận phiếu", "prepared": "Chờ nhập mã PIN",
        "signing": "Đang ký", "done": "Đã ký", "cancelled": "Đã hủy", "expired": "Quá hạn",
        "rejected": "Bị từ chối", "superseded": "Có bản mới hơn",
    },
    "incoming_tab": {
        "waiting": "Chờ vào sổ", "entered": "Chờ chuyển", "in_progress": "Đang xử lý", "refused": "Bị trả lại",
        "done": "Đã xong",
    },
    "outgoing_tab": {
        "signed": "Chờ cấp số", "numbered": "Chờ đóng dấu", "sealed": "Chờ phát hành", "issued": "Đã phát hành",
    },
    "send_status": {
        "": "Chưa gửi", "kept": "Lưu tại văn thư", "arrived": "Đã đến bàn làm việc của đơn vị",
        "to_print": "In và gửi bản giấy", "to_send": "Chờ gửi điện tử", "sent": "Đã gửi",
    },
    "draft_difference": {
        "signatory": "Người ký trên trang", "symbol": "Ký hiệu trên trang",
        "only_on_page": "Có trên trang, chưa ghi ở nơi nhận", "only_in_form": "Đã ghi ở nơi nhận, không có trên trang",
    },
    "draft_problem": {
        "no_text": "Tệp PDF chỉ có ảnh, không có chữ. Hãy tải lên bản DOCX, hoặc PDF lưu từ Word (không in ra rồi quét).",
        "signed_already": "Tệp PDF này đã có chữ ký số hoặc ô số của hệ thống. Hãy tải lên bản chưa ký.",
        "number_printed": "Số văn bản đã ghi sẵn trên trang. Hãy để trống giữa “Số:” và “/”; số được cấp sau khi ký.",
        "number_narrow": "Chỗ trống giữa “Số:” và “/” quá hẹp. Hãy chừa khoảng 12 dấu cách rồi tải lên lại.",
        "no_number_place": "Không thấy dòng “Số:        /KÝ HIỆU” ở trang đầu. Hãy theo mẫu của hệ thống rồi tải lên lại.",
        "day_narrow": "Chỗ trống cho ngày hoặc tháng quá hẹp. Hãy chừa khoảng 6 dấu cách rồi tải lên lại.",
        "no_day_place": "Không thấy dòng “…, ngày      tháng      năm 2026” ở trang đầu. Hãy theo mẫu rồi tải lên lại.",
        "no_converter": "Máy chủ chưa có phần mềm chuyển DOCX sang PDF. Hãy lưu thành PDF trong Word rồi tải lên.",
        "not_convertible": "Không chuyển được tệp DOCX này sang PDF. Hãy mở bằng Word, lưu lại rồi tải lên lần nữa.",
        "unreadable": "Không đọc được tệp PDF này. Hãy lưu lại từ Word (Lưu thành PDF) rồi tải lên lần nữa.",
        "too_long": "Xử lý tệp quá lâu nên đã dừng. Hãy giảm ảnh trong văn bản, hoặc tải lên bản PDF.",
    },
    "filter": {
        "year": "Năm", "kind": "Loại văn bản", "issuer": "Nơi ban hành", "register": "Sổ", "direction": "Chiều",
        "state": "Trạng thái",
    },
    "year": {"0": "Không ghi ngày"},
    "result_column": {
        "number": "Số đến, số đi", "received_on": "Ngày đến", "reference": "Số, ký hiệu", "dated_on": "Ngày văn bản",
        "kind": "Loại", "issuer": "Nơi ban hành", "subject": "Trích yếu", "signatory": "Người ký",
        "urgency": "Độ khẩn", "due_on": "Hạn", "state": "Trạng thái", "register": "Sổ", "pages": "Số trang",
        "note": "Ghi chú",
    },
    "result_file": {"xlsx": "Excel (XLSX)", "docx": "Word (DOCX)", "pdf": "PDF"},
    "search_said": {"query_cut": "Câu tìm quá dài; chỉ tìm bằng phần đầu."},
    "search_notice": {
        "index_away": "Chỉ mục tra cứu đang được dựng lại; tạm thời chỉ tìm trong thông tin đăng ký.",
        "index_behind": "Chỉ mục tra cứu đang được dựng lại; văn bản mới vào hoặc mới sửa có thể chưa tìm thấy.",
        "relaxed": "Không văn bản nào có đủ các chữ; dưới đây là văn bản có gần đủ.",
    },
    "reading_problem": {
        "timeout": "đọc quá lâu", "crash": "tệp hỏng", "too much": "tệp quá lớn", "encrypted": "tệp có mật khẩu",
        "damaged": "tệp hỏng", "no_text": "không có chữ", "password": "tệp có mật khẩu", "memory": "tệp quá lớn",
        "no pages": "tệp không có trang nào", "no such page": "không có trang này",
        "not converted": "không chuyển được sang PDF", "not recognised": "không nhận dạng được chữ",
    },
    "import": {
        "too_long": "dòng quá dài", "encoding": "không phải chữ UTF-8", "not_json": "không phải JSON",
        "not_a_record": "không phải một bản ghi", "missing": "thiếu thông tin", "not_text": "không phải chữ",
        "not_a_number": "không phải số nguyên trong khoảng được nhận",
        "not_a_day": "không phải ngày dạng 2019-05-10", "future_day": "ngày sau hôm nay",
        "unknown_kind": "không có loại sổ này", "unknown_urgency": "không có độ khẩn này",
        "not_a_list": "không phải danh sách", "id_used": "mã này là của một văn bản khác đã có",
        "number_taken": "số này trong sổ đã có văn bản khác; văn bản được giữ, không có số",
        "register_closed": "sổ đã khóa", "gap": "thiếu số",
    },
    "job": {"ready": "Đang chờ", "running": "Đang chạy", "failed": "Không làm được"},
    "job_kind": {
        "read": "Đọc tệp văn bản đến", "forget_files": "Xóa tệp giữ riêng",
        "forget_pictures": "Xóa ảnh trang của tệp giữ riêng", "check_signatures": "Kiểm tra chữ ký số",
        "prepare_draft": "Tạo bản PDF của dự thảo", "prepare_view": "Tạo ảnh trang của tệp DOCX",
        "index": "Cập nhật chỉ mục tra cứu",
        "reindex": "Dựng lại chỉ mục tra cứu", "check_index": "Kiểm tra chỉ mục tra cứu",
    },
    "job_problem": {
        "ToolMissing": "máy chủ thiếu phần mềm", "Unreadable": "không đọc được tệp", "IndexBusy": "chỉ mục đang bận",
        "IndexUnavailable": "chỉ mục hỏng", "OperationalError": "cơ sở dữ liệu bận", "FileNotFoundError": "thiếu tệp",
        "OSError": "ổ đĩa báo lỗi", "MemoryError": "thiếu bộ nhớ", "worker died": "tiến trình nền dừng giữa chừng",
    },
    "check": {
        "sqlite": "Cơ sở dữ liệu SQLite từ 3.35", "pdfium": "Đọc và vẽ PDF", "lxml": "Đọc XML và DOCX",
        "cryptography": "Mật mã", "argon2": "Băm mật khẩu", "whoosh": "Máy tra cứu", "pyhanko": "Ký số trên PDF",
        "pillow": "Xử lý ảnh", "fonts": "Phông chữ kèm theo", "templates": "Mẫu trang", "static": "Tệp tĩnh",
        "migrations": "Các bước nâng cấp dữ liệu", "tesseract": "Nhận dạng chữ tiếng Việt (Tesseract)",
        "libreoffice": "Chuyển DOCX sang PDF (LibreOffice)",
    },
    "check_step": {
        "tesseract": "Bản quét không có lớp chữ phải nhập tay. Cài tesseract-ocr và tesseract-ocr-vie trên máy chủ.",
        "libreoffice": "Dự thảo phải tải lên ở dạng PDF. Cài LibreOffice Writer và fonts-liberation2 trên máy chủ.",
    },
    "certificate_role": {"personal": "Ký cá nhân", "seal": "Đóng dấu cơ quan"},
    "object": {
        "document": "Văn bản", "person": "Người dùng", "unit": "Đơn vị", "agency": "Cơ quan", "register": "Sổ",
        "office": "Cơ quan này", "anchor": "Cơ quan cấp chứng thư", "revocationlist": "Danh sách thu hồi",
        "certificate": "Chứng thư", "device": "Máy ký", "dossier": "Hồ sơ", "savedsearch": "Tìm kiếm đã lưu", "job": "Việc nền",
        "abbreviation": "Chữ viết tắt", "signaturecheck": "Lần kiểm tra chữ ký số",
    },
    "report": {
        "statistics": "Thống kê văn bản theo tháng", "entered_in_time": "Vào sổ đúng hạn",
        "sealed_electronic": "Gửi điện tử có chữ ký số cơ quan",
    },
    "report_lead": {
        "statistics": "Số văn bản trong các sổ của cơ quan, theo ngày đến hoặc ngày ban hành",
        "entered_in_time": "Văn bản đến vào sổ trong ngày hoặc ngày làm việc tiếp theo (Nghị định 30/2020/NĐ-CP, Điều 22)",
        "sealed_electronic": "Văn bản phát hành điện tử mà chữ ký số cơ quan trên văn bản và phụ lục đều tốt",
    },
    "month": {"": "Cộng"},
    "report_base": {
        "statistics": "", "entered_in_time": "văn bản đến trong kỳ", "sealed_electronic": "văn bản phát hành điện tử",
    },
    "report_column": {
        "month": "Tháng", "incoming": "Văn bản đến", "incoming_urgent": "Đến khẩn", "incoming_done": "Đến đã xong",
        "outgoing": "Văn bản đi", "internal": "Nội bộ", "voided": "Hủy số", "number": "Số đến",
        "received_on": "Ngày đến", "entered_on": "Ngày vào sổ", "reference": "Số, ký hiệu", "issuer": "Nơi ban hành",
        "subject": "Trích yếu", "days_late": "Chậm (ngày làm việc)", "dated_on": "Ngày văn bản", "kind": "Loại",
        "signatory": "Người ký", "shortfall": "Vì sao",
    },
    "shortfall": {
        "not_sealed": "Chưa có bản đóng dấu", "broken": "Chữ ký hỏng", "undetermined": "Chưa đủ căn cứ",
        "unsigned": "Không ký số",
    },
    "retention": {
        "01": "Vĩnh viễn", "02": "70 năm", "03": "50 năm", "04": "30 năm", "05": "20 năm", "06": "10 năm",
        "07": "Thời hạn khác",
    },
    "menu": {
        "desk": "Bàn làm việc", "incoming": "Văn bản đến", "outgoing": "Văn bản đi", "drafts": "Dự thảo",
        "dossiers": "Hồ sơ công việc", "signing": "Ký số", "search": "Tra cứu", "reports": "Báo cáo",
        "admin": "Quản trị",
    },
    "event": {
        "certificate_presented": "Trình chứng thư số", "certificate_approved": "Duyệt chứng thư số",
        "certificate_ended": "Thôi dùng chứng thư số", "pairing_started": "Bắt đầu ghép máy ký",
        "device_paired": "Ghép máy ký", "device_removed": "Bỏ máy ký", "picture_set": "Đặt ảnh chữ ký",
        "described": "Ghi lại thông tin dự thảo", "prepared": "Tạo bản PDF của dự thảo",
        "not_prepared": "Chưa tạo được bản PDF của dự thảo", "signing_started": "Bắt đầu ký số",
        "signing_ended": "Lần ký số kết thúc",
        "authority_removed": "Thôi tin cậy cơ quan cấp chứng thư", "authority_trusted": "Tin cậy cơ quan cấp chứng thư",
        "backed_up": "Sao lưu", "imported": "Nhập văn bản từ sổ cũ",
        "imported_unnumbered": "Nhập văn bản cũ không có số", "restored": "Phục hồi từ bản sao lưu",
        "blocked": "Khóa tài khoản", "checked": "Kiểm tra chữ ký số của tệp",
        "clock_confirmed": "Xác nhận đồng hồ đúng", "corrected": "Sửa thông tin đăng ký",
        "directed": "Cho ý kiến chỉ đạo", "drafted": "Soạn dự thảo", "entered": "Vào sổ", "founded": "Lập cơ quan",
        "held": "Giữ riêng vì có dấu mật", "held_removed": "Đưa tệp giữ riêng ra khỏi hệ thống",
        "hired": "Cấp tài khoản", "issued": "Phát hành", "sent": "Ghi đã gửi", "means_set": "Ghi điều kiện nhận điện tử",
        "moved": "Chuyển đơn vị", "numbered": "Cấp số và ngày", "password_changed": "Đổi mật khẩu",
        "presented": "Trình lãnh đạo", "received": "Tiếp nhận", "refused": "Từ chối tiếp nhận",
        "register_closed": "Khóa sổ", "register_opened": "Mở sổ", "reported": "Báo cáo kết quả", "revised": "Sửa dự thảo",
        "revocations_added": "Nạp danh sách chứng thư bị thu hồi", "role_changed": "Đổi vai trò",
        "route_chosen": "Chọn cách gửi", "scope_changed": "Đổi phạm vi", "sealed": "Đóng dấu (ký số cơ quan)",
        "seen": "Đã xem", "sent_back": "Trả lại", "signed": "Ký số", "signed_in": "Đăng nhập",
        "signed_out": "Đăng xuất", "sign_in_failed": "Đăng nhập không được", "submitted": "Trình ký",
        "unblocked": "Mở lại tài khoản", "voided": "Hủy số",
        "dossier_opened": "Mở hồ sơ", "filed": "Đưa vào hồ sơ", "taken_out": "Đưa ra khỏi hồ sơ",
        "dossier_closed": "Kết thúc hồ sơ", "exported": "Xuất báo cáo",
        "person_described": "Sửa thông tin người dùng", "unit_opened": "Lập đơn vị", "unit_renamed": "Đổi tên đơn vị",
        "unit_closed": "Thôi dùng đơn vị", "unit_reopened": "Dùng lại đơn vị",
        "second_factor_on": "Bật xác thực hai lớp", "second_factor_off": "Tắt xác thực hai lớp",
        "abbreviation_added": "Thêm chữ viết tắt", "abbreviation_changed": "Sửa chữ viết tắt",
        "abbreviation_taken_out": "Thôi dùng chữ viết tắt", "abbreviation_put_back": "Dùng lại chữ viết tắt",
        "search_saved": "Lưu tìm kiếm", "search_renamed": "Đổi tên tìm kiếm đã lưu",
        "search_removed": "Xóa tìm kiếm đã lưu", "results_exported": "Xuất kết quả tra cứu",
        "sessions_ended": "Kết thúc các phiên đăng nhập khác", "job_retried": "Cho chạy lại việc nền",
    },
}

# What is wrong, why, and what to do next; {what} is the first detail of the refusal, as a label where it has one.
SENTENCES: dict[type[errors.Refusal], str] = {
    errors.Refusal: "Chưa làm được việc này. Hãy tải lại trang rồi thử lại.",
    errors.NotFound: "Không tìm thấy, hoặc tài khoản này không được xem.",
    errors.NotAllowed: "Tài khoản này không có quyền làm việc đó. Việc này thuộc vai trò khác trong cơ quan.",
    errors.Conflict: "Văn bản đang ở bước khác nên chưa làm được việc này. Hãy tải lại trang để xem tình trạng mới.",
    errors.Invalid: "Thông tin chưa đúng nên chưa lưu. Hãy sửa rồi gửi lại.",
    errors.AlreadyEntered: "Văn bản đã vào sổ với số đến {what}. Không cấp thêm số.",
    errors.WrongState: "Chưa làm được: văn bản đang ở bước “{what}”. Hãy tải lại trang để xem việc có thể làm.",
    errors.RegisterClosed: "Sổ đã khóa nên không cấp số được nữa. Hãy chọn sổ của năm đang mở.",
    errors.Superseded: "Trong lúc đang làm, người khác đã lưu một bản mới hơn. Hãy tải lại trang và làm trên bản mới.",
    errors.SignatureBroken: "Chưa vào sổ được: chữ ký số đã hỏng sau khi ký. Hãy trả lại nơi gửi hoặc ghi lý do nhận.",
    errors.DossierClosed: "Hồ sơ đã kết thúc nên không đưa thêm hay lấy bớt văn bản được. Hãy chọn hồ sơ đang mở.",
    errors.LastAdministrator: "Đây là tài khoản quản trị cuối cùng còn hoạt động. Hãy cấp quyền quản trị cho người khác "
                              "trước.",
    errors.ClockBehind: "Đồng hồ máy chủ chạy lùi so với việc cuối cùng đã ghi. Quản trị cần chỉnh giờ và xác nhận "
                        "trước khi cấp số tiếp.",
    errors.Unreadable: "Không đọc được tệp. Tệp vẫn được giữ nguyên; hãy mở bản gốc hoặc nhập thông tin bằng tay.",
    errors.SecretMark: "Trang này có dấu chỉ độ mật. Văn bản mật không được nhận trên hệ thống này; hãy xử lý theo "
                       "quy định về bảo vệ bí mật nhà nước.",
    errors.FileRefused: "Không nhận loại tệp này. Nhận: PDF, DOCX, XLSX, JPEG, PNG, TIFF, TXT, XML, ZIP.",
    errors.BadDate: "Ngày không đúng. Viết theo dạng 05/06/2026 và không sau hôm nay.",
    errors.ReasonMissing: "Việc này cần ghi lý do.",
    errors.BadReference: "Số, ký hiệu không hợp với loại văn bản. Ví dụ đúng: 536/UBND-TH, 12/QĐ-UBND.",
    errors.WeakPassword: "Mật khẩu chưa đủ mạnh. Dùng ít nhất 14 ký tự, không chứa tên, tên đăng nhập hay từ dễ đoán.",
    errors.NotSignedYet: "Chưa đóng dấu được: văn bản chưa có chữ ký số hợp lệ của người có thẩm quyền.",
    errors.SigningBusy: "Văn bản này đang được ký. Hãy chờ xong hoặc hủy lần ký đang dở.",
    errors.CertificateRefused: "Không dùng được chứng thư này. Hãy chọn đúng chứng thư số của người ký.",
    errors.IndexUnavailable: "Chưa tra cứu toàn văn được: chỉ mục đang được dựng lại. Hãy thử lại sau ít phút.",
    errors.IndexBusy: "Chỉ mục tra cứu đang được một tiến trình khác ghi. Hãy chờ xong rồi thử lại.",
    errors.ToolMissing: "Máy chủ chưa cài {what} nên chưa làm được việc này. Hãy báo người quản trị.",
    errors.LineRefused: "Không nhận được dòng này của tệp nhập. Hãy sửa dòng ấy rồi nhập lại cả tệp.",
    errors.QuestionRefused: "Dòng {what} của tệp câu hỏi không dùng được. Mỗi dòng là một đối tượng JSON có “id” và "
                            "“q”, có thể thêm “filters”, “sort” (rank hoặc date) và “typing”.",
    errors.BackupRefused: "Không sao lưu hoặc phục hồi được vào thư mục này.",
    errors.BackupDamaged: "Bản sao lưu không còn nguyên vẹn: {what}. Chưa phục hồi gì. Hãy dùng bản khác, hoặc chép "
                          "lại tệp hỏng từ một bản sao khác rồi thử lại.",
}

# The ``why`` of a refusal, where the class alone does not say enough.
REASONS: dict[str, str] = {
    "number_and_title": "Hồ sơ cần có số, ký hiệu và tiêu đề.",
    "retention": "Hãy chọn thời hạn bảo quản.",
    "dossier_number_taken": "Số, ký hiệu này đã có trong danh mục hồ sơ năm nay. Hãy ghi số khác.",
    "unit_name": "Đơn vị cần có tên.",
    "unit_name_taken": "Đã có đơn vị mang tên này. Hãy ghi tên khác, hoặc dùng lại đơn vị ấy.",
    "unit_has_people": "Đơn vị còn người đang hoạt động. Hãy chuyển họ sang đơn vị khác trước.",
    "abbreviation_empty": "Hãy ghi cả chữ viết tắt và cụm từ đầy đủ.",
    "abbreviation_long": "Dài quá: chữ viết tắt tối đa 20 ký tự, cụm từ tối đa 100 ký tự.",
    "abbreviation_one_word": "Chữ viết tắt chỉ gồm chữ và số, viết liền. Ví dụ: BHYT, QLVBĐH.",
    "abbreviation_letters": "Chữ viết tắt cần ít nhất hai ký tự, trong đó có chữ cái: một dãy chỉ có số là số văn bản.",
    "abbreviation_words": "Cụm từ đầy đủ cần có chữ và không quá 12 tiếng.",
    "abbreviation_itself": "Cụm từ đầy đủ trùng với chính chữ viết tắt.",
    "abbreviation_known": "Dòng này đã có trong bảng. Nếu dòng ấy đang thôi dùng thì bấm “Dùng lại”.",
    "search_name": "Tìm kiếm đã lưu cần có tên, không quá 80 ký tự.",
    "search_name_taken": "Đã có tìm kiếm mang tên này. Hãy ghi tên khác.",
    "search_empty": "Chưa có gì để lưu. Hãy gõ chữ cần tìm hoặc chọn một điều kiện lọc trước.",
    "searches_too_many": "Đã lưu 50 tìm kiếm, nhiều nhất cho một người. Hãy xóa bớt rồi lưu lại.",
    "person_name": "Tài khoản cần có họ tên.",
    "second_factor_code": "Mã không đúng. Hãy chờ mã mới trên điện thoại rồi nhập lại.",
    "login_taken": "Tên đăng nhập đã có người dùng hoặc để trống. Hãy chọn tên khác.",
    "request_reused": "Biểu mẫu này đã dùng cho văn bản khác. Hãy mở lại trang của văn bản rồi làm lại.",
    "already_reported": "Việc này đã báo cáo kết quả rồi.",
    "no_recipients": "Chưa có nơi nhận. Hãy ghi ít nhất một nơi nhận.",
    "nothing_to_send": "Không còn nơi nhận nào chờ gửi theo cách này.",
    "no_route": "Chưa chọn cách gửi. Hãy chọn gửi điện tử, gửi giấy hay cả hai.",
    "printed_day": "Chưa cấp số được: trang đã ghi sẵn ngày, tháng khác hôm nay. Hãy trả lại để sửa dự thảo và ký lại.",
    "not_converted": "Bản PDF của dự thảo chưa tạo xong. Hãy chờ ít phút rồi thử lại.",
    "subject": "Dự thảo cần có trích yếu.",
    "issuer_and_subject": "Cần ghi cơ quan ban hành và trích yếu trước khi vào sổ.",
    "not_a_certificate": "Tệp này không phải là chứng thư số. Hãy chọn tệp .cer, .crt hoặc .pem.",
    "not_a_revocation_list": "Tệp này không phải là danh sách chứng thư bị thu hồi (.crl).",
    "not_an_authority": "Chứng thư này không phải của cơ quan cấp chứng thư.",
    "role": "Chứng thư này không đúng loại: ký văn bản cần chứng thư cá nhân, đóng dấu cần chứng thư cơ quan.",
    "seal_broken": "Chưa phát hành được: chữ ký số cơ quan trên bản này không còn đúng. Hãy đóng dấu lại.",
    "not_a_draft": "Dự thảo phải là tệp DOCX hoặc PDF. Hãy lưu lại từ Word rồi tải lên.",
    "disk_full": "Máy chủ sắp hết chỗ nên tạm không nhận tệp. Hãy báo người quản trị.",
    "too_large": "Tệp quá lớn. Hãy tách tệp hoặc quét lại ở 200 dpi.",
    "size": "Tệp quá lớn. Hãy tách tệp hoặc quét lại ở 200 dpi.",
    "empty": "Tệp rỗng. Hãy quét hoặc lưu lại rồi gửi lần nữa.",
    "type": "Không nhận loại tệp này. Nhận: PDF, DOCX, XLSX, JPEG, PNG, TIFF, TXT, XML, ZIP.",
    "name": "Đuôi tên tệp không khớp với nội dung. Hãy mở xem và lưu lại đúng loại.",
    "macros": "Tệp có macro nên không nhận. Hãy lưu lại thành DOCX, XLSX không macro hoặc PDF.",
    "doctype": "Tệp XML có khai báo DOCTYPE nên không nhận. Hãy đề nghị nơi gửi xuất lại.",
    "pixels": "Ảnh quá lớn (trên 100 triệu điểm). Hãy quét lại ở 200 dpi.",
    "nested": "Tệp nén chứa tệp nén khác. Hãy giải nén rồi gửi từng tệp.",
    "entries": "Tệp nén có quá nhiều tệp bên trong. Hãy giải nén rồi gửi từng tệp.",
    "unpacked": "Tệp nén bung ra quá lớn. Hãy giải nén rồi gửi từng tệp.",
    "ratio": "Tệp nén có độ nén bất thường nên không mở. Hãy giải nén rồi gửi từng tệp.",
    "same_folder": "Không sao lưu vào chính thư mục dữ liệu. Hãy chọn thư mục khác, tốt nhất ở ổ đĩa khác.",
    "no_space": "Ổ đĩa nhận bản sao lưu không đủ chỗ. Hãy giải phóng chỗ hoặc chọn ổ khác.",
    "not_empty": "Chỉ phục hồi vào thư mục còn trống, mà {folder} đã có tệp. Hãy chọn thư mục dữ liệu khác bằng --data.",
    "no_manifest": "{folder} không phải là một bản sao lưu hoàn chỉnh (không có manifest.json). Hãy nêu thư mục mang ngày giờ trong nơi sao lưu.",
    "several": "{folder} có nhiều bản sao lưu: {what}. Hãy nêu một bản, ví dụ bản mới nhất: {folder}/{newest}.",
    "unfinished": "Còn thư mục dở dang của lần trước: {folder}. Hãy xóa thư mục ấy rồi thử lại.",
}

# What the form library says by itself when a field has no sentence of its own.
FORM_MESSAGES: dict[str, str] = {
    "This field is required.": "Hãy điền ô này.",
    "Not a valid choice.": "Hãy chọn một giá trị trong danh sách.",
    "Invalid Choice: could not coerce.": "Hãy chọn một giá trị trong danh sách.",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s” không có trong danh sách.",
    "'%(value)s' are not valid choices for this field.": "“%(value)s” không có trong danh sách.",
    "Not a valid integer value.": "Hãy nhập một số nguyên.",
    "Not a valid decimal value.": "Hãy nhập một số.",
    "Number must be at least %(min)s.": "Số phải từ %(min)s trở lên.",
    "Number must be at most %(max)s.": "Số không được quá %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Số phải từ %(min)s đến %(max)s.",
    "Field cannot be longer than %(max)d characters.": "Dài quá %(max)d ký tự.",
    "Field must be at least %(min)d characters long.": "Cần ít nhất %(min)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": "Cần từ %(min)d đến %(max)d ký tự.",
    "Field must be equal to %(other_name)s.": "Hai lần nhập không giống nhau.",
}
FORM_MESSAGE_ELSE = "Giá trị chưa đúng. Hãy xem lại."

STALE_FORM = "Trang này mở đã lâu hoặc mở trước khi đăng nhập lại, nên chưa gửi được."

# Pages for what went wrong: title, sentence, what to do next.
PROBLEMS: dict[int, tuple[str, str, str]] = {
    400: ("Chưa gửi được", "Yêu cầu không đúng dạng.", "Hãy quay lại trang trước, tải lại rồi gửi lần nữa."),
    403: ("Không có quyền", "Tài khoản này không có quyền mở trang hoặc làm việc đó.",
          "Nếu cần quyền này, hãy hỏi người quản trị của cơ quan."),
    404: ("Không tìm thấy", "Trang không có, hoặc tài khoản này không được xem.",
          "Hãy kiểm tra địa chỉ, hoặc tìm văn bản bằng ô tra cứu."),
    405: ("Chưa gửi được", "Địa chỉ này không nhận cách gửi vừa rồi.", "Hãy mở lại từ trình đơn."),
    409: ("Chưa làm được", "Văn bản đang ở bước khác.", "Hãy quay lại trang trước và tải lại."),
    413: ("Tệp quá lớn", "Tệp vượt quá mức được nhận (50 MB một tệp).",
          "Hãy gửi ít tệp hơn mỗi lần, tách tệp hoặc quét lại ở 200 dpi."),
    422: ("Chưa lưu được", "Thông tin chưa đúng.", "Hãy quay lại trang trước, sửa rồi gửi lại."),
    429: ("Thao tác quá nhanh", "Có quá nhiều lần gửi trong thời gian ngắn.", "Hãy chờ một lát rồi thử lại."),
    500: ("Có lỗi ở máy chủ", "Việc vừa rồi chưa được ghi.", "Hãy thử lại; nếu vẫn vậy, báo người quản trị."),
}

SIGN_IN_REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng."
CODE_REFUSED = "Mã xác thực không đúng hoặc đã dùng. Hãy chờ mã mới rồi nhập lại."


def route_reason(stored: str) -> str:
    """Why a document goes the way it goes: the rule's words, with what it cites, or the words a person wrote."""
    reason, colon, detail = stored.partition(": ")
    known = LABELS["route_reason"].get(reason)
    return f"{known}: {detail}" if known and colon else known or stored


def sign_in_wait(seconds: int) -> str:
    """After several failures: how long until the next try."""
    minutes, rest = divmod(seconds, 60)
    time = f"{minutes} phút" if minutes and not rest else f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
    return f"Đăng nhập sai nhiều lần. Hãy chờ {time} rồi thử lại."


def label(value: object, group: str) -> str:
    """The word people read for a stored value; a value without a word shows as it is."""
    return LABELS[group].get(str(value), str(value))


def sentence(refusal: errors.Refusal) -> str:
    """What a refusal says: by its reason when that has words, else by the nearest class that has."""
    why = str(refusal.data.get("why", ""))
    words = REASONS.get(why) or next(SENTENCES[c] for c in type(refusal).__mro__ if c in SENTENCES)
    what = str(refusal.details[0]) if refusal.details else ""
    return words.format(**{**refusal.data, "what": LABELS["state"].get(what, what)})
