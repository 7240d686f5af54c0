"""The office of a soak: the month's letters, sixty people with accounts, keys for those who sign, letters to bring."""

import json
import os
import secrets
import subprocess
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal import clock, config, db
from portal.adapters import authority, pdf_fields
from portal.bench import month
from portal.bench.month_files import Files
from portal.bench.office import program
from portal.bench.signing import LEADER, PIN, Timed
from portal.config import Settings
from portal.flows.premises import store_in
from portal.office import accounts, devices, outbox, trust
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.office.people import Person, Unit
from portal.rules.roles import Role
from portal.rules.states import RECEIVED
from portal.signer import client, keys
from portal.signer.config import Config

KEY, KEYS, LINES = "soak.json", "soak-keys", "soak.jsonl"
OFFICE, PARENT = "UBND xã An Lạc", "UBND tỉnh Thái Giang"
# Of sixty people; the month has fourteen of them already.
MORE = ((Role.CLERK, 4), (Role.LEADER, 2), (Role.UNIT_HEAD, 4))
SIGNERS, SEALER = ("chutich", "phochutich"), "vanthu"
ISSUERS = (
    "UBND HUYỆN SƠN ĐỘNG", "SỞ NỘI VỤ", "SỞ TÀI CHÍNH", "SỞ Y TẾ", "CÔNG AN TỈNH", "UBND XÃ NÀ LẦU",
    "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "BẢO HIỂM XÃ HỘI TỈNH", "KHO BẠC NHÀ NƯỚC", "UBND TỈNH THÁI GIANG",
)
MATTERS = (
    "phân loại, xử lý văn bản điện tử", "rà soát hộ nghèo và cận nghèo", "phòng, chống dịch tả lợn châu Phi",
    "cấp giấy chứng nhận quyền sử dụng đất", "lập dự toán thu, chi ngân sách", "tiếp công dân định kỳ",
    "xây dựng nông thôn mới nâng cao", "bảo đảm an toàn giao thông", "tiêm chủng mở rộng", "quản lý rừng phòng hộ",
)
_drawing = threading.Lock()  # the font keeps its place in one drawing at a time


@dataclass(frozen=True)
class SoakOffice:
    """Where the office lies, its people by login with their role, and the one password of all."""

    settings: Settings
    password: str
    people: dict[str, str]


