"""Page images: drawn once in a child process, kept beside the file store, shown through the document's right."""

from dataclasses import dataclass
from io import BytesIO

from flask import url_for

from portal.flows import pictures, reading
from portal.office.documents import Document, Version
from portal.office.files import StoredFile
from portal.rules.errors import NotFound
from portal.web.access import settings
from portal.web.premises import premises_of

DPI = 110
A4 = (595, 842)
DRAWN = ("application/pdf", "image/jpeg", "image/png", "image/tiff")


@dataclass(frozen=True)
class PagePicture:
    """One page as the viewer shows it; width and height in points."""

    url: str
    number: int
    width: int = A4[0]
    height: int = A4[1]


def media_type_of(sha256: str) -> str:
    """The type noted when the bytes were stored."""
    return str(StoredFile.get(StoredFile.sha256 == sha256).media_type)


def pages_of(document: Document, version: Version | None = None) -> list[PagePicture]:
    """The pages of a version (the newest drawable one unless named) with their addresses."""
    shown = version or newest_drawable(document)
    if shown is None or not document.pages:
        return []
    return [
        PagePicture(url_for("documents.picture", document_id=document.id, n=shown.n, number=number), number)
        for number in range(1, document.pages + 1)
    ]


def newest_drawable(document: Document) -> Version | None:
    """The newest version that has pages to draw; a DOCX has none before it is converted."""
    for version in document.versions.order_by(Version.n.desc()):
        if media_type_of(version.sha256) in DRAWN:
            found: Version = version
            return found
    return None


def picture_of(sha256: str, number: int) -> BytesIO:
    """The PNG of a page, drawn when it is asked for the first time."""
    premises = premises_of(settings())
    file = pictures.folder_of(sha256, premises) / f"{number}.png"
    if file.exists():
        return BytesIO(file.read_bytes())
    if not premises.store.has(sha256):
        raise NotFound(sha256)
    png = reading.page_image(premises.store.path(sha256), number, DPI, media_type=media_type_of(sha256))
    pictures.keep(png, file, premises=premises)
    return BytesIO(png)
