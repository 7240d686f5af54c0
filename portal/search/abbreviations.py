"""Short forms of offices, and the words they stand for; a search for one finds the other."""

ABBREVIATIONS = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc",
    "cntt": "công nghệ thông tin", "tthc": "thủ tục hành chính", "qlvb": "quản lý văn bản",
    "csdl": "cơ sở dữ liệu", "cccd": "căn cước công dân", "hscv": "hồ sơ công việc",
    "qppl": "quy phạm pháp luật", "qsdđ": "quyền sử dụng đất", "gcn": "giấy chứng nhận",
    "bhyt": "bảo hiểm y tế", "bhxh": "bảo hiểm xã hội", "nvqs": "nghĩa vụ quân sự",
    "pccc": "phòng cháy chữa cháy", "attp": "an toàn thực phẩm", "tnmt": "tài nguyên và môi trường",
    "ntm": "nông thôn mới", "gtnt": "giao thông nông thôn", "thcs": "trung học cơ sở",
    "tdtt": "thể dục thể thao", "gpmb": "giải phóng mặt bằng", "ktxh": "kinh tế xã hội",
    "htx": "hợp tác xã", "dtts": "dân tộc thiểu số", "kntc": "khiếu nại tố cáo", "qpan": "quốc phòng an ninh",
    "gdđt": "giáo dục và đào tạo", "mtqg": "mục tiêu quốc gia", "cchc": "cải cách hành chính",
    "cđs": "chuyển đổi số", "dvc": "dịch vụ công", "qlnn": "quản lý nhà nước", "xdcb": "xây dựng cơ bản",
    "nsnn": "ngân sách nhà nước", "bvmt": "bảo vệ môi trường", "pctt": "phòng chống thiên tai",
    "kcb": "khám chữa bệnh", "bđs": "bất động sản", "vsattp": "vệ sinh an toàn thực phẩm",
    "attt": "an toàn thông tin", "atgt": "an toàn giao thông", "qlvbđh": "quản lý văn bản và điều hành",
    "antt": "an ninh trật tự", "pctn": "phòng chống tham nhũng", "vsmt": "vệ sinh môi trường",
}  # fmt: skip
