"""Documents by mail: a real server of SMTP, a mail that comes back, and a worker killed while it sends."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from portal import db
from portal.flows import mailbox, mailing, worker
from portal.flows.premises import Premises, store_in
from portal.office import arrivals, contacts, mailings, recalling, trust
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.mailings import Mailing
from portal.office.outbox import Job
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from portal.rules import errors
from tests import mail_kit
from tests.adapters.test_mail_returns import OURS, report
from tests.flows.worker_child import Workers, office_in
from tests.mail_kit import Inbox
from tests.office_fixtures import CONTENTS, NOW, Staff, issued, sealed, stored
from tests.ports import free_port

LINES = (Line("UBND huyện Sơn Động"), Line("Phòng Kinh tế"), Line("Lưu: VT", channel="paper"))
ADDRESS = "vt@sondong.gov.vn"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


def premises_at(folder: Path, port: int, **changes: Any) -> Premises:
    """An office that sends by the server at this port."""
    account = mail_kit.account(
        folder, 1, smtp_host="localhost", smtp_port=port, address="xatanhoa@tinh.gov.vn", **changes
    )
    account.password_file.write_text("giay-trang\n", "utf-8")
    return Premises(
        data=folder, store=store_in(folder / "blobs"), search_index=folder / "index", scratch=folder / "scratch",
        upload_limit=10_000_000, mailbox=account,
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Inbox, int]]:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        yield inbox, port


def addressed(people: Staff, address: str = ADDRESS) -> Document:
    """An issued document for one agency with an address."""
    document = issued(people, recipients=LINES)
    contacts.keep(line(document), address, "", by=people.clerk, at=NOW)
    return document


def line(document: Document) -> Recipient:
    found: Recipient = Recipient.sent_to(document).first()
    return found


def sent(document: Document, people: Staff, premises: Premises) -> Mailing:
    """Its mail, asked for, the file being in the store."""
    premises.store.put(CONTENTS[document.latest.sha256])
    (made,) = mailing.send_document(document, by=people.clerk, at=NOW, premises=premises)
    return made


def attempt(made: Mailing, premises: Premises) -> Mailing:
    """One attempt of the worker."""
    settle = mailing.attempt(made.id, at=NOW, premises=premises)
    with db.atomic():
        settle()
    return Mailing.get_by_id(made.id)


@pytest.mark.slow
def test_the_sealed_file_arrives_byte_for_byte_and_once(people: Staff, server: tuple[Inbox, int], tmp_path: Path):
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    made = sent(document, people, premises)
    assert attempt(made, premises).state == "sent"
    attempt(made, premises)  # asked for twice
    (came,) = server[0].mails
    (file,) = came.iter_attachments()
    assert (came["To"], came["Message-ID"], came["Auto-Submitted"]) == (ADDRESS, made.message_id, None)
    assert came["Subject"] == f"Công văn số {document.reference}: {document.subject}"
    assert (file.get_filename(), file.get_content_type()) == (document.latest.name, "application/pdf")
    assert file.get_content() == CONTENTS[document.latest.sha256]
    text = came.get_body().get_content()
    assert document.latest.sha256 in text
    assert "Kính gửi: UBND huyện Sơn Động" in text
    assert (line(document).status, line(document).sent_at) == ("sent", NOW)


@pytest.mark.slow
def test_a_recall_goes_to_the_same_address_in_words(people: Staff, server: tuple[Inbox, int], tmp_path: Path):
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    attempt(sent(document, people, premises), premises)
    (asked,) = recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    attempt(asked, premises)
    came = server[0].mails[-1]
    assert (came["To"], came["Subject"]) == (ADDRESS, f"Thu hồi Công văn số {document.reference}")
    assert "Lý do: Sai số liệu" in came.get_content()
    assert line(document).status == "sent"


@pytest.mark.slow
def test_what_the_server_says_no_to_is_final_and_what_it_puts_off_is_tried_later(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    premises = premises_at(tmp_path, server[1])
    refused = attempt(sent(addressed(people, "nobody@x.vn"), people, premises), premises)
    assert (refused.state, refused.fault) == ("failed", "recipient")

    async def busy(self: Inbox, server: Any, session: Any, envelope: Envelope) -> str:
        return "451 try again later"

    monkeypatch.setattr(Inbox, "handle_DATA", busy)
    put_off = attempt(sent(addressed(people), people, premises), premises)
    assert (put_off.state, put_off.fault, put_off.attempts) == ("waiting", "later", 1)
    assert put_off.next_at > NOW


@pytest.mark.slow
def test_the_largest_file_leaves_and_what_is_too_large_for_the_server_is_final(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    made = sent(document, people, premises)
    blob = premises.store.put(b"%PDF-1.4\n" + b"\0" * 50_000_000)
    Mailing.update(sha256=blob.sha256).where(Mailing.id == made.id).execute()
    refused = attempt(made, premises)
    assert (refused.state, refused.fault) == ("failed", "too_large")  # the server takes 33 MB
    monkeypatch.setattr(SMTP, "__init__", partialmethod(SMTP.__init__, data_size_limit=None))
    mailings.try_again(refused, by=people.clerk, at=NOW)
    assert attempt(made, premises).state == "sent"


@pytest.mark.slow
def test_an_answer_that_does_not_come_after_the_letter_is_not_taken_for_a_failure(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def torn(self: Inbox, server: Any, session: Any, envelope: Envelope) -> str:
        server.transport.close()
        return "250 OK"

    monkeypatch.setattr(Inbox, "handle_DATA", torn)
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    unsure = attempt(sent(document, people, premises), premises)
    assert (unsure.state, line(document).status) == ("maybe", "maybe_sent")
    assert Job.select().where(Job.kind == mailing.JOB, Job.run_at.is_null(False)).count() == 0


@pytest.mark.slow
def test_without_a_server_nothing_is_lost_and_the_next_attempt_waits(people: Staff, tmp_path: Path):
    mail_kit.certificate(tmp_path)
    premises, document = premises_at(tmp_path, free_port()), addressed(people)
    tried = attempt(sent(document, people, premises), premises)
    assert (tried.state, tried.fault, line(document).status) == ("waiting", "unreachable", "mailing")


@pytest.mark.slow
def test_a_signature_found_bad_since_stops_the_mail(people: Staff, tmp_path: Path):
    premises, document = premises_at(tmp_path, 1), addressed(people)
    made = sent(document, people, premises)
    trust.note_check(document.latest.sha256, {"file": "broken", "signatures": []}, "1", at=NOW)
    tried = attempt(made, premises)
    assert (tried.state, tried.fault, line(document).status) == ("failed", "seal_broken", "to_send")


@pytest.mark.slow
def test_bytes_that_are_not_what_was_sealed_do_not_leave(people: Staff, server: tuple[Inbox, int], tmp_path: Path):
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    made = sent(document, people, premises)
    path = premises.store.path(made.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 another")
    assert attempt(made, premises).fault == "file"
    assert server[0].mails == []


def test_what_was_set_apart_meanwhile_does_not_leave(people: Staff, tmp_path: Path):
    premises, document = premises_at(tmp_path, 1), addressed(people)
    made = sent(document, people, premises)
    Document.update(state="held").where(Document.id == document.id).execute()
    assert (attempt(made, premises).state, attempt(made, premises).fault) == ("failed", "held")


def test_a_process_that_ended_while_sending_leaves_it_to_a_person(people: Staff, tmp_path: Path):
    premises, document = premises_at(tmp_path, 1), addressed(people)
    made = sent(document, people, premises)
    mailings.begin(made)  # and there it ended
    tried = attempt(made, premises)
    assert (tried.state, tried.attempts, line(document).status) == ("maybe", 1, "maybe_sent")


@pytest.mark.slow
def test_a_letter_called_back_while_it_was_on_its_way_is_not_tried_again(people: Staff, tmp_path: Path):
    premises, document = premises_at(tmp_path, 1), addressed(people)
    made = sent(document, people, premises)
    assert mailings.begin(made)
    recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    mailings.mark_failed(made, "later", at=NOW)
    assert attempt(made, premises).state == "stopped"
    assert list(Event.of(made.document))[-1].verb == "mail_stopped"
    assert db.take_touched() == {}  # the line waits again, and the trail knows
    assert line(document).status == "to_send"


def test_without_a_mail_server_nobody_is_told_that_mail_was_sent(people: Staff, tmp_path: Path):
    document = addressed(people)
    premises = Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path, scratch=tmp_path, upload_limit=1
    )
    with pytest.raises(errors.Conflict) as refused:
        mailing.send_document(document, by=people.clerk, at=NOW, premises=premises)
    assert refused.value.data["why"] == "no_mail_server"
    assert not Mailing.select().exists()


@pytest.mark.slow
@pytest.mark.parametrize(("at_once", "by_packet", "count"), [(False, False, 0), (True, False, 1), (True, True, 0)])
def test_issuing_mails_at_once_where_the_office_chose_so(
    people: Staff, tmp_path: Path, at_once: bool, by_packet: bool, count: int
):
    document = sealed(people, recipients=LINES)
    contacts.keep(line(document), ADDRESS, "", by=people.clerk, at=NOW)
    if by_packet:
        SenderMark.create(agency=Agency.named(LINES[0].name), kind="code", value="H02.01", at=NOW)
    premises = replace(premises_at(tmp_path, 1), packets_out=tmp_path / "out")
    asked = mailing.issue(document, by=people.clerk, at=NOW, premises=premises, mail_at_once=at_once)
    assert (asked, Mailing.select().count()) == (count, count)
    assert Document.get_by_id(document.id).state == "issued"


# What comes back.


def came_back(message: bytes, premises: Premises) -> Arrival:
    """A mail in the agency's mailbox, taken apart by the worker."""
    blob = premises.store.put(message)
    stored(message, media_type="application/octet-stream")
    kept = arrivals.keep("mail", blob.sha256, blob.sha256, "Thư 1.eml", at=NOW)
    job = Job.get(Job.kind == arrivals.LOOK)
    worker.do(job, "boot", premises)
    return arrivals.load(kept.id)


