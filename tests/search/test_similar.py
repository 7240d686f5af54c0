"""Letters like one: by what few others say, never itself, never one that may not be read."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.errors import IndexUnavailable
from portal.search import bits
from portal.search.service import NOTHING, Allowed, Engine, Record
from portal.search.writer import Writer
from tests.search.archives import archive_of, letter

FLOOD = "V/v khắc phục hậu quả lũ quét"
SCHOOL = "V/v khai giảng năm học mới"
FILLER = [letter(n, subject=f"V/v lĩnh vực {'abcdefghijklmnopqrstuvwxy'[n % 25]} thường kỳ") for n in range(100, 160)]


def archive(folder: Path, *records: Record) -> Engine:
    return archive_of(folder / "index", [*records, *FILLER])


def test_the_most_alike_come_first(tmp_path: Path) -> None:
    asked = letter(1, subject=FLOOD, body="Đề nghị hỗ trợ gạo cho hộ bị cô lập.")
    same = letter(2, subject=FLOOD, body="Đề nghị hỗ trợ gạo cho hộ bị cô lập.")
    near = letter(3, subject=FLOOD, body="Không có gì khác.")
    other = letter(4, subject=SCHOOL)
    assert archive(tmp_path, asked, same, near, other).similar(asked) == [2, 3]


def test_the_body_tells_when_the_subject_does_not(tmp_path: Path) -> None:
    asked = letter(1, subject="Báo cáo", body="Cầu treo Suối Lạnh bị cuốn trôi đêm qua.")
    alike = letter(2, subject="Thông báo", body="Sửa cầu treo Suối Lạnh trước tháng chín.")
    assert archive(tmp_path, asked, alike).similar(asked) == [2]


def test_marks_and_spelling_do_not_hide_a_likeness(tmp_path: Path) -> None:
    asked = letter(1, subject="V/v hoà giải kĩ thuật ở cơ sở")
    alike = letter(2, subject="V/v hòa giải kỹ thuật ở cơ sở")
    assert archive(tmp_path, asked, alike).similar(asked) == [2]


def test_among_equals_the_same_issuer_and_type_come_first(tmp_path: Path) -> None:
    asked = letter(1, subject=FLOOD, issuer="UBND xã An Lạc", kind="Báo cáo")
    newer = letter(3, subject=FLOOD, issuer="Sở Nội vụ", kind="Công văn")
    theirs = letter(2, subject=FLOOD, issuer="UBND xã An Lạc", kind="Báo cáo")
    assert archive(tmp_path, asked, newer, theirs).similar(asked) == [2, 3]


def test_the_same_issuer_and_type_alone_are_no_likeness(tmp_path: Path) -> None:
    asked = letter(1, subject=FLOOD)
    assert archive(tmp_path, asked, letter(2, subject=SCHOOL)).similar(asked) == []


def test_a_letter_without_words_is_like_none(tmp_path: Path) -> None:
    assert archive(tmp_path, letter(1), letter(2)).similar(letter(1)) == []
    assert archive_of(tmp_path / "empty", []).similar(letter(1, subject=FLOOD)) == []


def test_no_more_than_asked_for(tmp_path: Path) -> None:
    flood = [letter(n, subject=FLOOD) for n in range(1, 8)]
    assert archive(tmp_path, *flood).similar(flood[0], count=5) == [7, 6, 5, 4, 3]


def test_a_changed_or_deleted_letter_is_not_found_as_it_was(tmp_path: Path) -> None:
    flood = [letter(n, subject=FLOOD) for n in range(1, 5)]
    engine = archive(tmp_path, *flood)
    with Writer(tmp_path / "index") as writer:
        writer.add([replace(flood[1], subject=SCHOOL)], [3], mark=2)
    assert engine.similar(flood[0]) == [4]


def test_without_an_index_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        Engine(tmp_path / "none").similar(letter(1, subject=FLOOD))


def test_what_may_not_be_read_takes_no_place(tmp_path: Path) -> None:
    flood = [letter(n, subject=FLOOD) for n in range(1, 8)]
    engine = archive(tmp_path, *flood)
    assert engine.similar(flood[0], allowed=Allowed(without=frozenset({6, 7})), count=3) == [5, 4, 3]
    assert engine.similar(flood[0], allowed=Allowed(only=frozenset({1, 2, 7}))) == [7, 2]
    assert engine.similar(flood[0], allowed=NOTHING) == []


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_only_readable_letters_and_never_itself(engine: Engine, records: list[Record], data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(records))
    some = frozenset(data.draw(st.sets(st.sampled_from([record.id for record in records]))))
    for allowed, readable in ((Allowed(only=some), some), (Allowed(without=some), {r.id for r in records} - some)):
        found = engine.similar(asked, allowed=allowed, count=4)
        assert set(found) <= readable - {asked.id}
        assert len(found) == len(set(found)) <= 4


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 9)), max_size=8))
def test_sums_of_masks_are_sums(weighted: list[tuple[int, int]]) -> None:
    digits = bits.summed(weighted)
    for member in range(8):
        total = sum(weight for mask, weight in weighted if mask >> member & 1)
        assert bits.with_sum(digits, total, 255) >> member & 1
        assert not bits.with_sum(digits, total + 1, 255) >> member & 1
