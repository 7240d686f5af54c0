"""Whom a line of Nơi nhận may mean, and what is known of it."""

import pytest

from portal.office import directory, groups, recipient_facts
from portal.office.agencies import Agency, learn, set_means
from portal.office.recipients import Line, Recipient
from tests.office_fixtures import NOW, Staff, drafted


def names(found: list[directory.Known]) -> list[str]:
    return [known.name for known in found]


@pytest.mark.parametrize(("written", "meant"), [
    ("Sở TT&TT", "Sở Thông tin và Truyền thông"), ("so noi vu", "Sở Nội vụ"), ("P. Kinh tế", "Phòng Kinh tế"),
    ("Phòng VHXH", "Phòng Văn hóa - Xã hội"), ("Sở Nội vu", "Sở Nội vụ"),
    ("UBND xã An Lạc", "UBND xã An Lạc, huyện Sơn Động"),
    ("Sở Thông tin và Truyền thôngg", "Sở Thông tin và Truyền thông"),
])
def test_a_name_written_otherwise_is_proposed(people: Staff, written: str, meant: str):
    for name in ("Sở Thông tin và Truyền thông", "Sở Nội vụ", "UBND xã An Lạc, huyện Sơn Động", "Tỉnh ủy"):
        learn(name)
    assert names(directory.near([written])[written])[0] == meant


@pytest.mark.parametrize("written", ["UBND xã An Lập", "Sở Tư pháp", "Trạm Y tế", "Các thôn"])
def test_another_name_is_not(people: Staff, written: str):
    for name in ("UBND xã An Lạc", "Sở Nội vụ", "Tỉnh ủy"):
        learn(name)
    assert directory.near([written]) == {written: []}


def test_while_typing_lists_units_agencies_and_people_are_offered(people: Staff):
    set_means(learn("Công ty Kinh Bắc"), is_paper_only=True, by=people.clerk, at=NOW)
    groups.make("Các hội kinh tế", "Hội A\nHội B", by=people.clerk, at=NOW)
    found = directory.offered("kinh")
    assert [(k.kind, k.name) for k in found] == [
        ("group", "Các hội kinh tế"), ("unit", "Phòng Kinh tế"), ("agency", "Công ty Kinh Bắc"),
    ]
    assert (found[0].members, found[2].is_paper_only) == (2, True)
    assert [k.kind for k in directory.offered("truong hoang")] == ["person"]
    assert directory.offered("  ") == []
    assert "Lê Quản Trị" not in names(directory.offered("quan tri"))  # reads no document


def test_each_line_says_whom_it_means_and_what_is_missing(people: Staff):
    paper, _, known = learn("Trạm Y tế"), learn("Sở Nội vụ"), learn("Sở Y tế")
    set_means(paper, is_paper_only=True, by=people.clerk, at=NOW)
    Agency.update(agency_code="H02.05", email="syt@bacgiang.gov.vn").where(Agency.id == known.id).execute()
    groups.make("Các xã lân cận", "Sở Y tế\nUBND xã An Lạc", by=people.clerk, at=NOW)
    document = drafted(people, recipients=(
        Line("Ông Giáp Văn A", "paper", is_person=True), Line("Lưu: VT", "paper"), Line("Hội B", "paper"),
        Line("Trạm Y tế"), Line("Sở Nội vụ"), Line("Sở Y tế"), Line("Phòng Kinh tế"), Line("Các xã lân cận"),
        Line("Các thôn"), Line("Hội A"), Line(people.officer.name),
    ))
    told = recipient_facts.facts_of(document, Recipient.of(document))
    assert [(f.means, f.missing) for f in told] == [
        ("person", ""), ("kept", ""), ("unknown", ""), ("tied", "paper_only"), ("tied", "no_address"), ("tied", ""),
        ("desk", ""), ("list", "members"), ("collective", "no_list"), ("unknown", "not_known"), ("desk", ""),
    ]
    assert (told[5].code, told[5].email, told[7].without) == ("H02.05", "syt@bacgiang.gov.vn", ["UBND xã An Lạc"])
    Recipient.update(agency=known).where(Recipient.name == "Hội A").execute()
    assert [f.entry for f in recipient_facts.facts_of(document, Recipient.of(document)) if f.entry] == ["Sở Y tế"]
