"""Tra cứu: the archive searched as one person, with a plain database search while the index is away."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from peewee import JOIN

from portal.flows import plain_search
from portal.flows.premises import Premises
from portal.kept import Kept, kept
from portal.office import rights, worklists
from portal.office.abbreviations import Abbreviation
from portal.office.documents import Attachment, Document, EnclosedText, PageText
from portal.office.people import Person
from portal.rules.states import DONE, ISSUED, STEPS
from portal.search import highlight, pointer
from portal.search.interface import Archive
from portal.search.records import Said
from portal.search.service import FACETS, Allowed, Engine, Found, IndexUnavailable, Labels, Status

SNIPPET = 220
long_lists = Kept(most=8)  # of ids; each may take megabytes
# Where a document's way ends, by its direction; all but these are few and read from the database at each search.
AT_REST = {DONE: ("incoming",), ISSUED: ("outgoing", "internal")}
MOVING = tuple(state for state in STEPS if state not in AT_REST)


@dataclass(frozen=True)
class Hit:
    """One result: the document, stretches of its text around the words, and its subject in pieces.

    Where the pages have none of the words, stretches of what lies ``beside`` them, each with the name of its file.
    """

    document: Document
    snippets: list[highlight.Snippet]
    subject: list[tuple[str, bool]]
    beside: list[tuple[str, highlight.Snippet]] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """What a search page shows: the last ``near`` hits lack a word, ``notice`` says what else is less than whole.

    ``total`` and ``facets`` count the exact matches only.
    """

    total: int
    hits: list[Hit]
    near: int = 0
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    suggestions: Sequence[str] = ()
    notice: str = ""
    said: tuple[Said, ...] = ()


@lru_cache(maxsize=2)
def engine(folder: Path) -> Archive:
    """The archive over an index folder; it picks up new generations by itself."""
    return Engine(folder)


def kept_warm(premises: Premises) -> AbstractContextManager[None]:
    """Read ahead in the index what people ask for first, until the end of the block; for a process that serves."""
    return engine(premises.search_index).kept_warm()


def status(premises: Premises) -> Status | None:
    """How the index stands, or None when it cannot be used."""
    try:
        return engine(premises.search_index).status()
    except IndexUnavailable:
        return None


def allowed_for(person: Person) -> Allowed:
    """What the person may find, as the shorter of two lists."""
    if rights.reads_most(person):
        last = rights.last_id()  # before the others are looked for: what is written meanwhile is not found
        return Allowed(without=rights.hidden_ids(person), last=last)
    return Allowed(only=rights.ids_where(rights.shown(person)))


def states() -> Labels:
    """Where every document stands now: the index is told of texts, not of each step a document takes."""
    named: dict[str, set[int]] = {}
    rows: Any = Document.select(Document.state, Document.id).where(Document.state.in_(MOVING)).tuples()
    for state, number in rows:
        named.setdefault(state, set()).add(number)
    return Labels("state", {state: frozenset(ids) for state, ids in named.items()}, AT_REST)


def search(
    person: Person, text: str, *, premises: Premises, filters: dict[str, Any] | None = None, sort: str = "rank",
    page: int = 1, per_page: int = 20, typing: bool = False,
) -> Results:
    """Search as the person: rights are applied before counts, facets, snippets and suggestions."""
    found, notice = find(
        person, text, premises=premises, filters=filters, sort=sort, page=page, per_page=per_page, typing=typing
    )
    hits = hits_of(person, found)
    return Results(found.total, hits, found.near, found.facets, found.suggestions, notice, found.said)


def count(person: Person, text: str, *, premises: Premises, filters: dict[str, Any], typing: bool = False) -> int:
    """How many documents a question finds, and nothing else of it."""
    found, _ = find(person, text, premises=premises, filters=filters, per_page=1, typing=typing, only_ids=True)
    return found.total


def find(
    person: Person, text: str, *, premises: Premises, filters: dict[str, Any] | None = None, sort: str = "rank",
    page: int = 1, per_page: int = 20, typing: bool = False, only_ids: bool = False,
) -> tuple[Found, str]:
    """A page of results, and a word when the answer is less than the whole; ``only_ids`` spares groups and advice."""
    person.require("search")
    asked = {name: value for name, value in (filters or {}).items() if value}
    archive = engine(premises.search_index)
    try:
        found = archive.search(
            text, filters=asked, sort=sort, page=page, per_page=per_page, typing=typing,
            allowed=long_lists(person.as_reader, lambda: allowed_for(person)),
            labels=long_lists("states", states), facets=() if only_ids else FACETS, suggest=not only_ids,
            abbreviations=kept("abbreviations", Abbreviation.in_force),
        )
    except IndexUnavailable as error:
        doubt(error, premises)
        return plain_search.find(person, text, asked, page, per_page, typing=typing), "index_away"
    if archive.rebuilding():
        return found, "index_behind"
    return found, "relaxed" if found.relaxed and not found.total else ""


def doubt(error: IndexUnavailable, premises: Premises) -> None:
    """Have the worker look at an index in which something was not as it should be; that it is gone it sees itself."""
    if error.data.get("why") != "missing":
        pointer.doubt(premises.search_index)


def hits_of(person: Person, found: Found) -> list[Hit]:
    """The documents of a page of results in their order; asked for through the rights once more."""
    documents = {d.id: d for d in worklists.among(person, found.ids)}
    rows: Any = PageText.select(PageText.document, PageText.body).where(PageText.document.in_(found.ids)).tuples()
    texts: dict[int, str] = dict(rows)
    hits = [hit(documents[i], texts.get(i, ""), found.words) for i in found.ids if i in documents]
    lacking = [one.document.id for one in hits if not any(is_marked(snippet) for snippet in one.snippets)]
    beside = beside_pages(lacking, found.words) if found.words and lacking else {}
    return [replace(one, snippets=[], beside=beside[i]) if (i := one.document.id) in beside else one for one in hits]


def hit(document: Document, body: str, marked: Sequence[str]) -> Hit:
    """A document with its words marked."""
    subject = highlight.mark(document.subject or "", marked)
    return Hit(document, highlight.snippets(body, marked, SNIPPET, 2), subject)


def is_marked(snippet: highlight.Snippet) -> bool:
    """Whether a stretch of text holds one of the words."""
    return any(marked for _, marked in snippet.pieces)


def beside_pages(ids: list[int], marked: Sequence[str]) -> dict[int, list[tuple[str, highlight.Snippet]]]:
    """Stretches with the words in what lies with these documents, by document, two of each at most."""
    rows: Any = (
        EnclosedText.select(EnclosedText.document, EnclosedText.body, Attachment.name)
        .join(Attachment, JOIN.LEFT_OUTER, on=(
            (Attachment.document == EnclosedText.document) & (Attachment.sha256 == EnclosedText.sha256)
        ))
        .where(EnclosedText.document.in_(ids)).order_by(EnclosedText.id).tuples()
    )
    found: dict[int, list[tuple[str, highlight.Snippet]]] = {}
    for number, body, name in rows:
        stretches = [(name or "", each) for each in highlight.snippets(body, marked, SNIPPET, 2) if is_marked(each)]
        if stretches:
            found[number] = [*found.get(number, []), *stretches][:2]
    return found
