"""Which rows a document leaves by: both ways where a rule has both, all on paper where somebody chose so, each once."""

import pytest

from portal.office import copies, drafting, groups, issuing, readdressing, routing, tracking
from portal.office.agencies import learn, set_means
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.recipients import Line, Recipient, sent
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, issued, numbered, put_version, signed

LINES = (Line("UBND huyện Sơn Động"), Line("Sở Nội vụ"), Line("Phòng Kinh tế"), Line("Lưu: VT", "paper"))


def rows(document: Document) -> list[tuple[str, str, str]]:
    return [(row.name, row.channel, row.status) for row in Recipient.sent_to(document)]


def now(document: Document) -> Document:
    return Document.get_by_id(document.id)


def out(document: Document, people: Staff) -> Document:
    """Numbered, sealed and issued from where it stands after the signature."""
    done = issuing.give_number(
        now(document), issuing.number_for(document, NOW), document.latest.sha256, "a.pdf", base_n=document.latest.n,
        by=people.clerk, at=NOW, request_id=f"n{document.id}",
    )
    put_version(done, "sealed", people.clerk, NOW)
    issuing.mark_sealed(done, by=people.clerk, at=NOW, version=done.latest)
    issuing.issue(done, by=people.clerk, at=NOW)
    return now(done)


@pytest.mark.parametrize("why", [{"is_normative": True, "kind": "Quyết định"}, {"paper_demanded_by": "Điều 5 Quy chế"}])
def test_what_goes_both_ways_has_a_paper_row_beside_each_electronic_one_that_leaves_the_house(people: Staff, why):
    document = issued(people, recipients=LINES, **why)
    assert document.route == "both"
    assert rows(document) == [
        ("UBND huyện Sơn Động", "electronic", "to_send"), ("UBND huyện Sơn Động", "paper", "to_print"),
        ("Sở Nội vụ", "electronic", "to_send"), ("Sở Nội vụ", "paper", "to_print"),
        ("Phòng Kinh tế", "electronic", "arrived"), ("Lưu: VT", "paper", "kept"),
    ]
    assert [line.name for line in Recipient.of(document)] == [line.name for line in LINES]
    told = sent([document])[document.id]
    assert (told.names, told.envelopes) == ("UBND huyện Sơn Động; Sở Nội vụ; Phòng Kinh tế", 2)
    assert issuing.note_sent(document, "electronic", by=people.clerk, at=NOW) == 2
    assert tracking.glance(document).waiting == 2  # each way is done for itself


@pytest.mark.slow
def test_what_a_person_sends_both_ways_goes_so_to_everyone(people: Staff):
    document = signed(people, recipients=LINES)
    drafting.choose_route(document, "both", "gửi kèm bản giấy", by=people.clerk, at=NOW)
    assert len(rows(out(document, people))) == 6


@pytest.mark.slow
def test_paper_for_who_carries_it_out_or_lacks_the_means_follows_nobody_else(people: Staff):
    set_means(learn("Sở Nội vụ"), is_paper_only=True, by=people.clerk, at=NOW)
    lines = (Line("UBND huyện Sơn Động"), Line("Sở Nội vụ"), Line("Ông Lê Văn Dân", "electronic", is_person=True))
    document = issued(people, recipients=lines)
    assert (document.route, document.route_reason) == ("both", "person")
    assert [name for name, channel, _ in rows(document) if channel == "paper"] == ["Sở Nội vụ", "Ông Lê Văn Dân"]


@pytest.mark.slow
def test_who_stands_on_paper_already_gets_no_second_sheet(people: Staff):
    lines = (Line("Sở Nội vụ", "paper"), Line("Sở Nội vụ"))
    document = issued(people, recipients=lines, paper_demanded_by="Điều 5")
    assert rows(document) == [("Sở Nội vụ", "paper", "to_print"), ("Sở Nội vụ", "electronic", "to_send")]


@pytest.mark.slow
def test_members_of_a_list_get_both_too(people: Staff):
    groups.make("Các thôn", "Thôn Đông\nThôn Đoài", by=people.clerk, at=NOW)
    document = issued(people, recipients=(Line("Các thôn"),), paper_demanded_by="Điều 5")
    assert [row[:2] for row in rows(document)] == [
        ("Thôn Đông", "electronic"), ("Thôn Đoài", "electronic"), ("Thôn Đông", "paper"), ("Thôn Đoài", "paper"),
    ]


def test_paper_chosen_with_a_reason_holds_for_every_line_and_is_given_up_with_the_choice(people: Staff):
    document = signed(people, recipients=LINES)
    drafting.choose_route(document, "paper", "mất mạng", by=people.clerk, at=NOW)
    chosen = now(document)
    ways = [copies.way_of(chosen, line) for line in Recipient.of(chosen)]
    assert ways == ["paper", "paper", "electronic", "paper"]
    assert [found.rule.word for found in routing.standing(chosen).table if found.holds] == ["ordinary"]
    with pytest.raises(errors.Conflict):
        readdressing.correct_channel(Recipient.of(chosen)[3], "electronic", by=people.clerk, at=NOW)
    readdressing.follow_rules(chosen, by=people.clerk, at=NOW)
    assert [copies.way_of(now(document), line) for line in Recipient.of(document)][:2] == ["electronic", "electronic"]
    drafting.choose_route(now(document), "paper", "mất mạng", by=people.clerk, at=NOW)
    assert rows(out(document, people)) == [
        ("UBND huyện Sơn Động", "paper", "to_print"), ("Sở Nội vụ", "paper", "to_print"),
        ("Phòng Kinh tế", "electronic", "arrived"), ("Lưu: VT", "paper", "kept"),
    ]


def test_two_names_of_one_agency_are_one_delivery_and_two_agencies_with_one_mailbox_two(people: Staff):
    province, other = learn("UBND tỉnh"), learn("Sở Nội vụ")
    for agency in (province, other):
        agency.email = "vanthu@tinh.gov.vn"
        agency.save()
    document = numbered(people, recipients=(Line("UBND tỉnh"), Line("Ủy ban nhân dân tỉnh"), Line("Sở Nội vụ")))
    second = Recipient.of(document)[1]
    readdressing.confirm(second, "agency", province.id, by=people.clerk, at=NOW)
    put_version(document, "sealed", people.clerk, NOW)
    issuing.mark_sealed(document, by=people.clerk, at=NOW, version=document.latest)
    issuing.issue(document, by=people.clerk, at=NOW)
    assert rows(document) == [("UBND tỉnh", "electronic", "to_send"), ("Sở Nội vụ", "electronic", "to_send")]
    first, _ = tracking.glance(document).tracks
    assert first.also == ("Ủy ban nhân dân tỉnh",)
    assert sent([document])[document.id].names == "UBND tỉnh; Ủy ban nhân dân tỉnh; Sở Nội vụ"


@pytest.mark.slow
def test_a_unit_named_twice_finds_it_once(people: Staff):
    document = issued(people, recipients=(Line("Phòng Kinh tế"), Line("Phòng Kinh tế", "paper")))
    assert Assignment.select().where(Assignment.document == document).count() == 1


@pytest.mark.slow
def test_somebody_of_this_office_under_two_titles_finds_it_once(people: Staff):
    name = people.officer.name
    document = issued(people, recipients=(Line(f"Đồng chí {name}"), Line(name), Line(f"Bà {name}")))
    assert [row[0] for row in rows(document)] == [f"Đồng chí {name}"]
    assert Assignment.select().where(Assignment.document == document).count() == 1
