"""The mailbox of the agency: a real Dovecot, mails of every kind, and a worker that is killed."""

import contextlib
import io
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter

from portal import db
from portal.adapters.blobs import BlobStore
from portal.adapters.transports import mailbox as transport
from portal.clock import now
from portal.flows import keeping, mailbox, sending_back, worker
from portal.flows.kept_rows import last_marks
from portal.flows.premises import Premises
from portal.office import arrivals, carried, outbox, refusing
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.looks import Look
from portal.office.mailbox import MailPlace, MailText
from portal.office.outbox import Job
from tests import mail_kit, packet_kit
from tests.flows.worker_child import Workers, office_in
from tests.mail_kit import Dovecot, as_sent, dovecot, mail, pdf
from tests.office_fixtures import NOW, Staff, later, stored

KILLS = 10
AFTERWARDS = ("read", "index", "check_signatures", "prepare_view")


def premises_in(folder: Path, account: transport.Account | None) -> Premises:
    """An office that opens this mailbox."""
    return Premises(
        data=folder, store=BlobStore(folder / "blobs"), search_index=folder / "search_index",
        scratch=folder / "scratch", upload_limit=50_000_000, mailbox=account,
    )


def look(premises: Premises, **after: float) -> Look:
    """One look into the mailbox."""
    mailbox.look(at=later(**after), premises=premises)()
    found = Look.newest("mail")
    assert found is not None
    return found


def interpret_all(premises: Premises) -> None:
    """What the worker does with everything that came; letters are not read here."""
    while (job := Job.get_or_none(Job.kind == "interpret", Job.state == "ready")) is not None:
        worker.do(job, "boot", premises)


def put(message: bytes, premises: Premises) -> Arrival:
    """A mail as if it had come, taken apart."""
    blob = premises.store.put(message)
    stored(message, media_type="application/octet-stream")
    kept = arrivals.keep("mail", blob.sha256, blob.sha256, "Thư 1.eml", at=NOW)
    interpret_all(premises)
    return arrivals.load(kept.id)


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    return premises_in(tmp_path, None)


# What becomes of a mail.


@pytest.mark.slow
def test_a_page_in_a_mail_waits_to_be_entered(premises: Premises) -> None:
    kept = put(mail(1, cv_pdf=pdf("a")).as_bytes(), premises)
    letter = Document.get(Document.arrival == kept)
    assert (kept.state, letter.original.name, letter.state) == ("taken", "cv.pdf", "received")
    assert kept.sender == "Sở Nội vụ <sonoivu@tinh.gov.vn>"
    assert kept.subject == "V/v phân loại văn bản số 1"
    assert premises.store.read(letter.original.sha256) == pdf("a")


@pytest.mark.slow
def test_a_table_comes_with_its_letter_and_by_itself_it_is_none(premises: Premises) -> None:
    table = workbook()
    kept = put(mail(1, cv_pdf=pdf("t"), bieu_xlsx=table).as_bytes(), premises)
    letter = Document.get(Document.arrival == kept)
    assert [(a.name, premises.store.read(a.sha256)) for a in letter.attachments] == [("bieu.xlsx", table)]
    told = Event.of(letter).where(Event.verb == "enclosed").get()
    assert told.data["annexes"] == [a.sha256 for a in letter.attachments]
    assert {*last_marks()["attachment"]} == {str(a.id) for a in letter.attachments}
    alone = put(mail(2, bieu_xlsx=table).as_bytes(), premises)
    assert alone.state == "nothing"


