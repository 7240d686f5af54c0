"""What all three pages show: fifty rows of one register, the newest number first, in eleven columns."""

PER_PAGE = 50
MOST_PAGES = 20
COLUMNS = {
    "number": "Số đến", "received_on": "Ngày đến", "reference": "Số, ký hiệu", "dated_on": "Ngày văn bản",
    "issuer": "Cơ quan ban hành", "kind": "Loại", "subject": "Trích yếu", "signatory": "Người ký",
    "urgency": "Độ khẩn", "due_on": "Hạn", "state": "Trạng thái",
}
