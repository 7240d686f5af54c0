"""One line of an older archive: read strictly, and refused with a reason instead of guessed at."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import importing
from portal.rules.errors import LineRefused
from portal.rules.importing import WHYS, OldDocument, gaps

TODAY = date(2026, 11, 23)
LETTER: dict[str, Any] = {
    "id": 4, "kind": "incoming", "register": "Sổ đăng ký văn bản đến", "register_year": 2020, "register_number": 17,
    "received_date": "2020-05-19", "number": 9, "notation": "UBND-MTTQ", "code": "9/UBND-MTTQ", "date": "2020-05-18",
    "type": "Công văn", "agency": "UBND huyện Lục Hà", "agency_abbr": "UBND", "recipients": ["UBND xã Cẩm Thủy"],
    "subject": "V/v giám sát, phản biện xã hội năm 2020", "signer": "Hà Kim Thoa", "position": "Phó Chủ tịch",
    "urgency": "Thượng khẩn", "pages": 2, "source": "scan", "body": "ỦY BAN NHÂN DÂN\nSố: 9/UBND-MTTQ",
}


def line(**changes: Any) -> bytes:
    return json.dumps({**LETTER, **changes}, ensure_ascii=False).encode()


def read(**changes: Any) -> OldDocument:
    return importing.read(line(**changes), today=TODAY)


def test_an_old_letter_is_done_and_keeps_its_id_and_its_place():
    letter = read()
    assert letter.source_id == "4"
    assert letter.place == ("incoming", 2020, 17)
    assert letter.values == {
        "direction": "incoming", "state": "done", "issuer": "UBND huyện Lục Hà", "reference": "9/UBND-MTTQ",
        "symbol": "UBND-MTTQ", "reference_key": "9/ubnd-mttq", "dated_on": date(2020, 5, 18), "kind": "Công văn",
        "subject": "V/v giám sát, phản biện xã hội năm 2020", "urgency": "very_urgent", "position": "Phó Chủ tịch",
        "signatory": "Hà Kim Thoa", "received_on": date(2020, 5, 19), "entered_on": date(2020, 5, 19),
        "channel": "paper", "pages": 2,
    }
    assert letter.recipients == ("UBND xã Cẩm Thủy",)
    assert letter.body == "ỦY BAN NHÂN DÂN\nSố: 9/UBND-MTTQ"


@pytest.mark.parametrize("kind", ["outgoing", "internal"])
def test_what_the_office_wrote_itself_is_issued_and_entered_on_its_own_day(kind: str):
    own = read(kind=kind, received_date=None, source="digital")
    assert (own.register, own.values["direction"], own.values["state"]) == (kind, kind, "issued")
    assert own.values["entered_on"] == date(2020, 5, 18)
    assert own.values["channel"] == "electronic"


@pytest.mark.parametrize(
    ("word", "urgency"),
    [
        ("Thường", "normal"), ("Khẩn", "urgent"), ("THƯỢNG KHẨN", "very_urgent"), ("Hoả tốc", "express"),
        (None, "normal"),
    ],
)
def test_urgency_is_read_in_either_spelling(word: str | None, urgency: str):
    assert read(urgency=word).values["urgency"] == urgency


def test_letters_in_pieces_are_composed_but_the_text_of_the_pages_is_left_alone():
    old_font = "Uû ban nh©n d©n x· H\u00adng S¬n"  # in TCVN3 the soft hyphen is the letter ư
    letter = read(subject="Ve\u0302\u0300 vie\u0323\u0302c", body=old_font)
    assert letter.values["subject"] == "Về việc"
    assert letter.body == old_font


def test_a_reference_nobody_can_take_apart_is_kept_as_printed():
    values = read(code="không số", notation="TB").values
    assert (values["reference"], values["symbol"], values["reference_key"]) == ("không số", "TB", "")


REFUSED = [
    (b"", "not_json", None),
    (b"{", "not_json", None),
    (b"[" * 100_000, "not_json", None),
    (b'"a letter"', "not_a_record", None),
    (b"\xff\xfe{\x00", "encoding", None),
    (line(id=None), "missing", "id"),
    (line(id=True), "not_text", "id"),
    (line(kind="secret"), "unknown_kind", "kind"),
    (line(subject=" \u200b"), "missing", "subject"),
    (line(agency=None), "missing", "agency"),
    (line(signer=["A"]), "not_text", "signer"),
    (line(body=7), "not_text", "body"),
    (line(register_number=None), "missing", "register_number"),
    (line(register_number=0), "not_a_number", "register_number"),
    (line(register_number="17"), "not_a_number", "register_number"),
    (line(register_number=10**9), "not_a_number", "register_number"),
    (line(register_year=2027), "not_a_number", "register_year"),
    (line(pages=0), "not_a_number", "pages"),
    (line(date="18/05/2020"), "not_a_day", "date"),
    (line(date="20200518"), "not_a_day", "date"),
    (line(received_date="2026-11-24"), "future_day", "received_date"),
    (line(urgency="Mật"), "unknown_urgency", "urgency"),
    (line(recipients="UBND xã"), "not_a_list", "recipients"),
    (line(recipients=[1]), "not_a_list", "recipients"),
]


@pytest.mark.parametrize(("bad", "why", "field"), REFUSED)
def test_a_line_that_is_no_document_is_refused_with_the_reason(bad: bytes, why: str, field: str | None):
    with pytest.raises(LineRefused) as refused:
        importing.read(bad, today=TODAY)
    assert refused.value.data["why"] == why
    assert refused.value.data.get("field") == field
    assert why in WHYS


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(LETTER)), value=anything)
def test_whatever_stands_in_a_field_the_line_is_read_or_refused(name: str, value: Any):
    try:
        letter = importing.read(json.dumps({**LETTER, name: value}).encode(), today=TODAY)
    except LineRefused as refused:
        why = refused.data["why"]
    else:
        why = "gap"  # the one word of the list that no single line can earn
        assert all((letter.values["subject"], letter.values["issuer"], letter.number >= 1, letter.year <= 2026))
        "".join([letter.body, *letter.recipients, *letter.values["subject"]]).encode()
    assert why in WHYS


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise: bytes):
    with pytest.raises(LineRefused):
        importing.read(noise, today=TODAY)


@given(st.sets(st.integers(1, 60)))
def test_gaps_are_exactly_the_numbers_that_are_missing_below_the_last(numbers: set[int]):
    missing = {n for first, last in gaps(sorted(numbers)) for n in range(first, last + 1)}
    assert missing == set(range(1, max(numbers, default=0))) - numbers
