"""What goes into the archive's index and what comes out: plain values, known to both sides."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Record:
    """One document as the office hands it over; ``number`` and ``year`` are those of our register."""

    id: int
    direction: str
    register: str
    dated_on: date | None
    kind: str
    issuer: str
    reference: str
    subject: str
    signatory: str
    urgency: str
    body: str
    number: int | None
    year: int
    level: str = ""


@dataclass(frozen=True)
class Allowed:
    """The documents a person may read: only these, or all but these.  The default is all of them.

    Who names the ones to leave out says with ``last`` which id was the highest then: of a later document nothing
    is known, so it is left out too.
    """

    only: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    last: int | None = None

    @cached_property
    def ordered(self) -> "tuple[array[int] | None, array[int]]":
        """Both sets, the smallest id first."""
        return None if self.only is None else array("Q", sorted(self.only)), array("Q", sorted(self.without))

    @cached_property
    def key(self) -> bytes:
        """Short, and another for other documents: a cache knows the sets by it and need not keep them."""
        only, without = self.ordered
        head = f"{self.last} {None if only is None else len(only)} ".encode()
        return blake2b(head + (only or array("Q")).tobytes() + without.tobytes(), digest_size=16).digest()


DEEPEST = 10_000  # results a person may page through or take along

EVERYTHING = Allowed()
NOTHING = Allowed(only=frozenset())

Facet = list[tuple[str, int]]
FACETS = ("year", "kind", "issuer", "register", "direction")  # of each a document has one value at most


@dataclass(frozen=True)
class Labels:
    """A facet the index does not hold because it changes too often: the caller names the documents of its values.

    Most documents have come to rest, so that only the others need naming: ``{"entered": ids}``.  What is named
    nowhere has the value of its direction: ``{"done": ("incoming",), "issued": ("outgoing", "internal")}``.
    """

    name: str
    named: Mapping[str, frozenset[int]]
    rest: Mapping[str, tuple[str, ...]]

    @cached_property
    def ordered(self) -> "dict[str, array[int]]":
        """The named documents of each value, the smallest id first."""
        return {value: array("Q", sorted(ids)) for value, ids in self.named.items()}

    @cached_property
    def key(self) -> bytes:
        """Short, and another for other values or other documents of a value."""
        sizes = [(value, len(ids)) for value, ids in self.ordered.items()]
        head = repr((self.name, sizes, sorted(self.rest.items()))).encode()
        return blake2b(head + b"".join(ids.tobytes() for ids in self.ordered.values()), digest_size=16).digest()


class Said(NamedTuple):
    """What a person should know of how the question was read: a word of ``wording``, and the piece it is about."""

    word: str
    about: str = ""


@dataclass(frozen=True)
class Found:
    """One page of an answer, the same one for all who ask alike: nobody changes it.

    ``total`` and ``facets`` count exact matches that may be read, no others.
    ``suggestions`` are whole questions that find more, ``corrections`` the words they put in.
    The last ``near`` of the ids lack a word of the query; they are shown when exact matches are few.
    """

    total: int
    ids: Sequence[int]
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    suggestions: Sequence[str] = ()
    corrections: Sequence[str] = ()
    near: int = 0
    words: Sequence[str] = ()
    said: tuple[Said, ...] = ()

    @property
    def relaxed(self) -> bool:
        """Whether the page shows documents that lack a word."""
        return self.near > 0


@dataclass(frozen=True)
class Status:
    """What the index holds; ``mark`` is the last change of the database it has seen."""

    documents: int
    generation: int
    commit: int
    mark: int
    analyzer: int
    segments: int
    bytes: int
    origin: str = ""


@dataclass(frozen=True)
class Rebuilding:
    """How far a new index has come beside the old one."""

    done: int
    total: int
