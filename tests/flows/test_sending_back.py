"""A refused letter goes back by its door; what could not leave stays in sight and can be tried again."""

from collections.abc import Callable
from datetime import date

import pytest
from pypdfium2 import PdfDocument

from portal.flows import sending_back
from portal.flows.premises import Premises
from portal.office import arrivals, files, outbox, receiving, refusing
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.refusing import RefusalNotice
from portal.rules import doors, errors, refusals
from portal.rules.states import HELD
from tests.office_fixtures import NOW, TODAY, Staff, later, received, stored


def mailed(people: Staff) -> Document:
    """A letter that came by mail."""
    sha256 = stored()
    arrival = arrivals.keep(doors.MAIL, f"1:{sha256}", sha256, "thu.eml", at=NOW, sender="Văn thư <vt@sondong.vn>")
    return receiving.receive(sha256, "cv.pdf", by=None, at=NOW, arrival=arrival)


def attempt(premises: Premises) -> None:
    """The worker's attempt at what was asked for."""
    job = outbox.Job.get(outbox.Job.kind == "send_back")
    sending_back.send_back(*job.args, at=NOW, premises=premises)()
    outbox.finish(job)


def fresh(notice: RefusalNotice) -> RefusalNotice:
    return RefusalNotice.get_by_id(notice.id)


def by_mail(way: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sending_back.WAYS, doors.MAIL, way)


def test_a_letter_that_came_by_mail_is_answered_by_mail_once(people, premises, monkeypatch):
    left = []
    by_mail(lambda notice, **_: left.append(notice.sentence), monkeypatch)
    notice = refusing.refuse(mailed(people), "incomplete", "thiếu phụ lục 2", by=people.clerk, at=NOW)
    assert (notice.state, notice.door) == ("waiting", "mail")
    attempt(premises)
    assert (fresh(notice).state, fresh(notice).settled_at) == ("sent", NOW)
    sending_back.send_back(notice.id, at=NOW, premises=premises)()
    assert left == ["Thiếu trang, phụ lục hoặc tệp kèm theo (Quyết định 28/2018/QĐ-TTg): thiếu phụ lục 2"]


def test_nothing_leaves_about_a_letter_held_apart_since(people, premises, monkeypatch):
    left = []
    by_mail(lambda notice, **_: left.append(notice), monkeypatch)
    letter = mailed(people)
    notice = refusing.refuse(letter, "incomplete", by=people.clerk, at=NOW)
    Document.update(state=HELD).where(Document.id == letter.id).execute()
    attempt(premises)
    assert (left, fresh(notice).state, fresh(notice).fault) == ([], "failed", "no_way")


def test_a_packet_is_not_answered_without_the_folder_of_the_axis(people, premises):
    sha256 = stored()
    arrival = arrivals.keep(doors.PACKET, sha256, sha256, "a.edxml", at=NOW)
    letter = receiving.receive(sha256, "cv.pdf", by=None, at=NOW, arrival=arrival)
    notice = refusing.refuse(letter, "incomplete", by=people.clerk, at=NOW)
    attempt(premises)
    assert (fresh(notice).state, fresh(notice).fault) == ("failed", "no_way")


def test_what_could_not_leave_says_why_and_is_tried_again(people, premises, monkeypatch):
    def broken(notice: RefusalNotice, **_: object) -> None:
        raise errors.MailFault("login")

    by_mail(broken, monkeypatch)
    notice = refusing.refuse(mailed(people), "broken", by=people.clerk, at=NOW)
    attempt(premises)
    assert (fresh(notice).state, fresh(notice).fault, fresh(notice).attempts) == ("failed", "login", 1)
    assert list(RefusalNotice.unsent()) == [notice]
    by_mail(lambda notice, **_: None, monkeypatch)
    refusing.try_again(fresh(notice), by=people.clerk, at=later(hours=1))
    attempt(premises)
    assert (fresh(notice).state, list(RefusalNotice.unsent())) == ("sent", [])
    with pytest.raises(errors.Conflict):
        refusing.try_again(notice, by=people.clerk, at=NOW)


