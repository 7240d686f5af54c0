"""What the signer says to the person at the screen: for each code what happened and what to do next, and its frame."""

SENTENCES = {
    # from the portal
    "ticket_invalid": "Phiếu ký không dùng được: đã dùng, đã quá 2 phút hoặc không phải của máy này. "
    "Hãy bấm “Ký số” lại trên trang văn bản.",
    "expired": "Việc ký đã quá hạn. Hãy bấm “Ký số” lại trên trang văn bản.",
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
    "place_unknown": "Không thấy chỗ ký trên trang của văn bản này. Hãy mở riêng văn bản, đặt ô chữ ký rồi ký.",
    "prepare_failed": "Tệp PDF này không thêm chữ ký được. Hãy in tệp ra PDF rồi trình lại.",
    "too_slow": "Máy chủ đang bận nên chưa làm kịp việc ký này. Bản trước vẫn còn nguyên. "
    "Hãy bấm “Ký số” lại trên trang văn bản sau ít phút.",
    "interrupted": "Cổng dừng giữa lúc ký nên việc ký bị bỏ. Bản trước vẫn còn nguyên. Hãy ký lại.",
    "closed_in_browser": "Việc ký đã được hủy trên trang văn bản.",
    # from the signer itself
    "bad_settings": "Tệp thiết đặt signer.json của chương trình ký đã hỏng. "
    "Hãy đổi tên hoặc xóa tệp ấy rồi ghép máy lại với cổng.",
    "system": "Không đọc hoặc ghi được trên máy này. Hãy kiểm tra đường dẫn, quyền và chỗ trống của ổ đĩa.",
    "not_built": "Không đóng gói được chương trình ký. Hãy xem chi tiết, kiểm tra mạng rồi thử lại.",
    "bad_launch": "Địa chỉ gọi chương trình ký không đúng dạng. Hãy bấm “Ký số” trên trang văn bản của cổng.",
    "bad_origin": "Địa chỉ cổng không đúng dạng. Địa chỉ đúng có dạng http://10.0.0.5:8080.",
    "which_portal": "Máy này ghép với nhiều cổng nên phiếu ký gõ tay chưa rõ của cổng nào. "
    "Hãy thêm --portal và địa chỉ cổng.",
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
    "pin_incorrect": "Sai PIN hoặc mật khẩu của tệp khóa. Chương trình không thử lại để thiết bị khỏi bị khóa. "
    "Hãy làm lại từ đầu và nhập đúng.",
    "pin_locked": "Thiết bị đã bị khóa PIN. Hãy liên hệ nơi cấp chứng thư để mở khóa.",
    "token_error": "Thiết bị ký báo lỗi. Hãy rút ra cắm lại rồi ký lại.",
    "user_cancelled": "Người ký đã hủy. Không có gì được ký.",
    "portal_moved": "Cổng đã chuyển sang kết nối mã hóa. Hãy lấy mã mới ở trang Máy ký rồi ghép lại với địa chỉ https.",
    "portal_untrusted": "Chứng thư HTTPS của cổng không do nơi máy này tin cấp, hoặc không đúng tên, đã hết hạn. "
    "Hãy ghép lại bằng đúng lệnh ở trang Máy ký; nếu vẫn vậy, báo người quản trị.",
    "root_differs": "Chứng thư gốc cổng đưa ra không đúng dấu vân tay đã ghi nên không ghép: có thể có máy giả cổng. "
    "Hãy chép lại cả lệnh ở trang Máy ký; nếu vẫn vậy, báo người quản trị.",
    "portal_unreachable": "Không gọi được cổng. Hãy kiểm tra mạng rồi bấm “Ký số” lại.",
    "portal_error": "Cổng trả lời không đúng. Hãy báo người quản trị.",
}

