"""A draft's page held against what its drafter said."""

from typing import Any

from portal.rules.drafts import differences
from portal.rules.recipients import Line

PAGE: dict[str, Any] = {
    "signatory": "Trần Thị Bưởi", "symbol": "UBND-VP", "addressees": ["Sở Nội vụ", "Sở Tài chính"],
    "recipients": [
        {"name": "Như trên", "channel": "paper"}, {"name": "Lưu: VT, VP", "channel": "paper"},
        {"name": "Phòng Kinh tế", "channel": "electronic"},
    ],
}
LINES = (Line("Sở Nội vụ"), Line("Sở Tài chính"), Line("Phòng kinh tế"), Line("Lưu: VT", "paper"))


def test_a_page_that_says_the_same_differs_in_nothing() -> None:
    assert differences("TRẦN THỊ BƯỞI", "UBND-VP", LINES, PAGE) == []


def test_another_signatory_and_another_symbol_are_named() -> None:
    assert differences("Nguyễn Văn Ấn", "UBND-KT", LINES, PAGE) == [
        ("signatory", "Trần Thị Bưởi"), ("symbol", "UBND-VP"),
    ]


def test_another_subject_is_named_whatever_word_begins_it() -> None:
    page = {**PAGE, "subject": "V/v họp thôn"}
    assert differences("Trần Thị Bưởi", "UBND-VP", LINES, page, "Về việc họp  Thôn") == []
    assert differences("Trần Thị Bưởi", "UBND-VP", LINES, page, "V/v họp xã") == [("subject", "V/v họp thôn")]


def test_recipients_on_one_side_only_are_named() -> None:
    lines = (Line("Sở Nội vụ"), Line("Sở Tài chính"), Line("Công an xã"))
    assert differences("Trần Thị Bưởi", "UBND-VP", lines, PAGE) == [
        ("only_on_page", "Phòng Kinh tế"), ("only_in_form", "Công an xã"),
    ]


def test_persons_and_the_copy_kept_here_need_not_stand_on_the_page() -> None:
    lines = (*LINES, Line("Ông Giáp Văn A", "paper", is_person=True))
    assert differences("Trần Thị Bưởi", "UBND-VP", lines, PAGE) == []


def test_a_person_whom_the_page_names_too_is_no_difference() -> None:
    page = {**PAGE, "recipients": [*PAGE["recipients"], {"name": "Ông Giáp Văn A;"}]}
    lines = (*LINES, Line("Ông Giáp Văn A", "paper", is_person=True))
    assert differences("Trần Thị Bưởi", "UBND-VP", lines, page) == []


def test_what_could_not_be_read_is_no_difference() -> None:
    assert differences("Trần Thị Bưởi", "UBND-VP", LINES, {"signatory": None, "symbol": None, "recipients": []}) == []
