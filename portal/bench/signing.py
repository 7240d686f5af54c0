"""``portal bench signing``: a signature's round trip between the signer and the portal, and what each call of it takes.

Serves an office made for it, and signs letters of one page with a key in a file: first one by one, then as one batch.
What is counted as the portal's share is the time the signer waits for its answers.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal import clock, config, db
from portal.adapters import authority, pdf_drafts, pdf_fields, sandbox
from portal.bench.arguments import at_least
from portal.bench.office import BenchOffice
from portal.bench.pages import served
from portal.config import Settings
from portal.flows import founding, signing
from portal.office import accounts, devices, drafting, files, trust
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.roles import Role
from portal.rules.signing import SIGN
from portal.signer import client, job, keys
from portal.signer.backends import HeldCertificate
from portal.signer.client import Portal
from portal.signer.config import Config
from portal.signer.consent import Question
from portal.web.premises import premises_of

LEADER, PIN = "Nguyễn Văn Ấn", "12345678"
PLACE = {"page": 1, "box": [0.58, 0.66, 0.82, 0.74]}
CALLS = {
    "redeem": "nhận phiếu ký", "certificate": "chuẩn bị tệp", "docs": "tải tệp về",
    "signatures": "nhúng, kiểm tra, lưu",
}
CHILD_STARTS = 5


class Agrees:
    """A person who signs whatever is shown."""

    def ticket(self) -> str:
        """Never asked: the launch address is at hand."""
        raise ValueError("no ticket")

    def choose(self, certificates: Sequence[HeldCertificate]) -> HeldCertificate:
        """The first."""
        return certificates[0]

    def confirm(self, question: Question) -> str:
        """The PIN, at once."""
        return PIN

    def tell(self, text: str) -> None:
        """Nobody listens."""


@dataclass(frozen=True)
class Timed(Portal):
    """The paired portal, with a note of how long each answer took."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def _exchange(self, method: str, path: str, body: bytes, limit: int) -> bytes:
        began = time.perf_counter()
        answer = super()._exchange(method, path, body, limit)
        name = next(part for part in reversed(path.split("/")) if part in CALLS)
        self.spent[name].append(1000 * (time.perf_counter() - began))
        return answer


def main(arguments: list[str]) -> None:
    """Make the office, serve it, sign, print."""
    parser = argparse.ArgumentParser(prog="portal bench signing")
    parser.add_argument("--n", metavar="SỐ", type=at_least(1), default=10, help="số lần ký một văn bản")
    parser.add_argument("--batch", metavar="SỐ", type=at_least(1), default=20, help="số văn bản của một lô")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        measure(config.load(Path(folder)), chosen.n, chosen.batch)


def measure(settings: Settings, runs: int, batch: int) -> None:
    """Both ways of signing."""
    leader, letters, config_of = furnish(settings, runs + batch)
    with served(BenchOffice(settings, "", 0)) as (_, port):
        origin = f"http://127.0.0.1:{port}"
        pc, portal = config_of(origin)
        whole = []
        for letter in letters[:runs]:
            begun = signing.begin(fresh(letter), SIGN, PLACE, base_n=1, by=leader, origin=origin, at=clock.now())
            whole.append(timed(begun.launch, pc))
        report(whole, portal, child_start(settings))
        portal.spent.clear()
        marked = [(fresh(letter), 1) for letter in letters[runs:]]
        begun = signing.begin_batch(marked, SIGN, by=leader, origin=origin, at=clock.now())
        took = timed(begun.launch, pc) / 1000
        print(f"một lô {batch} văn bản, một mã PIN: {took:.1f} giây, {took / batch:.2f} giây mỗi văn bản, trong đó")
        print("  " + "; ".join(f"{words} {median(portal.spent[name]):.0f} ms" for name, words in CALLS.items()))
    db.database.close()


def timed(launch: str, pc: Config) -> float:
    """Milliseconds from the launch address to the last answer; everything must have been signed."""
    began = time.perf_counter()
    done = job.run(launch, pc, Agrees())
    if done.failed:
        raise ValueError(done.text)
    return 1000 * (time.perf_counter() - began)


