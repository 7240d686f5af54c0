"""A month of a full office: every figure of every report equals a count made here, by hand, from the bare rows.

Nothing of the reports' code counts here: rows are read table by table and counted in plain Python, with a calendar
of this file's own.  The month is lived through the verbs (``portal.bench.month``), the same on every machine.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal import db
from portal.bench.month import DOORS, HOURS, STAFF, simulate
from portal.bench.month_files import Files
from portal.clock import VIETNAM
from portal.flows.reports import COUNTED, REPORTS, Asked, Findings, Period, Report, found
from portal.office.people import Person
from tests.office_fixtures import PASSWORD

pytestmark = pytest.mark.slow
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
OCTOBER = Period(FIRST, LAST)
NOW = datetime(2026, 11, 6, 9, 30, tzinfo=VIETNAM)  # a Friday on which some deadlines still run
TODAY = NOW.date()
Row = dict[str, Any]
Count = tuple[int, int, int]  # kept, counted, still open


@pytest.fixture(scope="module")
def month(_images: dict[str, bytes]) -> bytes:
    """The office after its month, as bytes."""
    db.database.init(":memory:", pragmas=db.PRAGMAS)
    db.database.connection().deserialize(_images["empty"])
    with db.atomic():
        simulate(Files(), password=PASSWORD)
    image: bytes = db.database.connection().serialize()
    db.database.close()
    return image


@pytest.fixture(autouse=True)
def office(month: bytes) -> Iterator[None]:
    db.database.init(":memory:", pragmas=db.PRAGMAS)
    db.database.connection().deserialize(month)
    yield
    db.database.close()


def rows(table: str) -> list[Row]:
    cursor = db.database.execute_sql(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def by(table: str, column: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows(table):
        found[row[column]].append(row)
    return found


def seen(report: Report, login: str = "vanthu", **narrowed: int) -> Findings:
    return found(report, Asked(OCTOBER, NOW, doors=DOORS, hours=HOURS, **narrowed), Person.by_login(login))


def works(day: date) -> bool:
    return day.weekday() < 5  # no holiday, no swapped day from October to 13 November 2026


def next_working(day: date) -> date:
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def in_october(text: str | None) -> bool:
    return bool(text) and FIRST <= day_of(text) <= LAST


def counted(verdicts: list[bool | None]) -> Count:
    return sum(v is True for v in verdicts), sum(v is not None for v in verdicts), sum(v is None for v in verdicts)


# What the counts rest on, row by row


def imported() -> set[int]:
    return {row["document"] for row in rows("entry") if row["act"] == "imported"}


def sent_documents() -> list[Row]:
    copies, older = ("Sao y", "Sao lục", "Trích sao"), imported()
    return [
        d for d in rows("document")
        if d["direction"] == "outgoing" and d["state"] == "issued" and in_october(d["dated_on"])
        and d["kind"] not in copies and d["id"] not in older
    ]


def electronic(document: Row) -> bool:
    return document["route"] in ("electronic", "both")


def newest_check(sha256: str) -> Row | None:
    return max((c for c in rows_of_checks()[sha256]), key=lambda c: c["id"], default=None)


def rows_of_checks() -> dict[str, list[Row]]:
    if "checks" not in CACHE:
        CACHE["checks"] = by("signature_check", "sha256")
    return CACHE["checks"]


CACHE: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    CACHE.clear()


def newest_version(document: Row, role: str) -> str | None:
    if "versions" not in CACHE:
        CACHE["versions"] = by("version", "document_id")
    found = [v for v in CACHE["versions"][document["id"]] if v["role"] == role]
    return max(found, key=lambda v: v["n"])["sha256"] if found else None


def is_good(sha256: str | None) -> bool:
    check = newest_check(sha256) if sha256 else None
    return bool(check and check["state"] == "good")


def is_signed_by(document: Row, person: int | None) -> bool:
    if "certificates" not in CACHE:
        CACHE["certificates"] = [c for c in rows("certificate") if c["role"] == "personal" and c["approved_at"]]
    own = {c["sha256"] for c in CACHE["certificates"] if c["person_id"] == person}
    signed = newest_version(document, "signed")
    check = newest_check(signed) if signed else None
    signatures = json.loads(check["verdict"])["signatures"] if check else []
    return any(s["state"] == "valid" and s["certificate"] in own for s in signatures)


def outward(document: Row) -> list[Row]:
    if "recipients" not in CACHE:
        CACHE["recipients"] = by("recipient", "document_id")
    lines = CACHE["recipients"][document["id"]]
    return [r for r in lines if r["status"] not in ("kept", "expanded", "together")]


# R1–R12


def r1_sealed_electronic() -> Count:
    annexes = by("attachment", "document_id")
    return counted([
        is_good(newest_version(d, "sealed")) and all(is_good(a["sha256"]) for a in annexes[d["id"]])
        for d in sent_documents() if electronic(d)
    ])


def r2_signed_personally() -> Count:
    return counted([is_signed_by(d, d["signer_id"]) for d in sent_documents() if electronic(d)])


def r3_signed_by_leaders() -> Count:
    leaders = {p["id"]: p["name"] for p in rows("person") if p["role"] == "leader"}
    verdicts: list[bool | None] = []
    for d in sent_documents():
        named = [i for i, name in leaders.items() if d["signer_id"] is None and name == d["signatory"]]
        leader = d["signer_id"] if d["signer_id"] in leaders else (named or [None])[0]
        if leader is not None:
            verdicts.append(is_signed_by(d, leader))
    return counted(verdicts)


def r4_electronic_only() -> Count:
    return counted([
        d["route"] != "paper" and not any(r["channel"] == "paper" and r["unit_id"] is None for r in outward(d))
        for d in sent_documents()
    ])


def r5_ways() -> Count:
    return counted([d["route"] == "electronic" for d in sent_documents()])


def r6_issued_in_time() -> Count:
    verdicts: list[bool | None] = []
    called_back = {p["document_id"] for p in rows("parcel") if p["code"] == "recall"}
    called_back |= {m["document_id"] for m in rows("mailing") if m["code"] == "recall"}
    called_back |= {asked["document_id"] for asked in rows("return_request")}
    versions = by("version", "document_id")
    for d in sent_documents():
        lines = outward(d)
        waits = d["id"] not in called_back and any(r["sent_at"] is None for r in lines)
        sent = [r["sent_at"] for r in lines if r["sent_at"]]
        if not (waits or sent):
            continue
        signed = [v["at"] for v in versions[d["id"]] if v["role"] == "signed"]
        day = next_working(day_of(max(signed) if signed else d["dated_on"]))
        hour = (23, 59, 59) if d["route"] == "paper" else (12, 0, 0)
        limit = datetime(day.year, day.month, day.day, *hour, tzinfo=VIETNAM)
        if waits:
            verdicts.append(None if limit >= NOW else False)
        else:
            verdicts.append(datetime.fromisoformat(max(sent)).replace(microsecond=0) <= limit)
    return counted(verdicts)


def r7_entered_in_time() -> Count:
    verdicts: list[bool | None] = []
    older = imported()
    for d in rows("document"):
        left_out = d["state"] in ("refused", "held", "removed", "voided", "joined")
        if d["direction"] != "incoming" or not in_october(d["received_on"]) or left_out or d["id"] in older:
            continue
        limit = next_working(day_of(d["received_on"]))
        verdicts.append(
            day_of(d["entered_on"]) <= limit if d["entered_on"] else None if limit >= TODAY else False
        )
    return counted(verdicts)


def r8_answered_same_day() -> Count:
    answers = by("parcel", "about")
    verdicts: list[bool | None] = []
    for packet in rows("packet"):
        if packet["act"] == "new" and packet["state"] in ("taken", "refused") and in_october(packet["came_at"]):
            told = [a for a in answers[f"packet {packet['id']}"] if a["code"] in ("02", "03") and a["sent_at"]]
            first = min((a["sent_at"] for a in told), default=None)
            is_over = day_of(packet["came_at"]) < TODAY
            verdicts.append(day_of(first) == day_of(packet["came_at"]) if first else False if is_over else None)
    return counted(verdicts)


def r9_handled_in_time() -> Count:
    left_out = ("refused", "held", "removed", "voided", "joined", "recalled")
    due = [
        d for d in rows("document")
        if d["direction"] == "incoming" and in_october(d["due_on"]) and d["state"] not in left_out
    ]
    return counted([
        d["done_on"] <= d["due_on"] if d["state"] == "done" else None if day_of(d["due_on"]) >= TODAY else False
        for d in due
    ])


def r10_two_checks() -> Count:
    """Mornings until 15:30, afternoons until midnight, each beginning an hour before its check (11:00, 16:30)."""
    looks = [look for look in rows("look") if not look["fault"]]
    verdicts: list[bool | None] = []
    for n in range(31):
        day = FIRST + timedelta(days=n)
        if not works(day):
            continue
        spans = (("10:00", "15:30"), ("15:30", "24:00"))
        verdicts.append(all(
            any(
                look["door"] == door and look["until"][:10] == day.isoformat() and look["until"][11:16] >= opens
                and look["at"][11:19] < f"{closes}:00" for look in looks
            )
            for door in DOORS for opens, closes in spans
        ))
    return counted(verdicts)


def r11_digital_dossiers() -> Count:
    items, documents = by("dossier_item", "dossier_id"), {d["id"]: d for d in rows("document")}
    versions, verdicts = by("version", "document_id"), []
    for dossier in rows("dossier"):
        if in_october(dossier["closed_on"]):
            inside = [documents[i["document_id"]] for i in items[dossier["id"]]]
            inside = [d for d in inside if d["state"] != "voided"]
            verdicts.append(bool(inside) and all(
                d["channel"] != "paper" and versions[d["id"]]
                and (d["direction"] != "outgoing" or is_signed_by(d, d["signer_id"])) for d in inside
            ))
    return counted(verdicts)


def r12_filed() -> Count:
    filed = {i["document_id"] for i in rows("dossier_item")}
    letters = [
        d for d in rows("document")
        if d["direction"] == "incoming" and d["state"] in ("entered", "in_progress", "done")
        and in_october(d["received_on"])
    ]
    return counted([d["id"] in filed for d in (*letters, *sent_documents())])


def r12_deposited() -> Count:
    years = {r["id"]: r["years"] for r in rows("retention")}
    verdicts: list[bool | None] = []
    for dossier in rows("dossier"):
        kept = years[dossier["retention_id"]]
        if in_october(dossier["closed_on"]) and (kept is None or kept >= 5):
            limit = day_of(dossier["closed_on"]) + timedelta(days=60)
            over = None if limit >= TODAY else False
            verdicts.append(day_of(dossier["deposited_on"]) <= limit if dossier["deposited_on"] else over)
    return counted(verdicts)


COUNTS = {
    "sealed_electronic": r1_sealed_electronic, "signed_personally": r2_signed_personally,
    "signed_by_leaders": r3_signed_by_leaders, "electronic_only": r4_electronic_only, "ways": r5_ways,
    "issued_in_time": r6_issued_in_time, "entered_in_time": r7_entered_in_time,
    "answered_same_day": r8_answered_same_day, "handled_in_time": r9_handled_in_time, "two_checks": r10_two_checks,
    "digital_dossiers": r11_digital_dossiers, "filed": r12_filed, "deposited": r12_deposited,
}
MAY_BE_ALL_ALIKE = ("deposited", "digital_dossiers")  # within one month no 60 days pass; few dossiers have no flaw


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_the_figure_is_that_of_the_bare_rows(report: Report) -> None:
    whole = seen(report).sums.whole
    figure = whole.ratio.numerator, whole.ratio.denominator, whole.open
    assert figure == COUNTS[report.name]()
    if report.name not in MAY_BE_ALL_ALIKE:
        assert 0 < whole.ratio.numerator < whole.ratio.denominator, "the month holds both what is kept and what is not"


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_the_parts_make_the_whole_and_the_list_names_what_fell_short(report: Report) -> None:
    whole = seen(report, "chutich")
    assert len(whole.rows) + whole.hidden == whole.ratio.short
    assert sum(part.ratio.short for part in whole.sums.reasons) == whole.ratio.short
    if report.name not in ("handled_in_time",):  # a letter nobody was charged with is of no unit
        of_units = sum(part.ratio.denominator + part.open for part in whole.sums.units)
        assert of_units == whole.ratio.denominator + whole.open
    for part in whole.sums.units:
        one = seen(report, "chutich", unit=part.key).sums.whole
        assert (one.ratio, one.open) == (part.ratio, part.open)


def test_statistics_count_every_number_given() -> None:
    documents = [d for d in rows("document") if d["number"] is not None]
    month = next(row for row in seen(REPORTS["statistics"]).rows if row[0] == "10/2026")
    columns = dict(zip(REPORTS["statistics"].columns, month, strict=True))

    def numbers(direction: str, day: str, **wanted: str) -> int:
        return sum(
            d["direction"] == direction and in_october(d[day]) and d["state"] != "voided" and d["kind"] != "Sao y"
            and all(d[name] == value for name, value in wanted.items()) for d in documents
        )

    assert columns["incoming"] == numbers("incoming", "received_on")
    assert columns["incoming_paper"] == numbers("incoming", "received_on", channel="paper")
    assert columns["incoming_done"] == numbers("incoming", "received_on", state="done")
    assert columns["outgoing"] == numbers("outgoing", "dated_on")
    assert columns["copies"] == sum(d["kind"] == "Sao y" and in_october(d["dated_on"]) for d in documents)
    assert columns["voided"] == sum(d["state"] == "voided" and in_october(d["received_on"]) for d in documents)


def test_the_month_is_that_of_a_full_office() -> None:
    documents = rows("document")
    assert len(STAFF) == len(rows("person")) == 14
    assert 1950 <= len(documents) <= 2000  # packets that were wrong made no letter
    states = Counter(d["state"] for d in documents)
    assert min(states[s] for s in ("received", "entered", "in_progress", "done", "refused", "voided", "issued")) > 0
    assert any(d["scope"] == "restricted" for d in documents)