def workbook() -> bytes:
    """A table without a cell."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet()
    return target.getvalue()


@pytest.mark.slow
def test_a_mail_without_a_letter_waits_as_text_until_it_is_set_aside(people: Staff, premises: Premises) -> None:
    kept = put(mail(2, "Mời họp lúc 8 giờ").as_bytes(), premises)
    assert kept.state == "nothing"
    assert kept in list(Arrival.waiting())
    assert MailText.of(kept).text == "Mời họp lúc 8 giờ (2)"
    arrivals.refuse(kept, "Đã chuyển người phụ trách", by=people.clerk, at=NOW)
    assert kept not in list(Arrival.waiting())


@pytest.mark.slow
def test_the_same_message_by_another_road_adds_nothing(premises: Premises) -> None:
    first = put(mail(4).as_bytes(), premises)
    again = put(mail_kit.same_road(4), premises)
    assert (first.state, again.state, again.problem) == ("nothing", "taken", "same_message")


@pytest.mark.slow
def test_the_same_number_of_a_message_with_other_words_is_another_message(premises: Premises) -> None:
    put(mail(5).as_bytes(), premises)
    forged = put(mail(5, "Nội dung khác").as_bytes(), premises)
    assert forged.state == "nothing"


@pytest.mark.slow
def test_a_letter_that_came_before_is_not_made_twice(premises: Premises) -> None:
    put(mail(6, cv_pdf=pdf("c")).as_bytes(), premises)
    again = put(mail(7, cv_pdf=pdf("c")).as_bytes(), premises)
    assert again.state == "taken"
    assert Document.select().count() == 1


@pytest.mark.slow
def test_a_packet_in_a_mail_that_came_before_is_named_by_the_mail(premises: Premises) -> None:
    packet = packet_kit.packet()
    first = keeping.take(io.BytesIO(packet), "upload", "", "goi.edxml", at=NOW, premises=premises)
    interpret_all(premises)
    kept = put(mail(9, goi_edxml=packet).as_bytes(), premises)
    assert (kept.state, kept.notes["met"], carried.lying_in(kept)) == ("taken", [first.id], [first])
    assert carried.letters_in(kept) == {Document.get().id}


@pytest.mark.slow
def test_what_holds_several_things_or_is_damaged_comes_in_by_itself(premises: Premises) -> None:
    kept = put(mail(8, a_zip=b"PK\x03\x04 cut", old_doc=b"\xd0\xcf\x11\xe0 word", note_txt=b"x").as_bytes(), premises)
    assert kept.state == "taken"
    inside = {a.name: a.state for a in Arrival.select().where(Arrival.id != kept.id)}
    assert inside == {"a.zip": "unreadable", "old.doc": "unreadable"}


def test_the_sender_is_known_by_the_address_not_by_the_name(premises: Premises) -> None:
    agency = Agency.create(name="Sở Nội vụ", folded="so noi vu", email="sonoivu@tinh.gov.vn")
    kept = Arrival(sender="Sở Nội vụ <SoNoiVu@tinh.gov.vn>")
    forged = Arrival(sender="sonoivu@tinh.gov.vn <ke.gian@example.com>")
    assert mailbox.known_sender(kept) == agency.name
    assert mailbox.known_sender(forged) == ""


def test_without_a_mailbox_nothing_is_due(premises: Premises) -> None:
    assert not mailbox.is_due(premises, at=NOW)


# A real server.


@pytest.fixture
def inbox() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.mark.slow
@pytest.mark.system
def test_a_mailbox_that_is_away_is_said_since_when_and_its_mail_comes_once_it_is_back(
    people: Staff, inbox: Dovecot, tmp_path: Path
) -> None:
    premises = office_with(inbox, tmp_path)
    assert look(premises).fault == ""
    inbox.stop()
    inbox.deliver(as_sent(mail(1).as_bytes()))
    assert [look(premises, minutes=minutes).fault for minutes in (20, 40)] == ["unreachable", "unreachable"]
    away = mailbox.standing(premises)
    assert away is not None
    assert (away.fault, away.since) == ("unreachable", later(minutes=20))
    assert mailbox.is_due(premises, at=later(minutes=60))  # the worker asks again by itself
    inbox.start()
    assert look(premises, minutes=60).taken == 1
    back = mailbox.standing(premises)
    assert back is not None
    assert (back.fault, back.since) == ("", None)


def office_with(server: Dovecot, home: Path, **changes: object) -> Premises:
    return premises_in(home, mail_kit.account(server.folder, server.port, **changes))


@pytest.mark.slow
@pytest.mark.system
def test_a_mail_comes_once_and_is_marked_as_seen_afterwards(people: Staff, inbox: Dovecot, tmp_path: Path) -> None:
    messages = [as_sent(mail(n).as_bytes()) for n in range(3)]
    inbox.deliver(*messages)
    premises = office_with(inbox, tmp_path)
    first = look(premises)
    assert (first.found, first.taken, first.fault) == (3, 3, "")
    assert sorted(premises.store.read(a.sha256) for a in Arrival.select()) == sorted(messages)
    assert inbox.seen() == 3
    inbox.deliver(as_sent(mail(3).as_bytes()), messages[0])
    second = look(premises, minutes=20)
    assert (second.found, second.taken) == (2, 1)  # one of them had come before
    assert inbox.seen() == 5
    third = look(premises, minutes=40)
    assert (third.found, third.taken) == (0, 0)
    inbox.renumber()
    fourth = look(premises, minutes=60)
    assert (fourth.found, fourth.taken, fourth.fault) == (5, 0, "")
    assert Arrival.select().count() == 4
    assert look(premises, minutes=80).found == 0


@pytest.mark.slow
@pytest.mark.system
def test_a_mail_too_large_to_fetch_is_shown_by_its_head(
    people: Staff, inbox: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport.Limits, "__init__", limits_with(message=100_000))
    inbox.deliver(mail_kit.huge(1, 300_000), as_sent(mail(2).as_bytes()))
    premises = office_with(inbox, tmp_path)
    assert look(premises).taken == 2
    interpret_all(premises)
    large = Arrival.get(Arrival.state == "unreadable")
    assert (large.problem, large.subject) == ("mail_too_large", "V/v phân loại văn bản số 1")
    assert large.notes["too_large"] > 300_000


def limits_with(**changes: float) -> Callable[..., None]:
    """How limits are made that are tighter than those of an office."""
    made = transport.Limits.__init__

    def init(self: transport.Limits, **words: float) -> None:
        made(self, **{**words, **changes})  # type: ignore[arg-type]

    return init


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"ca_file": ""}, "certificate"), ({"folder": "Không có"}, "folder"), ({"since": "hôm qua"}, "since"),
        ({"user": "nguoi-khac"}, "login"),
    ],
)
def test_what_is_wrong_is_said_in_a_word(
    people: Staff, inbox: Dovecot, tmp_path: Path, wrong: dict[str, str], fault: str
) -> None:
    assert look(office_with(inbox, tmp_path, **wrong)).fault == fault


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize(("tls", "fault", "taken"), [(True, "tls", 0), (False, "", 1)])
def test_a_port_without_tls_is_asked_on_this_machine_alone_and_only_where_it_is_said(
    people: Staff, inbox: Dovecot, tmp_path: Path, tls: bool, fault: str, taken: int
) -> None:
    inbox.deliver(as_sent(mail(1).as_bytes()))
    found = look(premises_in(tmp_path, mail_kit.account(inbox.folder, inbox.plain, tls=tls)))
    assert (found.fault, found.taken) == (fault, taken)


@pytest.mark.slow
@pytest.mark.system
def test_two_hundred_mails_come_once_each_though_the_worker_is_killed_ten_times(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    messages, images = mail_kit.mails(200), request.getfixturevalue("_images")
    chance = random.Random(20261122)
    with dovecot(*messages) as server, office_in(tmp_path, images["office"]):
        write_settings(tmp_path, server)
        workers = Workers(tmp_path)
        try:
            for _ in range(KILLS):
                pid = workers.start()
                time.sleep(chance.uniform(0.3, 4.0))
                workers.kill(pid)
            workers.start()
            wait_until_done(len(messages))
        finally:
            workers.end()
        assert_each_once(messages, BlobStore(tmp_path / "blobs"))
        assert server.seen() == len(messages)


def write_settings(folder: Path, server: Dovecot) -> None:
    """The office opens the mailbox of the server every minute."""
    mail_kit.account(folder, server.port)  # the password
    (folder / "portal.toml").write_text(
        f'mail_host = "localhost"\nmail_port = {server.port}\nmail_user = "{mail_kit.USER}"\nmail_minutes = 1\n'
        f'mail_ca_file = "{server.folder}/cert.pem"\nfree_space_limit = 0\n', "utf-8",
    )


def wait_until_done(count: int, seconds: float = 1200) -> None:
    """Until every mail was fetched, marked and taken apart."""
    deadline = time.monotonic() + seconds
    mine = ("interpret", mailbox.JOB)
    while MailPlace.select().where(MailPlace.is_marked).count() < count or Job.select().where(
        Job.kind.in_(mine)
    ).exists():
        Job.delete().where(Job.kind.in_(AFTERWARDS), Job.state == "ready").execute()  # letters are not read here
        told = [(j.kind, j.state, j.attempts, j.last_error) for j in Job.select().where(Job.kind.in_(mine)).limit(5)]
        assert time.monotonic() < deadline, (MailPlace.select().count(), told)
        time.sleep(0.2)


def assert_each_once(messages: list[bytes], store: BlobStore) -> None:
    """Every message and every letter in it is there, once, as it came."""
    came = Counter(a.sha256 for a in Arrival.select() if "mail" not in a.notes)
    assert came == Counter({sha256(m).hexdigest(): 1 for m in messages})
    assert all(sha256(store.read(digest)).hexdigest() == digest for digest in came)
    letters = {sha256(letter).hexdigest() for letter in mail_kit.letters_in(len(messages))}
    originals = Counter(d.original.sha256 for d in Document.select() if d.original)
    assert max(originals.values()) == 1
    assert letters <= set(originals)
    assert not Job.failed().exists(), [(j.kind, j.last_error) for j in Job.failed()]
    assert not [a.name for a in Arrival.select().where(Arrival.state == "kept")]


@pytest.mark.slow
def test_a_letter_refused_is_answered_to_the_address_it_came_from(people: Staff, tmp_path: Path) -> None:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        account = mail_kit.account(
            tmp_path, 993, smtp_host="localhost", smtp_port=port, address="xatanhoa@tinh.gov.vn"
        )
        account.password_file.write_text("giay-trang")
        premises = premises_in(tmp_path, account)
        kept = put(mail(1, cv_pdf=pdf("r")).as_bytes(), premises)
        notice = refusing.refuse(Document.get(Document.arrival == kept), "incomplete", "thiếu", by=people.clerk, at=NOW)
        sending_back.send_back(notice.id, at=NOW, premises=premises)()
    (came,) = inbox.mails
    assert (came["To"], came["In-Reply-To"]) == ("sonoivu@tinh.gov.vn", "<1@tinh.gov.vn>")
    assert "thiếu" in came.get_content()
    assert refusing.RefusalNotice.get_by_id(notice.id).state == "sent"


@pytest.mark.slow
def test_while_a_server_hangs_the_other_work_is_done_and_the_reason_is_kept(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport.Limits, "__init__", limits_with(silence=600))
    with office_in(tmp_path, request.getfixturevalue("_images")["office"]) as (_, there), hanging() as server:
        account = mail_kit.account(tmp_path, server.getsockname()[1], tls=False)
        stop = threading.Event()
        thread = threading.Thread(target=worked, args=(replace(there, mailbox=account), stop))
        thread.start()
        try:
            until(lambda: Job.select().where(Job.kind == mailbox.JOB, Job.state == "running").exists())
            outbox.put("forget_files", "0" * 64)
            until(lambda: not Job.select().where(Job.kind == "forget_files").exists())
            assert Look.newest("mail") is None  # the server was still hanging
            server.accept()[0].close()
            until(lambda: Look.newest("mail") is not None)
            assert Look.newest("mail").fault == "cut"  # type: ignore[union-attr]
        finally:
            stop.set()
            thread.join()


def worked(premises: Premises, stop: threading.Event) -> None:
    """A worker as a thread of this process."""
    try:
        worker.run(premises, stop=stop)
    finally:
        db.database.close()


@contextlib.contextmanager
def hanging() -> Iterator[socket.socket]:
    """A server that says nothing to whoever comes, until the test lets it accept."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def until(done: Callable[[], bool], seconds: float = 600) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_job_waits_beside_the_others(office_database: None) -> None:
    mailbox.ask()
    outbox.put("forget_files", "0" * 64)
    assert outbox.claim("boot", at=now(), elsewhere=False).kind == "forget_files"  # type: ignore[union-attr]
    assert outbox.claim("boot", at=now(), elsewhere=False) is None
    assert outbox.claim("boot", at=now(), elsewhere=True).kind == mailbox.JOB  # type: ignore[union-attr]
