"""A mail server that is silent, slow, lying or gone, and one that takes a notice: what the child makes of each."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.adapters.transports import imap_child, mailbox, smtp_child
from portal.adapters.transports.mailbox import Account, Limits, Parcel
from portal.rules.errors import MailFault, Unreadable
from tests import mail_kit
from tests.ports import free_port

PATIENCE = 600.0  # seconds of silence a client here bears where none is expected
MAIL = b"From: a@b.vn\r\nSubject: x\r\n\r\nhai\r\n"
Behaviour = Callable[[str, str], list[bytes] | None]  # (command, its words) -> lines without a tag


class FakeServer:
    """Says what it is told to; a server of IMAP as far as a client of ours asks."""

    def __init__(self, answers: dict[str, Any] | None = None, *, greeting: bytes = b"* OK hello\r\n") -> None:
        self.answers, self.greeting = answers or {}, greeting
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                connection.sendall(self.greeting)
                for line in lines:
                    tag, _, words = line.decode("ascii", "replace").strip().partition(" ")
                    self.asked.append(words)
                    if not self._answer(connection, tag, words):
                        return
            except OSError:
                return

    def _answer(self, connection: socket.socket, tag: str, words: str) -> bool:
        name = next((name for name in {**USUAL, **self.answers} if words.startswith(name)), "")
        said = {**USUAL, **self.answers}.get(name, b"")
        if callable(said):
            said = said(connection, words)
        if said is None:
            return False
        connection.sendall(said + (b"" if said.endswith(b"\0") else f"{tag} OK done\r\n".encode()))
        return True

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next client
        self._listener.close()


def size_said(size: int) -> bytes:
    return b"* 1 FETCH (UID 7 RFC822.SIZE %d)\r\n" % size


def body(data: bytes, *, said: int | None = None) -> bytes:
    return b"* 1 FETCH (UID 7 BODY[]<0> {%d}\r\n%s)\r\n" % (len(data) if said is None else said, data)


USUAL: dict[str, Any] = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", "LOGIN": b"",
    "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] valid\r\n", "SELECT": b"* OK [UIDVALIDITY 5] valid\r\n",
    "UID SEARCH": b"* SEARCH 7\r\n", "UID FETCH 7 (UID RFC822.SIZE)": size_said(len(MAIL)),
    "UID FETCH 7 (UID BODY": body(MAIL), "LOGOUT": b"* BYE\r\n", "UID STORE": b"",
}


@contextmanager
def fake(answers: dict[str, Any] | None = None, **words: Any) -> Iterator[FakeServer]:
    server = FakeServer(answers, **words)
    try:
        yield server
    finally:
        server.close()


def asked(server: FakeServer, spool: Path, *, silence: float = PATIENCE, **limits: int) -> dict[str, Any]:
    """What the child answers, in this process: ``Unreadable`` has the word of the fault."""
    most = {"message": 1_000_000, "session": 2_000_000, **limits}
    account = {
        "host": "127.0.0.1", "port": server.port, "tls": False, "user": "xa", "password": "x", "folder": "INBOX",
        "since": "", "ca_file": "", "silence": silence,
    }
    return imap_child.fetch(account, str(spool), 0, [], [], most)


def fault(server: FakeServer, spool: Path, silence: float = PATIENCE) -> str:
    with pytest.raises(Unreadable) as refusal:
        asked(server, spool, silence=silence)
    return str(refusal.value)


def files(spool: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in spool.iterdir()}


def test_a_message_is_written_whole_under_its_place(tmp_path: Path) -> None:
    with fake() as server:
        assert asked(server, tmp_path) == {"validity": 5, "found": 1, "left": 0}
    assert files(tmp_path) == {f"5-7.{len(MAIL)}.eml": MAIL}
    assert not any("STORE" in words or "EXPUNGE" in words for words in server.asked)  # nothing was changed there


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ({"LOGIN": lambda c, w: c.recv(1) and None}, "silent"),  # until the client goes
        ({"EXAMINE": lambda c, w: None}, "cut"),
        ({"UID FETCH 7 (UID BODY": lambda c, w: c.sendall(body(MAIL)[:-20])}, "cut"),
        ({"UID FETCH 7 (UID BODY": body(MAIL, said=10**12)}, "lies"),
        ({"UID FETCH 7 (UID BODY": body(MAIL, said=len(MAIL) + 500) + b"\0"}, "silent"),
        ({"UID FETCH 7 (UID BODY": b"* 1 FETCH (UID 8 BODY[]<0> {1}\r\nx)\r\n"}, "lies"),
        ({"EXAMINE": b"* 1 EXISTS\r\n" * 90_000}, "lies"),
        ({"UID SEARCH": b"* SEARCH seven\r\n"}, "garbled"),
        ({"EXAMINE": b"* 1 EXISTS\r\n"}, "garbled"),
        ({"EXAMINE": b"\xff\xfe what?\r\n"}, "garbled"),
    ],
    ids=["hangs", "cuts", "cuts in a message", "announces a terabyte", "announces more than it has",
         "another message", "talks without end", "no number", "no validity", "noise"],
)  # fmt: skip
def test_a_bad_server_is_told_by_a_word_and_leaves_no_half_message(
    answers: dict[str, Any], word: str, tmp_path: Path
) -> None:
    with fake(answers) as server:
        assert fault(server, tmp_path, 0.3 if word == "silent" else PATIENCE) == word
    assert not [name for name in files(tmp_path) if name.endswith(".eml")]


def test_a_server_that_is_not_there_is_told_apart_from_one_that_refuses(tmp_path: Path) -> None:
    with fake() as gone:
        pass
    gone.port = free_port()  # its own may be another's by now
    assert fault(gone, tmp_path) == "unreachable"
    with fake({"LOGIN": lambda c, w: c.sendall(w.encode()) or None}) as server:
        assert fault(server, tmp_path) in ("cut", "garbled")


def test_a_server_that_wants_starttls_first_is_not_told_the_password(tmp_path: Path) -> None:
    with fake({"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n"}) as server:
        assert fault(server, tmp_path) == "plain"
    assert not any("LOGIN" in words for words in server.asked)


def test_a_size_that_is_not_the_real_one_loses_nothing(tmp_path: Path) -> None:
    """Some servers estimate: what counts is what comes."""
    pieces = {"<0.": body(MAIL), f"<{len(MAIL)}.": b'* 1 FETCH (UID 7 BODY[]<33> "")\r\n'}
    said = {
        "UID FETCH 7 (UID RFC822.SIZE)": size_said(10 * len(MAIL)),
        "UID FETCH 7 (UID BODY": lambda c, words: next(piece for start, piece in pieces.items() if start in words),
    }
    with fake(said) as server:
        asked(server, tmp_path)
    assert list(files(tmp_path).values()) == [MAIL]


def test_a_message_larger_than_it_says_is_kept_by_its_head_only(tmp_path: Path) -> None:
    def any_piece(connection: socket.socket, words: str) -> bytes:
        if "HEADER" in words:
            return b"* 1 FETCH (UID 7 BODY[HEADER]<0> {14}\r\nSubject: x\r\n\r\n)\r\n"
        return body(b"x" * imap_child.PIECE)

    with fake({"UID FETCH 7 (UID BODY": any_piece}) as server:
        asked(server, tmp_path)
    assert files(tmp_path) == {f"5-7.{len(MAIL)}.head": b"Subject: x\r\n\r\n"}


def test_a_message_of_which_not_even_the_head_is_given_is_set_aside_and_the_others_come(tmp_path: Path) -> None:
    said = {
        "UID SEARCH": b"* SEARCH 6 7\r\n",
        "UID FETCH 6,7 (UID RFC822.SIZE)":
            b"* 1 FETCH (UID 6 RFC822.SIZE 9000000)\r\n* 2 FETCH (UID 7 RFC822.SIZE %d)\r\n" % len(MAIL),
        "UID FETCH 6 (UID BODY": b'* 1 FETCH (UID 6 BODY[HEADER]<0> "")\r\n',
    }
    with fake(said) as server:
        assert asked(server, tmp_path) == {"validity": 5, "found": 2, "left": 0}
    came = files(tmp_path)
    assert came.pop(f"5-7.{len(MAIL)}.eml") == MAIL
    assert list(came) == ["5-6.9000000.head"]
    assert b"nothing of message 6" in came["5-6.9000000.head"]


def account_at(server: FakeServer, folder: Path) -> Account:
    account = mail_kit.account(folder, server.port, tls=False)
    account.password_file.write_text("giay-trang\n")
    return account


@pytest.mark.slow
def test_a_server_that_drips_is_left_at_the_deadline_and_what_came_before_is_kept(tmp_path: Path) -> None:
    said = {
        "UID SEARCH": b"* SEARCH 3 7\r\n",
        "UID FETCH 3,7 (UID RFC822.SIZE)": b"* 1 FETCH (UID 3 RFC822.SIZE 33)\r\n* 2 FETCH (UID 7 RFC822.SIZE 33)\r\n",
        "UID FETCH 3 (UID BODY": body(MAIL).replace(b"UID 7", b"UID 3"), "UID FETCH 7 (UID BODY": slow_drip,
    }
    for seconds in (3, 30, 300):  # a busy machine does not come as far as the message that drips in three
        with fake(said) as server:
            fetched = mailbox.fetch(
                account_at(server, tmp_path), tmp_path / "spool", validity=0, known=[], late=[],
                limits=Limits(seconds=seconds),
            )
        if any(words.startswith("UID FETCH 7 (UID BODY") for words in server.asked):
            break
    assert fetched.fault == "slow"
    assert [(mail.uid, mail.path.read_bytes()) for mail in fetched.mails] == [(3, MAIL)]
    assert fetched.stuck == (5, 7)


def slow_drip(connection: socket.socket, words: str) -> bytes:
    """A letter now and then, until the client goes: no silence is ever long enough to be called one."""
    connection.sendall(b"* 2 FETCH (UID 7 BODY[]<0> {100000}\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.5)


def test_a_message_at_which_it_failed_before_comes_last(tmp_path: Path) -> None:
    said = {
        "UID SEARCH": b"* SEARCH 3 7\r\n",
        "UID FETCH 3,7 (UID RFC822.SIZE)": b"* 1 FETCH (UID 3 RFC822.SIZE 33)\r\n* 2 FETCH (UID 7 RFC822.SIZE 33)\r\n",
        "UID FETCH 3 (UID BODY": lambda c, w: None, "UID FETCH 7 (UID BODY": body(MAIL),
    }
    account = {
        "host": "127.0.0.1", "tls": False, "user": "xa", "password": "x", "folder": "INBOX", "since": "",
        "ca_file": "", "silence": PATIENCE,
    }
    with fake(said) as server, pytest.raises(Unreadable):
        imap_child.fetch(
            {**account, "port": server.port}, str(tmp_path), 5, [], [3], {"message": 10_000, "session": 10_000}
        )
    assert "5-7.33.eml" in files(tmp_path)


# The password, and TLS.


def test_the_password_is_read_only_from_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    account = mail_kit.account(tmp_path, 1)
    assert mailbox.password(account) == mail_kit.PASSWORD
    account.password_file.chmod(0o640)
    with pytest.raises(MailFault, match="password_file"):
        mailbox.password(account)
    account.password_file.unlink()
    with pytest.raises(MailFault, match="password_file"):
        mailbox.password(account)


def test_without_tls_only_this_machine_is_asked(tmp_path: Path) -> None:
    account = mail_kit.account(tmp_path, 993, tls=False)
    elsewhere = Account(**{**vars(account), "host": "mail.tinh.gov.vn"})
    assert mailbox.fetch(elsewhere, tmp_path / "spool", validity=0, known=[], late=[]).fault == "plain"
    assert [mailbox.is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.0.0.1.example.vn", "")] == [
        True, True, True, False, False,
    ]


# Sending, with a real server of SMTP.


def sending(folder: Path, port: int, **changes: Any) -> dict[str, Any]:
    return {
        "smtp_host": "localhost", "smtp_port": port, "tls": True, "ca_file": str(folder / "cert.pem"),
        "user": "vanthu", "password": "giay-trang", "address": "xatanhoa@tinh.gov.vn", "silence": PATIENCE, **changes,
    }


NOTICE = {
    "to": "sonoivu@tinh.gov.vn", "text": "Lý do: chữ ký số hỏng.\n",
    "subject": "Từ chối tiếp nhận Công văn số 02/UBND-KT: V/v thay thế công văn số 01/UBND-KT",
    "message_id": "<refusal-1@tinh.gov.vn>", "in_reply_to": "<7@tinh.gov.vn>", "files": [], "is_by_hand": False,
}


@pytest.mark.slow
def test_a_notice_arrives_as_it_was_written(tmp_path: Path) -> None:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        smtp_child.send(sending(tmp_path, port), NOTICE)
    (came,) = inbox.mails
    assert (came["From"], came["To"], came["Subject"]) == (
        "xatanhoa@tinh.gov.vn", NOTICE["to"], NOTICE["subject"],
    )
    assert (came["Message-ID"], came["In-Reply-To"]) == (NOTICE["message_id"], NOTICE["in_reply_to"])
    assert came.get_content().replace("\r\n", "\n") == NOTICE["text"]


WORDS = st.text(
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẩẫấậỀỂỄẾỆĐ /-:.,0123456789"), min_size=1, max_size=300
).map(lambda text: " ".join(text.split())).filter(bool)


@pytest.mark.slow
@given(subject=WORDS, name=WORDS)
@settings(deadline=None, max_examples=60)
def test_no_space_and_no_mark_is_lost_on_the_way(tmp_path_factory: Any, subject: str, name: str) -> None:
    file = tmp_path_factory.getbasetemp() / "sealed.pdf"
    file.write_bytes(b"%PDF-1.4 \xff\n.\n")
    name = name.replace("/", "-") + ".pdf"
    enclosed = {"path": str(file), "name": name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    written = smtp_child.composed(sending(file.parent, 1), {**NOTICE, "subject": subject, "files": [enclosed]})
    came = BytesParser(policy=policy.default).parsebytes(written)
    (part,) = came.iter_attachments()
    assert (came["Subject"], part.get_filename(), part.get_content()) == (subject, name, file.read_bytes())
    assert max(map(len, written.split(b"\r\n"))) <= 998
    assert written.isascii()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_notice_leaves_at_the_port_that_is_under_tls_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_kit.smtp(tmp_path, tls_first=True) as (inbox, port):
        monkeypatch.setattr(smtp_child, "IMPLICIT_TLS", port)  # 465 itself is the administrator's to open
        with pytest.raises(Unreadable, match="certificate"):
            smtp_child.send(sending(tmp_path, port, ca_file=""), NOTICE)
        with pytest.raises(Unreadable, match="login"):
            smtp_child.send(sending(tmp_path, port, password="sai"), NOTICE)
        assert inbox.mails == []
        smtp_child.send(sending(tmp_path, port), NOTICE)
    assert [came["Subject"] for came in inbox.mails] == [NOTICE["subject"]]


@pytest.mark.slow
def test_a_notice_that_cannot_leave_says_why(tmp_path: Path) -> None:
    tries = [
        ({"password": "sai"}, {}, "login"), ({"ca_file": ""}, {}, "certificate"),
        ({}, {"to": "nobody@x.vn"}, "recipient"), ({}, {"subject": "a\r\nBcc: ke.gian@example.com"}, "message"),
    ]
    with mail_kit.smtp(tmp_path) as (inbox, port):
        for changes, words, word in tries:
            with pytest.raises(Unreadable, match=word):
                smtp_child.send(sending(tmp_path, port, **changes), {**NOTICE, **words})
    assert inbox.mails == []
    with pytest.raises(Unreadable, match="unreachable"):
        smtp_child.send(sending(tmp_path, port), NOTICE)


@pytest.mark.slow
def test_the_child_sends_with_the_password_of_the_file(tmp_path: Path) -> None:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        account = mail_kit.account(tmp_path, 993, smtp_host="localhost", smtp_port=port, address="xa@tinh.gov.vn")
        account.password_file.write_text("giay-trang\n")
        mailbox.send(account, Parcel(**NOTICE))
    assert [came["From"] for came in inbox.mails] == ["xa@tinh.gov.vn"]


def test_without_a_server_to_send_by_there_is_no_way(tmp_path: Path) -> None:
    with pytest.raises(MailFault, match="no_way"):
        mailbox.send(mail_kit.account(tmp_path, 993), Parcel(**NOTICE))


def test_a_server_without_tls_is_not_told_the_password(tmp_path: Path) -> None:
    with fake(greeting=b"220 hello\r\n") as server, pytest.raises(Unreadable):
        smtp_child.send(sending(tmp_path, server.port, silence=0.3) | {"ca_file": ""}, NOTICE)
    assert not any("AUTH" in words or "giay" in words for words in server.asked)


def test_the_child_makes_its_context_of_the_file_named(tmp_path: Path) -> None:
    mail_kit.certificate(tmp_path)
    assert ssl.create_default_context(cafile=str(tmp_path / "cert.pem")).verify_mode == ssl.CERT_REQUIRED
