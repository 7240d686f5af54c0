"""The units that keep no rule are named with what they missed, in a table and in a letter of the usual way."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx

from portal.adapters import convert, docx_letter_tables
from portal.flows import layout
from portal.flows.premises import Premises
from portal.flows.reports import Asked, Period, urging
from portal.office import directing, entering, rights
from portal.office.documents import Document
from portal.office.drafting import Preparation
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules.letter_tables import PLACE
from portal.rules.roles import Scope
from portal.wording import label
from tests.office_fixtures import TODAY, Staff, entered, facts, later, received, request_id

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 31))


def asked(days: int = 30) -> Asked:
    return Asked(NOVEMBER, later(days=days))


def late(people: Staff, **changes: Any) -> Document:
    """A letter entered too late, then given to the unit of the head, and not done in time."""
    told, at = facts(received_on=TODAY, **changes), later(days=3)
    letter = entering.enter(received(people), told, by=people.clerk, at=at, request_id=request_id())
    directing.direct(letter, "Xử lý", people.economy, by=people.leader, at=at, due_on=TODAY + timedelta(days=5))
    return letter


def misses(people: Staff, reader: Any = None) -> dict[str, dict[str, list[str]]]:
    found = urging.unkept(asked(), reader or people.clerk, label)
    return {one.unit.name: {m.report.name: [name for name, _ in m.named] for m in one.misses} for one in found}


def test_a_unit_is_named_with_what_it_missed(people: Staff) -> None:
    entered(people)
    late(people)
    assert misses(people) == {
        "Phòng Kinh tế": {"handled_in_time": ["536/UBND-TH"]},
        "Văn phòng HĐND và UBND": {"entered_in_time": ["536/UBND-TH"]},
    }


def test_who_keeps_every_rule_is_not_named(people: Staff, premises: Premises) -> None:
    entered(people)
    assert misses(people) == {}
    with pytest.raises(errors.Conflict):
        urging.draft_letter(asked(), by=people.clerk, at=later(days=30), premises=labelled(premises))


@pytest.mark.slow
def test_what_only_named_persons_read_is_counted_and_not_named(people: Staff) -> None:
    letter = late(people)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=later(days=4))
    hidden = urging.unkept(asked(), people.clerk, label)
    assert [(m.named, m.hidden, m.ratio.short) for one in hidden for m in one.misses] == [([], 1, 1), ([], 1, 1)]
    known = urging.letter_rows(urging.unkept(asked(), people.leader, label), label)
    assert [row[-1] for row in known[1:]] == ["1 trường hợp", "1 trường hợp"]


@pytest.mark.slow
def test_letters_that_bear_the_same_number_are_counted_under_it_and_not_among_the_others(people: Staff) -> None:
    late(people, issuer="UBND huyện A"), late(people, issuer="UBND huyện B")
    (miss,) = next(one.misses for one in urging.unkept(asked(), people.clerk, label) if one.unit == people.economy)
    assert urging.things(miss, label) == "536/UBND-TH (2 trường hợp)"
    for n in range(urging.MOST_NAMED):
        late(people, reference=f"{n + 1}/UBND-TH")
    (miss,) = next(one.misses for one in urging.unkept(asked(), people.clerk, label) if one.unit == people.economy)
    assert urging.things(miss, label).endswith("và 1 trường hợp khác")


@pytest.mark.slow
def test_the_letter_is_a_draft_with_table_addressees_and_recipients(people: Staff, premises: Premises) -> None:
    late(people)
    document = urging.draft_letter(asked(), by=people.leader, at=later(days=30), premises=labelled(premises))
    assert (document.state, document.kind, document.signer) == ("draft", "Công văn", people.leader)
    assert [line.name for line in Recipient.of(document)] == ["Phòng Kinh tế", "Văn phòng HĐND và UBND", "Lưu: VT"]
    assert Preparation.of(document).state == "waiting"  # the worker makes its PDF
    made = Docx(BytesIO(premises.store.path(document.latest.sha256).read_bytes()))
    table = next(t for t in made.tables if t.rows[0].cells[0].text == "Đơn vị")
    assert [[cell.text for cell in row.cells] for row in table.rows][1] == [
        "Phòng Kinh tế", "Giải quyết đúng hạn", "1/1 chưa đạt (đạt 0,0\u00a0%)", "536/UBND-TH",
    ]
    words = "\n".join(line.text for line in made.paragraphs)
    assert PLACE not in words
    assert "từ ngày 01/11/2026 đến ngày 31/12/2026" in words
    assert "{" not in words


@pytest.mark.slow
def test_the_letter_keeps_the_layout_of_the_law(people: Staff, premises: Premises, tmp_path: Path) -> None:
    assert [f.rule.code for f in layout.check(letter_file(people, premises, tmp_path), "don-doc.docx").findings] == []


@pytest.mark.ocr
def test_its_printed_page_keeps_it_too(people: Staff, premises: Premises, tmp_path: Path) -> None:
    printed = tmp_path / "don-doc.pdf"
    convert.to_pdf(letter_file(people, premises, tmp_path), printed)
    assert [f.rule.code for f in layout.check(printed, "don-doc.pdf").findings if f.rule.blocks] == []


def letter_file(people: Staff, premises: Premises, folder: Path) -> Path:
    for n in range(8):
        late(people, reference=f"{n + 1}/UBND-TH")
    document = urging.draft_letter(asked(), by=people.leader, at=later(days=30), premises=labelled(premises))
    file = folder / "don-doc.docx"
    file.write_bytes(premises.store.path(document.latest.sha256).read_bytes())
    return file


def labelled(premises: Premises) -> Premises:
    return Premises(**{**vars(premises), "label": label})


def test_a_letter_without_a_place_for_the_table_is_said_to_have_none() -> None:
    bare = BytesIO()
    Docx().save(bare)
    with pytest.raises(errors.Unreadable):
        docx_letter_tables.put(bare.getvalue(), [["a"], ["b"]], [1])


