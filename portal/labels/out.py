"""Labels of the way out: drafts, signatures, sending and packets."""

OUT: dict[str, dict[str, str]] = {
    "channel": {"paper": "Bản giấy", "electronic": "Bản điện tử", "both": "Bản điện tử và bản giấy"},
    "left_by": {"packet": "Gói tin qua trục", "mail": "Thư điện tử", "post": "Bưu điện", "hand": "Trao tay hoặc gửi cách khác"},
    "recall_way": {
        "packet": "Gửi gói tin thu hồi; nơi nhận trả lời bằng mã 15 hoặc 16", "mail": "Gửi thư thu hồi",
        "post": "Văn thư gửi công văn hoặc gọi điện; nơi nhận gửi trả lại", "hand": "Văn thư gửi công văn hoặc gọi điện; nơi nhận trả lại hoặc hủy",
        "not_left": "Chưa gửi: không gửi nữa",
    },
    "route": {"electronic": "Gửi điện tử", "paper": "Gửi giấy", "both": "Gửi cả giấy và điện tử"},
    "route_reason": {
        "secret": "văn bản có dấu mật", "normative": "văn bản quy phạm pháp luật", "demanded": "nơi nhận hoặc quy định yêu cầu bản giấy",
        "person": "gửi cá nhân để thi hành", "means": "có nơi nhận bản giấy vì chưa đủ điều kiện nhận điện tử",
        "by_hand": "văn bản ký và đóng dấu trên giấy", "ordinary": "văn bản hành chính thông thường chỉ gửi điện tử",
    },
    "route_rule": {
        "secret": "Văn bản có dấu mật, tối mật, tuyệt mật", "normative": "Văn bản quy phạm pháp luật",
        "demanded": "Có quy định phải gửi bản giấy", "person": "Gửi cho cá nhân để thực hiện",
        "means": "Bên nhận chưa đủ điều kiện nhận điện tử, hoặc ghi gửi bản giấy",
        "ordinary": "Văn bản hành chính thông thường còn lại",
    },
    "rule_way": {
        "refused": "Không soạn, không gửi ở đây", "both": "Gửi cả giấy và điện tử", "electronic": "Chỉ gửi điện tử",
    },
    "recipient_means": {
        "kept": "Bản lưu của văn thư", "desk": "Trong cơ quan, nhận trên bàn làm việc", "list": "Danh sách nơi nhận",
        "tied": "Cơ quan trong danh mục", "person": "Cá nhân thi hành", "collective": "Tên chung của nhiều nơi",
        "unknown": "Chưa có trong danh mục",
    },
    "recipient_missing": {
        "paper_only": "chưa đủ điều kiện nhận điện tử – gửi giấy", "no_address": "chưa có địa chỉ điện tử – gửi giấy hoặc ghi địa chỉ",
        "no_list": "chưa có danh sách các nơi ấy – lập danh sách hoặc gửi giấy", "not_known": "chưa khớp với danh mục cơ quan – khớp, thêm vào hoặc gửi giấy",
        "members": "có nơi trong danh sách chưa có địa chỉ điện tử – ghi địa chỉ hoặc gửi giấy",
    },
    "known_kind": {"agency": "cơ quan", "unit": "đơn vị trong cơ quan", "group": "danh sách", "person": "cá nhân"},
    "handover": {
        "title": "Danh sách chuyển giao văn bản", "day": "Ngày {first}", "days": "Từ ngày {first} đến ngày {last}",
        "given_on": "Ngày chuyển", "number": "Số đến", "reference": "Số, ký hiệu văn bản",
        "subject": "Trích yếu nội dung", "handler": "Đơn vị hoặc người nhận", "receipt": "Ký nhận", "note": "Ghi chú",
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
    "signing_end": {
        "done": "Ký số xong", "cancelled": "Hủy lần ký số", "expired": "Lần ký số quá hạn",
        "rejected": "Lần ký số không thành", "superseded": "Lần ký số dừng vì có bản mới hơn",
    },
    "outgoing_tab": {
        "signed": "Chờ cấp số", "numbered": "Chờ đóng dấu", "sealed": "Chờ phát hành", "unsent": "Chờ gửi", "issued": "Đã phát hành",
    },
    "send_status": {
        "": "Chưa gửi", "expanded": "Gửi theo danh sách", "together": "Gửi chung một bản với dòng cùng nơi nhận", "kept": "Lưu tại văn thư", "arrived": "Đã đến bàn làm việc",
        "to_print": "In và gửi bản giấy", "to_send": "Chờ gửi điện tử", "packed": "Đã lập gói tin, chờ chuyển đi", "sent": "Đã gửi",
        "mailing": "Đang gửi thư", "maybe_sent": "Có thể đã gửi", "sent_back": "Thư bị trả lại",
        "printed": "Đã in, chờ chuyển", "posted": "Đã chuyển bưu điện",
        "01": "Đã đến nơi nhận", "02": "Nơi nhận từ chối", "03": "Nơi nhận đã tiếp nhận", "04": "Nơi nhận đã phân công",
        "05": "Nơi nhận đang xử lý", "06": "Nơi nhận đã xử lý xong", "13": "Yêu cầu lấy lại", "15": "Đồng ý yêu cầu",
        "16": "Không đồng ý yêu cầu",
    },
    "mailing": {
        "waiting": "Đang gửi", "leaving": "Đang gửi", "sent": "Đã gửi", "maybe": "Có thể đã gửi",
        "failed": "Không gửi được", "returned": "Bị trả lại", "stopped": "Đã rút lại",
    },
    "envelope": {"labels": "Nhãn dán (tờ A4)", "c5": "Phong bì 16 × 23 cm", "dl": "Phong bì 11 × 22 cm"},
    "posting": {
        "title": "Sổ gửi văn bản đi bưu điện", "day": "Ngày {first}", "days": "Từ ngày {first} đến ngày {last}",
        "posted_on": "Ngày chuyển", "reference": "Số, ký hiệu văn bản", "to": "Nơi nhận văn bản",
        "count": "Số lượng bì", "receipt": "Ký nhận và dấu bưu điện", "note": "Số hiệu bưu gửi, ghi chú",
    },
    "packet_act": {
        "new": "Văn bản mới", "recall": "Thu hồi", "update": "Cập nhật", "replace": "Thay thế", "status": "Trạng thái",
        "unknown": "Không rõ loại",
    },
    "packet_state": {
        "taken": "Đã nhận vào hàng chờ", "again": "Trùng, đã có", "asked": "Chờ quyết định", "agreed": "Đã đồng ý",
        "declined": "Không đồng ý", "noted": "Đã ghi nhận", "refused": "Từ chối, gói tin sai",
    },
    "packet_answer": {
        "01": "Báo đã đến", "02": "Từ chối nhận", "03": "Báo đã tiếp nhận", "04": "Báo đã phân công",
        "05": "Báo đang xử lý", "recall": "Yêu cầu thu hồi", "update": "Cập nhật văn bản đã gửi", "06": "Báo đã xử lý xong", "15": "Đồng ý yêu cầu", "16": "Không đồng ý yêu cầu", "letter": "Văn bản gửi đi",
    },
    "packet_field": {
        "issuer": "Cơ quan ban hành", "reference": "Số, ký hiệu", "dated_on": "Ngày văn bản", "kind": "Loại",
        "subject": "Trích yếu", "urgency": "Độ khẩn", "capacity": "Quyền hạn ký", "position": "Chức vụ",
        "signatory": "Người ký", "due_on": "Hạn trả lời",
    },
    "packet_tab": {
        "asked": "Chờ quyết định", "refused": "Gói tin sai", "all": "Đã đến", "out": "Gửi đi",
    },
    "parcel_state": {
        "waiting": "Chờ gửi", "leaving": "Đang gửi", "sent": "Đã đặt vào thư mục gửi", "handed": "Mang đi bằng tay",
    },
    "draft_difference": {
        "signatory": "Người ký trên trang", "symbol": "Ký hiệu trên trang", "subject": "Trích yếu trên trang",
        "only_on_page": "Có trên trang, chưa ghi ở nơi nhận", "only_in_form": "Đã ghi ở nơi nhận, không có trên trang",
    },
    "asked": {"comment": "Góp ý", "content": "Ký nháy nội dung", "form": "Ký nháy thể thức"},
    "initial": {"content": "Nội dung", "form": "Thể thức"},
    "draft_tab": {
        "mine": "Của tôi", "to_comment": "Chờ tôi góp ý", "to_initial": "Chờ tôi ký nháy", "unit": "Của đơn vị",
    },
    "outline": {
        "kind": "Loại văn bản", "organ": "Cơ quan ban hành", "is_normative": "Quy phạm pháp luật",
        "subject": "Trích yếu", "symbol": "Ký hiệu", "urgency": "Độ khẩn", "signatory": "Người ký",
        "capacity": "Thẩm quyền ký", "position": "Chức vụ", "reply_to": "Trả lời văn bản", "due_on": "Hạn",
        "route": "Cách gửi", "recipients": "Nơi nhận", "whom": "Nơi nhận được hiểu là", "annexes": "Phụ lục",
    },
    "draft_problem": {
        "no_text": "Tệp PDF chỉ có ảnh, không có chữ. Hãy tải lên bản DOCX, hoặc PDF lưu từ Word (không in ra rồi quét).",
        "signed_already": "Tệp PDF này đã có chữ ký số hoặc ô số của hệ thống. Hãy tải lên bản chưa ký.",
        "active": "Tệp PDF có phần tự chạy, lớp ẩn hoặc tệp khác nằm bên trong nên nội dung có thể khác khi mở. Hãy lưu lại từ Word (Lưu thành PDF) rồi tải lên.",
        "number_printed": "Số văn bản đã ghi sẵn trên trang. Hãy để trống giữa “Số:” và “/”; số được cấp sau khi ký.",
        "number_narrow": "Chỗ trống giữa “Số:” và “/” quá hẹp. Hãy chừa khoảng 12 dấu cách rồi tải lên lại.",
        "no_number_place": "Không thấy dòng “Số:        /KÝ HIỆU” ở trang đầu. Hãy theo mẫu của hệ thống rồi tải lên lại.",
        "day_narrow": "Chỗ trống cho ngày hoặc tháng quá hẹp. Hãy chừa khoảng 6 dấu cách rồi tải lên lại.",
        "no_day_place": "Không thấy dòng “…, ngày      tháng      năm 2026” ở trang đầu. Hãy theo mẫu rồi tải lên lại.",
        "no_converter": "Máy chủ chưa có phần mềm chuyển DOCX sang PDF. Hãy lưu thành PDF trong Word rồi tải lên.",
        "not_convertible": "Không chuyển được tệp DOCX này sang PDF. Hãy mở bằng Word, lưu lại rồi tải lên lần nữa.",
        "unreadable": "Không đọc được tệp PDF này. Hãy lưu lại từ Word (Lưu thành PDF) rồi tải lên lần nữa.",
        "old_font": "Văn bản gõ bằng phông cũ (TCVN3, VNI hoặc VPS) nên chữ in ra sẽ sai. Hãy chuyển sang Unicode "
                    "(công cụ chuyển mã của Unikey), phông Times New Roman, rồi tải lên lại.",
        "too_long": "Xử lý tệp quá lâu nên đã dừng. Nếu máy chủ đang bận, hãy thử lại; nếu không, hãy giảm ảnh trong văn bản hoặc tải lên bản PDF.",
    },
    "certificate_role": {"personal": "Ký cá nhân", "seal": "Đóng dấu cơ quan"},
}
