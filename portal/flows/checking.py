"""Trying each part the program needs: native libraries by using them, shipped files, and programs of the machine."""

import importlib
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment
from peewee import SqliteDatabase

from portal import db
from portal.adapters import sandbox, tools
from portal.flows import calendar
from portal.rules.tables import Table

OLDEST_SQLITE = (3, 35)  # RETURNING, which takes numbers and jobs in one statement
PATIENCE = 120  # seconds a child has here: whether it works is asked, not how soon on a busy machine
NATIONAL_DAY = (9, 2)
FONTS = ("cong-van-serif.ttf", "cong-van-serif-italic.ttf", "cong-van-serif-bold.ttf")


class Missing(Exception):
    """A part is not there or too old; the argument says what was found."""


@dataclass(frozen=True)
class Check:
    """One part: a word for it, whether it works, its version or what went wrong, and whether one can do without."""

    name: str
    ok: bool
    detail: str
    optional: bool = False


def check(*shipped: Path, at: datetime) -> list[Check]:
    """Try everything; ``shipped`` are the folders that must have come with the program."""
    parts = [tried(name, part) for name, part in PARTS.items()]
    parts += [tried(name, partial(part, at)) for name, part in AT_A_MOMENT.items()]
    folders = [tried(folder.name, partial(has_files, folder)) for folder in shipped]
    return [*parts, *folders, tried("migrations", migrations), *outside()]


def quick(*shipped: Path) -> list[Check]:
    """What must hold before every start and takes no time: SQLite, and the files that came along."""
    return [tried("sqlite", sqlite), *(tried(folder.name, partial(has_place, folder)) for folder in shipped)]


def outside() -> list[Check]:
    """Programs of the machine that make more possible; the portal works without them."""
    return [tried(name, part, optional=True) for name, part in OUTSIDE.items()]


def tried(name: str, part: Callable[[], str], *, optional: bool = False) -> Check:
    """The part's own word, or its failure."""
    try:
        return Check(name, True, part(), optional)
    except Exception as error:  # a library that does not load raises what it likes; here that is the answer
        return Check(name, False, str(error) or type(error).__name__, optional)


def sqlite() -> str:
    """New enough for what the office asks of it."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Missing(sqlite3.sqlite_version)
    return sqlite3.sqlite_version


def pdfium() -> str:
    """Make a page and draw it."""
    import pypdfium2

    with pypdfium2.PdfDocument.new() as document:
        document.new_page(72, 72).render(scale=1)
    return version("pypdfium2")


def xml() -> str:
    """Read a line of XML."""
    from lxml import etree

    etree.fromstring(b"<portal/>")
    return ".".join(str(number) for number in etree.LXML_VERSION[:3])


def cryptography() -> str:
    """Hash something with the native part."""
    from cryptography.hazmat.primitives.hashes import SHA256, Hash

    Hash(SHA256()).finalize()
    return version("cryptography")


def passwords() -> str:
    """Hash a password with the native part."""
    argon2 = importlib.import_module("argon2")
    argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("portal")
    return version("argon2-cffi")


def locking() -> str:
    """Lock something as backups are, and open it again."""
    import pyrage

    pair = pyrage.x25519.Identity.generate()
    if pyrage.decrypt(pyrage.encrypt(b"portal", [pair.to_public()]), [pair]) != b"portal":
        raise Missing("pyrage")
    return version("pyrage")


def search() -> str:
    """Write a letter into an index made for it and find it there."""
    writer = importlib.import_module("portal.search.writer")
    service = importlib.import_module("portal.search.service")
    letter = service.Record(
        1, "incoming", "incoming", None, "Công văn", "", "", "thử chỉ mục", "", "normal", "", None, 2026
    )
    with TemporaryDirectory(prefix="portal-check-") as folder:
        with writer.Writer(Path(folder)) as writing:
            writing.rebuild([letter], mark=0)
        found = service.Engine(Path(folder)).search("thu chi muc", suggest=False).total
    if found != 1:
        raise Missing(str(found))
    return version("whoosh")


def signatures(at: datetime) -> str:
    """Sign an empty page with a key made for it and judge it, in the child in which foreign files are read."""
    import pypdfium2
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    authority = importlib.import_module("portal.adapters.authority")
    issuer = authority.found(at)
    signer = issuer.issue("portal check", "portal check", at=at)
    lists = [b64encode(issuer.revocations(at=at)).decode()]
    trust = {"anchors": [b64encode(der).decode() for der in issuer.anchors], "lists": lists}
    with TemporaryDirectory(prefix="portal-check-") as folder, pypdfium2.PdfDocument.new() as document:
        page, prepared, signed = (str(Path(folder) / name) for name in ("page.pdf", "prepared.pdf", "signed.pdf"))
        document.new_page(200, 200)
        document.save(page)
        state = sandbox.call("portal.adapters.pdf_signing:prepare", {
            "source": page, "target": prepared, "certificate": b64encode(signer.der).decode(), "field": "portal",
            "place": None, "lines": [], "trust": trust, "now": at.isoformat(),
        }, seconds=PATIENCE)
        value = signer.key.sign(b64decode(state["attributes"]), PKCS1v15(), SHA256())
        made = sandbox.call("portal.adapters.pdf_signing:embed", {
            "prepared": prepared, "target": signed, "state": state, "signature": b64encode(value).decode(),
            "trust": trust, "now": at.isoformat(),
        }, seconds=PATIENCE)
    if (verdict := made["verdict"]["file"]) != "good":
        raise Missing(str(verdict))
    return version("pyhanko")


def pictures() -> str:
    """Write a picture."""
    from PIL import Image

    Image.new("L", (8, 8)).save(BytesIO(), "PNG")
    return version("pillow")


def charts() -> str:
    """Draw a chart."""
    importlib.import_module("portal.adapters.charts").bars(["2026"], [("portal", [1])], told="portal")
    return version("pygal")


def tables() -> str:
    """Write a table as each kind of file."""
    writers = importlib.import_module("portal.adapters.table_files").WRITERS
    table = Table("portal", "portal", (), ("portal",), (1,), [["portal"]])
    return ", ".join(kind for kind, write in writers.items() if write(table))


def letters(at: datetime) -> str:
    """Write a letter by the portal's own template."""
    writing = importlib.import_module("portal.adapters.docx_letters")
    said = dict.fromkeys(("issuer", "parent", "symbol", "place", "subject", "position", "signatory"), "portal")
    writing.write(writing.Letter(**said, year=at.year))
    return version("python-docx")