def test_without_a_mailbox_the_answer_waits_and_can_be_handed_over_on_paper(people, premises):
    notice = refusing.refuse(mailed(people), "broken", by=people.clerk, at=NOW)
    attempt(premises)
    assert (fresh(notice).state, fresh(notice).fault) == ("failed", "no_way")
    refusing.hand_over(fresh(notice), by=people.clerk, at=NOW)
    assert fresh(notice).state == "handed"


def test_an_answer_that_never_gets_tried_can_be_handed_over_on_paper(people):
    notice = refusing.refuse(mailed(people), "broken", by=people.clerk, at=NOW)
    refusing.hand_over(notice, by=people.clerk, at=NOW)
    assert fresh(notice).state == "handed"


@pytest.mark.parametrize("fault", ["", "silent"])
def test_what_was_handed_over_while_an_attempt_ran_stays_handed_over(people, premises, monkeypatch, fault):
    def slow(notice: RefusalNotice, **_: object) -> None:
        if fault:
            raise errors.MailFault(fault)

    by_mail(slow, monkeypatch)
    notice = refusing.refuse(mailed(people), "broken", by=people.clerk, at=NOW)
    ended = sending_back.send_back(notice.id, at=later(hours=1), premises=premises)
    refusing.hand_over(fresh(notice), by=people.clerk, at=NOW)
    ended()
    assert (fresh(notice).state, fresh(notice).fault, fresh(notice).settled_at) == ("handed", "", NOW)
    told = Event.of(notice.document).where(Event.verb.startswith("refusal_"))
    assert {event.verb for event in told} == {"refusal_handed", *(() if fault else ("refusal_sent",))}


def test_what_was_uploaded_or_came_on_paper_waits_for_its_slip(people):
    for document in (received(people), receiving.receive_paper(by=people.clerk, at=NOW)):
        notice = refusing.refuse(document, "wrong_recipient", by=people.clerk, at=NOW)
        assert notice.state == "to_hand"
    assert not outbox.Job.select().where(outbox.Job.kind == "send_back").exists()


def test_the_reason_is_kept_with_the_letter_and_in_the_trail(people):
    document = received(people)
    refusing.refuse(document, "other", "Gửi thử", by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).note == "Gửi thử"
    assert Event.of(document).where(Event.verb == "refused").get().data["reason"] == "Gửi thử"
    with pytest.raises(errors.ReasonMissing):
        refusing.refuse(received(people), "no such reason", by=people.clerk, at=NOW)


def test_every_reason_but_the_free_one_names_its_source():
    assert {reason.word for reason in refusals.REASONS if not reason.source} == {refusals.OTHER}


@pytest.mark.slow
def test_the_slip_says_what_is_given_back_and_why(people, premises):
    document = received(people)
    fields = {"issuer": "UBND huyện Sơn Động", "reference": "536/UBND-TH", "dated_on": "2026-11-20"}
    fields["subject"] = "V/v <x>"
    files.keep_reading(document.original.sha256, fields, pages=1, at=NOW)
    notice = refusing.refuse(document, "broken", by=people.clerk, at=NOW)
    printed = PdfDocument(sending_back.slip(notice, "Tải lên", on=date(2026, 2, 3), premises=premises))
    text = " ".join(printed[0].get_textpage().get_text_range().split())
    assert len(printed) == 1
    for words in (
        "PHIẾU TRẢ LẠI VĂN BẢN", "UBND XÃ TÂN HÒA", "Tân Hòa, ngày 03 tháng 02 năm 2026", "UBND huyện Sơn Động",
        "536/UBND-TH", "20/11/2026", "V/v <x>", "Tải lên", "Nghị định 30/2020/NĐ-CP", people.clerk.name,
    ):
        assert words in text


@pytest.mark.slow
def test_of_a_letter_nobody_could_read_the_slip_has_gaps_to_fill_in(people, premises):
    notice = refusing.refuse(receiving.receive_paper(by=people.clerk, at=NOW), "envelope", by=people.clerk, at=NOW)
    assert sending_back.slip(notice, "Văn bản giấy", on=TODAY, premises=premises).startswith(b"%PDF")
