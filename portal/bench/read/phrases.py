"""The words of the test letters: subjects, bodies, citations, deadlines and recipients, with what they mean."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from portal.bench.read.offices import COMMUNE, PARTY, Office
from portal.samples.lists import LISTS, TOPICS
from portal.samples.slots import Slots

Cited = tuple[str, date | None]

_LAWS: tuple[tuple[str, str, date, str], ...] = (
    ("Luật Tổ chức chính quyền địa phương số", "72/2025/QH15", date(2025, 6, 16), ""),
    ("Luật Ban hành văn bản quy phạm pháp luật số", "64/2025/QH15", date(2025, 2, 19), ""),
    ("Nghị định số", "30/2020/NĐ-CP", date(2020, 3, 5), "của Chính phủ về công tác văn thư"),
    ("Nghị định số", "61/2018/NĐ-CP", date(2018, 4, 23), "của Chính phủ về thực hiện cơ chế một cửa"),
    ("Quyết định số", "28/2018/QĐ-TTg", date(2018, 7, 12), "của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử"),
    ("Thông tư số", "05/2025/TT-BNV", date(2025, 5, 14), "của Bộ trưởng Bộ Nội vụ quy định nghiệp vụ lưu trữ"),
    ("Nghị quyết số", "68/NQ-CP", date(2021, 7, 1), "của Chính phủ"),
    ("Nghị quyết số", "57-NQ/TW", date(2024, 12, 22), "của Bộ Chính trị về đột phá phát triển khoa học, công nghệ"),
    ("Chỉ thị số", "05-CT/TW", date(2016, 5, 15), "của Bộ Chính trị về học tập và làm theo tư tưởng Hồ Chí Minh"),
)
_OTHERS = (
    ("Công văn số", "{n}/{s}-{f}"), ("Công văn số", "{n}/UBND-{f}"), ("Kế hoạch số", "{n}/KH-UBND"),
    ("Quyết định số", "{n}/QĐ-UBND"), ("Thông báo số", "{n}/TB-{s}"), ("Tờ trình số", "{n}/TTr-{s}"),
    ("Báo cáo số", "{n}/BC-{s}"), ("Kế hoạch số", "{n}-KH/TU"), ("Công văn số", "{n}-CV/ĐU"),
)  # fmt: skip
_ASKING = (
    "Đề nghị {who} báo cáo kết quả về {here} {by} để tổng hợp.",
    "Kết quả thực hiện gửi về {here} {by} để tổng hợp, báo cáo cấp có thẩm quyền.",
    "Yêu cầu {who} khẩn trương thực hiện, gửi báo cáo bằng văn bản về {here} {by}.",
    "{here} đề nghị {who} nghiên cứu, tham gia ý kiến bằng văn bản, gửi về {here} {by}.",
    "Báo cáo gửi về {here} (qua Văn phòng) {by}; quá thời hạn trên, đơn vị nào không gửi được coi là nhất trí.",
    "Ý kiến góp ý của {who} xin gửi về {here} {by}, đồng thời gửi bản mềm qua hộp thư điện tử công vụ.",
    "Đề nghị {who} đăng ký danh sách tham dự {by}.",
    "Đề nghị {who} phản hồi {by} để {here} hoàn thiện hồ sơ.",
)
_BY = (
    "trước ngày {d}", "trước ngày {d}", "trước ngày {d}", "chậm nhất ngày {d}", "chậm nhất là ngày {d}",
    "chậm nhất vào ngày {d}", "trước 16 giờ 00 ngày {d}", "trước 10h00 ngày {d}", "xong trước ngày {d}",
    "không muộn hơn ngày {d}", "trong ngày {d}", "đến hết ngày {d}",
)  # fmt: skip
_WHO = (
    "các cơ quan, đơn vị", "Ủy ban nhân dân các xã, phường", "các đồng chí", "các sở, ban, ngành", "đơn vị",
    "Trưởng các thôn, tổ dân phố",
)  # fmt: skip
_DISTRACTIONS = (
    "Các quy định ban hành trước ngày 01/7/2025 còn hiệu lực thì tiếp tục được áp dụng.",
    "Số liệu tính đến ngày {past}, chi tiết theo biểu mẫu gửi kèm.",
    "Thời gian tổ chức: từ ngày {soon} đến ngày {later}.",
    "Giai đoạn 2026 - 2030 phấn đấu đạt 100% chỉ tiêu được giao, trước năm 2030 đạt chuẩn nâng cao.",
    "Định kỳ trước ngày 15 hàng tháng, các đơn vị báo cáo kết quả theo quy định.",
    "Căn cứ tình hình thực tế, các đơn vị chủ động bố trí lực lượng thường trực 24/24 giờ.",
    "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,5%, tăng 2,1% so với cùng kỳ.",
    "Mọi vướng mắc liên hệ đồng chí {person}, chuyên viên, điện thoại 0912.345.678 để được hướng dẫn.",
)
_COPIES = (
    "Thường trực Đảng ủy (để b/c)", "Chủ tịch, các PCT UBND xã", "Các phòng, đơn vị thuộc UBND xã", "Cổng TTĐT xã",
    "Thường trực HĐND tỉnh", "Các sở, ban, ngành thuộc UBND tỉnh", "UBND các xã, phường, đặc khu",
    "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Sở Nội vụ", "Ủy ban MTTQ Việt Nam tỉnh", "Chánh VP, các PCVP",
    "Trung tâm Công nghệ thông tin", "Báo và Đài PTTH tỉnh", "Lãnh đạo Sở (b/c)", "Bộ trưởng (để báo cáo)",
    "Các Thứ trưởng", "Kho bạc Nhà nước khu vực", "LĐVP, CVTH", "Trưởng các thôn, tổ dân phố", "Công an xã (p/h)",
    "Ban Thường trực Ủy ban MTTQ và các tổ chức chính trị - xã hội xã",
)  # fmt: skip
_PARTY_COPIES = (
    "Thường trực Tỉnh ủy (để b/c)", "Các đồng chí Ủy viên Ban Thường vụ", "Các chi bộ, đảng bộ trực thuộc",
    "Ủy ban Kiểm tra Đảng ủy", "Các ban xây dựng Đảng", "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
    "Đảng ủy Công an tỉnh", "Các đồng chí Đảng ủy viên",
)  # fmt: skip
_ADDRESSEES = (
    "Ủy ban nhân dân các xã, phường, đặc khu", "Các sở, ban, ngành thuộc Ủy ban nhân dân tỉnh",
    "Các phòng, đơn vị thuộc UBND xã", "Trưởng các thôn, tổ dân phố", "Bộ Nội vụ", "Công an tỉnh",
    "Sở Nông nghiệp và Môi trường", "Ông Nguyễn Văn Bình, thôn Nà Cầu", "Văn phòng Ủy ban nhân dân tỉnh",
    "Ban Quản lý dự án đầu tư xây dựng khu vực, Trung tâm Phát triển quỹ đất và các đơn vị liên quan",
    "Các trường Mầm non, Tiểu học, Trung học cơ sở trên địa bàn xã", "Chủ tịch Ủy ban nhân dân tỉnh",
    "Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương", "Thường trực Hội đồng nhân dân xã",
)  # fmt: skip


@dataclass
class Talk:
    """One letter's words in the making: the day, who writes, and what has been cited so far."""

    random: Random
    day: date
    office: Office
    cited: list[Cited] = field(default_factory=list)
    is_dated: bool = True
    """Whether the day is printed; without it a deadline is told with its year."""

    def __post_init__(self) -> None:
        self.topic = TOPICS[self.random.choice(sorted(key for key, topic in TOPICS.items() if not topic["years"]))]
        home = self.office.place
        self.slots = Slots(
            self.random.random, self.day, (home, "Lục Hà", "Bắc Hà"), self.topic["kw"], lambda slots: self.citation()
        )

    def about(self) -> str:
        """What the letter is about, without V/v."""
        return self.slots.fill(self.random.choice(self.topic["subj"]))

    def printed_day(self, day: date) -> str:
        """A day inside a text."""
        forms = (f"{day.day}/{day.month}/{day.year}", f"{day.day:02d}/{day.month:02d}/{day.year}",
                 f"{day.day:02d} tháng {day.month:02d} năm {day.year}",
                 f"{day.day:02d}/{day.month}/{day.year}")  # fmt: skip
        if self.office.level == PARTY and self.random.random() < 0.5:
            return f"{day.day}-{day.month}-{day.year}"
        return self.random.choice(forms)

    def citation(self) -> str:
        """A document named with number, mostly day and author; it is noted as cited."""
        random = self.random
        if random.random() < 0.4:
            kind, reference, day, about = random.choice(_LAWS)
            dated: date | None = day
        else:
            kind, form = random.choice(_OTHERS)
            symbol = random.choice(("SNV", "STC", "STTTT", "VP", "SKHCN"))
            reference = form.format(n=f"{random.randint(1, 3200):02d}", s=symbol, f=random.choice(("TH", "NC", "CNTT")))
            day, about = self.day - timedelta(days=random.randint(1, 200)), "của Ủy ban nhân dân tỉnh"
            dated = day if random.random() < 0.88 else None
        if any(one[0] == reference for one in self.cited):
            return f"{kind} {reference}"
        self.cited.append((reference, dated))
        when = f" ngày {self.printed_day(day)}" if dated else ""
        return f"{kind} {reference}{when}{' ' + about if about else ''}"

    def grounds(self, opening: str = "Căn cứ") -> list[str]:
        """Căn cứ blocks of a decision."""
        found = [f"{opening} {self.citation()};" for _ in range(self.random.randint(2, 4))]
        who = self.random.choice(("Chánh Văn phòng HĐND và UBND", "Trưởng phòng Kinh tế", "Giám đốc Sở Nội vụ"))
        proposed = f"Xét đề nghị của {who} tại {self.citation()}." if self.random.random() < 0.5 else ""
        return [*found, proposed or f"Theo đề nghị của {who}."]

    def paragraphs(self, count: int) -> list[str]:
        """Sentences of the topic, none of which sets a day."""
        templates = [text for text in self.topic["sent"] if "deadline" not in text and "ref" not in text]
        found = []
        for _ in range(count):
            sentences = self.random.sample(templates, min(len(templates), self.random.randint(1, 3)))
            found.append(" ".join(self.slots.fill(text) for text in sentences))
        return found

    def distraction(self) -> str:
        """A sentence with days or numbers that mean nothing to the register."""
        past, soon, later = (self.day + timedelta(days=n) for n in (-9, 12, 30))
        text = self.random.choice(_DISTRACTIONS)
        return text.format(past=self.printed_day(past), soon=self.printed_day(soon), later=self.printed_day(later),
                           person=self.slots.person("m"))  # fmt: skip

    def deadline(self) -> tuple[str, date]:
        """A sentence that asks for an answer by a day, and the day."""
        day = self.day + timedelta(days=self.random.randint(3, 60))
        printed = self.printed_day(day)
        if self.random.random() < 0.12 and self.is_dated:
            printed = f"{day.day}/{day.month}"  # of this year, or of the next one when it has passed
        by = self.random.choice(_BY).format(d=printed)
        text = self.random.choice(_ASKING).format(who=self.random.choice(_WHO), here=self.office.short, by=by)
        return text[0].upper() + text[1:], day

    def addressees(self, most: int = 4) -> tuple[str, ...]:
        """One or several."""
        count = 1 if most == 1 or self.random.random() < 0.45 else self.random.randint(2, most)
        return tuple(self.random.sample(_ADDRESSEES, count))

    def copies(self, first: str) -> list[str]:
        """Names below Nơi nhận, without the file copy."""
        known = _PARTY_COPIES if self.office.level == PARTY else _COPIES
        return [first, *self.random.sample(known, self.random.randint(1, 5))] if first else self.random.sample(known, 3)

    def file_copy(self) -> str:
        """Lưu: VT."""
        if self.office.level == PARTY:
            return self.random.choice(("Lưu Văn phòng Đảng ủy", "Lưu Văn phòng", "Lưu VPTU"))
        unit = self.office.field or "VP"
        short = self.office.level == COMMUNE and self.random.random() < 0.5
        long = (f"Lưu: VT, {unit}", f"Lưu: VT, {unit} (05)", f"Lưu: VT, {unit}(2b)", "Lưu VT")
        return "Lưu: VT" if short else self.random.choice(long)


def signatory(random: Random) -> str:
    """A name without title."""
    families, men, women = LISTS["FAMILY"], LISTS["GIVEN_M"], LISTS["GIVEN_F"]
    if random.random() < 0.6:
        return f"{random.choice(families)} {random.choice(LISTS['MID_M'])} {random.choice(men)}"
    return f"{random.choice(families)} {random.choice(LISTS['MID_F'])} {random.choice(women)}"


