"""Nơi nhận between draft and issue: tied by a person, taken from the page, sent another way, with the trail."""

from importlib import import_module

import pytest

from portal import db
from portal.office import (
    agencies,
    drafting,
    initials,
    issuing,
    outlines,
    paper_rules,
    readdressing,
    routing,
)
from portal.office.agencies import Agency, learn, set_means
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.paper_rules import PaperRule
from portal.office.recipients import Line, Recipient
from portal.rules import drafts, errors
from tests.office_fixtures import NOW, Staff, drafted, issued, numbered, received, sealed, signed, submitted

SHORT = (Line("Sở TT&TT"), Line("Lưu: VT", "paper"))


def first(document: Document) -> Recipient:
    return next(iter(Recipient.of(document)))


def now(document: Document) -> Document:
    return Document.get_by_id(document.id)


def last(document: Document) -> tuple[str, dict]:
    event = list(Event.of(document))[-1]
    return event.verb, event.data


def test_no_name_but_the_very_one_is_tied_by_itself(people: Staff):
    agency = learn("Sở Thông tin và Truyền thông")
    assert first(drafted(people, recipients=SHORT)).agency is None
    assert first(drafted(people, recipients=(Line("Sở Thông tin và Truyền thông"),))).agency == agency


def test_every_act_keeps_the_marks_of_what_it_wrote(people: Staff):
    """The way is asked for again after each: no row may wait for the event of another act."""
    paper_only, document = learn("Sở Y tế"), drafted(people, recipients=SHORT)
    set_means(paper_only, is_paper_only=True, by=people.clerk, at=NOW)
    acts = (
        lambda line: readdressing.confirm(line, "agency", paper_only.id, by=people.officer, at=NOW),
        lambda line: readdressing.loosen(line, by=people.officer, at=NOW),
        lambda line: readdressing.correct_channel(line, "paper", by=people.officer, at=NOW),
        lambda line: readdressing.follow_rules(line.document, by=people.officer, at=NOW),
        lambda line: readdressing.take_from_page(line.document, [Line("Sở Nội vụ")], by=people.officer, at=NOW),
    )
    for act in acts:
        act(first(document))
        assert db.take_touched() == {}


def test_a_drafter_ties_one_line_and_it_stays_tied_when_the_outline_changes(people: Staff):
    agency, document = learn("Sở Thông tin và Truyền thông"), drafted(people, recipients=SHORT)
    readdressing.confirm(first(document), "agency", agency.id, by=people.officer, at=NOW)
    assert first(document).agency == agency
    assert last(document) == ("recipient_confirmed", {"line": 1, "kind": "agency", "to": agency.id})
    drafting.recipients.replace(document, (Line("Sở Nội vụ"), *SHORT))
    assert list(Recipient.of(document))[1].agency == agency
    assert first(drafted(people, recipients=SHORT)).agency is None  # other documents are not the drafter's to say


@pytest.mark.slow
def test_what_the_clerk_says_holds_for_every_later_line_until_it_is_forgotten(people: Staff):
    agency, document = learn("Sở Thông tin và Truyền thông"), submitted(people, recipients=SHORT)
    readdressing.confirm(first(document), "agency", agency.id, by=people.clerk, at=NOW)
    assert first(drafted(people, recipients=(Line("SỞ TT&TT"),))).agency == agency
    agencies.forget_alias(agency.aliases.get(), by=people.clerk, at=NOW)
    assert first(drafted(people, recipients=SHORT)).agency is None


def test_the_name_of_one_agency_never_comes_to_mean_another(people: Staff):
    own, other = learn("Sở Nội vụ"), learn("Sở Y tế")
    for name in ("sở y tế", "  "):
        with pytest.raises(errors.Invalid):
            agencies.remember_alias(own, name, by=people.clerk, at=NOW)
    document = signed(people, recipients=(Line("SỞ Y TẾ"), Line("SỞ NỘI VỤ")))
    for line, agency in zip(Recipient.of(document), (own, own), strict=True):
        readdressing.confirm(line, "agency", agency.id, by=people.clerk, at=NOW)
    assert [alias.name for alias in own.aliases] == ["sở nội vụ"]
    assert not other.aliases.exists()


def test_a_unit_is_tied_under_another_name_and_loosened_again(people: Staff):
    document = drafted(people, recipients=(Line("P. Kinh tế"),))
    readdressing.confirm(first(document), "unit", people.economy.id, by=people.officer, at=NOW)
    assert first(document).unit == people.economy
    readdressing.loosen(first(document), by=people.officer, at=NOW)
    assert first(document).unit is None
    assert last(document)[0] == "recipient_loosened"


@pytest.mark.parametrize(("kind", "known"), [("agency", 999), ("person", 1), ("", 1), ("group", 1)])
def test_what_is_not_in_the_directory_is_refused(people: Staff, kind: str, known: int):
    document = drafted(people, recipients=SHORT)
    with pytest.raises(errors.Invalid):
        readdressing.confirm(first(document), kind, known, by=people.officer, at=NOW)