# The detail beside a code, for whoever looks for the cause; one that comes from a library stays as it came.
DETAILS = {
    "already one file": "đây đã là bản đóng gói",
    "shape": "cần đúng mẫu, không thừa không thiếu phần nào",
    "characters": "có ký tự lạ",
    "length or characters": "quá dài hoặc có ký tự lạ",
    "fields": "thiếu hoặc thừa phần sau dấu “?”",
    "ticket": "phiếu ký không đúng dạng",
    "not an address": "không phải địa chỉ",
    "root without https": "--root chỉ dùng với địa chỉ https",
    "not authenticated": "câu trả lời không có mã xác thực",
    "answer too large": "câu trả lời quá dài",
    "not JSON": "câu trả lời không phải JSON",
    "not an object": "câu trả lời không phải một đối tượng JSON",
    "not base64": "phần dữ liệu không phải base64",
    "not a number": "có chỗ cần số mà không phải số",
    "no documents": "không có văn bản nào",
    "not prepared": "văn bản chưa được chuẩn bị",
    "other documents": "danh sách văn bản khác với lúc hiện ra",
    "file differs from the announced one": "tệp khác với tệp cổng đã báo",
    "size": "cỡ tệp khác",
    "first bytes": "phần đầu của tệp khác",
    "hole outside the appended part": "chỗ để chữ ký nằm ngoài phần thêm vào",
    "hole not empty": "chỗ để chữ ký không trống",
    "byte range": "khoảng byte được ký không đúng",
    "other attributes": "thuộc tính được ký khác quy định",
    "encoding": "mã hóa không đúng quy tắc",
    "not a certificate": "không phải chứng thư",
    "not logged in": "chưa mở thiết bị bằng PIN",
    "the file was replaced": "tệp khóa đã bị thay",
    "no RSA key with a certificate in the file": "tệp không có khóa RSA kèm chứng thư",
    "no findings": "không có kết quả kiểm tra",
    "CertOpenSystemStore": "không mở được kho chứng thư của Windows",
    "CryptAcquireCertificatePrivateKey": "kho chứng thư của Windows không đưa được khóa",
    "not Windows": "kho chứng thư này chỉ có trên Windows",
    "no private key with the certificate's id": "thiết bị không có khóa bí mật của chứng thư này",
}

