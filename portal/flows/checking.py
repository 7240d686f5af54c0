"""Trying each part the program needs: native libraries by using them, shipped files, and programs of the machine."""

import importlib
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from portal import db
from portal.adapters import sandbox, tools

OLDEST_SQLITE = (3, 35)  # RETURNING, which takes numbers and jobs in one statement
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


def search() -> str:
    """Load the engine's library."""
    importlib.import_module("whoosh.index")
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
        })
        value = signer.key.sign(b64decode(state["attributes"]), PKCS1v15(), SHA256())
        made = sandbox.call("portal.adapters.pdf_signing:embed", {
            "prepared": prepared, "target": signed, "state": state, "signature": b64encode(value).decode(),
            "trust": trust, "now": at.isoformat(),
        })
    if (verdict := made["verdict"]["file"]) != "good":
        raise Missing(str(verdict))
    return version("pyhanko")


def pictures() -> str:
    """Write a picture."""
    from PIL import Image

    Image.new("L", (8, 8)).save(BytesIO(), "PNG")
    return version("pillow")


def fonts() -> str:
    """Open the fonts numbers and days are written in."""
    from PIL import ImageFont

    adapters = importlib.import_module("portal.adapters")
    folder = Path(adapters.__path__[0]) / "fonts"
    return ", ".join(str(ImageFont.truetype(folder / name).getname()[0]) for name in FONTS)


def migrations() -> str:
    """Read what brings the schema forward."""
    return files_of(db.MIGRATIONS, "*.py")


def has_files(folder: Path) -> str:
    """A folder with something in it."""
    return files_of(folder, "*")


def files_of(folder: Path, pattern: str) -> str:
    """How many files of the kind there are below a folder, all of them readable."""
    found = [path for path in folder.rglob(pattern) if path.is_file()]
    if not found:
        raise Missing(str(folder))
    for path in found:
        path.read_bytes()
    return str(len(found))


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
    "whoosh": search, "pillow": pictures, "fonts": fonts,
}
AT_A_MOMENT: dict[str, Callable[[datetime], str]] = {"pyhanko": signatures}
OUTSIDE: dict[str, Callable[[], str]] = {"tesseract": recognition, "libreoffice": conversion}
NAMES: Sequence[str] = (*PARTS, *AT_A_MOMENT, "templates", "static", "migrations", *OUTSIDE)
