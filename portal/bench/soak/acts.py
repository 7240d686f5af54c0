"""What people of an office do at the portal, each act as the pages lead through it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

from portal.bench.month import FIRST
from portal.bench.pages import WORDS
from portal.bench.signing import Agrees, Timed
from portal.bench.soak.office import ISSUERS, MATTERS, draft, letter
from portal.bench.soak.visitor import NotThere, Page, Visitor
from portal.rules.roles import Role
from portal.signer import job
from portal.signer.config import Config
from portal.signer.protocol import ProtocolError
from portal.wording import REASONS

DOCUMENT = r"/(documents|outgoing)/\d+"
# What a page says to who was not the first: of a unit's work, of one letter on two leaders' lists.
QUICKER = (
    *(REASONS[word] for word in ("already_reported", "work_ended", "directed_since")),
    "hay giữ người đang chủ trì", "văn bản đang ở bước",
)
MOST_LOOKS = 5  # at doubles before a letter is entered
PATIENCE = 90  # seconds a person waits for the work behind a page
ALL_LISTS = ("/", "/incoming", "/outgoing", "/dossiers", "/notices", "/registers/incoming", "/registers/outgoing")
LISTS: dict[str, tuple[str, ...]] = {
    Role.CLERK: (
        *ALL_LISTS, *(f"/registers/incoming/{FIRST.year}?page={n}" for n in range(2, 9)), "/incoming/done", "/unfiled",
        "/outgoing/issued", "/outgoing/unsent", "/postings", "/reports",
    ),
    Role.LEADER: (*ALL_LISTS, "/incoming/entered", "/incoming/in_progress", "/signing", "/reports", "/week"),
    Role.UNIT_HEAD: (*ALL_LISTS, "/incoming/in_progress", "/drafts", "/reports"),
    Role.OFFICER: (*ALL_LISTS, "/incoming/in_progress", "/incoming/done", "/drafts", "/unfiled"),
    Role.ADMIN: ("/admin", "/admin/people", "/admin/trail", "/admin/units", "/health", "/admin/agencies"),
    Role.SAFETY_OFFICER: ("/safety", "/safety/rights", "/admin/trail", "/health"),
}


@dataclass
class Desk:
    """A person with what lies on the desk: the numbers of letters to make up, the key to sign with."""

    who: Visitor
    password: str
    numbers: Any = field(default_factory=count)
    pc: Config | None = None
    signer: Timed | None = None

    def words(self, kind: str) -> tuple[str, str, str]:
        """A number no letter had, a matter and a body."""
        n = next(self.numbers)
        matter = self.who.chance.choice(MATTERS)
        body = f"{kind} lần thứ {n} của {self.who.login} về việc {matter}, đề nghị các đơn vị thực hiện đúng thời hạn"
        return f"{n}", f"{matter} lần {n}", body


def sign_in(desk: Desk) -> None:
    """Name and password, then the files the first page asks for, once."""
    who = desk.who
    page = who.get("trang đăng nhập", "/sign-in")
    for link in page.links(r"/static/[^\"]+"):
        who.get("tệp tĩnh", link)
    who.post("đăng nhập", page, "/sign-in", {"login": who.login, "password": desk.password})


def look(desk: Desk) -> None:
    """A list or two."""
    for _ in range(desk.who.chance.randint(1, 3)):
        desk.who.get("danh sách", desk.who.chance.choice(LISTS[desk.who.role]))
        desk.who.think(3, 12)


def read(desk: Desk) -> Page:
    """One document from some list, with the picture of its first page."""
    who = desk.who
    lists = ("/incoming/in_progress", "/incoming/done", "/outgoing/issued", "/", "/registers/outgoing")
    listed = who.get("danh sách", who.chance.choice(lists))
    who.think(2, 8)
    page = who.get("một văn bản", who.some(listed.links(DOCUMENT), "nothing listed"))
    for picture in page.links(r"/documents/\d+/versions/\d+/pages/\d+")[:1]:
        who.get("ảnh trang", picture)
    return page


def download(desk: Desk) -> None:
    """The file of a document."""
    page = read(desk)
    desk.who.think(2, 8)
    files = page.links(r"/documents/\d+/versions/\d+/file[^\"]*")
    desk.who.get("tải tệp", desk.who.some(files, "no file"))


def search(desk: Desk) -> None:
    """A question typed letter by letter, then asked, and sometimes a result opened."""
    who = desk.who
    words = who.chance.choice((*WORDS, *MATTERS))
    who.get("trang tra cứu", "/search")
    for n in range(2, min(len(words), 14), 2):
        who.think(0.2, 0.5)
        who.get("tra cứu khi gõ", f"/search?typing=1&q={quote(words[:n])}")
    who.think(1, 3)
    found = who.get("tra cứu", f"/search?q={quote(words)}")
    who.think(3, 10)
    links = found.links(DOCUMENT)
    if links:
        who.get("một văn bản", who.chance.choice(links))


def bring(desk: Desk, *, alone: bool = True) -> Page:
    """A letter from elsewhere into the queue."""
    who = desk.who
    number, matter, body = desk.words("Công văn")
    issuer, day = who.chance.choice(ISSUERS), who.chance.randint(1, 20)
    pdf = letter(issuer, f"{number}/{who.login.upper()}-TH", matter, f"An Lạc, ngày {day} tháng 11 năm 2026", body)
    page = who.get("hàng chờ", "/incoming")
    who.think(3, 10)
    file = ("files", (f"{who.login}-{number}.pdf", pdf))
    files = [file] if alone else [file, ("files", (f"{who.login}-{number}-b.pdf", letter(
        issuer, f"{number}/{who.login.upper()}-KH", matter, f"An Lạc, ngày {day} tháng 11 năm 2026", body)))]
    return who.send("tải lên", page, page.form("/incoming/documents"), files=files)


def bring_two(desk: Desk) -> None:
    """Two files at once, to be entered later."""
    bring(desk, alone=False)


def enter(desk: Desk) -> None:
    """Bring a letter and enter it when it was read."""
    page = bring(desk)
    number_it(desk, page)


def enter_waiting(desk: Desk) -> None:
    """Enter one of the letters that wait."""
    page = desk.who.get("hàng chờ", "/incoming")
    desk.who.think(2, 8)
    waiting = desk.who.some(page.links(r"/documents/\d+/entry"), "an empty queue")
    number_it(desk, desk.who.get("trang vào sổ", waiting))


def number_it(desk: Desk, page: Page) -> None:
    """The entry form: wait for the reading, fill what it left, send; look at doubles when they are shown."""
    who, until = desk.who, time.monotonic() + PATIENCE
    while 'hx-trigger="every 1s"' in page.text:
        if time.monotonic() > until:
            raise NotThere("reading takes too long")
        who.wait(1.5)
        page = who.get("trang vào sổ", page.url)
    who.think(6, 20)
    page = who.get("trang vào sổ", page.url)
    form = page.form("/entry")
    for name, value in (("issuer", "UBND huyện Sơn Động"), ("subject", f"Văn bản của {who.login}")):
        form.fields[name] = form.fields[name] or value
    answer = who.send("vào sổ", page, form, allowed=(422,))
    for _ in range(MOST_LOOKS):  # a colleague may enter a further one that is like it meanwhile
        if answer.status != 422:
            return
        who.ledger.refused("vào sổ", answer.refusal)
        again = answer.form("/entry")
        if "not_a_double" not in again.fields:
            raise NotThere(answer.refusal)
        again.inputs["not_a_double"].checked = True
        who.think(3, 8)
        answer = who.send("vào sổ", answer, again, allowed=(422,))
    if answer.status == 422:
        who.ledger.error(who.login, "vào sổ", answer.url, answer.status, answer.said)


def present(desk: Desk) -> None:
    """Some entered letters before a leader."""
    who = desk.who
    page = who.get("danh sách", "/presenting")
    who.think(4, 12)
    form = page.form("/presenting")
    tick(desk, form, 4)
    form.fields["leader"] = who.chance.choice([one for one in form.inputs["leader"].value_options if one])
    who.send("trình", page, form)


def direct_many(desk: Desk) -> None:
    """One directive for a few letters."""
    page = desk.who.get("danh sách", "/directing")
    desk.who.think(4, 12)
    form = page.form("/directing")
    tick(desk, form, 3)
    directive(desk, page, form)


def direct_one(desk: Desk) -> None:
    """One letter read and directed."""
    listed = desk.who.get("danh sách", "/incoming/entered")
    desk.who.think(2, 8)
    page = desk.who.get("một văn bản", desk.who.some(listed.links(r"/documents/\d+"), "nothing to direct"))
    for more in page.links(r"/documents/\d+/precedents"):
        desk.who.get("gợi ý chỉ đạo", more)
    desk.who.think(5, 15)
    directive(desk, page, page.form("/instructions"))


def directive(desk: Desk, page: Page, form: Any) -> None:
    """Words and who leads."""
    who = desk.who
    form.fields["text"] = f"Giao nghiên cứu, tham mưu; {who.login} xem lại trước ngày họp"
    form.fields["lead"] = who.chance.choice([one for one in form.inputs["lead"].value_options if one])
    form.fields["working_days"] = who.chance.choice(("", "3", "5", "10"))
    first_or_refused(who, "bút phê", page, form)


def tick(desk: Desk, form: Any, most: int) -> None:
    """Mark some of the rows."""
    boxes = [box for box in form.inputs if box.get("name") == "letters"]
    for box in desk.who.chance.sample(boxes, min(len(boxes), desk.who.chance.randint(1, most))):
        box.checked = True


def report(desk: Desk) -> None:
    """Work that was given is reported as done."""
    who = desk.who
    page = who.get("bàn làm việc", "/")
    who.think(3, 10)
    for link in who.chance.sample(found := page.links(DOCUMENT), min(len(found), 3)):
        page = who.get("một văn bản", link)
        forms = page.forms("/report")
        if forms:
            who.think(5, 15)
            forms[-1].fields["outcome"] = "Đã thực hiện xong, kết quả lưu trong hồ sơ công việc."
            first_or_refused(who, "báo cáo kết quả", page, forms[-1])
            return
    raise NotThere("nothing to report")


def first_or_refused(who: Visitor, kind: str, page: Page, form: Any) -> None:
    """Send what somebody else may have sent meanwhile."""
    answer = who.send(kind, page, form, allowed=(422,))
    if answer.status == 422:
        not_the_first(who, kind, answer)


def not_the_first(who: Visitor, kind: str, answer: Page) -> None:
    """The only reason why it may not be taken is that somebody was quicker."""
    why = next((words for words in QUICKER if words in answer.said), "")
    if why:
        who.ledger.refused(kind, why)
    else:
        who.ledger.error(who.login, kind, answer.url, answer.status, answer.said)


def write(desk: Desk) -> None:
    """A draft with its file, prepared by the worker, laid before a leader who signs."""
    who, until = desk.who, time.monotonic() + PATIENCE
    page = who.get("trang soạn thảo", "/drafts/new")
    number, matter, body = desk.words("Báo cáo")
    form = page.form("/drafts")
    form.fields["subject"], form.fields["unit_symbol"] = f"V/v {matter}", "VP"
    form.fields["electronic"] = "UBND huyện Sơn Động"
    who.think(10, 30)
    page = who.send("lưu dự thảo", page, form, files=[("file", (f"du-thao-{number}.pdf", draft(matter, body)))])
    while not page.forms("/submission"):
        if time.monotonic() > until:
            raise NotThere("the draft is not ready")
        who.wait(2)
        if who.get("hỏi dự thảo xong chưa", f"{page.url}/preparation").body:
            page = who.get("trang dự thảo", page.url)
    who.think(5, 15)
    who.post("trình ký", page, "/submission")


def sign(desk: Desk) -> None:
    """A signature, or the seal: the page, the launch, the signer program's part, the answer on the page."""
    who = desk.who
    queue = who.get("danh sách", "/signing")
    who.think(3, 10)
    page = who.get("trang ký", who.some(queue.links(r"/documents/\d+/signing"), "nothing to sign"))
    who.think(5, 15)
    form = page.form("/signing-jobs")
    begun = who.send("bắt đầu ký", page, form, allowed=(422,))
    if begun.status == 422:
        who.ledger.refused("bắt đầu ký", begun.refusal)
        form = begun.form("/signing-jobs")
        form.inputs["may_hide"].checked = True
        begun = who.send("bắt đầu ký", begun, form)
    sign_on_pc(desk, who.some(begun.launches(), "no launch address"))
    who.wait(1)
    ended = who.get("trang ký xong", begun.url)
    if "xong." not in ended.text:
        who.ledger.error(who.login, "ký số", ended.url, ended.status, ended.refusal or ended.text)


