"""Nơi nhận as people type and paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import recipients
from portal.rules.recipients import Line, merged, on_page, parse, persons

SEED = """Nơi nhận:
- Lưu: VT.
Bản điện tử:
- Sở TT&TT;
- TT HU, HĐND huyện;
- Ban Chỉ đạo huyện;
- Chủ tịch, các PCT UBND huyện;
- Các cơ quan, đơn vị thuộc UBND huyện;
- UBND các xã, thị trấn;
- LĐVP, CVTH.
"""


def test_the_seed_letter_has_one_paper_copy_and_seven_electronic_ones() -> None:
    lines = parse(SEED)
    assert [line.name for line in lines if line.channel == "paper"] == ["Lưu: VT"]
    assert [line.name for line in lines if line.channel == "electronic"] == [
        "Sở TT&TT", "TT HU, HĐND huyện", "Ban Chỉ đạo huyện", "Chủ tịch, các PCT UBND huyện",
        "Các cơ quan, đơn vị thuộc UBND huyện", "UBND các xã, thị trấn", "LĐVP, CVTH",
    ]


def test_without_a_heading_all_lines_go_by_the_box_they_stand_in() -> None:
    text = "- Phòng Kinh tế;\n- Lưu: VT, KT."
    assert {line.channel for line in parse(text, "paper")} == {"paper"}
    assert {line.channel for line in parse(text)} == {"electronic"}


@pytest.mark.parametrize("heading", ["Bản điện tử:", "- Bản điện tử:", "Gửi bản điện tử :", "BẢN ĐIỆN TỬ:"])
def test_the_heading_is_known_however_it_is_written(heading: str) -> None:
    assert parse(f"- Tỉnh ủy;\n{heading}\n- Phòng Kinh tế;") == (
        Line("Tỉnh ủy", "paper"), Line("Phòng Kinh tế", "electronic"),
    )


def test_a_paper_heading_after_the_electronic_one_leads_back_to_paper() -> None:
    lines = parse("Bản điện tử: Sở Nội vụ;\nBản giấy:\n- Ông Nguyễn Văn A")
    assert lines == (Line("Sở Nội vụ"), Line("Ông Nguyễn Văn A", "paper", is_person=True))


def test_notes_dashes_and_closing_marks_are_no_part_of_a_name() -> None:
    text = "Nơi nhận: – Như trên; + TT Đảng ủy (b/c);\n• Phòng Văn hóa - Xã hội (để thực hiện), \n* UBND xã (mới)./."
    assert [line.name for line in parse(text)] == [
        "Như trên", "TT Đảng ủy", "Phòng Văn hóa - Xã hội", "UBND xã (mới)",
    ]


@pytest.mark.parametrize("name", ["Ông Giáp Văn Tâm", "bà Trần Thị B", "Đồng chí Lê Văn C"])
def test_a_person_is_known_by_the_title(name: str) -> None:
    assert parse(name)[0].is_person


@pytest.mark.parametrize("name", ["Bản tin xã", "Bà Rịa", "Ông"])
def test_a_place_or_a_bare_title_is_not_a_person(name: str) -> None:
    assert parse(f"UBND {name}")[0].is_person is False


def test_persons_for_execution_get_paper() -> None:
    assert recipients.persons("Nguyễn Văn A, thôn Mỏ\nTrần Thị B") == (
        Line("Nguyễn Văn A, thôn Mỏ", "paper", is_person=True), Line("Trần Thị B", "paper", is_person=True),
    )


def test_the_same_name_stands_once_a_channel() -> None:
    lines = parse("- Phòng Kinh tế;\n- phòng kinh tế;\nBản điện tử:\n- Phòng Kinh tế;")
    assert [line.channel for line in lines] == ["paper", "electronic"]


def test_as_above_and_the_clerks_copy_are_recognised() -> None:
    assert recipients.says_as_above(Line("Như trên"))
    assert not recipients.says_as_above(Line("Phòng Như Trên"))
    assert recipients.is_clerk_copy("Lưu: VT, KT")
    assert not recipients.is_clerk_copy("Lưu trữ lịch sử tỉnh")


def test_the_lines_of_a_page_keep_its_two_parts() -> None:
    page = {"recipients": [
        {"name": "Ông Giáp Văn A, thôn Mỏ;", "channel": "paper"}, {"name": "Lưu: VT.", "channel": "paper"},
        {"name": "Sở Nội vụ;", "channel": "electronic"},
    ]}
    assert on_page(page) == (
        Line("Ông Giáp Văn A, thôn Mỏ", "paper", is_person=True), Line("Lưu: VT", "paper"), Line("Sở Nội vụ"),
    )


def test_where_the_page_does_not_split_only_the_copy_kept_and_people_are_on_paper() -> None:
    rows = ["Như trên", "Bà Trần Thị B", "Lưu: VT"]
    page = {"recipients": [{"name": name, "channel": None} for name in rows], "addressees": ["Sở Nội vụ;", "Sở Y tế."]}
    assert on_page(page) == (
        Line("Sở Nội vụ"), Line("Sở Y tế"), Line("Bà Trần Thị B", "paper", is_person=True), Line("Lưu: VT", "paper"),
    )


def test_a_page_without_recipients_names_nobody() -> None:
    assert on_page({}) == ()


def test_who_was_typed_for_execution_stays_when_the_page_is_taken() -> None:
    typed = (Line("Giáp Văn A", "paper", is_person=True), Line("Lê Văn C", "paper", is_person=True), Line("Sở Cũ"))
    page = (Line("Sở Nội vụ"), Line("Giáp Văn A"), Line("Lưu: VT", "paper"))
    assert merged(page, typed) == (
        Line("Lê Văn C", "paper", is_person=True), Line("Giáp Văn A", "paper", is_person=True),
        Line("Lưu: VT", "paper"), Line("Sở Nội vụ"),
    )
    assert merged((), typed) == ()


def test_names_that_differ_by_a_mark_alone_are_two_recipients() -> None:
    for typed in ("UBND xã Hòa Thành\nUBND xã Hòa Thạnh", "Ông Nguyễn Văn Hùng\nÔng Nguyễn Văn Hưng"):
        assert [line.name for line in parse(typed)] == typed.splitlines()
        assert [line.name for line in persons(typed)] == typed.splitlines()
    assert len(parse("UBND xã Hòa An\nUBND xã Hoà An\nUBND XÃ HÒA AN")) == 1
    typed = persons("Ông Nguyễn Văn Hùng")
    assert len(merged((Line("Ông Nguyễn Văn Hưng", "paper", is_person=True),), typed)) == 2


@pytest.mark.parametrize("name", ["Chi cục Thuế khu vực VI", "Chi nhánh Văn phòng đăng ký đất đai", "Ba Đình"])
def test_an_agency_whose_name_begins_like_a_title_is_no_person(name: str) -> None:
    assert parse(name) == (Line(name),)


names = st.lists(
    st.from_regex(r"(UBND|Sở|Phòng|Ban) [A-ZĐ][a-zàáảãạê]{1,10}( [a-z]{2,8}){0,3}", fullmatch=True),
    min_size=1, max_size=12, unique_by=str.lower,
)


@pytest.mark.slow
@given(names, names)
def test_a_list_in_two_parts_is_read_as_it_is_written(paper: list[str], electronic: list[str]) -> None:
    text = "\n".join(["Nơi nhận:", *(f"- {n};" for n in paper), "Bản điện tử:", *(f"- {n};" for n in electronic)])
    assert parse(text) == (*(Line(n, "paper") for n in paper), *(Line(n) for n in electronic))


@given(st.text(max_size=400))
def test_any_text_is_taken_without_complaint(text: str) -> None:
    assert all(line.name.strip() and line.channel in ("paper", "electronic") for line in parse(text))


@pytest.mark.slow
@given(names, names)
def test_what_is_taken_from_a_page_is_each_of_its_names_once(paper: list[str], electronic: list[str]) -> None:
    rows = [{"name": f"{n};", "channel": "paper"} for n in paper]
    page = {"recipients": [*rows, *({"name": n, "channel": "electronic"} for n in electronic)]}
    lines = merged(on_page(page), ())
    assert [(line.name, line.channel) for line in lines] == [
        *((n, "paper") for n in paper), *((n, "electronic") for n in electronic),
    ]
