"""Every report counted by hand from the bare rows, thing by thing: whether it was kept, whose it is, how late it is.

Written from the definitions, not from the reports: rows are read table by table, in plain Python, with a calendar of
this file's own.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import db
from portal.bench.month import DOORS
from portal.clock import VIETNAM

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 6, 9, 30, tzinfo=VIETNAM)  # a Friday on which some deadlines still run
TODAY = NOW.date()
Row = dict[str, Any]
Count = tuple[int, int, int]  # kept, counted, still open


@dataclass(frozen=True)
class Thing:
    """One thing a report counts: its row, kept or not or still open, whose it is, of which kind, by how much late."""

    key: Any
    verdict: bool | None
    unit: int | None = None
    person: int | None = None
    mark: str = ""
    late: int | None = None


def counted(things: Iterable[Thing]) -> Count:
    verdicts = [thing.verdict for thing in things]
    return sum(v is True for v in verdicts), sum(v is not None for v in verdicts), sum(v is None for v in verdicts)


def counted_by(things: Iterable[Thing], column: str) -> dict[Any, Count]:
    """The count of each unit, person or kind; what is nobody's is in none of them."""
    parts: dict[Any, list[Thing]] = defaultdict(list)
    for thing in things:
        if getattr(thing, column):
            parts[getattr(thing, column)].append(thing)
    return {key: counted(of_one) for key, of_one in parts.items()}


# The rows, each table read once


CACHE: dict[Any, Any] = {}


def once(key: Any, make: Callable[[], Any]) -> Any:
    if key not in CACHE:
        CACHE[key] = make()
    return CACHE[key]


def rows(table: str) -> list[Row]:
    def read() -> list[Row]:
        cursor = db.database.execute_sql(f'SELECT * FROM "{table}" ORDER BY id')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    found: list[Row] = once(table, read)
    return found


def by(table: str, column: str) -> dict[Any, list[Row]]:
    def sort() -> dict[Any, list[Row]]:
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in rows(table):
            found[row[column]].append(row)
        return found

    sorted_rows: dict[Any, list[Row]] = once((table, column), sort)
    return sorted_rows


def row_of(table: str, key: int) -> Row:
    found: Row = by(table, "id")[key][0]
    return found


# Days


def works(day: date) -> bool:
    return day.weekday() < 5  # no holiday, no swapped day from October to 13 November 2026


def next_working(day: date) -> date:
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


def working_days_after(limit: date, end: date) -> int:
    """How many working days lie after the last good day, up to the day it was done or today."""
    return sum(works(limit + timedelta(days=n)) for n in range(1, (end - limit).days + 1))


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def in_october(text: str | None) -> bool:
    return bool(text) and FIRST <= day_of(text) <= LAST


# People


def unit_of(person: int | None) -> int | None:
    unit: int | None = row_of("person", person)["unit_id"] if person else None
    return unit


def clerks() -> dict[int, Row]:
    return {p["id"]: p for p in rows("person") if p["role"] == "clerk"}


def clerks_unit() -> int:
    """What is the clerk's to do and nobody did is of the unit of whoever keeps the registers."""
    unit: int = next(clerk["unit_id"] for clerk in clerks().values())
    return unit


def who(verb: str, document: int) -> int | None:
    """Which clerk did it first, as the trail has it."""
    told = [e for e in by("event", "object_id")[document] if e["object_type"] == "document" and e["verb"] == verb]
    return next((e["person"] for e in told if e["person"] in clerks()), None)


def by_clerk(document: Row, verb: str, verdict: bool | None, **values: Any) -> Thing:
    clerk = who(verb, document["id"])
    unit = unit_of(clerk) or clerks_unit()
    return Thing(document["id"], verdict, unit=unit, person=clerk, **values)


def by_drafter(document: Row, verdict: bool | None, person: int | None = None, mark: str = "") -> Thing:
    """The unit is the drafter's; the person is the drafter, or who was to sign."""
    drafter = document["created_by_id"]
    return Thing(document["id"], verdict, unit=unit_of(drafter), person=person or drafter, mark=mark)


def leading(document: Row) -> tuple[int | None, int | None]:
    """The unit and the person that lead: whom it was last given to, within a unit the one it was given on to."""
    leads = [a for a in by("assignment", "document_id")[document["id"]] if a["role"] == "lead"]
    standing = [a for a in leads if not a["ended_at"]] or leads
    if not standing:
        return None, None
    last = standing[-1]
    top = row_of("assignment", last["parent_id"]) if last["parent_id"] else last
    return top["unit_id"] or unit_of(top["person_id"]), last["person_id"]


# What the counts rest on, row by row


def imported() -> set[int]:
    found: set[int] = once("imported", lambda: {row["document"] for row in rows("entry") if row["act"] == "imported"})
    return found


def sent_documents() -> list[Row]:
    copies, older = ("Sao y", "Sao lục", "Trích sao"), imported()
    return [
        d for d in rows("document")
        if d["direction"] == "outgoing" and d["state"] == "issued" and in_october(d["dated_on"])
        and d["kind"] not in copies and d["id"] not in older
    ]