def sign_on_pc(desk: Desk, launch: str) -> None:
    """The signer program, with the key in its file."""
    who = desk.who
    assert desk.pc is not None
    assert desk.signer is not None
    desk.signer.spent.clear()
    try:
        done = job.run(launch, desk.pc, Agrees())
    except ProtocolError as stop:
        who.ledger.error(who.login, "ký số", launch.partition("?")[0], 0, f"{stop.code} {stop}")
        raise NotThere("not signed") from stop
    for name, times in desk.signer.spent.items():
        for took in times:
            who.ledger.took(f"ký: {name}", took)
    if done.failed:
        who.ledger.error(who.login, "ký số", launch.partition("?")[0], 0, done.text)


def number(desk: Desk) -> None:
    """The next number for a signed document."""
    page = desk.who.get("danh sách", "/outgoing/signed")
    desk.who.think(3, 8)
    desk.who.send("cấp số", page, desk.who.some(page.forms("/number"), "nothing to number"))


def issue(desk: Desk) -> None:
    """A sealed document goes out."""
    listed = desk.who.get("danh sách", "/outgoing/sealed")
    desk.who.think(3, 8)
    page = desk.who.get("một văn bản", desk.who.some(listed.links(r"/outgoing/\d+"), "nothing to issue"))
    desk.who.think(3, 8)
    desk.who.post("phát hành", page, "/dispatch")


