"""What each code of the signing protocol says to the person at the screen: what happened, what to do next."""

SENTENCES = {
    # from the portal
    "ticket_invalid": "Phiếu ký không dùng được: đã dùng, đã quá 2 phút hoặc không phải của máy này. "
    "Hãy bấm “Ký số” lại trên trang văn bản.",
    "expired": "Việc ký đã quá hạn. Hãy bấm “Ký số” lại trên trang văn bản.",
    "busy": "Có người đang ký văn bản này. Hãy đợi người đó xong hoặc hủy.",
    "superseded": "Văn bản đã có bản mới hơn trong lúc ký, chữ ký này không được lưu. "
    "Hãy xem bản mới rồi ký lại.",
    "wrong_state": "Việc ký này đã xong hoặc đã hủy. Hãy xem trạng thái trên trang văn bản.",
    "storing": "Cổng đang lưu bản ký. Hãy xem trạng thái trên trang văn bản.",
    "no_such_job": "Không có việc ký này trên cổng. Hãy bấm “Ký số” lại trên trang văn bản.",
    "unknown_device": "Cổng không còn nhận ra máy này. Hãy ghép máy lại bằng mã mới trên trang cá nhân.",
    "bad_mac": "Cổng không nhận mã xác thực của máy này. Hãy ghép máy lại bằng mã mới trên trang cá nhân.",
    "replay": "Yêu cầu bị gửi lặp lại nên không được nhận. Hãy bấm “Ký số” lại trên trang văn bản.",
    "clock_skew": "Đồng hồ của máy này lệch với cổng quá 2 phút. Hãy chỉnh lại ngày giờ rồi ký lại.",
    "protocol": "Chương trình ký và cổng không cùng phiên bản. Hãy cập nhật chương trình ký.",
    "browser_not_allowed": "Địa chỉ này chỉ dành cho chương trình ký, trình duyệt không gọi được.",
    "bad_request": "Cổng không đọc được yêu cầu của chương trình ký. Hãy cập nhật chương trình ký.",
    "pairing_invalid": "Mã ghép máy không đúng hoặc đã quá 5 phút. Hãy lấy mã mới trên trang cá nhân.",
    "cert_not_bound": "Chứng thư số này chưa được gán cho người đang ký. "
    "Hãy nhờ quản trị duyệt chứng thư trên trang chứng thư số.",
    "no_longer_allowed": "Trong lúc ký, người ký hoặc văn bản đã thôi đủ điều kiện để ký nên chữ ký không được lưu. "
    "Bản trước vẫn còn nguyên. Hãy xem lại trên trang văn bản.",
    "cert_expired": "Chứng thư số đã hết hạn. Hãy dùng chứng thư còn hạn hoặc xin gia hạn.",
    "cert_not_yet_valid": "Chứng thư số chưa đến ngày có hiệu lực. Hãy kiểm tra ngày giờ của máy chủ.",
    "cert_revoked": "Chứng thư số đã bị thu hồi nên không ký được. Hãy báo người quản trị.",
    "cert_untrusted": "Cơ quan cấp chứng thư số này chưa được cổng tin cậy. "
    "Hãy nhờ quản trị nhập chứng thư của cơ quan cấp.",
    "cert_chain": "Chuỗi chứng thư số không kiểm tra được. Hãy báo người quản trị.",
    "cert_wrong_usage": "Chứng thư số này không dùng để ký. Hãy chọn chứng thư ký số.",
    "bad_signature": "Chữ ký do thiết bị trả về không đúng nên không được lưu. Hãy ký lại; "
    "nếu vẫn vậy, kiểm tra thiết bị.",
    "post_check_failed": "Kiểm tra lại sau khi ký không đạt nên bản ký không được lưu. "
    "Bản trước vẫn còn nguyên. Hãy báo người quản trị.",
    "embed_failed": "Không ghi được chữ ký vào tệp. Bản trước vẫn còn nguyên. Hãy in tệp ra PDF rồi trình lại.",
    "prepare_failed": "Tệp PDF này không thêm chữ ký được. Hãy in tệp ra PDF rồi trình lại.",
    "interrupted": "Cổng dừng giữa lúc ký nên việc ký bị bỏ. Bản trước vẫn còn nguyên. Hãy ký lại.",
    "tsa_unavailable": "Đã ký, nhưng không lấy được dấu thời gian.",
    "closed_in_browser": "Việc ký đã được hủy trên trang văn bản.",
    # from the signer itself
    "bad_launch": "Địa chỉ gọi chương trình ký không đúng dạng. Hãy bấm “Ký số” trên trang văn bản của cổng.",
    "bad_origin": "Địa chỉ cổng không đúng dạng. Địa chỉ đúng có dạng http://10.0.0.5:8080.",
    "origin_not_paired": "Máy này chưa được ghép với cổng gọi đến nên không ký. "
    "Hãy ghép máy bằng mã trên trang cá nhân của cổng.",
    "server_not_authentic": "Câu trả lời không phải do cổng đã ghép gửi, hoặc bị sửa trên đường. Không ký.",
    "document_changed": "Tệp nhận về không phải văn bản đã hiện ra để ký. Không ký. Hãy báo người quản trị.",
    "digest_mismatch": "Nội dung cần ký không khớp với tệp nhận về. Không ký. Hãy báo người quản trị.",
    "bad_document": "Tệp chuẩn bị để ký không đúng dạng. Không ký. Hãy báo người quản trị.",
    "bad_attributes": "Phần được ký có thêm hoặc thiếu thông tin so với quy định. Không ký. "
    "Hãy báo người quản trị.",
    "wrong_certificate": "Phần được ký ghi một chứng thư khác với chứng thư đã chọn. Không ký.",
    "no_token": "Không thấy thiết bị hoặc tệp khóa nào. Hãy cắm USB token rồi ký lại.",
    "no_matching_certificate": "Không có chứng thư nào của người đang ký trong thiết bị. "
    "Hãy cắm đúng USB token của mình.",
    "bad_key_file": "Tệp khóa dùng cách mã hóa quá cũ nên không mở được. Hãy xin nơi cấp xuất lại tệp .p12.",
    "pin_incorrect": "Sai PIN. Chương trình không thử lại để thiết bị khỏi bị khóa. "
    "Hãy bấm “Ký số” lại và nhập đúng PIN.",
    "pin_locked": "Thiết bị đã bị khóa PIN. Hãy liên hệ nơi cấp chứng thư để mở khóa.",
    "token_error": "Thiết bị ký báo lỗi. Hãy rút ra cắm lại rồi ký lại.",
    "user_cancelled": "Người ký đã hủy. Không có gì được ký.",
    "portal_unreachable": "Không gọi được cổng. Hãy kiểm tra mạng rồi bấm “Ký số” lại.",
    "portal_error": "Cổng trả lời không đúng. Hãy báo người quản trị.",
}
