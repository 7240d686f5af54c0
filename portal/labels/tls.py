"""Labels of HTTPS: what the trail says of certificates, and why one cannot be made or used."""

TLS: dict[str, dict[str, str]] = {
    "hsts": {
        "": "HSTS chưa bật: trình duyệt vẫn chịu mở cổng văn bản qua HTTP.",
        "day": "HSTS bật thử: trình duyệt chỉ dùng HTTPS trong một ngày kể từ lần mở cuối.",
        "on": "HSTS đã bật: trình duyệt chỉ dùng HTTPS trong một năm kể từ lần mở cuối.",
        "off": "HSTS đã tắt: trình duyệt mở cổng văn bản qua HTTPS thêm một lần thì quên.",
    },
}
TLS["tls_fault"] = {
    "server_lost": "Chứng thư của máy chủ (tls/server.pem) bị mất hoặc hỏng; cổng đang chạy vẫn dùng bản đã đọc.",
    "key_lost": "Khóa của chứng thư gốc (tls/root.key) bị mất: đến hạn không cấp được chứng thư mới cho máy chủ.",
    "root_lost": "Chứng thư gốc (tls/root.crt) bị mất hoặc hỏng: các máy không tải về được, đến hạn không gia hạn được.",
    "folder_lost": "Thư mục tls không còn chứng thư nào; cổng đang chạy vẫn dùng bản đã đọc, khởi động lại thì không chạy được.",
    "given_lost": "Không thấy tệp chứng thư ghi ở tls_certificate; cổng đang chạy vẫn dùng bản đã đọc.",
}
FROM_BACKUP = "Lấy lại tệp ấy từ bản sao lưu đã khóa; không có thì chạy portal tls init --replace rồi cài lại trên các máy."
TLS["tls_step"] = {
    "server_lost": "Chạy portal tls renew trên máy chủ; các máy không phải làm gì.",
    "key_lost": FROM_BACKUP, "root_lost": FROM_BACKUP,
    "folder_lost": "Lấy lại thư mục ấy từ bản sao lưu đã khóa; không có thì chạy portal tls init rồi cài lại trên các máy.",
    "given_lost": "Đặt lại tệp ấy, hoặc sửa tls_certificate trong portal.toml, trước khi khởi động lại cổng.",
}
TLS_EVENTS: dict[str, str] = {
    "tls_founded": "Lập chứng thư gốc HTTPS", "tls_renewed": "Gia hạn chứng thư HTTPS",
    "hsts_set": "Đặt HSTS",
}
TLS_JOBS: dict[str, str] = {"renew_tls": "Gia hạn chứng thư HTTPS"}
PLAIN = " Muốn tạm chạy HTTP, không mã hóa, thì ghi plain_http = \"only\" trong portal.toml."
TLS_REASONS: dict[str, str] = {
    "tls_only": "Cổng văn bản chỉ nhận thông tin qua HTTPS. Hãy mở lại địa chỉ ấy từ đầu, rồi làm lại.",
    "hsts_no_tls": "Chưa bật HSTS được: cổng văn bản chưa có HTTPS. Chạy “portal tls init” và khởi động lại cổng trước.",
    "hsts_no_name": "Chưa bật HSTS được: trình duyệt chỉ nhớ cho tên máy, không nhớ cho địa chỉ IP, mà hosts trong portal.toml "
                    "chưa có tên nào ngoài localhost.",
    "hsts_uncovered": "Chưa bật HSTS được: chứng thư chưa có tên {names}. Thêm bằng “portal tls renew --name”.",
    "hsts_unreached": "Chưa bật HSTS được: không vào được https://{name} ở cổng {port}. Hãy khởi động lại cổng văn bản, thử mở "
                      "trên một máy, rồi chạy lại; máy chủ phía trước dùng cổng khác thì thêm --https-port.",
    "hsts_day_first": "Chưa bật cho một năm: hãy chạy “portal tls hsts on” trước, dùng thử một ngày trên mọi máy, rồi chạy lại "
                      "với --year.",
    "tls_name": "“{what}” không phải tên máy hay địa chỉ IP. Viết như vanban.xa.lan hoặc 192.168.1.10.",
    "tls_address": "“{what}” không phải địa chỉ IP. Địa chỉ viết như 192.168.1.10; tên máy thì nêu bằng --name.",
    "tls_exists": "Đã có chứng thư gốc hoặc khóa của nó, không ghi đè: thay thì mọi máy phải cài chứng thư gốc mới. "
                  "Gia hạn bằng “portal tls renew”; muốn thay hẳn thì thêm --replace.",
    "tls_no_root": "Chưa có chứng thư gốc của cổng. Lập bằng “portal tls init”.",
    "tls_root_unread": "Chứng thư gốc trên máy chủ bị hỏng nên chưa tải về được. Hãy báo người quản trị xem trang Tình trạng.",
    "tls_damaged": "Chứng thư của máy chủ ở {file} bị mất hoặc hỏng. Chạy “portal tls renew” để cấp lại từ chứng thư gốc; các "
                   "máy không phải làm gì.",
    "tls_no_key": "Không cấp được chứng thư mới cho máy chủ: khóa của chứng thư gốc ({file}) bị mất hoặc hỏng. Lấy lại tệp ấy từ "
                  "bản sao lưu đã khóa, hoặc chạy “portal tls init --replace” rồi cài chứng thư gốc mới trên các máy." + PLAIN,
    "tls_root_damaged": "Chứng thư gốc ở {file} bị hỏng. Lấy lại tệp ấy từ bản sao lưu đã khóa, hoặc chạy “portal tls init "
                        "--replace” rồi cài chứng thư gốc mới trên các máy." + PLAIN,
    "tls_lost": "Cổng văn bản đã có HTTPS mà thư mục {folder} không còn chứng thư nào. Lấy lại thư mục ấy từ bản sao lưu đã khóa, "
                "hoặc chạy “portal tls init” rồi cài chứng thư gốc mới trên các máy." + PLAIN,
    "tls_beyond": "Chứng thư gốc hiện có không được dùng cho: {names}. Chạy “portal tls init --replace” để lập chứng "
                  "thư gốc mới cho các tên ấy, rồi cài lại trên các máy.",
    "tls_root_ended": "Chứng thư gốc đã hết hạn ngày {until}. Lập chứng thư gốc mới bằng “portal tls init --replace” rồi "
                      "cài trên các máy.",
    "tls_unusable": "Không dùng được chứng thư HTTPS ở {file}: tệp không có, không đọc được, hoặc khóa không đi với chứng "
                    "thư. Sửa tls_certificate, tls_key trong portal.toml, hoặc chạy “portal tls renew”.",
}
