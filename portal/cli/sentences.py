"""What the command line says of itself: the frame of help and errors, the system's refusals, the settings file."""

import errno

# What click asks gettext for; the keys are click's own, so a missing one shows in English and fails a test.
FRAME = {
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Show this message and exit.": "Hiện hướng dẫn này.",
    "Error: {message}": "{message}",
    "Aborted!": "Đã dừng.",
    "Error: The two entered values do not match.": "Hai lần nhập không giống nhau.",
    "Missing command.": "Thiếu tên lệnh.",
    "Missing argument": "Thiếu",
    "Missing option": "Thiếu tùy chọn",
    "Missing parameter": "Thiếu",
    "Missing {param_type}": "Thiếu",
    "Missing parameter: {param_name}": "Thiếu {param_name}",
    "No such option {name!r}.": "Không có tùy chọn “{name}”.",
    "No such command {name!r}.": "Không có lệnh “{name}”.",
    "(Did you mean one of: {possibilities}?)": "Có phải {possibilities}?",
    "Invalid value: {message}": "Giá trị chưa đúng: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} chưa đúng: {message}",
    "Got unexpected extra arguments ({args})": "Thừa: {args}.",
    "Takes {nargs} values but {len} were given.": "Cần {nargs} giá trị.",
    "Argument {name!r} takes {nargs} values.": "“{name}” cần {nargs} giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Tùy chọn “{name}” cần một giá trị.",
    "Option {name!r} does not take a value.": "Tùy chọn “{name}” không nhận giá trị.",
    "Choose from:\n\t{choices}": "Chọn một trong: {choices}.",
    "{value!r} is not one of {choices}.": "“{value}” không có trong {choices}.",
    "{value!r} is not a valid {number_type}.": "“{value}” không phải số nguyên.",
    "{value} is not in the range {range}.": "{value} nằm ngoài khoảng {range}.",
    "{name} {filename!r} does not exist.": "không có “{filename}”.",
    "{name} {filename!r} is a file.": "“{filename}” là tệp, cần một thư mục.",
    "{name} {filename!r} is a directory.": "“{filename}” là thư mục, cần một tệp.",
    "{name} {filename!r} is not readable.": "không được phép đọc “{filename}”.",
    "{name} {filename!r} is not writable.": "không được phép ghi “{filename}”.",
}

# What the system refuses: what is wrong with {file}, and what to do next.
SYSTEM = {
    errno.ENOENT: "Không có {file}. Hãy xem lại đường dẫn.",
    errno.EACCES: "Không được phép đọc hoặc ghi {file}. Hãy chạy bằng tài khoản của chủ thư mục hoặc cấp thêm quyền.",
    errno.EPERM: "Không được phép đọc hoặc ghi {file}. Hãy chạy bằng tài khoản của chủ thư mục hoặc cấp thêm quyền.",
    errno.EEXIST: "{file} đã có rồi. Hãy chọn nơi khác hoặc đổi tên cái đang có.",
    errno.ENOTDIR: "{file} không dùng được: trên đường dẫn có một tệp ở chỗ cần thư mục. Hãy xem lại đường dẫn.",
    errno.EISDIR: "{file} là thư mục, cần một tệp. Hãy xem lại đường dẫn.",
    errno.ENOSPC: "Ổ đĩa đã hết chỗ khi ghi {file}. Hãy giải phóng chỗ rồi chạy lại.",
    errno.EDQUOT: "Đã hết phần ổ đĩa được cấp khi ghi {file}. Hãy giải phóng chỗ rồi chạy lại.",
    errno.EROFS: "{file} nằm trên ổ đĩa chỉ đọc. Hãy chọn nơi ghi được.",
    errno.ENAMETOOLONG: "Đường dẫn {file} quá dài. Hãy chọn nơi có đường dẫn ngắn hơn.",
    errno.ELOOP: "{file} là liên kết vòng quanh. Hãy xem lại đường dẫn.",
    errno.EIO: "Ổ đĩa báo lỗi khi đọc hoặc ghi {file}. Hãy kiểm tra ổ đĩa và bản sao lưu.",
}
SYSTEM_ELSE = "Hệ điều hành báo lỗi {code} với {file}. Hãy thử lại; nếu vẫn vậy, báo người quản trị máy."

HELD = "Thư mục dữ liệu {folder} đang có tiến trình {pid} dùng (portal {what}, từ {since}). Hãy dừng tiến trình " \
    "ấy trước."
HELD_BY_SOMEBODY = "Thư mục dữ liệu {folder} đang có tiến trình khác dùng. Hãy dừng tiến trình ấy trước."

LISTENING = {
    errno.EADDRINUSE: "Cổng {port} ở {host} đang có chương trình khác dùng. Hãy dừng chương trình ấy, hoặc chọn cổng "
    "khác bằng “serve --port SỐ” hay dòng port trong portal.toml.",
    errno.EACCES: "Tài khoản này không được mở cổng {port}. Hãy chọn cổng từ 1024 trở lên, ví dụ “serve --port 8080”.",
}
LISTENING_ELSE = "Máy này không có địa chỉ “{host}” để nghe. Hãy xem lại --host, hoặc dòng host trong portal.toml."

