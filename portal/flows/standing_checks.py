"""Quyền và tin cậy kiểm tra lại: accounts, certificates, devices, whom the office trusts, days off, our annexes.

These rows may change, so that no hash holds them: the trail tells every change, and what it told last must stand there.
What only newer events tell is held since then.  Rows whose acts leave marks are in ``kept_rows``.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal import db
from portal.flows.bad_places import Place, kind_of
from portal.office.accounts import password_mark
from portal.office.calendar import CalendarDay
from portal.office.devices import Certificate, Device
from portal.office.documents import Attachment
from portal.office.events import Event
from portal.office.people import Person
from portal.office.stamps import Stamp
from portal.office.trust import Anchor, RevocationList

Says = Callable[[Event], dict[str, Any]]
ENDED, IN_USE = {"ended": True}, {"ended": False}


@dataclass(frozen=True)
class Told:
    """A table, what each act told of its row, the first act of a row first, and how the row itself says it."""

    table: type[db.Record]
    acts: dict[str, Says]
    reads: Callable[[Any], dict[str, Any]]


TOLD = (
    Told(Person, {
        "hired": lambda e: {**e.data, "is_active": True}, "role_changed": lambda e: {"role": e.data["new"]},
        "blocked": lambda e: {"is_active": False}, "unblocked": lambda e: {"is_active": True},
        "account_suspended": lambda e: {"is_active": False}, "left": lambda e: {"is_active": False},
        "person_described": lambda e: e.data["new"], "password_changed": lambda e: {"password": None, **e.data},
        "moved": lambda e: {"unit": e.data.get("unit")},
        "second_factor_on": lambda e: {"second_factor": True}, "second_factor_off": lambda e: {"second_factor": None},
    }, lambda row: {
        "role": row.role, "login": row.login, "name": row.name, "position": row.position, "unit": row.unit_id or 0,
        "is_active": bool(row.is_active), "password": password_mark(row.password_hash),
        "second_factor": row.totp_secret is not None,
    }),
    Told(Anchor, {
        "authority_trusted": lambda e: {"der": e.data["sha256"], **e.data, **IN_USE},
        "authority_removed": lambda e: ENDED,
    }, lambda row: {
        "sha256": row.sha256, "der": digest(row.der), "subject": row.subject, "ended": row.removed_at is not None,
    }),
    Told(RevocationList, {
        "revocations_added": lambda e: {"der": e.data["sha256"], **e.data},
    }, lambda row: {"sha256": row.sha256, "der": digest(row.der), "issuer": row.issuer}),
    Told(Certificate, {
        "certificate_presented": lambda e: {
            "der": e.data["sha256"], **e.data, "person_id": e.person, "role": "", **IN_USE,
        },
        "certificate_approved": lambda e: {"role": e.data["role"], **IN_USE},
        "certificate_ended": lambda e: ENDED,
    }, lambda row: {
        "sha256": row.sha256, "der": digest(row.der), "person_id": row.person_id, "role": row.role or "",
        "ended": row.ended_at is not None,
    }),
    Told(Device, {
        "device_paired": lambda e: {"person_id": e.person, "name": e.data["name"], **IN_USE},
        "device_removed": lambda e: ENDED,
    }, lambda row: {"person_id": row.person_id, "name": row.name, "ended": row.removed_at is not None}),
    Told(Stamp, {
        "picture_set": lambda e: {**e.data, "given_by": e.person}, "picture_removed": lambda e: ENDED,
    }, lambda row: {
        "role": row.role, "sha256": row.sha256, "millimetres": row.millimetres, "given_by": row.given_by_id,
        "ended": row.ended_at is not None,
    }),
)


def digest(content: bytes) -> str:
    """The SHA-256 of what a row holds in itself."""
    return hashlib.sha256(content).hexdigest()


def bad_standing() -> Iterator[Place | None]:
    """Accounts, trust and rights to sign beside what the trail told last; None for one that holds."""
    for told in TOLD:
        last, kind = last_told(told), kind_of(told.table)
        for row in told.table.select().order_by(told.table.id).iterator():
            says = last.pop(row.id, None)
            if says is None:
                yield Place(kind, row.id, "unnamed")
                continue
            here = told.reads(row)
            fields = tuple(name for name in here if says.get(name) is not None and says[name] != here[name])
            yield Place(kind, row.id, "altered", fields=fields) if fields else None
        yield from (Place(kind, gone, "missing") for gone in last)
    yield from bad_days()
    yield from bad_annexes()


def last_told(told: Told) -> dict[int, dict[str, Any]]:
    """By row what the trail last told of it; nothing of a word no event, or only an older one, told."""
    found: dict[int, dict[str, Any]] = {}
    first = next(iter(told.acts))
    of = told.table.__name__.lower()
    acts = Event.select().where(Event.verb.in_(list(told.acts)), Event.object_type == of, Event.outcome == "done")
    for event in acts.order_by(Event.id).iterator():
        if event.verb == first or event.object_id in found:
            found.setdefault(event.object_id, {}).update(told.acts[event.verb](event))
    return found


def bad_days() -> Iterator[Place | None]:
    """Days off and make-up days are those that were set last."""
    acts = Event.select().where(Event.verb.in_(("calendar_set", "calendar_forgotten"))).order_by(Event.id)
    told = {event.data["day"]: event for event in acts}
    told = {day: event for day, event in told.items() if event.verb == "calendar_set"}
    for line in CalendarDay.select().order_by(CalendarDay.day):
        event = told.pop(line.day.isoformat(), None)
        if event is None:
            yield Place("calendar_day", line.day.isoformat(), "unnamed")
            continue
        here = {"is_working": bool(line.is_working), "name": line.name}
        fields = tuple(name for name, value in here.items() if event.data.get(name, "") != value)
        yield Place("calendar_day", line.day.isoformat(), "altered", fields=fields) if fields else None
    yield from (Place("calendar_day", day, "missing") for day in told)


def bad_annexes() -> Iterator[Place | None]:
    """Annexes that were laid with a draft or sealed are the files they were; what came with a letter is not told."""
    told: dict[int, dict[str, Any]] = {}
    verbs = ("annex_added", "annex_removed", "annex_sealed")
    for event in Event.select().where(Event.verb.in_(verbs)).order_by(Event.id).iterator():
        if event.verb == "annex_removed":
            told.pop(event.data["annex"], None)
        else:
            told[event.data["annex"]] = {
                "document": event.object_id, "sha256": event.data["sha256"], "sealed_at": event.verb == "annex_sealed",
            }
    for annex in Attachment.select().where(Attachment.id.in_(list(told))).order_by(Attachment.id):
        says = told.pop(annex.id)
        here = {
            "document": annex.document_id, "sha256": annex.sha256, "sealed_at": annex.sealed_at is not None,
        }
        fields = tuple(name for name in says if says[name] != here[name])
        yield Place("attachment", annex.id, "altered", fields=fields) if fields else None
    yield from (Place("attachment", gone, "missing") for gone in told)
