"""Comments, askings and initials on a draft: who may, what stays, what ends."""

from collections.abc import Callable

import pytest

from portal.office import (
    asking,
    comments,
    draft_lists,
    drafting,
    early_numbers,
    holding,
    initials,
    issuing,
    outlines,
    profile,
    rights,
)
from portal.office.asking import Ask
from portal.office.comments import Comment
from portal.office.documents import Document, add_version
from portal.office.editions import editions, laid_before
from portal.office.events import Event
from portal.office.initials import Initial
from portal.office.outlines import Outlined
from portal.office.people import Person
from portal.office.recipients import Line
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, drafted, outline, put_version, signed, stored, submitted


def say(document: Document, by: Person, text: str = "Thiếu căn cứ") -> Comment:
    comments.comment(document, text, None, base_n=document.latest.n, by=by, at=NOW)
    return Comment.of(document)[-1]


def verbs(document: Document) -> list[str]:
    return [event.verb for event in Event.of(document)]


def test_whoever_reads_a_draft_may_say_something_of_it(people: Staff):
    document = drafted(people)
    say(document, people.officer)
    say(document, people.head)
    with pytest.raises(errors.NotFound):
        say(document, people.stranger)
    with pytest.raises(errors.NotAllowed):
        say(document, people.admin)
    assert [c.person.login for c in Comment.of(document)] == ["chuyenvien", "truongphong"]


