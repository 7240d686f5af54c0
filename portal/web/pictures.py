"""Page images: drawn once in a child process, kept beside the file store, shown through the document's right."""

from dataclasses import dataclass
from io import BytesIO

from flask import url_for

from portal.flows import pictures, reading
from portal.office.documents import Document, Version
from portal.rules.errors import NotFound
from portal.web.access import settings
from portal.web.premises import premises_of

DPI = 110
A4 = (595, 842)


@dataclass(frozen=True)
class PagePicture:
    """One page as the viewer shows it; width and height in points, ``marks`` a picture to lay over it."""

    url: str
    number: int
    width: float = A4[0]
    height: float = A4[1]
    marks: str = ""


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
    """The newest version that has pages to draw; a DOCX has none before it is printed."""
    for version in document.versions.order_by(Version.n.desc()):
        if pictures.source_of(version.sha256, premises_of(settings())):
            found: Version = version
            return found
    return None


def progress_of(document: Document) -> str:
    """Why there are no pages yet, as a word; what nobody has begun is asked for, because a cache may be lost."""
    progress = pictures.progress(document, premises_of(settings()))
    if progress == pictures.WAITING:
        pictures.ask_for_view(document)
    return progress


def first_page(document: Document) -> list[PagePicture]:
    """The first page alone, while the file is still being read."""
    shown = None if document.reading else newest_drawable(document)
    return [PagePicture(url_for("documents.picture", document_id=document.id, n=shown.n, number=1), 1)] if shown else []


def picture_of(version: Version, number: int) -> BytesIO:
    """The PNG of a page, drawn when it is asked for the first time."""
    premises, sha256 = premises_of(settings()), version.sha256
    file = pictures.folder_of(sha256, premises) / f"{number}.png"
    if file.exists():
        return BytesIO(file.read_bytes())
    source = pictures.source_of(sha256, premises)
    if source is None or not source[0].exists():
        raise NotFound(sha256)
    png = reading.page_image(source[0], number, DPI, media_type=source[1])
    pictures.keep_page(png, number, version.document, sha256, premises=premises)
    return BytesIO(png)