def squares() -> str:
    """Draw what a telephone's camera reads."""
    importlib.import_module("portal.adapters.qr_codes").squares("portal")
    return version("reportlab")


def days_off(at: datetime) -> str:
    """Know a holiday of this year."""
    if date(at.year, *NATIONAL_DAY) not in calendar.public(at.year)[0]:
        raise Missing(str(at.year))
    return version("holidays")


def fonts() -> str:
    """Open the fonts numbers and days are written in."""
    from PIL import ImageFont

    adapters = importlib.import_module("portal.adapters")
    folder = Path(adapters.__path__[0]) / "fonts"
    return ", ".join(str(ImageFont.truetype(folder / name).getname()[0]) for name in FONTS)


def migrations() -> str:
    """Make the schema of an empty database, step by step."""
    with TemporaryDirectory(prefix="portal-check-") as folder:
        empty = SqliteDatabase(str(Path(folder) / "portal.db"))
        with empty:
            made = db.forward(empty)
    if not made:
        raise Missing(str(db.MIGRATIONS))
    return made[-1]


def has_files(folder: Path) -> str:
    """How many files there are below a folder, all of them readable and every page of them well formed."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    if not found:
        raise Missing(str(folder))
    for path in found:
        text = path.read_bytes()
        if path.suffix == ".html":
            Environment().parse(text.decode("utf-8"), filename=path.name)
    return str(len(found))


def has_place(folder: Path) -> str:
    """A folder with something in it."""
    if not any(folder.glob("*")):
        raise Missing(str(folder))
    return str(folder)


def recognition() -> str:
    """Tesseract with the Vietnamese model."""
    return tool(tools.recognition_missing())


def conversion() -> str:
    """LibreOffice with a font as wide as Times New Roman."""
    return tool(tools.printing_missing())


def tool(missing: str | None) -> str:
    """Nothing is missing, or this is."""
    if missing:
        raise Missing(missing)
    return "ok"


PARTS: dict[str, Callable[[], str]] = {
    "sqlite": sqlite, "pdfium": pdfium, "lxml": xml, "cryptography": cryptography, "argon2": passwords,
    "pyrage": locking, "whoosh": search, "pillow": pictures, "fonts": fonts, "tables": tables, "pygal": charts,
    "reportlab": squares,
}
AT_A_MOMENT: dict[str, Callable[[datetime], str]] = {"pyhanko": signatures, "docx": letters, "holidays": days_off}
OUTSIDE: dict[str, Callable[[], str]] = {"tesseract": recognition, "libreoffice": conversion}
NAMES: Sequence[str] = (*PARTS, *AT_A_MOMENT, "templates", "static", "migrations", *OUTSIDE)