def test_tying_an_agency_without_means_makes_the_route_mixed(people: Staff):
    agency = learn("Sở Thông tin và Truyền thông")
    set_means(agency, is_paper_only=True, by=people.clerk, at=NOW)
    document = drafted(people, recipients=SHORT)
    assert document.route == "electronic"
    readdressing.confirm(first(document), "agency", agency.id, by=people.officer, at=NOW)
    assert (now(document).route, now(document).route_reason) == ("both", "means")


def test_after_the_submission_the_clerk_corrects_a_line_and_the_signer_keeps_the_draft(people: Staff):
    document = submitted(people, recipients=SHORT)
    readdressing.correct_channel(first(document), "paper", by=people.clerk, at=NOW)
    assert last(document) == ("channel_changed", {"line": 1, "old": "electronic", "new": "paper"})
    assert (now(document).state, now(document).route, document.latest.n) == ("submitted", "both", 1)


def test_on_a_numbered_document_the_line_changes_and_the_way_in_the_register_stays(people: Staff):
    document = numbered(people, recipients=SHORT)
    readdressing.correct_channel(first(document), "paper", by=people.clerk, at=NOW)
    assert (first(document).channel, now(document).route) == ("paper", "electronic")
    with pytest.raises(errors.Conflict):
        readdressing.follow_rules(document, by=people.clerk, at=NOW)


@pytest.mark.slow
def test_who_may_correct_a_line(people: Staff):
    draft, waiting, out = (step(people, recipients=SHORT) for step in (drafted, signed, issued))
    for document, who in ((draft, people.clerk), (draft, people.stranger), (waiting, people.officer),
                          (waiting, people.leader)):
        with pytest.raises(errors.NotAllowed):
            readdressing.correct_channel(first(document), "paper", by=who, at=NOW)
    with pytest.raises(errors.WrongState):
        readdressing.correct_channel(first(out), "paper", by=people.clerk, at=NOW)
    with pytest.raises(errors.Invalid):
        readdressing.correct_channel(first(draft), "pigeon", by=people.officer, at=NOW)
    readdressing.correct_channel(first(draft), "electronic", by=people.officer, at=NOW)  # as it is: nothing happens
    assert last(draft)[0] != "channel_changed"


