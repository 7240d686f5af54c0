"""Dọn bản đọc được: what was held or restricted after it was copied out goes from the copies, or its place is told.

Within reach are the yearly copies that lie where they were laid.  What somebody copied by hand, or carried away with
its disk, the portal cannot mend: clerk and safety officer are told where it was laid.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import fn

from portal import db
from portal.flows import readable_copy
from portal.flows.backup import yearly
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import events
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.registers import Entry
from portal.rules.errors import Unreadable
from portal.rules.roles import Scope
from portal.rules.states import HELD, REMOVED

JOB = "clear_copies"
CLEARED, LEFT = "copy_cleared", "copy_left"


@dataclass(frozen=True)
class Laid:
    """A readable copy that was laid somewhere at a moment, and what was found in it since that should not be."""

    place: Path
    at: datetime
    with_restricted: bool
    cleared: frozenset[int]  # ids of documents that were taken out
    told: frozenset[int]  # ids of those that were told of as out of reach


def look(premises: Premises, *, at: datetime) -> Settle:
    """Take out of every copy what should not be in it any more, and tell once what could not be."""
    for copy in laid():
        wrong = [document for document in wrongly_in(copy) if document.id not in copy.cleared]
        if wrong and is_within_reach(copy, premises) and is_cleared(copy, wrong, premises):
            note(CLEARED, copy, wrong, at=at)
        elif fresh := [document for document in wrong if document.id not in copy.told]:
            note(LEFT, copy, fresh, at=at)
    return nothing


def out_of_reach(document: Document, premises: Premises) -> list[Laid]:
    """The copies in which a document that is held or restricted now still stands and where nothing can be done here."""
    return [
        copy for copy in laid()
        if document.id not in copy.cleared and not is_within_reach(copy, premises)
        and any(wrong.id == document.id for wrong in wrongly_in(copy))
    ]


def laid() -> list[Laid]:
    """Every copy of which the trail tells, but those that were taken away when newer ones had come."""
    verbs = ("copied_out", CLEARED, LEFT, "backup_retired")
    told: dict[str, list[Event]] = {verb: [] for verb in verbs}
    for event in Event.select().where(Event.verb.in_(verbs)).order_by(Event.id):
        told[event.verb].append(event)
    retired = {Path(event.data["place"]) / name for event in told["backup_retired"] for name in event.data["folders"]}

    def ids(verb: str, copy: Event) -> frozenset[int]:
        here = (e for e in told[verb] if e.data["place"] == copy.data["place"] and e.id > copy.id)
        return frozenset(document for event in here for document in event.data["ids"])

    return [
        Laid(Path(e.data["place"]), e.at, bool(e.data["with_restricted"]), ids(CLEARED, e), ids(LEFT, e))
        for e in told["copied_out"] if Path(e.data["place"]) not in retired
    ]


def wrongly_in(copy: Laid) -> list[Document]:
    """What had its number when the copy was made and was held, or where it should hold no such, restricted since."""
    ids = hidden_since(copy.at)
    apart = Document.state.in_((HELD, REMOVED))
    hidden = apart if copy.with_restricted else apart | (Document.scope == Scope.RESTRICTED)
    found = Document.select().where(
        Document.id.in_(ids) | Document.same_as.in_(ids), Document.number.is_null(False), hidden,
    )
    documents = list(found.order_by(Document.id))
    numbered = numbered_by(copy.at, [document.id for document in documents])
    return [document for document in documents if document.id in numbered]


def hidden_since(moment: datetime) -> list[int]:
    """Ids of what was held or restricted at that moment or later."""
    told = Event.select().where(Event.verb.in_(("held", "scope_changed")), Event.at >= moment)
    return [event.object_id for event in told if event.verb == "held" or is_narrowing(event)]


def is_narrowing(event: Event) -> bool:
    """Whether from then on only those named may read it."""
    return bool(event.data["new"] == Scope.RESTRICTED and event.data["old"] != Scope.RESTRICTED)


def numbered_by(moment: datetime, ids: list[int]) -> set[int]:
    """Ids of those that had their number at that moment."""
    return {entry.document for entry in Entry.select().where(Entry.document.in_(ids), Entry.at <= moment)}


def is_within_reach(copy: Laid, premises: Premises) -> bool:
    """Whether it is a copy of ours that lies where it was laid."""
    place = premises.copy_folder
    return place is not None and copy.place.parent == place and place.is_dir() and copy.place in yearly.own(place)


def is_cleared(copy: Laid, documents: list[Document], premises: Premises) -> bool:
    """Whether their folders went and the tables were written anew without their words.

    A share may refuse it, and the child that writes a table may be too slow: the next look tries again.
    """
    try:
        for document in documents:
            for folder in folders_of(copy, document):
                shutil.rmtree(folder)
        for register in {document.register for document in documents}:
            folder = readable_copy.folder_of(register, copy.place)
            if folder.is_dir():
                readable_copy.write_table(register, folder / readable_copy.TABLE, premises, last_in(copy, register.id))
    except (OSError, Unreadable):
        return False
    return True


def folders_of(copy: Laid, document: Document) -> Iterator[Path]:
    """Where the files of a document lie in a copy."""
    inside = readable_copy.folder_of(document.register, copy.place)
    yield from (path for path in inside.glob(f"{document.number:05d}-*") if path.is_dir())


def last_in(copy: Laid, register_id: int) -> int:
    """The last number the register had when the copy was made."""
    rows = Entry.select(fn.MAX(Entry.number)).where(Entry.register == register_id, Entry.at <= copy.at)
    return int(rows.scalar() or 0)


def note(verb: str, copy: Laid, documents: list[Document], *, at: datetime) -> None:
    """The trail keeps which went out of which copy, or still stands there."""
    with db.atomic():
        ids = [document.id for document in documents]
        events.record(verb, at=at, place=str(copy.place), ids=ids, documents=len(ids))
