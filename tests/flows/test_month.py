"""A month of a full office: every figure of every report equals a count made by hand from the bare rows.

The month is lived through the verbs (``portal.bench.month``), the same on every machine; ``month_counts`` beside this
file counts it, whole and by unit and person, and knows nothing of the reports' code.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from portal import db
from portal.bench.month import DOORS, HOURS, STAFF, simulate
from portal.bench.month_files import Files
from portal.flows.kept_rows import bad_kept
from portal.flows.reports import COUNTED, REPORTS, Asked, Findings, Period, Report, found
from portal.flows.reports.base import Part
from portal.flows.reports.monthly import figures_of
from portal.flows.reports.overview import overview
from portal.flows.reports.urging import unkept
from portal.office.people import Person
from tests.flows.month_counts import (
    CACHE,
    COUNTS,
    FIRST,
    LAST,
    NOW,
    TODAY,
    Count,
    Thing,
    counted,
    counted_by,
    day_of,
    in_october,
    leading,
    minutes_of_urgent_letters,
    next_working,
    rows,
    sent_documents,
)
from tests.office_fixtures import PASSWORD

pytestmark = pytest.mark.slow
OCTOBER = Period(FIRST, LAST)
OF_DOSSIERS = ("digital_dossiers", "deposited")
MAY_BE_ALL_ALIKE = OF_DOSSIERS  # within one month no 60 days pass; few dossiers have no flaw
LATE_COLUMNS = ("days_late", "missed")


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
    CACHE.clear()


def asked(**narrowed: int) -> Asked:
    return Asked(OCTOBER, NOW, doors=DOORS, hours=HOURS, **narrowed)


def seen(report: Report, login: str = "chutich", **narrowed: int) -> Findings:
    return found(report, asked(**narrowed), Person.by_login(login))


def told(part: Part) -> Count:
    return part.ratio.numerator, part.ratio.denominator, part.open


def told_by(parts: list[Part]) -> dict[Any, Count]:
    return {part.key: told(part) for part in parts}


def things_of(report: Report) -> list[Thing]:
    return COUNTS[report.name]()


def under_names(report: Report) -> list[Thing]:
    """The things that count beside a name: not letters that only named persons may read."""
    unnamed = set() if report.name in OF_DOSSIERS else restricted()
    return [thing for thing in things_of(report) if thing.key not in unnamed]


def restricted() -> set[int]:
    return {d["id"] for d in rows("document") if d["scope"] == "restricted"}


def hidden_from_leader(person: int) -> set[int]:
    """Letters for named persons only that do not name this one; a leader of no unit reads all other letters."""
    named = {g["document_id"] for g in rows("grant") if g["person_id"] == person and not g["until"]}
    return restricted() - named


def short(things: list[Thing]) -> list[Thing]:
    return [thing for thing in things if thing.verdict is False]


# Figures


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_the_figure_is_that_of_the_bare_rows(report: Report) -> None:
    whole = seen(report).sums.whole
    assert told(whole) == counted(things_of(report))
    if report.name not in MAY_BE_ALL_ALIKE:
        assert 0 < whole.ratio.numerator < whole.ratio.denominator, "the month holds both what is kept and what is not"


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_the_figure_of_every_unit_person_and_kind_is_that_of_the_bare_rows(report: Report) -> None:
    sums, things = seen(report).sums, things_of(report)
    assert told_by(sums.units) == counted_by(things, "unit")
    assert told_by(sums.persons) == counted_by(under_names(report), "person")
    assert told_by(sums.marks) == counted_by(things, "mark")
    assert told_by(sums.months) == {f"{FIRST:%Y-%m}": counted(things)}
    for column, parts in (("unit", sums.units), ("person", sums.persons)):
        for part in parts:
            assert told(seen(report, **{column: part.key}).sums.whole) == told(part)


def test_the_figures_kept_of_the_month_are_these() -> None:
    kept = {figure.report: figure for figure in figures_of(asked(), lambda value, group: "")}
    for report in COUNTED:
        figure, things = kept[report.name], things_of(report)
        assert (figure.numerator, figure.denominator, figure.still_open) == counted(things)
        assert figure.units == {str(key): count[:2] for key, count in counted_by(things, "unit").items()}


def test_urgent_letters_took_as_many_minutes() -> None:
    sums, minutes = seen(REPORTS["entered_in_time"]).sums, minutes_of_urgent_letters()
    assert sums.longest == pytest.approx(max(minutes), abs=1)
    assert sums.average == pytest.approx(sum(minutes) / len(minutes), abs=1)


def test_every_way_on_paper_has_the_reason_of_its_row() -> None:
    on_paper = [d for d in sent_documents() if d["route"] != "electronic"]
    reasons = Counter(d["route_reason"].partition(": ")[0] for d in on_paper)
    assert {part.key: part.ratio.short for part in seen(REPORTS["ways"]).sums.reasons} == reasons


# The lists behind them


def listed(report: Report, findings: Findings) -> list[tuple[Any, Any]]:
    """What each row of the list is about, and how late it says it is, where the report says so."""
    late = next((report.columns.index(name) for name in LATE_COLUMNS if name in report.columns), None)
    keys = findings.dossiers if report.name in OF_DOSSIERS else findings.documents
    if report.name == "two_checks":
        keys = [row[report.columns.index("day")] for row in findings.rows]
    return [(key, None if late is None else row[late]) for key, row in zip(keys, findings.rows, strict=True)]


def expected(report: Report, things: list[Thing], hidden: set[int]) -> list[tuple[Any, Any]]:
    says_how_late = any(name in report.columns for name in LATE_COLUMNS)
    return [(one.key, one.late if says_how_late else None) for one in short(things) if one.key not in hidden]


def in_order(found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return sorted(found, key=str)


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_the_list_behind_a_figure_names_just_what_fell_short(report: Report) -> None:
    hidden = set() if report.name in OF_DOSSIERS else hidden_from_leader(Person.by_login("chutich").id)
    parts = [({}, things_of(report))]
    for column, things in (("unit", things_of(report)), ("person", under_names(report))):
        keys = {getattr(thing, column) for thing in things} - {None}
        parts += [({column: key}, [t for t in things if getattr(t, column) == key]) for key in keys]
    for narrowed, things in parts:
        findings = seen(report, **narrowed)
        assert in_order(listed(report, findings)) == in_order(expected(report, things, hidden))
        assert len(findings.rows) + findings.hidden == len(short(things)) == findings.sums.whole.ratio.short
        assert sum(reason.ratio.short for reason in findings.sums.reasons) == len(short(things))


@pytest.mark.parametrize("report", COUNTED, ids=lambda report: report.name)
def test_who_reads_no_letter_finds_none_in_a_list_and_the_same_figure(report: Report) -> None:
    findings = seen(report, "antoan")
    assert not any(findings.documents)
    assert told(findings.sums.whole) == counted(things_of(report))


# What is made of them: who is urged, and a leader's first look


# The shares of the letter, the decrees and decisions, and whether one has to be beyond them; a late letter is one
# too many.
WANTED = {
    "sealed_electronic": (100, False), "signed_personally": (80, True), "signed_by_leaders": (20, True),
    "issued_in_time": (100, False), "entered_in_time": (100, False), "answered_same_day": (100, False),
    "handled_in_time": (100, False), "two_checks": (100, False), "digital_dossiers": (100, False),
}


def falls_short(count: Count, percent: int, is_beyond: bool) -> bool:
    kept, all_of_them, _ = count
    reached, wanted = 100 * kept, percent * all_of_them
    return bool(all_of_them) and (reached < wanted or (is_beyond and reached == wanted))


def test_the_units_that_are_urged_are_those_whose_rows_fall_short() -> None:
    reader = Person.by_login("chutich")
    hidden, expected = hidden_from_leader(reader.id), {}
    for name, (percent, is_beyond) in WANTED.items():
        for unit, count in counted_by(COUNTS[name](), "unit").items():
            if falls_short(count, percent, is_beyond):
                missed = [t.key for t in short(COUNTS[name]()) if t.unit == unit]
                named = missed if name in OF_DOSSIERS else [key for key in missed if key not in hidden]
                expected[unit, name] = (count[:2], Counter(map(str, named)))
    urged = {
        (one.unit.id, miss.report.name): (
            (miss.ratio.numerator, miss.ratio.denominator),
            Counter(str(thing.day if miss.report.name == "two_checks" else thing.dossier or thing.document)
                    for _, thing in miss.named),
        )
        for one in unkept(asked(), reader, lambda value, group: value) for miss in one.misses
    }
    assert urged == expected
    assert len(expected) > len(WANTED)


def test_the_first_look_counts_what_is_late_today_and_what_waits_for_its_number() -> None:
    letters = [d for d in rows("document") if d["direction"] == "incoming"]
    late = [
        d for d in letters if d["state"] in ("entered", "in_progress") and d["due_on"] and day_of(d["due_on"]) < TODAY
    ]
    units = {u["id"]: u["name"] for u in rows("unit")}
    look = overview(asked(), Person.by_login("chutich"))
    assert {one.unit: one.count for one in look.late} == Counter(units.get(leading(d)[0], "") for d in late)
    assert look.late_count == len(late) > 0
    waiting = [d for d in letters if d["state"] == "received" and next_working(day_of(d["received_on"])) < TODAY]
    assert look.unentered == len(waiting) > 0


# The registers


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
    ordinary = numbers("incoming", "received_on", urgency="normal")
    assert columns["incoming_urgent"] == columns["incoming"] - ordinary
    assert columns["incoming_done"] == numbers("incoming", "received_on", state="done")
    assert columns["outgoing"] == numbers("outgoing", "dated_on")
    assert columns["outgoing_electronic"] == numbers("outgoing", "dated_on", route="electronic")
    assert columns["outgoing_normative"] == numbers("outgoing", "dated_on", is_normative=1)
    assert columns["copies"] == sum(d["kind"] == "Sao y" and in_october(d["dated_on"]) for d in documents)
    assert columns["voided"] == sum(d["state"] == "voided" and in_october(d["received_on"]) for d in documents)


def test_statistics_of_dossiers_count_every_dossier() -> None:
    names = {kept["id"]: kept["name"] for kept in rows("retention")}
    dossiers, items = rows("dossier"), [i for i in rows("dossier_item") if in_october(i["filed_at"])]
    *kinds, total = [row[1:] for row in seen(REPORTS["dossier_statistics"]).rows]
    assert [row[0] for row in seen(REPORTS["dossier_statistics"]).rows] == [
        *{names[one["retention_id"]] for one in dossiers}, "",
    ]
    assert kinds == [total] == [(
        sum(in_october(one["opened_on"]) for one in dossiers), sum(in_october(one["closed_on"]) for one in dossiers),
        sum(not one["closed_on"] or one["closed_on"] > LAST.isoformat() for one in dossiers), len(items),
    )]


def test_the_month_is_that_of_a_full_office() -> None:
    documents = rows("document")
    assert len(STAFF) == len(rows("person")) == 14
    assert 1950 <= len(documents) <= 2000  # packets that were wrong made no letter
    states = Counter(d["state"] for d in documents)
    assert min(states[s] for s in ("received", "entered", "in_progress", "done", "refused", "voided", "issued")) > 0
    assert any(d["scope"] == "restricted" for d in documents)


def test_every_act_of_a_month_left_the_marks_of_what_it_wrote(month: Any) -> None:
    held = list(bad_kept())
    assert [place for place in held if place is not None] == []
    assert len(held) > 1000
