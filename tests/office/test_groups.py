"""Danh sách nơi nhận: made, changed, ended; each member has a send record once the document is issued."""

from collections import Counter

import pytest

from portal.flows import verifying
from portal.office import groups, issuing, readdressing, recipients
from portal.office.agencies import Agency, learn, remember_alias, set_means
from portal.office.events import Event
from portal.office.groups import RecipientGroup
from portal.office.recipients import Line, Recipient
from portal.office.routing import take_route
from portal.office.units import open_unit, set_active
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, drafted, issued, sealed

HAMLETS = "Thôn Mỏ\nThôn Lừa;\n- Phòng Kinh tế"


def hamlets(people: Staff, name: str = "Các thôn", members: str = HAMLETS) -> RecipientGroup:
    return groups.make(name, members, by=people.clerk, at=NOW)


def test_a_list_keeps_its_members_in_order_and_ties_them(people: Staff):
    learn("Thôn Mỏ")
    group = hamlets(people)
    assert [(m.name, bool(m.agency), bool(m.unit)) for m in group.lines] == [
        ("Thôn Mỏ", True, False), ("Thôn Lừa", False, False), ("Phòng Kinh tế", False, True),
    ]
    assert [(e.verb, e.data) for e in Event.of(group)] == [("group_made", {"members": 3})]


@pytest.mark.parametrize(("name", "members", "why"), [
    ("  ", HAMLETS, "group_name"), ("x" * 121, HAMLETS, "group_name"), ("CÁC THÔN", HAMLETS, "group_name_taken"),
    ("Phòng Kinh tế", "Thôn Mỏ", "group_name_of_agency"), ("Sở Nội vụ", "Thôn Mỏ", "group_name_of_agency"),
    ("Thôn Mỏ", "Thôn Lừa", "group_name_is_member"), ("Khác", " \n - ;", "group_empty"),
    ("Khác", "Lưu: VT", "group_empty"), ("Khác", "các thôn\nThôn Mỏ", "group_in_group"),
    ("Khác", "\n".join(f"Thôn {n}" for n in range(301)), "group_too_long"),
])
def test_a_list_that_could_be_misunderstood_is_refused(people: Staff, name: str, members: str, why: str):
    learn("Sở Nội vụ")
    hamlets(people)
    with pytest.raises(errors.Invalid) as refusal:
        groups.make(name, members, by=people.clerk, at=NOW)
    assert refusal.value.data["why"] == why
    assert RecipientGroup.select().count() == 1


def test_members_that_differ_by_a_mark_alone_are_two(people: Staff):
    group = hamlets(people, members="UBND xã Hòa Thành\nUBND xã Hòa Thạnh\nUBND xã Hoà Thành")
    assert [m.name for m in group.lines] == ["UBND xã Hòa Thành", "UBND xã Hòa Thạnh"]


def test_a_list_never_comes_to_hold_itself(people: Staff):
    group, other = hamlets(people), hamlets(people, "Các xã lân cận", "UBND xã An Lạc")
    for members in ("Các thôn", "Các xã lân cận"):
        with pytest.raises(errors.Invalid):
            groups.change(group, "Các thôn", members, by=people.clerk, at=NOW)
    with pytest.raises(errors.Invalid):
        groups.change(other, "Thôn Mỏ", "UBND xã An Lạc", by=people.clerk, at=NOW)
    assert [m.name for m in group.lines] == ["Thôn Mỏ", "Thôn Lừa", "Phòng Kinh tế"]


def test_only_who_keeps_the_agencies_keeps_lists(people: Staff):
    with pytest.raises(errors.NotAllowed):
        groups.make("Các thôn", HAMLETS, by=people.officer, at=NOW)
    group = hamlets(people)
    for act in (lambda: groups.change(group, "Khác", "Thôn A", by=people.leader, at=NOW),
                lambda: groups.set_in_use(group, False, by=people.head, at=NOW)):
        with pytest.raises(errors.NotAllowed):
            act()


@pytest.mark.slow
def test_a_line_that_names_a_list_is_its_name_on_the_page_and_its_members_at_issue(people: Staff):
    hamlets(people)
    set_means(learn("Thôn Mỏ"), is_paper_only=True, by=people.clerk, at=NOW)  # learned after the list was written
    lines = (Line("Sở Nội vụ"), Line("các thôn"), Line("Lưu: VT", "paper"))
    document = sealed(people, recipients=lines)
    assert document.route == "both"  # Thôn Mỏ cannot receive electronically
    issuing.issue(document, by=people.clerk, at=NOW)
    assert [r.name for r in Recipient.of(document)] == ["Sở Nội vụ", "các thôn", "Lưu: VT"]
    assert [(r.name, r.channel, r.status) for r in Recipient.sent_to(document)] == [
        ("Sở Nội vụ", "electronic", "to_send"), ("Thôn Mỏ", "paper", "to_print"),
        ("Thôn Lừa", "electronic", "to_send"), ("Phòng Kinh tế", "electronic", "arrived"), ("Lưu: VT", "paper", "kept"),
    ]
    row = recipients.sent([document])[document.id]
    assert (row.names, row.copies, row.posted) == ("Sở Nội vụ; các thôn", 2, "Thôn Mỏ")