@pytest.mark.slow
def test_a_mail_that_came_back_is_told_at_its_line_and_its_letter_enters_no_queue(people: Staff, tmp_path: Path):
    premises, document = premises_at(tmp_path, 1), addressed(people)
    made = sent(document, people, premises)
    mailings.begin(made)
    mailings.mark_sent(made, at=NOW)
    before = Document.select().count()
    arrival = came_back(report().replace(OURS.encode(), made.message_id.encode()), premises)
    assert (line(document).status, Mailing.get_by_id(made.id).returned_id) == ("sent_back", arrival.id)
    assert "550 5.1.1" in Mailing.get_by_id(made.id).told
    assert (arrival.state, Document.select().count()) == ("taken", before)
    assert arrival not in list(Arrival.waiting())
    assert premises.store.path(arrival.sha256).exists()


@pytest.mark.slow
@pytest.mark.system
def test_the_whole_way_out_and_back_with_real_servers(people: Staff, server: tuple[Inbox, int], tmp_path: Path):
    premises, document = premises_at(tmp_path, server[1]), addressed(people)
    made = attempt(sent(document, people, premises), premises)
    bounce = mail_kit.as_sent(report().replace(OURS.encode(), str(server[0].mails[0]["Message-ID"]).encode()))
    with mail_kit.dovecot(bounce) as box:
        inbox = replace(premises, mailbox=mail_kit.account(box.folder, box.port))
        mailbox.look(at=NOW, premises=inbox)()
        worker.do(Job.get(Job.kind == arrivals.LOOK), "boot", inbox)
        assert box.seen() == 1
    assert (Mailing.get_by_id(made.id).state, line(document).status) == ("returned", "sent_back")
    assert not Arrival.waiting().exists()