# The check of a PC, in the portal's page and in the console: the part, and what was found with how to mend it.
PARTS = {
    "opened": "Mở từ trình duyệt", "paired": "Ghép máy", "version": "Phiên bản chương trình ký",
    "clock": "Đồng hồ của máy", "store": "Nơi giữ khóa", "certificate": "Chứng thư trên máy", "pin": "Mã PIN",
    "bound": "Chứng thư của người dùng", "valid": "Thời hạn chứng thư", "trusted": "Tin cậy của cổng",
}
ROLES = {"personal": "ký cá nhân", "seal": "đóng dấu cơ quan"}
FINDINGS = {
    "opened": "Bấm nút là chương trình ký mở ra và gọi được cổng.",
    "opened_not": "Chương trình ký không gọi về. Chưa cài: chạy lệnh “signer install” trên máy này. Trình duyệt hỏi: "
    "chọn Mở. Chương trình có mở mà báo lỗi: làm theo lời báo ấy. Máy chưa ghép: lấy mã ở trang Máy ký.",
    "paired": "Máy “{name}” đã ghép với tài khoản này.",
    "version": "Bản {version}, hiểu nhau với cổng.",
    "version_old": "Bản {version} còn dùng được, cổng có bản {newest}. Hãy cập nhật khi tiện.",
    "version_protocol": "Bản {version} và cổng không cùng phiên bản giao thức. Hãy cài bản chương trình ký mới.",
    "clock": "Lệch {seconds} giây so với cổng.",
    "clock_ahead": "Nhanh hơn cổng {seconds} giây, quá 2 phút nên không ký được. Hãy chỉnh ngày giờ của máy.",
    "clock_behind": "Chậm hơn cổng {seconds} giây, quá 2 phút nên không ký được. Hãy chỉnh ngày giờ của máy.",
    "store": "Mở được: {names}.",
    "store_some_closed": "Có nơi không mở được: {names}. Nếu không dùng tới thì bỏ qua được.",
    "store_closed": "Không mở được: {names}. Hãy cài lại phần mềm kèm USB token, hoặc chỉ đúng tệp bằng lệnh "
    "“signer key”.",
    "store_none": "Không thấy thư viện USB token hay tệp khóa nào. Hãy cài phần mềm kèm USB token, rồi chỉ nơi giữ "
    "khóa bằng lệnh “signer key”.",
    "certificate": "Thấy {count} chứng thư.",
    "certificate_none": "Không thấy chứng thư nào. Hãy cắm USB token vào máy rồi kiểm tra lại.",
    "pin_low": "Thiết bị đã có lần nhập sai PIN. Hãy nhập thật đúng ở lần ký tới.",
    "pin_final_try": "CHỈ CÒN MỘT LẦN NHẬP PIN. Nếu không chắc, hãy hỏi nơi cấp thiết bị trước khi ký.",
    "pin_locked": "Thiết bị đã bị khóa PIN. Hãy liên hệ nơi cấp chứng thư để mở khóa.",
    "bound": "{subject}: đã duyệt để {role}.",
    "bound_waiting": "Chứng thư trên máy còn chờ quản trị duyệt để {role}. Hãy báo quản trị.",
    "bound_not": "Chưa có chứng thư nào trên máy được duyệt để {role}. Hãy cắm đúng USB token, gửi chứng thư bằng "
    "lệnh “signer present”, rồi nhờ quản trị duyệt.",
    "valid": "Còn hạn đến {day}.",
    "valid_not_yet": "Đến {day} chứng thư mới có hiệu lực. Hãy xem lại ngày giờ của máy chủ.",
    "valid_no_more": "Đã hết hạn ngày {day}. Hãy xin gia hạn hoặc cấp chứng thư mới.",
    "trusted": "Cổng tin cậy nơi cấp; chứng thư không bị thu hồi.",
    "trusted_unchecked": "Cổng tin cậy nơi cấp, nhưng chưa có danh sách thu hồi mới. Hãy nhờ quản trị nạp danh sách.",
    "trusted_untrusted": "Cổng chưa tin cậy cơ quan cấp chứng thư này. Hãy nhờ quản trị nạp chứng thư của cơ quan cấp.",
    "trusted_revoked": "Chứng thư đã bị thu hồi nên không ký được. Hãy báo quản trị.",
    "trusted_chain": "Chuỗi chứng thư không kiểm tra được. Hãy báo quản trị.",
    "trusted_wrong_usage": "Chứng thư này không dùng để ký. Hãy chọn chứng thư ký số.",
    "trusted_expired": "Cổng coi chứng thư này là đã hết hạn. Hãy dùng chứng thư còn hạn.",
    "trusted_not_yet_valid": "Chứng thư chưa có hiệu lực. Hãy xem lại ngày giờ của máy chủ.",
}

# What Python's argument parser asks gettext for.
ARGUMENTS = {
    "usage: ": "Cách dùng: ",
    "positional arguments": "Lệnh và giá trị",
    "options": "Tùy chọn",
    "show this help message and exit": "hiện hướng dẫn này",
    "the following arguments are required: %s": "Thiếu %s",
    "unrecognized arguments: %s": "Thừa hoặc không có: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có %(value)r, chỉ có %(choices)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s chưa đúng: %(message)s",
    "expected one argument": "cần một giá trị",
    "expected %s arguments": "cần %s giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "expected at most one argument": "cần nhiều nhất một giá trị",
    "ignored explicit argument %r": "không nhận giá trị %r",
    "invalid %(type)s value: %(value)r": "%(value)r không dùng được, cần giá trị kiểu %(type)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s có thể là %(matches)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s. Xem “%(prog)s --help”.\n",
}
