"""A mail to a recipient: written down before it leaves, tried, given up in sight, never sent twice by itself."""

import pytest

from portal.office import (
    agencies,
    contacts,
    issuing,
    mailings,
    paper_numbers,
    postings,
    recalling,
    sending,
    tracking,
    trust,
)
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.mailings import Mailing
from portal.office.outbox import Job
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from portal.rules import errors
from portal.rules.sending import PAUSES
from tests.office_fixtures import NOW, Staff, entered, issued, later

SENDER = "xatanhoa@tinh.gov.vn"
LINES = (Line("UBND huyện Sơn Động"), Line("Sở Nội vụ"), Line("Lưu: VT", channel="paper"))


@pytest.fixture
def document(people: Staff) -> Document:
    """Issued to two agencies, of which one has an address."""
    made = issued(people, recipients=LINES)
    contacts.keep(line(made), "vt@sondong.gov.vn", "", by=people.clerk, at=NOW)
    return made


def line(document: Document, n: int = 0) -> Recipient:
    return list(Recipient.sent_to(document))[n]


def mailed(document: Document, people: Staff) -> Mailing:
    (made,) = sending.send_mail(document, sending.mailable(document), sender=SENDER, by=people.clerk, at=NOW)
    return made


def fresh(mailing: Mailing) -> Mailing:
    return Mailing.get_by_id(mailing.id)


def test_only_who_has_an_address_gets_a_mail_and_gets_the_sealed_file(document: Document, people: Staff):
    mailing = mailed(document, people)
    assert (mailing.address, mailing.sha256) == ("vt@sondong.gov.vn", issuing.sealed_version(document).sha256)
    assert [row.status for row in Recipient.sent_to(document)] == ["mailing", "to_send", "kept"]
    assert Job.get(Job.kind == "send_mail").args == [mailing.id]
    with pytest.raises(errors.Conflict):
        mailed(document, people)


def test_two_mails_have_two_names(people: Staff):
    document = issued(people, recipients=LINES)
    for n, address in enumerate(("a@x.vn", "b@x.vn")):
        contacts.keep(line(document, n), address, "", by=people.clerk, at=NOW)
    one, other = sending.send_mail(document, sending.mailable(document), sender=SENDER, by=people.clerk, at=NOW)
    assert one.message_id != other.message_id
    assert Mailing.named(["<x@y>", other.message_id]) == other
    assert Mailing.named([]) is None


@pytest.mark.parametrize("state", ["broken", "unsigned"])
def test_a_file_whose_signature_is_bad_leaves_by_no_electronic_way(document: Document, people: Staff, state: str):
    trust.note_check(document.latest.sha256, {"file": state, "signatures": []}, "1", at=NOW)
    for way in (
        lambda: mailed(document, people),
        lambda: issuing.note_sent(document, "electronic", by=people.clerk, at=NOW),
        lambda: sending.send_packet(document, None, [], by=people.clerk, at=NOW),
    ):
        with pytest.raises(errors.Conflict) as refused:
            way()
        assert refused.value.data["why"] == "seal_broken"
    assert line(document).status == "to_send"


@pytest.mark.slow
def test_the_address_letters_came_from_is_proposed_and_not_used(people: Staff):
    document = issued(people, recipients=LINES)
    agency = agencies.learn("UBND huyện Sơn Động")
    SenderMark.create(agency=agency, kind="mail", value="la@lung.vn", at=NOW)
    assert contacts.proposed_mail(line(document)) == "la@lung.vn"
    assert sending.mailable(document) == []


def test_an_attempt_that_succeeds_is_noted_once(document: Document, people: Staff):
    mailing = mailed(document, people)
    assert mailings.begin(mailing)
    assert not mailings.begin(mailing)
    mailings.mark_sent(mailing, at=later(minutes=1))
    assert (line(document).status, line(document).sent_at) == ("sent", later(minutes=1))
    mailings.mark_failed(mailing, "cut", at=later(minutes=2))
    assert (fresh(mailing).state, line(document).status) == ("sent", "sent")


def test_what_could_not_leave_waits_longer_each_time_and_is_given_up_in_sight(document: Document, people: Staff):
    mailing, waits = mailed(document, people), []
    for _ in PAUSES:
        Job.delete().execute()
        assert mailings.begin(mailing)
        mailings.mark_failed(mailing, "unreachable", at=NOW)
        waits.append(fresh(mailing).next_at)
        assert Job.get(Job.kind == "send_mail").run_at == fresh(mailing).next_at
        assert line(document).status == "mailing"
    assert waits == sorted(waits)
    assert mailings.begin(mailing)
    mailings.mark_failed(mailing, "unreachable", at=NOW)
    assert (fresh(mailing).state, fresh(mailing).fault) == ("failed", "unreachable")
    assert line(document).status == "to_send"
    assert Event.of(document).where(Event.verb == "mail_failed").get().data["fault"] == "unreachable"


