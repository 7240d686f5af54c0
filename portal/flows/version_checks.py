"""Bản của văn bản kiểm tra lại: the versions of documents held against what the trail says was stored."""

from collections import Counter, deque
from collections.abc import Iterator
from itertools import groupby

from portal.flows.bad_places import Place
from portal.flows.entry_checks import moved
from portal.office.documents import Version, name_mark
from portal.office.events import Event
from portal.rules.states import HELD, REMOVED

# What a version is, by the act that stored it when its event names a SHA-256; a draft may come as either.
ROLES = {
    "received": {"original"}, "book_file_taken": {"original"}, "drafted": {"draft", "pdf"}, "revised": {"draft", "pdf"},
    "prepared": {"pdf"}, "signed": {"signed"}, "numbered": {"numbered", "pdf", "signed"}, "sealed": {"sealed"},
    "updated": {"updated"},
}


class Stored:
    """What is found on the way: versions whose event was found, versions without one, events without theirs."""

    def __init__(self) -> None:
        self.written: list[tuple[int, int]] = []
        self.strays: list[Version] = []
        self.lost: list[Event] = []


def bad_versions(checked: Counter[str]) -> Iterator[Place]:
    """The versions of a document are the ones its events stored, in that order and no others."""
    told, found = named_versions(), Stored()
    ordered = Version.select().order_by(Version.document, Version.id).iterator()
    for document_id, versions in groupby(ordered, key=lambda version: version.document_id):
        yield from of_document(versions, told.pop(document_id, deque()), found, checked)
    found.lost += [event for here in told.values() for event in here]
    for version in found.strays:
        event = next((event for event in found.lost if is_likely(version, event)), None)
        if event is None:
            yield Place("version", version.id, "unnamed")
            continue
        found.lost.remove(event)
        found.written.append((version.id, event.id))
        fields = differences(version, event)
        yield Place("version", version.id, "altered" if fields else "out_of_order", fields=fields)
    for event in found.lost:
        yield Place("event", event.id, "version_missing")
    yield from moved("version", found.written)


def named_versions() -> dict[int, deque[Event]]:
    """By document, what was stored as the trail tells it: events with a SHA-256."""
    told: dict[int, deque[Event]] = {}
    for event in Event.select().where(Event.verb.in_(list(ROLES)), Event.object_type == "document").order_by(Event.id):
        if "sha256" in event.data:  # what was signed by hand is numbered without a file
            told.setdefault(event.object_id, deque()).append(event)
    return told


def of_document(
    versions: Iterator[Version], told: deque[Event], found: Stored, checked: Counter[str]
) -> Iterator[Place]:
    """The versions of one document, each beside its event as long as they go together."""
    before: Version | None = None
    newest: Event | None = None
    for version in versions:
        checked["versions"] += 1
        if version.n != (before.n if before else 0) + 1:
            yield Place("version", version.id, "not_next", fields=("n",))
        event = next((event for event in told if is_of(version, event)), None)
        if event is not None and (event is told[0] or not is_laid_anew(version, before)):
            while told[0] is not event:
                found.lost.append(told.popleft())
            newest = told.popleft()
            found.written.append((version.id, event.id))
            if fields := differences(version, event):
                yield Place("version", version.id, "altered", fields=fields)
        elif is_laid_anew(version, before):
            if newest and not has_its_name(version, newest):
                yield Place("version", version.id, "altered", fields=("name",))
        else:
            found.strays.append(version)
        before = version
    found.lost.extend(told)


def is_of(version: Version, event: Event) -> bool:
    """Whether the event tells of these bytes and was not done after the version was there."""
    return bool(event.data["sha256"] == version.sha256 and event.at <= version.at)


def is_likely(version: Version, event: Event) -> bool:
    """Whether a version without an event may be the one an event lost: the same bytes, or the same moment."""
    same_moment = (version.document_id, version.at, version.by_id) == (event.object_id, event.at, event.person)
    return bool(event.data["sha256"] == version.sha256) or same_moment


def differences(version: Version, event: Event) -> tuple[str, ...]:
    """What a version says otherwise than its event; of its name older events tell nothing."""
    says = {
        "document": version.document_id == event.object_id, "sha256": version.sha256 == event.data["sha256"],
        "role": version.role in ROLES[event.verb], "by": version.by_id == event.person, "at": version.at == event.at,
        "name": has_its_name(version, event),
    }
    return tuple(name for name, is_same in says.items() if not is_same)


def has_its_name(version: Version, event: Event) -> bool:
    """Whether it is called as when it was stored; what was held apart lost its name with its words."""
    told = event.data.get("name")
    if told is None or told == name_mark(event.data["sha256"], version.name):
        return True
    if version.name:
        return False
    return bool(version.document.state in (HELD, REMOVED))


def is_laid_anew(version: Version, before: Version | None) -> bool:
    """Whether it is the file before it once more, because something was said anew of the draft at that moment."""
    if before is None or (version.sha256, version.role) != (before.sha256, before.role):
        return False
    acts = Event.select().where(
        Event.object_type == "document", Event.object_id == version.document_id, Event.person == version.by_id,
        Event.at == version.at,
    )
    return bool(acts.exists())