def office(folder: Path, people: int, letters: int) -> SoakOffice:
    """Made now, or made before and not yet worked in; what was worked in would have letters of the same numbers."""
    settings = config.load(folder)
    if (folder / KEY).exists() and not (folder / LINES).exists():
        known = json.loads((folder / KEY).read_text("utf-8"))
        db.open_file(settings.database)
        return SoakOffice(settings, known["password"], known["people"])
    if settings.database.exists():
        raise ValueError(f"{folder} đã có dữ liệu; hãy chọn thư mục mới.")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.open_file(settings.database)
    db.migrate()
    password = secrets.token_urlsafe(18)
    with db.atomic():
        month.simulate(Files(store_in(settings.blobs)), letters=letters, password=password)
        Job.delete().execute()  # what the worker would have done is made up in the month
        for waiting in Document.select().where(Document.state == RECEIVED):
            outbox.put("read", waiting.id)
        staff(people, password)
    certify(settings)
    logins = {str(person.login): str(person.role) for person in Person.active()}
    db.database.close()
    subprocess.run(program(settings, "reindex"), check=True, stderr=subprocess.DEVNULL)
    handle = os.open(settings.data / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({"password": password, "people": logins}, out, ensure_ascii=False)
    return SoakOffice(settings, password, logins)


def staff(people: int, password: str) -> None:
    """Hire until there are so many: clerks, leaders and heads first, then officers."""
    admin, now = known("quantri"), clock.now()
    units = list(Unit.active())
    wanted = [role for role, count in MORE for _ in range(count)]
    for n in range(people - Person.select().count()):
        role = wanted[n] if n < len(wanted) else Role.OFFICER
        unit = None if role == Role.LEADER else units[n % len(units)]
        accounts.hire(
            f"Người Thứ {n + 15}", f"nguoi{n + 15}", role, password=password, by=admin, at=now, unit=unit,
            position="Phó Chủ tịch" if role == Role.LEADER else "",
        )


def certify(settings: Settings) -> None:
    """A test authority the portal trusts; keys for the leaders who sign and for the clerk who keeps the seal."""
    now, admin = clock.now(), known("quantri")
    made = authority.found(now)
    trust.trust(made.anchors[0], by=admin, at=now, is_test=True)
    trust.add_revocations(made.revocations(at=now), by=admin, at=now)
    folder = settings.data / KEYS
    folder.mkdir(mode=0o700)
    for login in (*SIGNERS, SEALER):
        person = known(login)
        is_seal = login == SEALER
        identity = (
            made.issue(OFFICE, PARENT, at=now) if is_seal
            else made.issue(person.name, OFFICE, at=now, title=person.position)
        )
        shown = devices.present(person, identity.der, at=now)
        devices.approve(shown, "seal" if is_seal else "personal", by=admin, at=now)
        (folder / f"{login}.p12").write_bytes(identity.p12(PIN))


def known(login: str) -> Person:
    """Somebody of the month."""
    person: Person = Person.get(Person.login == login)
    return person


def pair(made: SoakOffice, login: str, origin: str) -> tuple[Config, Timed]:
    """The PC of somebody who signs, paired with the served portal; its calls note how long they took."""
    paired = client.pair(origin, devices.start_pairing(known(login), at=clock.now()), f"máy của {login}")
    portal = Timed(paired.origin, paired.device, paired.secret)
    return Config({origin: portal}, (keys.p12_source(made.settings.data / KEYS / f"{login}.p12", PIN),)), portal


def letter(issuer: str, reference: str, subject: str, day: str, body: str) -> bytes:
    """One page of a letter from elsewhere, as a reader of its words finds it."""
    return drawn((
        (90, 780, issuer), (300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (340, 762, "Độc lập - Tự do - Hạnh phúc"),
        (90, 740, f"Số: {reference}"), (330, 740, day), (90, 715, f"V/v {subject}"),
        (150, 670, f"Kính gửi: {OFFICE}"), (85, 630, body[:80]), (85, 612, body[80:160]),
        (85, 300, "Nơi nhận:"), (85, 284, "- Như trên;"), (85, 268, "- Lưu: VT."),
        (380, 300, "KT. CHỦ TỊCH"), (370, 284, "PHÓ CHỦ TỊCH"), (375, 200, "Trần Văn Bình"),
    ))


def draft(subject: str, body: str) -> bytes:
    """One page of our own with room for number, signature and seal."""
    return drawn((
        (120, 780, "ỦY BAN NHÂN DÂN"), (120, 764, "XÃ AN LẠC"), (300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (340, 764, "Độc lập - Tự do - Hạnh phúc"), (120, 735, "Số:            /UBND-VP"),
        (320, 735, "An Lạc, ngày       tháng       năm 2026"), (110, 715, f"V/v {subject}"),
        (150, 670, "Kính gửi: UBND huyện Sơn Động"), (85, 630, body[:80]), (85, 612, body[80:160]),
        (85, 300, "Nơi nhận:"), (85, 284, "- Như trên;"), (85, 268, "- Lưu: VT."), (390, 300, "CHỦ TỊCH"),
        (380, 200, LEADER),
    ))


def drawn(lines: tuple[tuple[int, int, str], ...]) -> bytes:
    """A page of these lines."""
    held = BytesIO()
    with _drawing:
        if "Letter" not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont("Letter", str(pdf_fields.UPRIGHT)))
        canvas = Canvas(held, pagesize=A4)
        canvas.setFont("Letter", 12)
        for x, y, words in lines:
            canvas.drawString(x, y, words)
        canvas.save()
    return held.getvalue()