SHOWN = "Không giấu được chữ sắp gõ vì lệnh không chạy trong cửa sổ dòng lệnh. Hãy che màn hình, hoặc dừng bằng " \
    "Ctrl+C rồi chạy lại trong cửa sổ dòng lệnh."

# What SQLite says, by a piece of it, and what to do.
DATABASE = {
    "not an office": "tệp rỗng hoặc không phải dữ liệu của cổng; không ghi gì vào đó. Hãy chọn thư mục dữ liệu khác "
    "bằng --data, hoặc cất tệp ấy đi rồi phục hồi từ bản sao lưu.",
    "no office in it": "lần lập cơ quan trước bị dừng giữa chừng nên chưa có cơ quan nào trong đó. Hãy cất tệp ấy đi "
    "rồi lập lại.",
    "not a database": "tệp không phải cơ sở dữ liệu. Hãy cất tệp ấy đi rồi phục hồi từ bản sao lưu.",
    "malformed": "tệp đã hỏng. Hãy cất tệp ấy đi rồi phục hồi từ bản sao lưu.",
    "locked": "chương trình khác đang giữ. Hãy thử lại sau ít phút.",
    "readonly": "không được phép ghi. Hãy chạy bằng tài khoản của chủ thư mục dữ liệu.",
    "unable to open": "không mở được tệp. Hãy kiểm tra quyền của tệp và của thư mục chứa nó.",
    "is full": "ổ đĩa đã hết chỗ. Hãy giải phóng chỗ rồi chạy lại.",
    "disk I/O error": "ổ đĩa báo lỗi. Hãy kiểm tra ổ đĩa và bản sao lưu.",
}
DATABASE_ELSE = "SQLite báo “{error}”. Hãy thử lại; nếu vẫn vậy, phục hồi từ bản sao lưu."

SETTINGS = {
    "not_toml": "dòng này không đúng dạng. Mỗi dòng viết như: port = 8080, hoặc host = \"127.0.0.1\".",
    "not_text": "tệp không phải chữ UTF-8. Hãy lưu lại bằng UTF-8.",
    "unknown": "không có thiết đặt tên “{name}”. Các tên dùng được: {known}.",
    "kind": "“{name}” phải là {kind}.",
    "choice": "“{name}” có giá trị không dùng được; xem bảng thiết đặt trong README.",
    "hours": "“{name}” phải là các giờ viết như [\"11:00\", \"16:30\"].",
    "range": "“{name}” phải từ {least} {most}.",
}
KINDS = {
    "bool": "true hoặc false", "int": "số nguyên", "str": "chữ trong dấu nháy", "tuple": "danh sách chữ, ví dụ "
    "[\"127.0.0.1\", \"cong.xa.local\"]",
}

# What ``check`` tries beyond the program's own parts: its name, and what to do when it is not well.
CHECKS = {
    "tls": (
        "HTTPS của cổng",
        "Xem máy có chặn kết nối nội bộ 127.0.0.1 không; nếu không, cài lại chương trình.",
    ),
    "python": ("Python từ 3.11", "Cài Python 3.11, 3.12 hoặc 3.13 rồi chạy lại."),
    "data": ("Thư mục dữ liệu ghi được", "Cấp quyền ghi cho tài khoản chạy cổng, hoặc chọn thư mục khác bằng --data."),
    "free_space": ("Chỗ trống cho dữ liệu", "Dưới mức free_space_limit thì cổng không nhận tệp. Hãy giải phóng chỗ."),
    "database": ("Cơ sở dữ liệu", "Lập bằng “portal init” hoặc “portal demo”, hoặc phục hồi từ bản sao lưu."),
    "schema": (
        "Cấu trúc dữ liệu",
        "Dữ liệu cũ hơn được nâng lên khi chạy “portal serve”; dữ liệu mới hơn cần bản mới của chương trình.",
    ),
    "index": ("Chỉ mục tra cứu", "Việc nền sẽ dựng lại; hoặc dừng cổng rồi chạy “portal reindex”."),
    "worker": ("Tiến trình nền", "Chạy “portal serve”; nếu cổng đang chạy, xem nhật ký của nó."),
    "pkcs11": (
        "Thư viện PKCS#11 của thiết bị ký",
        "Chỉ cần trên máy của người ký: cài phần mềm kèm USB token, rồi “portal signer key pkcs11 TỆP”.",
    ),
}
CHECK_STEP_ELSE = "Chạy lại “python3 app.py” để cài lại các gói kèm theo."
CHECK_STEP_PACKED = "Bản đã đóng gói thiếu hoặc hỏng một phần: lấy lại tệp, so với SHA256SUMS rồi thử lại."
CHECK_DETAILS = {
    "ok": "có", "none": "chưa lập cơ quan", "older": "cũ hơn chương trình", "newer": "mới hơn chương trình",
    "behind": "chưa có hoặc chưa đủ", "never": "chưa chạy lần nào",
    "disk_full": "ổ đĩa đã hết chỗ",
}
# What to do about a detail that is not the usual one of its line.
CHECK_STEPS = {
    "disk_full": "Đọc được mà không ghi được gì. Hãy giải phóng chỗ trên ổ đĩa của thư mục dữ liệu, hoặc thêm ổ đĩa.",
}