def test_the_list_of_the_page_takes_the_place_of_the_typed_one(people: Staff):
    document = drafted(people, recipients=(Line("Giáp Văn A", "paper", is_person=True), Line("Sở Cũ")))
    page = (Line("Lưu: VT", "paper"), Line("Sở Nội vụ"))
    assert readdressing.take_from_page(document, page, by=people.officer, at=NOW) == 3
    assert [r.name for r in Recipient.of(document)] == ["Giáp Văn A", "Lưu: VT", "Sở Nội vụ"]
    assert ("recipients_taken", {"before": 2, "lines": 3}) in [(e.verb, e.data) for e in Event.of(document)]
    with pytest.raises(errors.Conflict):
        readdressing.take_from_page(document, (), by=people.officer, at=NOW)
    with pytest.raises(errors.NotAllowed):
        readdressing.take_from_page(document, page, by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        readdressing.take_from_page(submitted(people), page, by=people.officer, at=NOW)


def test_the_way_back_to_the_rules_keeps_what_the_drafter_cited(people: Staff):
    document = drafted(people, paper_demanded_by="Điều 5 Quy chế")
    drafting.choose_route(document, "electronic", "gấp", by=people.officer, at=NOW)
    standing = routing.standing(now(document))
    assert (standing.chosen.by, standing.chosen.reason, standing.is_otherwise) == (people.officer.name, "gấp", True)
    readdressing.follow_rules(now(document), by=people.officer, at=NOW)
    assert (now(document).route, now(document).route_reason) == ("both", "demanded: Điều 5 Quy chế")
    assert routing.standing(now(document)).chosen is None
    assert ("route_by_rules", {"old": "electronic", "new": "both"}) in [(e.verb, e.data) for e in Event.of(document)]


def test_what_a_draft_of_before_cited_is_found_in_its_reason(people: Staff):
    cited, other = drafted(people, paper_demanded_by="Điều 5 Quy chế"), drafted(people)
    Document.update(paper_demanded_by=None).execute()
    db.database.execute_sql(import_module("portal.migrations.0018_recipient_groups").CITED)
    assert (now(cited).paper_demanded_by, now(other).paper_demanded_by) == ("Điều 5 Quy chế", None)


def test_a_changed_list_leaves_a_chosen_way_and_tells_that_the_rules_have_another(people: Staff):
    document = drafted(people, recipients=SHORT)
    drafting.choose_route(document, "electronic", "gấp", by=people.officer, at=NOW)
    readdressing.correct_channel(first(document), "paper", by=people.officer, at=NOW)
    assert now(document).route == "electronic"
    assert routing.standing(now(document)).is_otherwise


def test_a_type_on_paper_makes_the_route_mixed_and_is_cited(people: Staff):
    rule = paper_rules.lay_down("Quyết định", " Điều 5  Quy chế ", by=people.clerk, at=NOW)
    document = drafted(people, kind="Quyết định")
    assert (document.route, document.route_reason) == ("both", "demanded: Điều 5 Quy chế")
    assert drafted(people).route == "electronic"
    for kind, basis, why in (("Quyết định", "x", "paper_rule_known"), ("Thơ", "x", "paper_rule_kind"),
                             ("Tờ trình", " ", "paper_rule_basis")):
        with pytest.raises(errors.Invalid) as refusal:
            paper_rules.lay_down(kind, basis, by=people.clerk, at=NOW)
        assert refusal.value.data["why"] == why
    with pytest.raises(errors.NotAllowed):
        paper_rules.lift(rule, by=people.officer, at=NOW)
    paper_rules.lift(rule, by=people.clerk, at=NOW)
    assert not PaperRule.select().exists()


def test_a_subject_that_is_a_secret_mark_is_refused(people: Staff):
    with pytest.raises(errors.SecretMark):
        drafted(people, subject="TỐI MẬT")
    assert Document.select().count() == 0


def test_an_agency_is_added_once(people: Staff):
    agency = agencies.add(" Trạm  Y tế xã ", by=people.clerk, at=NOW)
    assert agencies.add("Trạm Y tế xã", by=people.clerk, at=NOW) == agency
    assert (agency.name, agency.letters, Agency.matching("tram y te")) == ("Trạm Y tế xã", 0, [agency])
    with pytest.raises(errors.NotAllowed):
        agencies.add("Trạm khác", by=people.officer, at=NOW)


def test_a_letter_that_came_in_has_no_way_out(people: Staff):
    assert not readdressing.may_readdress(received(people), people.clerk)


def test_what_its_row_says_goes_on_paper_leaves_no_other_way(people: Staff):
    document = sealed(people, recipients=(Line("Sở Nội vụ"), Line("Lưu: VT", "paper")))
    Document.update(route="paper").where(Document.id == document.id).execute()
    readdressing.correct_channel(first(document), "paper", by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict) as refusal:
        readdressing.correct_channel(first(document), "electronic", by=people.clerk, at=NOW)
    assert refusal.value.data["why"] == "way_is_paper"
    issuing.issue(now(document), by=people.clerk, at=NOW)
    assert [row.status for row in Recipient.sent_to(document)] == ["to_print", "kept"]


def initialled(people: Staff, document: Document) -> Document:
    initials.initial(document, "content", base_n=document.latest.n, by=people.head, at=NOW)
    assert len(initials.Initial.standing(now(document))) == 1
    return now(document)


def test_an_initial_falls_when_a_line_comes_to_mean_somebody_else(people: Staff):
    own, other = learn("Sở Thông tin và Truyền thông"), learn("Sở Khoa học và Công nghệ")
    document = initialled(people, drafted(people, recipients=SHORT))
    readdressing.confirm(first(document), "agency", own.id, by=people.officer, at=NOW)
    assert len(initials.Initial.standing(now(document))) == 1  # the name is known now: nothing else was meant
    readdressing.confirm(first(document), "agency", other.id, by=people.officer, at=NOW)
    assert initials.Initial.standing(now(document)) == []
    assert (now(document).latest.n, now(document).latest.sha256) == (2, document.latest.sha256)
    before, after = outlines.of_version(document, 1), outlines.of_version(document, 2)
    assert [(c.word, c.old, c.new) for c in drafts.resaid(before, after)] == [
        ("whom", [["Sở TT&TT", own.name]], [["Sở TT&TT", other.name]]),
    ]


@pytest.mark.slow
def test_what_the_clerk_ties_to_another_after_the_submission_is_laid_before_the_signer_anew(people: Staff):
    own, other = learn("Sở Thông tin và Truyền thông"), learn("Sở Khoa học và Công nghệ")
    document = initialled(people, drafted(people, recipients=SHORT))
    drafting.submit(document, by=people.officer, at=NOW)
    readdressing.confirm(first(document), "agency", own.id, by=people.clerk, at=NOW)
    assert now(document).latest.n == 1
    readdressing.loosen(first(document), by=people.clerk, at=NOW)
    assert (now(document).state, now(document).latest.n) == ("submitted", 2)
    assert initials.Initial.standing(now(document)) == []
    readdressing.confirm(first(document), "agency", other.id, by=people.clerk, at=NOW)
    assert outlines.of_version(document, 2)["whom"] == [["Sở TT&TT", other.name]]


@pytest.mark.slow
def test_what_was_kept_before_whom_was_told_differs_in_nothing(people: Staff):
    learn("Sở Thông tin và Truyền thông")
    said = outlines.said_of(drafted(people, recipients=SHORT))
    assert drafts.resaid({word: value for word, value in said.items() if word != "whom"}, said) == []
