"""What changed from one edition of a draft to another: its words, read in the child process, and what is said of it."""

from dataclasses import dataclass

from portal.adapters import sandbox
from portal.flows.premises import Premises
from portal.office import files, outlines
from portal.office.documents import Document
from portal.office.editions import Edition
from portal.rules import drafts, errors, word_changes
from portal.rules.drafts import Resaid
from portal.rules.filetypes import DOCX, PDF
from portal.rules.word_changes import Changes

_NAMES = {DOCX: "a.docx", PDF: "a.pdf"}


@dataclass(frozen=True)
class Compared:
    """The changes of the text, nothing where a file cannot be read; and those of the outline, nothing if not kept."""

    words: Changes | None
    outline: list[Resaid] | None

    @property
    def is_nothing(self) -> bool:
        """Whether both say the same."""
        return self.words is not None and not self.words.passages and not self.outline


def compare(document: Document, old: Edition, new: Edition, *, premises: Premises) -> Compared:
    """Both editions held against each other."""
    before, after = (outlines.of_version(document, edition.last.n) for edition in (old, new))
    outline = None if before is None or after is None else drafts.resaid(before, after)
    if new.has_file_of(old):
        return Compared(Changes(), outline)
    try:
        first, second = (paragraphs(sha256, premises) for sha256 in alike(old, new))
    except (errors.Unreadable, errors.FileRefused):
        return Compared(None, outline)
    return Compared(word_changes.compare(first, second), outline)


def alike(old: Edition, new: Edition) -> tuple[str, str]:
    """The files to read: what was brought when both are DOCX, whose paragraphs are known; else what is shown."""
    if all(files.media_type(edition.brought.sha256) == DOCX for edition in (old, new)):
        return old.brought.sha256, new.brought.sha256
    return old.last.sha256, new.last.sha256


def paragraphs(sha256: str, premises: Premises) -> list[str]:
    """The paragraphs of a DOCX, or the lines of a PDF."""
    name = _NAMES.get(files.media_type(sha256), "a.pdf")
    asked = {"path": str(premises.store.path(sha256).resolve()), "name": name}
    answer = sandbox.call("portal.adapters.file_pages:read", asked)
    return [line["text"] for page in answer["pages"] for line in page["lines"]]
