"""Bản 1, bản 2, …: the versions of a draft as people count them; a file and the PDF made of it are one."""

from dataclasses import dataclass
from datetime import datetime

from portal.office.documents import Document, Version
from portal.office.events import Event


@dataclass(frozen=True)
class Edition:
    """One state of a draft: what was brought, and the PDF made of it where there is one."""

    number: int
    versions: tuple[Version, ...]

    @property
    def last(self) -> Version:
        """What is looked at, compared and signed."""
        return self.versions[-1]

    @property
    def brought(self) -> Version:
        """What somebody uploaded or said."""
        return self.versions[0]

    @property
    def at(self) -> datetime:
        """When it came."""
        at: datetime = self.brought.at
        return at

    def has_file_of(self, other: "Edition | None") -> bool:
        """Whether only what is said changed since the other one."""
        return other is not None and other.last.sha256 == self.last.sha256


def written(document: Document) -> list[Version]:
    """The versions as their author left them, in order: none that the portal wrote a number or signature into."""
    versions = list(document.versions.order_by(Version.n))
    brought = [version for version in versions if version.role in ("draft", "pdf")]
    is_numbered_early = document.number is not None and all(version.role != "numbered" for version in versions)
    return brought[:-1] if is_numbered_early else brought


def editions(document: Document) -> list[Edition]:
    """All of a draft, the oldest first."""
    found: list[list[Version]] = []
    for version in written(document):
        if version.role == "pdf" and found and len(found[-1]) == 1 and found[-1][0].role == "draft":
            found[-1].append(version)
        else:
            found.append([version])
    return [Edition(number, tuple(versions)) for number, versions in enumerate(found, 1)]


def with_version(among: list[Edition], n: int) -> Edition | None:
    """The edition a version belongs to; what the portal wrote into its file, number or signature, is of it too."""
    return next((one for one in reversed(among) if one.brought.n <= n), None)


def laid_before(document: Document, among: list[Edition]) -> Edition | None:
    """What the signer has seen before the newest: the edition submitted last before it, else the one before."""
    if len(among) < 2:
        return None
    submitted = [event.data.get("version") for event in Event.of(document).where(Event.verb == "submitted")]
    seen = [one for n in submitted if n and (one := with_version(among, n)) and one is not among[-1]]
    return seen[-1] if seen else among[-2]