def electronic(document: Row) -> bool:
    return document["route"] in ("electronic", "both")


def newest_check(sha256: str | None) -> Row | None:
    return max(by("signature_check", "sha256")[sha256], key=lambda c: c["id"], default=None)


def newest_version(document: Row, role: str) -> str | None:
    found = [v for v in by("version", "document_id")[document["id"]] if v["role"] == role]
    return max(found, key=lambda v: v["n"])["sha256"] if found else None


def is_good(sha256: str | None) -> bool:
    check = newest_check(sha256)
    return bool(check and check["state"] == "good")


def is_signed_by(document: Row, person: int | None) -> bool:
    own = {
        c["sha256"] for c in rows("certificate")
        if c["role"] == "personal" and c["approved_at"] and c["person_id"] == person
    }
    check = newest_check(newest_version(document, "signed"))
    signatures = json.loads(check["verdict"])["signatures"] if check else []
    return any(s["state"] == "valid" and s["certificate"] in own for s in signatures)


def outward(document: Row) -> list[Row]:
    lines = by("recipient", "document_id")[document["id"]]
    return [r for r in lines if r["status"] not in ("kept", "expanded", "together")]


# R1–R12


def r1_sealed_electronic() -> list[Thing]:
    annexes = by("attachment", "document_id")
    return [
        by_drafter(d, is_good(newest_version(d, "sealed")) and all(is_good(a["sha256"]) for a in annexes[d["id"]]))
        for d in sent_documents() if electronic(d)
    ]


def r2_signed_personally() -> list[Thing]:
    """Who signs for the head, by order or by delegation is not the head."""
    return [
        by_drafter(
            d, is_signed_by(d, d["signer_id"]), d["signer_id"],
            "others" if any(word in d["capacity"] for word in ("KT.", "TL.", "TUQ.")) else "head",
        )
        for d in sent_documents() if electronic(d)
    ]


def r3_signed_by_leaders() -> list[Thing]:
    leaders, things = {p["id"]: p["name"] for p in rows("person") if p["role"] == "leader"}, []
    for d in sent_documents():
        named = [i for i, name in leaders.items() if d["signer_id"] is None and name == d["signatory"]]
        leader = d["signer_id"] if d["signer_id"] in leaders else (named or [None])[0]
        if leader is not None:
            things.append(by_drafter(d, is_signed_by(d, leader), leader))
    return things


def r4_electronic_only() -> list[Thing]:
    return [
        by_drafter(
            d, d["route"] != "paper" and not any(r["channel"] == "paper" and r["unit_id"] is None for r in outward(d))
        )
        for d in sent_documents()
    ]


def r5_ways() -> list[Thing]:
    return [by_drafter(d, d["route"] == "electronic", mark=d["route"]) for d in sent_documents()]


def r6_issued_in_time() -> list[Thing]:
    things: list[Thing] = []
    called_back = {p["document_id"] for p in rows("parcel") if p["code"] == "recall"}
    called_back |= {m["document_id"] for m in rows("mailing") if m["code"] == "recall"}
    called_back |= {asked["document_id"] for asked in rows("return_request")}
    for d in sent_documents():
        lines = outward(d)
        waits = d["id"] not in called_back and any(r["sent_at"] is None for r in lines)
        sent = [r["sent_at"] for r in lines if r["sent_at"]]
        if not (waits or sent):
            continue
        signed = [v["at"] for v in by("version", "document_id")[d["id"]] if v["role"] == "signed"]
        day = next_working(day_of(max(signed) if signed else d["dated_on"]))
        hour = (23, 59, 59) if d["route"] == "paper" else (12, 0, 0)
        limit = datetime(day.year, day.month, day.day, *hour, tzinfo=VIETNAM)
        end = NOW if waits else datetime.fromisoformat(max(sent)).replace(microsecond=0)
        verdict = end <= limit if not waits else None if limit >= NOW else False
        things.append(by_clerk(d, "numbered", verdict, late=working_days_after(day, end.date())))
    return things


def r7_entered_in_time() -> list[Thing]:
    things: list[Thing] = []
    for d in came_in_october():
        limit, end = next_working(day_of(d["received_on"])), day_of(d["entered_on"]) if d["entered_on"] else TODAY
        verdict = end <= limit if d["entered_on"] else None if limit >= TODAY else False
        mark = "ordinary" if d["urgency"] == "normal" else "urgent"
        things.append(by_clerk(d, "entered", verdict, mark=mark, late=working_days_after(limit, end)))
    return things


def came_in_october() -> list[Row]:
    left_out, older = ("refused", "held", "removed", "voided", "joined"), imported()
    return [
        d for d in rows("document")
        if d["direction"] == "incoming" and in_october(d["received_on"]) and d["state"] not in left_out
        and d["id"] not in older
    ]