Act = Callable[[Desk], object]
# How often each role does what, of about a hundred.
MIX: dict[str, dict[str, tuple[Act, int]]] = {
    Role.CLERK: {
        "xem danh sách": (look, 16), "đọc văn bản": (read, 10), "tra cứu": (search, 10), "vào sổ": (enter, 22),
        "vào sổ từ hàng chờ": (enter_waiting, 12), "tải lên": (bring_two, 4), "trình": (present, 10),
        "cấp số": (number, 8), "phát hành": (issue, 6), "tải tệp": (download, 4),
    },
    Role.LEADER: {
        "xem danh sách": (look, 15), "đọc văn bản": (read, 15), "tra cứu": (search, 10),
        "bút phê nhiều": (direct_many, 15), "bút phê": (direct_one, 15), "tải tệp": (download, 5),
    },
    Role.UNIT_HEAD: {
        "xem danh sách": (look, 25), "đọc văn bản": (read, 25), "tra cứu": (search, 20), "báo cáo": (report, 20),
        "tải tệp": (download, 7), "soạn, trình ký": (write, 3),
    },
    Role.OFFICER: {
        "xem danh sách": (look, 25), "đọc văn bản": (read, 25), "tra cứu": (search, 24), "báo cáo": (report, 15),
        "tải tệp": (download, 7), "soạn, trình ký": (write, 4),
    },
    Role.ADMIN: {"xem danh sách": (look, 1)},
    Role.SAFETY_OFFICER: {"xem danh sách": (look, 1)},
}
SIGNING: dict[str, tuple[Act, int]] = {"ký số": (sign, 30)}