def test_who_stands_on_the_page_or_in_two_lists_gets_it_once(people: Staff):
    hamlets(people)
    hamlets(people, "Các bản", "Thôn Lừa\nBản Mới")
    lines = (Line("Các thôn"), Line("Các bản"), Line("Phòng Kinh tế"), Line("thôn mỏ", "paper"))
    document = issued(people, recipients=lines)
    assert sorted(r.name for r in Recipient.sent_to(document)) == ["Bản Mới", "Phòng Kinh tế", "Thôn Lừa", "thôn mỏ"]


def test_the_register_row_and_the_record_say_the_same_of_an_expanded_list(people: Staff):
    hamlets(people)
    issued(people, recipients=(Line("Các thôn"),))
    checked: Counter[str] = Counter()
    assert list(verifying.bad_documents(checked)) == []
    assert checked["documents"] == 1


@pytest.mark.slow
def test_a_list_changed_or_ended_leaves_what_went_out_as_it_was(people: Staff):
    group = hamlets(people)
    out, waiting = issued(people, recipients=(Line("Các thôn"),)), drafted(people, recipients=(Line("Các thôn"),))
    groups.change(group, "Các thôn, bản", "Thôn Mới", by=people.clerk, at=NOW)
    groups.set_in_use(group, False, by=people.clerk, at=NOW)
    assert [r.name for r in Recipient.sent_to(out)] == ["Thôn Mỏ", "Thôn Lừa", "Phòng Kinh tế"]
    assert Recipient.of(waiting).get().group == group
    assert Recipient.of(drafted(people, recipients=(Line("Các thôn, bản"),))).get().group is None


def test_an_ended_list_is_used_again_unless_its_name_has_another_meaning(people: Staff):
    group = hamlets(people)
    groups.set_in_use(group, False, by=people.clerk, at=NOW)
    Agency.create(name="Các thôn", folded="cac thon")
    with pytest.raises(errors.Invalid):
        groups.set_in_use(group, True, by=people.clerk, at=NOW)
    Agency.delete().execute()
    groups.set_in_use(group, True, by=people.clerk, at=NOW)
    assert RecipientGroup.named("Các thôn") == group
    assert [e.verb for e in Event.of(group)] == ["group_made", "group_ended", "group_put_back"]


def test_an_agency_learned_since_or_named_twice_gets_the_document_once(people: Staff):
    document = sealed(people, recipients=(Line("UBND xã An Lạc"), Line("Các xã")))
    learn("UBND xã An Lạc")
    remember_alias(learn("Ủy ban nhân dân xã Yên Định"), "UBND xã Yên Định", by=people.clerk, at=NOW)
    members = "UBND xã An Lạc\nUBND xã Yên Định\nỦy ban nhân dân xã Yên Định"
    group = hamlets(people, "Các xã", members)
    Recipient.update(group=group).where(Recipient.document == document, Recipient.name == "Các xã").execute()
    issuing.issue(document, by=people.clerk, at=NOW)
    assert [row.name for row in Recipient.sent_to(document)] == ["UBND xã An Lạc", "UBND xã Yên Định"]


def test_persons_in_a_list_get_it_on_paper_and_the_way_is_both(people: Staff):
    hamlets(people, "Các hộ", "Ông Nguyễn Văn Hùng\nChi cục Thuế")
    document = issued(people, recipients=(Line("Các hộ"),))
    assert (document.route, document.route_reason) == ("both", "person")
    assert [(r.name, r.channel, r.status) for r in Recipient.sent_to(document)] == [
        ("Ông Nguyễn Văn Hùng", "paper", "to_print"), ("Chi cục Thuế", "electronic", "to_send"),
    ]
    assert list(verifying.bad_documents(Counter())) == []


def test_an_agency_learned_after_the_line_and_without_means_makes_the_way_both(people: Staff):
    document = drafted(people, recipients=(Line("UBND xã An Lạc"),))
    assert document.route == "electronic"
    set_means(learn("UBND xã An Lạc"), is_paper_only=True, by=people.clerk, at=NOW)
    take_route(document)
    assert (document.route, document.route_reason) == ("both", "means")


@pytest.mark.slow
@pytest.mark.parametrize("lines", [(Line("Phòng Cũ"),), (Line("Các nơi"),)])
def test_nothing_goes_to_the_desk_of_a_unit_that_was_closed(people: Staff, lines: tuple[Line, ...]):
    unit = open_unit("Phòng Cũ", by=people.admin, at=NOW)
    hamlets(people, "Các nơi", "Phòng Cũ\nThôn Mỏ")
    document = sealed(people, recipients=lines)
    set_active(unit, False, by=people.admin, at=NOW)
    with pytest.raises(errors.Conflict) as refusal:
        issuing.issue(document, by=people.clerk, at=NOW)
    assert refusal.value.data == {"why": "unit_closed", "name": "Phòng Cũ"}
    assert [row.status for row in Recipient.sent_to(document)] == [""]
    row = Recipient.of(drafted(people, recipients=(Line("Phòng Cũ"),))).get()
    assert row.unit is None
    with pytest.raises(errors.Invalid):
        readdressing.confirm(row, "unit", unit.id, by=people.officer, at=NOW)