def report(whole: list[float], portal: Timed, child: float) -> None:
    """What one document takes, and where it goes."""
    print(f"một văn bản một trang, {len(whole)} lần, trung vị, mili giây")
    for name, words in CALLS.items():
        print(f"  {words:<22}{median(portal.spent[name]):>8.0f}")
    share = sum(median(portal.spent[name]) for name in CALLS)
    print(f"  {'phần của cổng':<22}{share:>8.0f}   (hai tiến trình con khởi động: {2 * child:.0f})")
    print(f"  {'cả vòng':<22}{median(whole):>8.0f}   (chương trình ký trên máy: {median(whole) - share:.0f})")


def child_start(settings: Settings) -> float:
    """What the limited child takes to start and to load the library, without work worth speaking of."""
    path, took = str(settings.data / "letter.pdf"), []
    for _ in range(CHILD_STARTS):
        began = time.perf_counter()
        sandbox.call("portal.adapters.pdf_drafts:is_signed", {"path": path})
        took.append(1000 * (time.perf_counter() - began))
    return median(took)


def fresh(letter: Document) -> Document:
    """As the database has it now."""
    found: Document = Document.get_by_id(letter.id)
    return found


def furnish(settings: Settings, count: int) -> tuple[Person, list[Document], "Pairing"]:
    """An office with a test authority, a leader and letters before him."""
    now = clock.now()
    admin = founding.found_office(
        settings.database, name="UBND xã An Lạc", code="H99.01.12", place="An Lạc", admin="Hoàng Minh Ý",
        login="quantri", password="mật khẩu của phép đo", at=now,
    )
    hired = [
        accounts.hire(name, login, role, password="mật khẩu của phép đo", by=admin, at=now)
        for name, login, role in ((LEADER, "chutich", Role.LEADER), ("Phạm Thùy Dương", "canbo", Role.OFFICER))
    ]
    leader, officer = hired
    made = authority.found(now)
    trust.trust(made.anchors[0], by=admin, at=now, is_test=True)
    trust.add_revocations(made.revocations(at=now), by=admin, at=now)
    identity = made.issue(LEADER, "UBND xã An Lạc", at=now, title="Chủ tịch")
    devices.approve(devices.present(leader, identity.der, at=now), "personal", by=admin, at=now)
    (settings.data / "key.p12").write_bytes(identity.p12(PIN))
    letters = [letter(settings, leader, officer, n, at=now) for n in range(1, count + 1)]
    return leader, letters, Pairing(settings, leader)


@dataclass(frozen=True)
class Pairing:
    """Pairs the leader's PC, once it is known where the portal answers."""

    settings: Settings
    leader: Person

    def __call__(self, origin: str) -> tuple[Config, Timed]:
        """The PC's settings with the key in its file, and the portal in them that notes its times."""
        paired = client.pair(origin, devices.start_pairing(self.leader, at=clock.now()), "máy đo")
        portal = Timed(paired.origin, paired.device, paired.secret)
        return Config({origin: portal}, (keys.p12_source(self.settings.data / "key.p12", PIN),)), portal


def letter(settings: Settings, leader: Person, officer: Person, n: int, *, at: datetime) -> Document:
    """One page with room for its number, submitted to the leader."""
    drawn, ready = settings.data / "drawn.pdf", settings.data / "letter.pdf"
    draw(drawn, n)
    pdf_drafts.make_room(str(drawn), str(ready))
    blob = premises_of(settings).store.put(ready.read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=at)
    outline = drafting.Outline(
        kind="Công văn", subject=f"Văn bản đem đo số {n}", signer=leader, capacity="", position="CHỦ TỊCH",
        unit_symbol="VP",
    )
    document = drafting.draft(outline, blob.sha256, "do.pdf", "pdf", by=officer, at=at)
    drafting.submit(document, by=officer, at=at)
    return document


def draw(path: Path, n: int) -> None:
    """The lines of a letter that matter to a signature."""
    pdfmetrics.registerFont(TTFont("Letter", str(pdf_fields.UPRIGHT)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Letter", 13)
    for x, y, words in (
        (120, 780, "ỦY BAN NHÂN DÂN"), (120, 764, "XÃ AN LẠC"), (300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (120, 735, "Số:            /UBND-VP"), (320, 735, "An Lạc, ngày       tháng       năm 2026"),
        (85, 600, f"Ủy ban nhân dân xã An Lạc báo cáo lần thứ {n} về việc phân loại văn bản."),
        (85, 300, "Nơi nhận:"), (85, 284, "- Lưu: VT."), (390, 300, "CHỦ TỊCH"), (380, 200, LEADER),
    ):
        canvas.drawString(x, y, words)
    canvas.save()
