"""Labels of the reports: what each counts, what it leaves out, and by which reading of the law."""

_LEFT_OUT = "Không tính: văn bản mật, số đã hủy, bản sao (sao y, sao lục, trích sao) và văn bản nhập từ sổ cũ."
_DRAFTER = "Đơn vị là đơn vị hiện nay của người soạn thảo."
_CLERK = "Việc của văn thư tính cho đơn vị của văn thư."
_NAMELESS = "Cộng theo người ít hơn tổng số: văn bản hạn chế không ghi vào tên ai."
_NAMELESS_TOO = "Cộng theo người ít hơn tổng số: văn bản hạn chế và văn bản {} không ghi vào tên ai."
_OF_A_UNIT = _NAMELESS_TOO.format("giao cho cả đơn vị hoặc chưa giao ai")

REPORTS: dict[str, dict[str, str]] = {
    "report": {
        "sealed_electronic": "Gửi điện tử có chữ ký số cơ quan", "signed_personally": "Gửi điện tử có chữ ký số cá nhân",
        "signed_by_leaders": "Lãnh đạo trực tiếp ký số", "electronic_only": "Chỉ gửi điện tử",
        "ways": "Cách gửi và lý do", "issued_in_time": "Phát hành đúng hạn", "entered_in_time": "Vào sổ đúng hạn",
        "answered_same_day": "Trả lời nơi gửi trong ngày", "handled_in_time": "Giải quyết đúng hạn",
        "two_checks": "Kiểm tra văn bản đến đủ lần mỗi ngày", "digital_dossiers": "Hồ sơ công việc điện tử",
        "filed": "Văn bản đã lập hồ sơ", "deposited": "Nộp lưu hồ sơ đúng hạn", "statistics": "Thống kê văn bản theo tháng",
        "dossier_statistics": "Thống kê hồ sơ",
    },
    "report_lead": {
        "sealed_electronic": "Văn bản phát hành điện tử mà chữ ký số cơ quan trên văn bản và phụ lục đều tốt",
        "signed_personally": "Văn bản phát hành điện tử có chữ ký số cá nhân hợp lệ của đúng người ký",
        "signed_by_leaders": "Văn bản ghi tên lãnh đạo có chữ ký số cá nhân hợp lệ của lãnh đạo ấy",
        "electronic_only": "Văn bản phát hành không kèm bản giấy nào",
        "ways": "Số văn bản gửi điện tử, gửi giấy, gửi cả hai, và lý do gửi giấy",
        "issued_in_time": "Văn bản gửi trong ngày ký, chậm nhất sáng ngày làm việc tiếp theo",
        "entered_in_time": "Văn bản đến vào sổ trong ngày hoặc ngày làm việc tiếp theo",
        "answered_same_day": "Văn bản đến qua trục liên thông đã được trả lời tiếp nhận hoặc từ chối trong ngày đến",
        "handled_in_time": "Văn bản đến có hạn đã xong không sau hạn",
        "two_checks": "Ngày làm việc mà mọi cửa nhận văn bản được xem đủ các lần",
        "digital_dossiers": "Hồ sơ kết thúc được xử lý hoàn toàn điện tử, có chữ ký số cá nhân",
        "filed": "Văn bản đến, văn bản đi đã đưa vào hồ sơ công việc",
        "deposited": "Hồ sơ kết thúc đã nộp vào lưu trữ trong 60 ngày",
        "statistics": "Số văn bản trong các sổ của cơ quan, theo ngày đến hoặc ngày ban hành",
        "dossier_statistics": "Số hồ sơ mở, kết thúc và số văn bản đưa vào hồ sơ, theo thời hạn bảo quản",
    },
    "report_base": {
        "sealed_electronic": "văn bản phát hành điện tử", "signed_personally": "văn bản phát hành điện tử",
        "signed_by_leaders": "văn bản ghi tên lãnh đạo", "electronic_only": "văn bản phát hành",
        "ways": "văn bản phát hành", "issued_in_time": "văn bản có nơi để gửi", "entered_in_time": "văn bản đến trong kỳ",
        "answered_same_day": "văn bản đến qua trục", "handled_in_time": "văn bản có hạn trong kỳ",
        "two_checks": "ngày làm việc", "digital_dossiers": "hồ sơ kết thúc trong kỳ", "filed": "văn bản đến và đi",
        "deposited": "hồ sơ kết thúc phải nộp lưu",
        "statistics": "", "dossier_statistics": "",
    },
    "report_reading": {
        "sealed_electronic": "Mẫu số: văn bản đi đã phát hành có ngày ban hành trong kỳ, cách gửi là điện tử hoặc cả hai "
            "(“văn bản phát hành trên mạng” hiểu như vậy vì chưa có văn bản nào định nghĩa). Đạt khi lần kiểm tra mới nhất "
            f"của bản đóng dấu và của từng phụ lục riêng đều tốt; chưa kiểm tra được thì chưa đạt. {_LEFT_OUT} {_DRAFTER}",
        "signed_personally": "Mẫu số: như báo cáo chữ ký số cơ quan. Đạt khi bản đã ký có chữ ký hợp lệ (đã kiểm tra cả "
            "tình trạng thu hồi) bằng chứng thư được duyệt cho đúng người ký. “Người đứng đầu” là văn bản không ghi KT., "
            f"TL., TUQ. trước chức vụ. {_LEFT_OUT} {_DRAFTER}",
        "signed_by_leaders": "Mẫu số: mọi văn bản đi đã phát hành trong kỳ ghi tên một lãnh đạo của cơ quan, kể cả ký tay. "
            f"Đạt khi có chữ ký số cá nhân hợp lệ của lãnh đạo ấy. {_LEFT_OUT} {_DRAFTER}",
        "electronic_only": "Mẫu số: mọi văn bản đi đã phát hành trong kỳ. Đạt khi không có nơi nhận bản giấy nào ngoài "
            "bản lưu và đơn vị trong cơ quan. Công văn 536/UBND-TH, I.2 muốn mọi văn bản hành chính thông thường đều như "
            f"vậy; trường hợp được gửi giấy nêu ở lý do, nên không đặt tỷ lệ chung. {_LEFT_OUT} {_DRAFTER}",
        "ways": "Văn bản đi đã phát hành trong kỳ, theo cách gửi ghi trong sổ; lý do là quy tắc đã quyết định cách gửi "
            f"(Công văn 536/UBND-TH, phần I). {_LEFT_OUT} {_DRAFTER}",
        "issued_in_time": "Mẫu số: văn bản đi đã phát hành trong kỳ có nơi nhận ngoài bản lưu. Đạt khi nơi nhận cuối cùng "
            "được gửi chậm nhất 12 giờ ngày làm việc sau ngày ký số (Quyết định 28/2018/QĐ-TTg); văn bản chỉ gửi giấy: hết "
            "ngày làm việc ấy (Nghị định 30/2020/NĐ-CP, Điều 18). Văn bản còn trong hạn chưa tính; nơi chưa gửi của văn bản "
            f"đã thu hồi không tính. {_LEFT_OUT} {_CLERK}",
        "entered_in_time": "Mẫu số: văn bản đến trong kỳ, trừ văn bản từ chối, đã nhập vào bản khác, hoặc nơi gửi thu hồi "
            "trước khi vào sổ. Đạt khi vào sổ chậm nhất ngày làm việc sau ngày đến (Nghị định 30/2020/NĐ-CP, Điều 22). Văn "
            "bản khẩn tính cùng hạn, kèm số phút từ lúc đến tới lúc vào sổ. Văn bản còn trong hạn chưa tính. "
            f"{_LEFT_OUT} {_CLERK}",
        "answered_same_day": "Mẫu số: gói tin mang văn bản mới đến qua trục liên thông trong kỳ, kể cả gói bị từ chối. Đạt "
            "khi trạng thái 02 hoặc 03 gửi đi trong ngày đến (Nghị định 30/2020/NĐ-CP, Điều 21). Văn bản đến qua thư, bản "
            f"giấy và tệp tải lên không có trạng thái nên không tính. {_CLERK}",
        "handled_in_time": "Mẫu số: văn bản đến có hạn giải quyết trong kỳ, trừ văn bản từ chối hoặc đã thu hồi. Đạt khi "
            "người chủ trì báo xong không sau hạn hiện hành; chưa tới hạn thì chưa tính. Số ngày chậm là ngày làm việc. Đơn "
            "vị là đơn vị chủ trì, hoặc đơn vị hiện nay của người chủ trì; người là người được giao, kể cả do đơn vị giao lại. "
            f"Chưa có tỷ lệ chung nào được quy định. {_LEFT_OUT}",
        "two_checks": "Mẫu số: ngày làm việc trong kỳ kể từ lần xem đầu tiên của mỗi cửa, đến hôm nay. Đạt khi mọi cửa "
            "(thư, thư mục quét, trục liên thông, bản giấy) được xem trong mọi lần kiểm tra của ngày mà không gặp lỗi "
            f"(Công văn 536/UBND-TH, phần IV). Ngày còn lần kiểm tra chưa tới giờ thì chưa tính. {_CLERK}",
        "digital_dossiers": "Mẫu số: hồ sơ kết thúc trong kỳ. Đạt khi hồ sơ có văn bản, mọi văn bản trong đó đều là bản "
            "điện tử, và văn bản đi nào cũng có chữ ký số cá nhân hợp lệ của người ký (Quyết định 2629/QĐ-TTg). Đơn vị là "
            "đơn vị hiện nay của người mở hồ sơ.",
        "filed": "Mẫu số: văn bản đến đã vào sổ theo ngày đến, và văn bản đi đã phát hành theo ngày ban hành. Đạt khi nằm "
            f"trong ít nhất một hồ sơ. Chưa có tỷ lệ nào được quy định. {_LEFT_OUT}",
        "deposited": "Mẫu số: hồ sơ kết thúc trong kỳ có thời hạn bảo quản từ 5 năm trở lên. Đạt khi nộp lưu trong 60 ngày "
            "kể từ ngày kết thúc (Thông tư 05/2025/TT-BNV), hồ sơ được giữ lại thì đến ngày được giữ; chưa hết hạn thì chưa "
            "tính. Đơn vị là đơn vị hiện nay của người mở hồ sơ. Chưa có tỷ lệ nào được quy định.",
        "statistics": "Đếm mọi số đã cấp trong các sổ, kể cả văn bản nhập từ sổ cũ; số đã hủy đếm riêng, văn bản giữ riêng "
            "vì dấu mật không đếm. Số liệu phục vụ biểu 0804 (Thông tư 02/2023/TT-BNV); các cột của biểu chưa xác định được "
            "từ văn bản gốc, nên cần đối chiếu trước khi nộp.",
        "dossier_statistics": "Mở, kết thúc tính theo ngày trong kỳ; “còn mở” là đã mở và chưa kết thúc vào ngày cuối kỳ. "
            "Số liệu phục vụ biểu 0805 (Thông tư 02/2023/TT-BNV); các cột của biểu chưa xác định được từ văn bản gốc, nên "
            "cần đối chiếu trước khi nộp.",
    },
    "report_nameless": {  # dossiers always have somebody, packets and days never
        "sealed_electronic": _NAMELESS, "signed_personally": _NAMELESS, "signed_by_leaders": _NAMELESS,
        "electronic_only": _NAMELESS, "issued_in_time": _NAMELESS_TOO.format("không do văn thư cấp số"),
        "entered_in_time": _NAMELESS_TOO.format("chưa vào sổ"), "handled_in_time": _OF_A_UNIT, "filed": _OF_A_UNIT,
    },
    "month": {"": "Cộng"},
    "kept_for": {"": "Cộng", "?": "Chưa rõ thời hạn"},
    "report_column": {
        "month": "Tháng", "incoming": "Văn bản đến", "incoming_paper": "Đến bản giấy", "incoming_urgent": "Đến khẩn",
        "incoming_done": "Đến đã xong", "outgoing": "Văn bản đi", "outgoing_electronic": "Đi chỉ điện tử",
        "outgoing_normative": "Đi quy phạm", "internal": "Nội bộ", "copies": "Bản sao", "voided": "Hủy số",
        "number": "Số đến", "received_on": "Ngày đến", "entered_on": "Ngày vào sổ", "reference": "Số, ký hiệu",
        "issuer": "Cơ quan ban hành", "subject": "Trích yếu", "days_late": "Chậm (ngày làm việc)",
        "dated_on": "Ngày văn bản", "kind": "Loại", "signatory": "Người ký", "shortfall": "Vì sao", "unit": "Đơn vị",
        "person": "Người", "due_on": "Hạn", "done_on": "Ngày xong", "day": "Ngày", "missed": "Lần bỏ sót",
        "route": "Cách gửi", "dossier_number": "Số hồ sơ", "dossier_title": "Tiêu đề hồ sơ", "closed_on": "Kết thúc",
        "kept_for": "Thời hạn bảo quản", "opened": "Mở trong kỳ", "closed": "Kết thúc trong kỳ",
        "open_at_end": "Còn mở cuối kỳ", "documents_filed": "Văn bản đưa vào",
    },
    "shortfall": {
        "not_sealed": "Chưa có bản đóng dấu", "broken": "Chữ ký hỏng", "undetermined": "Chưa đủ căn cứ",
        "unsigned": "Không ký số", "not_signed": "Không có bản ký số cá nhân",
        "not_valid_personal": "Chữ ký cá nhân chưa hợp lệ hoặc không phải của người ký",
        "paper_line": "Có nơi nhận bản giấy", "normative": "Văn bản quy phạm pháp luật",
        "demanded": "Có quy định phải gửi bản giấy", "person": "Gửi cá nhân để thực hiện",
        "means": "Bên nhận chưa đủ điều kiện nhận điện tử", "by_hand": "Ký và đóng dấu trên giấy",
        "ordinary": "Văn bản thông thường", "secret": "Có dấu mật", "chosen": "Người gửi chọn, có ghi lý do",
        "not_sent": "Chưa gửi hết", "sent_late": "Gửi chậm", "not_entered": "Chưa vào sổ", "entered_late": "Vào sổ chậm",
        "answered_late": "Trả lời chậm", "not_answered": "Chưa trả lời", "done_late": "Xong sau hạn",
        "overdue": "Quá hạn, chưa xong", "missed_mail": "Bỏ sót hộp thư", "missed_scan": "Bỏ sót thư mục quét",
        "missed_packet": "Bỏ sót trục liên thông", "missed_paper": "Bỏ sót bản giấy",
        "empty_dossier": "Hồ sơ không có văn bản", "paper_inside": "Có văn bản giấy",
        "unsigned_inside": "Có văn bản đi thiếu chữ ký số cá nhân hợp lệ", "not_filed": "Chưa lập hồ sơ",
        "deposited_late": "Nộp lưu sau 60 ngày", "not_deposited": "Quá 60 ngày, chưa nộp lưu",
    },
    "urging": {
        "subject": "V/v chấn chỉnh việc tiếp nhận, xử lý và phát hành văn bản",
        "opening": "Qua theo dõi việc tiếp nhận, xử lý, phát hành văn bản và lập hồ sơ công việc từ ngày {first} đến ngày "
            "{last}, {office} nhận thấy một số đơn vị chưa thực hiện đúng quy định, cụ thể như sau:",
        "basis": "Số liệu trên do phần mềm quản lý văn bản tổng hợp tự động đến ngày {day}; cách tính và danh sách đầy đủ "
            "xem tại mục Báo cáo của phần mềm.",
        "closing": "{office} yêu cầu Thủ trưởng các đơn vị nêu trên chỉ đạo khắc phục ngay, không để lặp lại và báo cáo kết "
            "quả trước ngày {answer}./.",
        "head_unit": "Đơn vị", "head_report": "Nội dung", "head_result": "Kết quả",
        "head_things": "Văn bản, hồ sơ, ngày liên quan", "result": "{short}/{counted} chưa đạt (đạt {percent}\u00a0%)",
        "arrived": "số đến {number}", "position": "Chủ tịch", "others": "và {count} trường hợp khác", "unnamed": "{count} trường hợp",
    },
    "urging_column": {
        "unit": "Đơn vị", "report": "Nội dung chưa đạt", "met": "Đạt", "counted": "Tổng số", "percent": "Tỷ lệ",
        "target": "Mục tiêu", "thing": "Văn bản, hồ sơ, ngày", "day": "Ngày", "shortfall": "Vì sao",
        "days_late": "Chậm (ngày làm việc)",
    },
    "report_mark": {
        "head": "Người đứng đầu ký", "others": "Người khác ký", "urgent": "Văn bản khẩn", "ordinary": "Văn bản thường",
        "incoming": "Văn bản đến", "outgoing": "Văn bản đi", "electronic": "Gửi điện tử", "paper": "Gửi giấy",
        "both": "Gửi cả giấy và điện tử", "unknown": "Chưa rõ cách gửi",
    },
}
