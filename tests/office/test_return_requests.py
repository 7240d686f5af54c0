"""What left on paper or by hand is asked back: its receiver told, and the copy noted when it comes back."""

import pytest

from portal.office import issuing, mailings, postings, recalling, return_requests, sending, tracking
from portal.office.agencies import learn
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.recipients import Line, Recipient
from portal.office.return_requests import ReturnRequest
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, issued, later

LINES = (Line("Trường Tiểu học", "paper"), Line("Trạm Y tế", "paper"), Line("Sở Nội vụ"), Line("Lưu: VT", "paper"))


def posted(people: Staff) -> Document:
    """One envelope with the post, one still here, one file brought some other way."""
    document = issued(people, recipients=LINES)
    postings.post(postings.on_paper(document)[0], "EB12", by=people.clerk, at=NOW)
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    return document


def test_paper_and_what_was_brought_by_hand_is_asked_back_and_what_waits_never_leaves(people: Staff):
    document = posted(people)
    assert list(recalling.left_by(document).values()) == ["post", "hand"]
    asked = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=later(hours=1))
    assert [(one.recipient.name, one.way, one.reason) for one in asked] == [
        ("Trường Tiểu học", "post", "Sai số liệu"), ("Sở Nội vụ", "hand", "Sai số liệu"),
    ]
    assert recalling.called_back(document).reason == "Sai số liệu"
    assert list(tracking.unsent(people.clerk)) == []
    with pytest.raises(errors.Conflict) as refused:
        postings.post(postings.on_paper(document)[1], "", by=people.clerk, at=NOW)
    assert refused.value.data["why"] == "called_back"
    with pytest.raises(errors.Conflict) as refused:
        recalling.call_back(document, "Lần nữa", by=people.clerk, at=NOW)
    assert refused.value.data["why"] == "already_recalled"


@pytest.mark.slow
def test_its_receiver_is_told_and_the_copy_comes_back_once(people: Staff):
    document = posted(people)
    recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    first, second = ReturnRequest.of(document)
    return_requests.note_told(first, " Gọi điện  cho văn thư trường ", by=people.clerk, at=later(hours=1))
    return_requests.note_returned(first, by=people.clerk, at=later(days=1))
    again = ReturnRequest.on(document, first.id)
    assert (again.told, again.returned_at) == ("Gọi điện cho văn thư trường", later(days=1))
    with pytest.raises(errors.Conflict):
        return_requests.note_returned(again, by=people.clerk, at=NOW)
    for how in (" ", "x" * 201):
        with pytest.raises(errors.Invalid):
            return_requests.note_told(second, how, by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        return_requests.note_returned(second, by=people.officer, at=NOW)
    with pytest.raises(errors.NotFound):
        ReturnRequest.on(issued(people), first.id)
    assert [event.verb for event in Event.of(document)][-3:] == ["recall_sent", "return_told", "copy_returned"]


@pytest.mark.slow
def test_what_never_left_the_house_has_nothing_to_call_back(people: Staff):
    document = issued(people, recipients=LINES)
    with pytest.raises(errors.Conflict) as refused:
        recalling.call_back(document, "Sai", by=people.clerk, at=NOW)
    assert refused.value.data["why"] == "nothing_to_recall"
    assert recalling.called_back(document) is None


@pytest.mark.slow
def test_who_refused_it_has_nothing_to_give_back(people: Staff):
    document = posted(people)
    Recipient.update(status="02").where(Recipient.name == "Sở Nội vụ").execute()
    assert list(recalling.left_by(document).values()) == ["post"]


@pytest.mark.slow
def test_what_was_carried_after_its_mail_was_given_up_is_asked_back_by_hand_and_by_mail(people: Staff):
    agency = learn("Sở Nội vụ")
    agency.email = "vanthu@noivu.gov.vn"
    agency.save()
    document = issued(people, recipients=(Line("Sở Nội vụ"),))
    sender = {"sender": "vanthu@tanhoa.gov.vn", "by": people.clerk, "at": NOW}
    (mail,) = sending.send_mail(document, sending.mailable(document), **sender)
    mailings.begin(mail)
    mailings.mark_unsure(mail, at=NOW)
    sending.send_mail_again(mail, by=people.clerk, at=NOW)
    mailings.begin(mail)
    mailings.mark_failed(mail, "recipient", at=NOW)
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    mailed, by_hand = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    assert (mailed.address, by_hand.way) == ("vanthu@noivu.gov.vn", "hand")
