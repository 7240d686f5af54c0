"""Pages for what went wrong, and for a server that is in trouble: title, sentence, what to do next."""

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

# Of the server itself.
AILING: dict[str, tuple[str, str, str]] = {
    "full": (
        "Máy chủ hết chỗ",
        "Ổ đĩa của máy chủ đã đầy nên việc vừa rồi chưa được ghi; không số nào bị cấp, không gì bị mất.",
        "Vẫn xem và tra cứu được. Hãy báo người quản trị dọn chỗ, rồi làm lại việc này.",
    ),
    "damaged": (
        "Cơ sở dữ liệu bị hỏng",
        "Cổng văn bản gặp trang hỏng trong cơ sở dữ liệu nên đã ngừng ghi; việc vừa rồi chưa được ghi.",
        "Hãy báo ngay người quản trị: dừng cổng, cất nguyên thư mục dữ liệu, rồi phục hồi bản sao lưu gần nhất "
        "vào thư mục khác bằng lệnh portal restore.",
    ),
}