def minutes_of_urgent_letters() -> list[float]:
    """From the arrival of each to its number."""
    entered = {e["object_id"]: e["at"] for e in rows("event") if e["verb"] == "entered"}
    came = [d for d in came_in_october() if d["urgency"] != "normal" and d["id"] in entered]
    spans = [datetime.fromisoformat(entered[d["id"]]) - datetime.fromisoformat(d["received_at"]) for d in came]
    return [span / timedelta(minutes=1) for span in spans]


def r8_answered_same_day() -> list[Thing]:
    answers, things = by("parcel", "about"), []
    for packet in rows("packet"):
        if packet["act"] == "new" and packet["state"] in ("taken", "refused") and in_october(packet["came_at"]):
            told = [a for a in answers[f"packet {packet['id']}"] if a["code"] in ("02", "03") and a["sent_at"]]
            first = min((a["sent_at"] for a in told), default=None)
            is_over = day_of(packet["came_at"]) < TODAY
            verdict = day_of(first) == day_of(packet["came_at"]) if first else False if is_over else None
            things.append(Thing(packet["document_id"], verdict, unit=clerks_unit()))
    return things


def r9_handled_in_time() -> list[Thing]:
    left_out, things = ("refused", "held", "removed", "voided", "joined", "recalled"), []
    for d in rows("document"):
        if d["direction"] == "incoming" and in_october(d["due_on"]) and d["state"] not in left_out:
            due, (unit, person) = day_of(d["due_on"]), leading(d)
            end = day_of(d["done_on"]) if d["state"] == "done" else TODAY
            verdict = end <= due if d["state"] == "done" else None if due >= TODAY else False
            things.append(Thing(d["id"], verdict, unit, person, late=working_days_after(due, end)))
    return things


def r10_two_checks() -> list[Thing]:
    """Mornings until 15:30, afternoons until midnight, each beginning an hour before its check (11:00, 16:30)."""
    looks, things = [look for look in rows("look") if not look["fault"]], []
    for n in range(31):
        day = FIRST + timedelta(days=n)
        if works(day):
            spans = (("10:00", "15:30"), ("15:30", "24:00"))
            missed = sum(
                not any(
                    look["door"] == door and look["until"][:10] == day.isoformat() and look["until"][11:16] >= opens
                    and look["at"][11:19] < f"{closes}:00" for look in looks
                )
                for door in DOORS for opens, closes in spans
            )
            things.append(Thing(day, not missed, unit=clerks_unit(), late=missed))
    return things


def r11_digital_dossiers() -> list[Thing]:
    things: list[Thing] = []
    for dossier in rows("dossier"):
        if in_october(dossier["closed_on"]):
            inside = [row_of("document", i["document_id"]) for i in by("dossier_item", "dossier_id")[dossier["id"]]]
            inside = [d for d in inside if d["state"] != "voided"]
            things.append(by_keeper(dossier, bool(inside) and all(
                d["channel"] != "paper" and by("version", "document_id")[d["id"]]
                and (d["direction"] != "outgoing" or is_signed_by(d, d["signer_id"])) for d in inside
            )))
    return things


def by_keeper(dossier: Row, verdict: bool | None) -> Thing:
    """A dossier is of who opened it."""
    return Thing(dossier["id"], verdict, unit_of(dossier["opened_by_id"]), dossier["opened_by_id"])


def r12_filed() -> list[Thing]:
    filed = {i["document_id"] for i in rows("dossier_item")}
    things = [
        Thing(d["id"], d["id"] in filed, leading(d)[0] or clerks_unit(), leading(d)[1], "incoming")
        for d in came_in_october() if d["state"] in ("entered", "in_progress", "done")
    ]
    return [*things, *(by_drafter(d, d["id"] in filed, mark="outgoing") for d in sent_documents())]


def r12_deposited() -> list[Thing]:
    things: list[Thing] = []
    for dossier in rows("dossier"):
        kept = row_of("retention", dossier["retention_id"])["years"]
        if in_october(dossier["closed_on"]) and (kept is None or kept >= 5):
            limit = day_of(dossier["closed_on"]) + timedelta(days=60)
            over = None if limit >= TODAY else False
            in_time = day_of(dossier["deposited_on"]) <= limit if dossier["deposited_on"] else over
            things.append(by_keeper(dossier, in_time))
    return things


COUNTS: dict[str, Callable[[], list[Thing]]] = {
    "sealed_electronic": r1_sealed_electronic, "signed_personally": r2_signed_personally,
    "signed_by_leaders": r3_signed_by_leaders, "electronic_only": r4_electronic_only, "ways": r5_ways,
    "issued_in_time": r6_issued_in_time, "entered_in_time": r7_entered_in_time,
    "answered_same_day": r8_answered_same_day, "handled_in_time": r9_handled_in_time, "two_checks": r10_two_checks,
    "digital_dossiers": r11_digital_dossiers, "filed": r12_filed, "deposited": r12_deposited,
}