@pytest.mark.slow
def test_a_report_about_a_mail_nobody_sent_here_waits_as_any_other(people: Staff, tmp_path: Path):
    arrival = came_back(report(), premises_at(tmp_path, 1))
    assert arrival in list(Arrival.waiting()) or Document.select().where(Document.arrival == arrival).exists()


# The power goes.


class Slow(Inbox):
    """Takes the letter, and is slow to say so."""

    def __init__(self) -> None:
        super().__init__()
        self.has_one = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        await super().handle_DATA(server, session, envelope)
        self.has_one.set()
        await asyncio.sleep(3000)
        return "250 OK"


@pytest.mark.slow
@pytest.mark.system
def test_killed_between_the_letter_and_its_note_it_is_sent_once_and_the_line_says_perhaps(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    slow = Slow()
    monkeypatch.setattr(mail_kit, "Inbox", lambda: slow)
    images = request.getfixturevalue("_images")
    with mail_kit.smtp(tmp_path) as (_, port):
        (tmp_path / "portal.toml").write_text(
            f'mail_host = "localhost"\nmail_port = 1\nmail_user = "vanthu"\nsmtp_host = "localhost"\n'
            f'smtp_port = {port}\nmail_ca_file = "cert.pem"\nmail_address = "xatanhoa@tinh.gov.vn"\n', "utf-8",
        )
        (tmp_path / "mail-password").write_text("giay-trang\n", "utf-8")
        (tmp_path / "mail-password").chmod(0o600)
        with office_in(tmp_path, images["office"]) as (people, premises):
            document = addressed(people)
            made = sent(document, people, premises)
            workers = Workers(tmp_path)
            try:
                pid = workers.start()
                assert slow.has_one.wait(300)
                workers.kill(pid)
                workers.start()
                deadline = time.monotonic() + 300
                while Mailing.get_by_id(made.id).state == "leaving" and time.monotonic() < deadline:
                    time.sleep(0.1)
            finally:
                workers.end()
            assert (Mailing.get_by_id(made.id).state, line(document).status) == ("maybe", "maybe_sent")
            assert [came["Message-ID"] for came in slow.mails] == [made.message_id]