def test_a_remark_keeps_the_version_it_was_made_on(people: Staff):
    document = drafted(people)
    drafting.revise(document, stored(), "b.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    comments.comment(document, "về bản trước", 1, base_n=1, by=people.head, at=NOW)
    assert Comment.get().version.n == 1
    with pytest.raises(errors.NotFound):
        comments.comment(document, "bản không có", None, base_n=9, by=people.head, at=NOW)


@pytest.mark.parametrize("text", [" \n ", "x" * 4001])
def test_a_remark_has_words_and_not_too_many(people: Staff, text: str):
    with pytest.raises(errors.Invalid):
        say(drafted(people), people.head, text)


def test_a_remark_sent_twice_stands_once(people: Staff):
    document = drafted(people)
    say(document, people.head)
    say(document, people.head)
    assert Comment.select().count() == 1


def test_the_drafter_answers_and_anyone_concerned_opens_again(people: Staff):
    document = drafted(people)
    said = say(document, people.head)
    comments.settle(said, "Đã bổ sung", by=people.officer, at=NOW)
    assert (Comment.open_counts([document]), Comment.get().answer) == ({}, "Đã bổ sung")
    comments.reopen(said, by=people.head, at=NOW)
    assert Comment.open_counts([document]) == {document.id: 1}
    assert verbs(document)[1:] == ["commented", "comment_settled", "comment_reopened"]


def test_a_colleague_asked_does_not_settle_what_others_said(people: Staff):
    document = drafted(people)
    said = say(document, people.head)
    asking.ask(document, "comment", people.stranger, "", by=people.officer, at=NOW)
    for act in (lambda: comments.settle(said, "", by=people.stranger, at=NOW),
                lambda: comments.withdraw(said, by=people.stranger, at=NOW),
                lambda: comments.withdraw(said, by=people.officer, at=NOW)):
        with pytest.raises(errors.NotAllowed):
            act()


def test_what_was_withdrawn_stays_and_changes_no_more(people: Staff):
    said = say(drafted(people), people.head)
    comments.withdraw(said, by=people.head, at=NOW)
    comments.settle(said, "", by=people.officer, at=NOW)
    kept = Comment.get()
    assert (kept.text, kept.withdrawn_at, kept.settled_at) == ("Thiếu căn cứ", NOW, None)


def test_no_word_of_a_remark_is_in_the_trail(people: Staff):
    document = drafted(people)
    comments.settle(say(document, people.head, "bimatkhongghi"), "trabloikhongghi", by=people.officer, at=NOW)
    asking.ask(document, "comment", people.stranger, "loinhankhongghi", by=people.officer, at=NOW)
    assert not [e for e in Event.of(document) if "khongghi" in str(e.data)]


@pytest.mark.slow
@pytest.mark.parametrize("whom", [lambda p: p.stranger, lambda p: p.culture])
def test_who_is_asked_reads_until_it_is_settled(people: Staff, whom: Callable[[Staff], object]):
    document = drafted(people)
    asking.ask(document, "comment", whom(people), "xem giúp", by=people.officer, at=NOW)
    assert rights.may_read(people.stranger, document)
    assert list(draft_lists.drafts(people.stranger, "to_comment")) == [document]
    assert [ask.document for ask in draft_lists.asked(people.stranger)] == [document]
    asking.settle(Ask.get(), by=people.stranger, at=NOW)
    assert not rights.may_read(people.stranger, document)
    assert draft_lists.asked(people.stranger) == []


def test_one_asked_in_two_ways_reads_until_both_are_settled(people: Staff):
    document = drafted(people)
    for what in ("comment", "form"):
        asking.ask(document, what, people.clerk, "", by=people.officer, at=NOW)
    asking.settle(Ask.open(document, "comment")[0], by=people.officer, at=NOW)
    assert rights.may_read(people.clerk, document)
    initials.initial(document, "form", base_n=1, by=people.clerk, at=NOW)
    assert not rights.may_read(people.clerk, document)


def test_asked_twice_it_stands_once(people: Staff):
    document = drafted(people)
    for _ in range(2):
        asking.ask(document, "comment", people.stranger, "", by=people.officer, at=NOW)
    assert Ask.select().count() == 1


def test_who_was_asked_asks_nobody_and_changes_nothing(people: Staff):
    document = drafted(people)
    asking.ask(document, "comment", people.stranger, "", by=people.officer, at=NOW)
    for act in (
        lambda by: asking.ask(document, "comment", people.clerk, "", by=by, at=NOW),
        lambda by: drafting.revise(document, stored(), "b.pdf", "pdf", base_n=1, by=by, at=NOW),
        lambda by: drafting.describe(document, outline(people, subject="khác"), by=by, at=NOW),
        lambda by: drafting.choose_route(document, "paper", "mất mạng", by=by, at=NOW),
        lambda by: drafting.submit(document, by=by, at=NOW),
    ):
        with pytest.raises(errors.NotAllowed):
            act(people.stranger)


@pytest.mark.parametrize(("what", "whom"), [
    ("comment", lambda p: p.admin), ("comment", lambda p: p.officer), ("content", lambda p: p.clerk),
    ("form", lambda p: p.culture),
])
def test_some_cannot_be_asked(people: Staff, what: str, whom: Callable[[Staff], object]):
    with pytest.raises(errors.Invalid):
        asking.ask(drafted(people), what, whom(people), "", by=people.officer, at=NOW)


def test_a_signature_ends_every_asking(people: Staff):
    document = submitted(people)
    asking.ask(document, "comment", people.stranger, "", by=people.leader, at=NOW)
    put_version(document, "signed", people.leader, NOW)
    drafting.mark_signed(document, by=people.leader, at=NOW, version=document.latest)
    assert Ask.open(document) == []
    assert not rights.may_read(people.stranger, document)


def test_content_is_the_heads_and_form_the_clerks(people: Staff):
    document = drafted(people)
    for what, by in (("content", people.officer), ("form", people.officer), ("content", people.clerk),
                     ("form", people.clerk)):  # the clerk was not asked and reads no draft
        with pytest.raises(errors.NotAllowed):
            initials.initial(document, what, base_n=1, by=by, at=NOW)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    initials.ask_all(document, "form", by=people.officer, at=NOW)
    initials.initial(document, "form", base_n=1, by=people.clerk, at=NOW)
    assert [(i.what, i.person.login, i.sha256 == document.latest.sha256) for i in Initial.standing(document)] == [
        ("content", "truongphong", True), ("form", "vanthu", True),
    ]


def test_the_initial_is_on_what_was_looked_at(people: Staff):
    document = drafted(people)
    drafting.revise(document, stored(), "b.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    with pytest.raises(errors.Superseded):
        initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    drafting.revise(document, stored(), "c.docx", "draft", base_n=2, by=people.officer, at=NOW)
    with pytest.raises(errors.Conflict):
        initials.initial(document, "content", base_n=3, by=people.head, at=NOW)


@pytest.mark.parametrize("change", [
    lambda d, p: drafting.revise(d, stored(), "b.pdf", "pdf", base_n=1, by=p.officer, at=NOW),
    lambda d, p: drafting.describe(d, outline(p, subject="khác"), by=p.officer, at=NOW),
    lambda d, p: drafting.describe(d, outline(p, recipients=(Line("UBND tỉnh"),)), by=p.officer, at=NOW),
    lambda d, p: drafting.choose_route(d, "paper", "mất mạng", by=p.officer, at=NOW),
    lambda d, p: initials.withdraw(Initial.get(), by=p.head, at=NOW),
])
def test_a_change_undoes_the_initials_in_sight(people: Staff, change: Callable[[Document, Staff], object]):
    document = drafted(people)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    change(document, people)
    assert Initial.standing(document) == []
    assert len(Initial.of(document)) == 1


def test_the_same_outline_once_more_undoes_nothing(people: Staff):
    document = drafted(people)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    drafting.describe(document, outline(people), by=people.officer, at=NOW)
    assert len(Initial.standing(document)) == 1


def test_an_office_may_want_initials_before_the_submission(people: Staff):
    profile.want_initials(content=True, form=True, by=people.admin, at=NOW)
    document = drafted(people)
    with pytest.raises(errors.Conflict) as refused:
        drafting.submit(document, by=people.officer, at=NOW)
    assert refused.value.data["why"] == "lacks_content_initial"
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    initials.ask_all(document, "form", by=people.officer, at=NOW)
    initials.initial(document, "form", base_n=1, by=people.clerk, at=NOW)
    drafting.submit(document, by=people.officer, at=NOW)


def test_an_initial_nobody_can_give_is_not_wanted(people: Staff):
    profile.want_initials(content=True, form=False, by=people.admin, at=NOW)
    letter = drafting.draft(outline(people), stored(), "a.pdf", "pdf", by=people.stranger, at=NOW)
    assert initials.lacking(letter) == []  # the unit of the drafter has no head
    with pytest.raises(errors.Conflict):
        initials.ask_all(letter, "content", by=people.stranger, at=NOW)
    with pytest.raises(errors.NotAllowed):
        profile.want_initials(content=False, form=False, by=people.clerk, at=NOW)


def test_a_file_and_its_pdf_are_one_edition(people: Staff):
    document = drafting.draft(outline(people), stored(), "a.docx", "draft", by=people.officer, at=NOW)
    add_version(document, stored(), "pdf", "a.pdf", base_n=1, by=None, at=NOW)
    drafting.describe(document, outline(people, subject="khác"), by=people.officer, at=NOW)
    drafting.revise(document, stored(), "b.docx", "draft", base_n=3, by=people.officer, at=NOW)
    assert [[v.n for v in one.versions] for one in editions(document)] == [[1, 2], [3], [4]]
    assert outlines.of_version(document, 2)["subject"] == outline(people).subject
    assert outlines.of_version(document, 4)["subject"] == "khác"


def test_the_signer_compares_with_what_was_submitted_last(people: Staff):
    document = submitted(people)
    assert laid_before(document, editions(document)) is None
    drafting.revise(document, stored(), "b.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    drafting.revise(document, stored(), "c.pdf", "pdf", base_n=2, by=people.officer, at=NOW)
    drafting.submit(document, by=people.officer, at=NOW)
    assert laid_before(document, editions(document)).number == 1


@pytest.mark.parametrize("who", ["officer", "head"])
def test_the_author_takes_a_submitted_draft_back(people: Staff, who: str):
    document = submitted(people)
    drafting.withdraw(document, by=getattr(people, who), at=NOW)
    assert Document.get_by_id(document.id).state == "draft"
    assert not rights.may_read(people.leader, document)
    with pytest.raises(errors.WrongState):
        drafting.withdraw(document, by=people.officer, at=NOW)


@pytest.mark.slow
def test_nobody_else_takes_it_back_and_nobody_after_the_signature(people: Staff):
    with pytest.raises(errors.NotAllowed):
        drafting.withdraw(submitted(people), by=people.leader, at=NOW)
    with pytest.raises(errors.WrongState):
        drafting.withdraw(signed(people), by=people.officer, at=NOW)


def test_another_way_of_sending_takes_a_draft_from_its_signer(people: Staff):
    document = submitted(people)
    drafting.choose_route(document, "both", "nơi nhận yêu cầu", by=people.officer, at=NOW)
    assert (document.state, document.latest.n) == ("draft", 2)


def test_of_a_held_draft_no_word_is_kept(people: Staff):
    document = drafted(people)
    say(document, people.head)
    asking.ask(document, "comment", people.stranger, "xem giúp", by=people.officer, at=NOW)
    holding.hold(document, at=NOW)
    assert not any(table.select().exists() for table in (Comment, Ask, Outlined))


def test_a_number_given_before_the_signature_undoes_no_initial_and_ends_no_asking(people: Staff):
    early_numbers.choose(True, by=people.clerk, at=NOW)
    document = submitted(people)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    asking.ask(document, "comment", people.stranger, "", by=people.leader, at=NOW)
    approved = early_numbers.give(document, issuing.number_for(document, NOW), stored(), "a.pdf", base_n=1,
                                  by=people.leader, at=NOW, request_id="once")
    assert len(Initial.standing(approved)) == len(editions(approved)) == 1
    assert rights.may_read(people.stranger, approved)
    with pytest.raises(errors.WrongState):
        initials.initial(approved, "content", base_n=2, by=people.head, at=NOW)
    early_numbers.give_up(approved, "sửa căn cứ", by=people.leader, at=NOW)
    assert Ask.open(approved) == []
    assert not rights.may_read(people.stranger, approved)


def test_what_an_older_draft_said_is_kept_before_it_changes(people: Staff):
    document = drafted(people)
    Outlined.delete().execute()  # as of a draft from before outlines were kept
    assert outlines.of_version(document, 1) is None
    drafting.describe(document, outline(people, subject="khác"), by=people.officer, at=NOW)
    assert [outlines.of_version(document, n)["subject"] for n in (1, 2)] == [outline(people).subject, "khác"]