def test_an_address_the_server_does_not_take_is_given_up_at_once(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_failed(mailing, "recipient", at=NOW)
    assert (fresh(mailing).state, line(document).status) == ("failed", "to_send")
    again = mailed(document, people)
    assert again.message_id != mailing.message_id


def test_a_pause_can_be_cut_short(document: Document, people: Staff):
    mailing = mailed(document, people)
    Job.delete().execute()
    with pytest.raises(errors.Conflict):  # it waits for its first attempt anyway
        mailings.try_again(mailing, by=people.clerk, at=NOW)
    mailings.begin(mailing)
    mailings.mark_failed(mailing, "silent", at=NOW)
    mailings.try_again(mailing, by=people.clerk, at=NOW)
    assert Job.get(Job.kind == "send_mail").run_at is None
    assert Job.select().where(Job.kind == "send_mail").count() == 1
    with pytest.raises(errors.NotAllowed):
        mailings.try_again(mailing, by=people.officer, at=NOW)


def test_what_may_have_left_is_sent_again_by_a_person_only_and_under_its_name(document: Document, people: Staff):
    mailing = mailed(document, people)
    Job.delete().execute()
    mailings.begin(mailing)
    mailings.mark_unsure(mailing, at=NOW)
    assert (line(document).status, Job.select().count()) == ("maybe_sent", 0)
    mailings.try_again(mailing, by=people.clerk, at=NOW)
    assert (fresh(mailing).message_id, fresh(mailing).state) == (mailing.message_id, "waiting")
    assert line(document).status == "mailing"


def test_the_clerk_found_out_that_it_came(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_unsure(mailing, at=NOW)
    mailings.take_as_sent(mailing, by=people.clerk, at=later(hours=1))
    assert (line(document).status, line(document).sent_at) == ("sent", later(hours=1))
    with pytest.raises(errors.Conflict):
        mailings.take_as_sent(mailing, by=people.clerk, at=NOW)


def test_a_mail_that_came_back_is_told_at_its_line_and_may_go_elsewhere(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_sent(mailing, at=NOW)
    arrival = entered(people).arrival
    mailings.note_returned(mailing, "still trying", is_final=False, arrival=arrival, at=NOW)
    assert (line(document).status, fresh(mailing).told) == ("sent", "still trying")
    mailings.note_returned(mailing, "550 no such user", is_final=True, arrival=arrival, at=NOW)
    assert (line(document).status, fresh(mailing).told) == ("sent_back", "550 no such user")
    contacts.keep(line(document), "moi@sondong.gov.vn", "", by=people.clerk, at=NOW)
    second = sending.send_mail(
        document, [(line(document), "moi@sondong.gov.vn")], sender=SENDER, by=people.clerk, at=NOW
    )[0]
    mailings.begin(second)
    mailings.mark_sent(second, at=NOW)
    mailings.note_returned(mailing, "late news", is_final=True, arrival=arrival, at=NOW)
    assert line(document).status == "sent"  # the old mail says nothing of the new one


def test_what_a_receiver_said_is_not_written_over_by_a_mail(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    Recipient.update(status="03").where(Recipient.id == mailing.recipient_id).execute()
    mailings.mark_sent(mailing, at=NOW)
    assert line(document).status == "03"


def test_a_recall_stops_what_waits_and_asks_back_by_mail_what_left(people: Staff):
    document = issued(people, recipients=LINES)
    for n, address in enumerate(("a@x.vn", "b@x.vn")):
        contacts.keep(line(document, n), address, "", by=people.clerk, at=NOW)
    left, waits = sending.send_mail(document, sending.mailable(document), sender=SENDER, by=people.clerk, at=NOW)
    mailings.begin(left)
    mailings.mark_sent(left, at=NOW)
    (asked,) = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=later(hours=1))
    assert (asked.address, asked.code, asked.words, asked.sha256) == ("a@x.vn", "recall", "Sai số liệu", "")
    assert (fresh(waits).state, line(document, 1).status) == ("stopped", "to_send")
    assert not mailings.begin(waits)
    assert recalling.called_back(document).reason == "Sai số liệu"
    with pytest.raises(errors.Conflict):
        mailed(document, people)
    with pytest.raises(errors.Conflict):
        recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)


def test_of_what_was_called_back_nothing_more_leaves_and_nothing_waits(people: Staff):
    document = issued(people, recipients=(*LINES, Line("Trường Tiểu học", "paper")))
    contacts.keep(line(document), "vt@sondong.gov.vn", "", by=people.clerk, at=NOW)
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_unsure(mailing, at=NOW)
    assert list(tracking.unsent(people.clerk)) == [document]
    (asked,) = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    assert list(tracking.unsent(people.clerk)) == []
    for way in (
        lambda: sending.send_mail_again(mailing, by=people.clerk, at=NOW),
        lambda: issuing.note_sent(document, "paper", by=people.clerk, at=NOW),
        lambda: postings.mark_printed(document, by=people.clerk, at=NOW),
        lambda: postings.post(postings.on_paper(document)[0], "", by=people.clerk, at=NOW),
    ):
        with pytest.raises(errors.Conflict) as refused:
            way()
        assert refused.value.data["why"] == "called_back"
    mailings.begin(asked)
    mailings.mark_failed(asked, "recipient", at=NOW)
    sending.send_mail_again(asked, by=people.clerk, at=NOW)
    assert fresh(asked).state == "waiting"


def test_what_was_stopped_before_it_left_may_be_sent_again(document: Document, people: Staff):
    mailed(document, people)
    assert recalling.call_back(document, "Nhầm", by=people.clerk, at=NOW) == []
    assert line(document).status == "to_send"
    assert mailed(document, people).state == "waiting"


def test_an_address_that_is_none_is_not_kept(document: Document, people: Staff):
    for wrong in ("a@b", "a@b.vn, c@d.vn"):
        with pytest.raises(errors.Invalid):
            contacts.keep(line(document), wrong, "", by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        contacts.keep(line(document), "a@b.vn", "", by=people.officer, at=NOW)


def test_the_name_of_a_colleague_finds_that_colleague_at_once(people: Staff):
    document = issued(people, recipients=(Line("Đồng chí Vũ Văn Khác"), Line("Ông Người Ngoài")))
    assert [row.status for row in Recipient.sent_to(document)] == ["arrived", "to_send"]
    assert [given.document_id for given in Assignment.of(people.stranger)] == [document.id]


def test_what_was_signed_by_hand_is_issued_to_no_electronic_receiver(people: Staff):
    facts = paper_numbers.PaperFacts("Công văn", "V/v việc giấy", "Trần Văn Chủ", unit_symbol="KT", lines=LINES)
    document = paper_numbers.give(facts, by=people.clerk, at=NOW, request_id="a")
    Recipient.update(channel="electronic").where(Recipient.id == line(document).id).execute()
    with pytest.raises(errors.Conflict) as refused:
        issuing.issue(document, by=people.clerk, at=NOW)
    assert refused.value.data["why"] == "signed_by_hand"
    assert Document.get_by_id(document.id).state == "sealed"
    Recipient.update(channel="paper").where(Recipient.id == line(document).id).execute()
    issuing.issue(document, by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)


def test_a_mail_given_up_goes_no_more_once_its_line_was_served_otherwise(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_failed(mailing, "recipient", at=NOW)
    second = mailed(document, people)
    for _ in range(2):  # the second mail waits; then the receiver has answered
        with pytest.raises(errors.Conflict):
            sending.send_mail_again(fresh(mailing), by=people.clerk, at=NOW)
        mailings.begin(second)
        mailings.mark_failed(second, "recipient", at=NOW)
        Recipient.update(status="03").where(Recipient.id == line(document).id).execute()
        mailing = second
    assert line(document).status == "03"


def test_a_bounce_told_twice_undoes_nothing_that_was_done_since(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_sent(mailing, at=NOW)
    mailings.note_returned(mailing, "550", is_final=True, arrival=None, at=NOW)
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW, only=line(document))
    mailings.note_returned(mailing, "550", is_final=True, arrival=None, at=NOW)
    assert line(document).status == "sent"


@pytest.mark.parametrize("ends", ["waits", "fails"])
def test_who_may_have_a_letter_by_an_earlier_attempt_is_asked_for_it_back(
    document: Document, people: Staff, ends: str
):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_unsure(mailing, at=NOW)
    sending.send_mail_again(mailing, by=people.clerk, at=NOW)
    if ends == "fails":
        mailings.begin(mailing)
        mailings.mark_failed(mailing, "recipient", at=NOW)
    (asked,) = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    assert (asked.code, asked.address) == ("recall", mailing.address)


def test_a_report_that_it_arrived_changes_nothing(document: Document, people: Staff):
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_sent(mailing, at=NOW)
    mailings.note_returned(mailing, "", is_final=False, arrival=None, at=NOW)
    assert not Event.of(document).where(Event.verb == "mail_late").exists()
    assert (fresh(mailing).state, line(document).status) == ("sent", "sent")


@pytest.mark.slow
def test_a_bounce_of_what_was_given_up_leaves_a_line_that_was_served_by_hand(people: Staff):
    document = issued(people, recipients=LINES)
    contacts.keep(line(document), "vt@sondong.gov.vn", "", by=people.clerk, at=NOW)
    mailing = mailed(document, people)
    mailings.begin(mailing)
    mailings.mark_failed(mailing, "recipient", at=NOW)
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW, only=line(document))
    mailings.note_returned(mailing, "550", is_final=True, arrival=None, at=NOW)
    assert (fresh(mailing).state, line(document).status) == ("returned", "sent")
    assert list(recalling.left_by(document).values()) == ["hand"]
