"""Of a secret letter nothing is left: not in the database's file or log, index, pictures, logs or a fresh backup."""

import random
import re
from collections.abc import Iterator
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont

from portal import db
from portal.adapters.blobs import BlobStore
from portal.flows import arriving, backup, keeping, old_books, page_words, pictures, worker
from portal.flows.premises import Premises
from portal.office import arrivals, files, holding, packets, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Document, PageText, load
from portal.office.outbox import Job
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.rules import doors
from portal.rules.errors import Conflict
from portal.rules.filetypes import DOCX
from portal.rules.folding import fold
from portal.rules.page_lines import Page
from portal.rules.states import HELD
from tests import office_fixtures, packet_kit
from tests import signing_kit as kit
from tests.office_fixtures import NOW, Staff

pytestmark = pytest.mark.slow

WORD = "zwoyxkhuyếch"  # stands nowhere but in the secret letter
NAME = "ngrumbqphòng"  # stands nowhere but in the name of its file


@pytest.fixture
def premises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Premises]:
    """An office in a real file; no letter is printed to a PDF, which takes another program ten seconds."""
    monkeypatch.setattr(pictures, "ask_for_view", lambda document: None)
    data = tmp_path / "data"
    data.mkdir()
    db.open_file(data / "portal.db")
    db.migrate()
    office_fixtures.found_office()
    yield Premises(data, BlobStore(data / "blobs"), data / "index", data / "scratch", 10**7)
    db.database.close()


@pytest.fixture
def people(premises: Premises) -> Staff:
    return office_fixtures.staff()


def traces(premises: Premises, *words: str) -> list[str]:
    """Files of the data folder, and of the backups beside it, in which a word stands, marks or not, in any writing."""
    needles = [
        form.encode(code) for word in words
        for form in {word, word.upper(), fold(word), word.encode("unicode_escape").decode()}
        for code in ("utf-8", "utf-16-le")
    ]
    found = [path for path in premises.data.parent.rglob("*") if path.is_file()]
    return sorted(
        path.relative_to(premises.data.parent).as_posix().removeprefix("data/")
        for path in found if any(n in path.read_bytes() for n in needles)
    )


def word_file(*lines: str) -> bytes:
    """A letter as DOCX."""
    document, stream = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(stream)
    return stream.getvalue()


def work(premises: Premises) -> None:
    """Let the worker do all it was asked for."""
    worker.run(premises, once=True)
    assert not list(Job.failed())


def full(premises: Premises, people: Staff) -> None:
    """Other letters around, so that rows and index parts are shared with what is to vanish."""
    chance = random.Random(7)
    for n in range(60):
        document = receiving.receive(office_fixtures.stored(), f"cong-van-{n}.pdf", by=people.clerk, at=NOW)
        PageText.put(document, "văn bản thường " * chance.randrange(1, 2000))
    Job.delete().where(Job.kind == "read").execute()  # their files are only said to be there


def come(premises: Premises, people: Staff, *lines: str) -> Document:
    """A letter as DOCX by upload, read and indexed."""
    blob = word_file(*lines)
    arriving.bring(BytesIO(blob), f"{NAME}.docx", by=people.clerk, at=NOW, premises=premises, alone=True)
    document = Document.select().order_by(Document.id.desc()).get()
    work(premises)
    return load(document.id)


def test_a_mark_found_at_the_first_reading_leaves_nothing_but_the_file_held_apart(premises, people):
    document = come(premises, people, "MẬT", f"Kế hoạch {WORD}")
    assert document.is_held
    assert traces(premises, WORD, NAME) == []
    assert premises.store.has(document.original.sha256)


def test_a_mark_found_late_takes_away_all_that_was_kept_meanwhile(premises, people):
    full(premises, people)
    document = come(premises, people, f"Kế hoạch {WORD} của xã", "CÔNG VĂN")
    digest = document.original.sha256
    files.keep_reading(digest, {"subject": f"Kế hoạch {WORD}"}, pages=1, at=NOW)
    page_words.keep(digest, {1: Page(600, 800, ())}, premises=premises)
    work(premises)
    before = traces(premises, WORD, NAME)
    assert any(name.startswith("portal.db") for name in before)
    assert any(name.startswith("index") for name in before)

    holding.hold(document, at=NOW)
    work(premises)
    assert traces(premises, WORD, NAME) == []
    assert not (premises.data / "pages" / digest).exists()
    backup.backup(premises, premises.data.parent / "backups", at=NOW)
    assert traces(premises, WORD, NAME) == []
    assert not BlobStore(premises.data.parent / "backups" / "blobs").has(digest)

    holding.tell(load(document.id), "Trưởng Công an xã", by=people.clerk, at=NOW)
    holding.remove_held(load(document.id), ordered_by="Chủ tịch UBND xã", by=people.clerk, at=NOW)
    work(premises)
    assert not premises.store.has(digest)
    assert not list(premises.data.rglob(digest))
    backup.backup(premises, premises.data.parent / "backups", at=NOW)
    assert traces(premises, WORD, NAME) == []


def test_what_it_came_in_goes_with_it(premises, people):
    outer = premises.store.put(f"cả bức thư có {WORD}".encode())
    files.keep(outer.sha256, outer.size, "message/rfc822", at=NOW)
    mail = arrivals.keep(
        doors.MAIL, "1:1", outer.sha256, f"{NAME}.eml", at=NOW, sender=f"{NAME} <a@b.vn>", subject=WORD,
        notes={"message_id": WORD},
    )
    inner = premises.store.put(f"gói trong thư có {WORD}".encode())
    files.keep(inner.sha256, inner.size, "application/zip", at=NOW)
    archive = arrivals.keep(
        doors.MAIL, inner.sha256, inner.sha256, f"{NAME}.zip", at=NOW, notes={"mail": mail.id, "known": [NAME]}
    )
    Job.delete().execute()
    blob = premises.store.put(word_file("TUYỆT MẬT", WORD))
    files.keep(blob.sha256, blob.size, DOCX, at=NOW)
    letter = receiving.receive(blob.sha256, f"{NAME}.docx", by=None, at=NOW, arrival=archive)
    work(premises)
    document = load(letter.id)
    assert document.is_held
    kept_apart = {f"blobs/{digest[:2]}/{digest}" for digest in (outer.sha256, inner.sha256)}
    assert set(traces(premises, WORD, NAME)) == kept_apart
    backup.backup(premises, premises.data.parent / "backups", at=NOW)
    assert set(traces(premises, WORD, NAME)) == kept_apart

    holding.tell(document, "Trưởng Công an xã", by=people.clerk, at=NOW)
    holding.remove_held(document, ordered_by="Chủ tịch UBND xã", by=people.clerk, at=NOW)
    work(premises)
    assert traces(premises, WORD, NAME) == []
    assert {row.sha256 for row in Arrival.select()} == {outer.sha256, inner.sha256}


def brought(premises: Premises, people: Staff, content: bytes, name: str) -> None:
    """A thing by upload, looked into by the worker."""
    arriving.bring(BytesIO(content), name, by=people.clerk, at=NOW, premises=premises)
    work(premises)


def gone(premises: Premises, people: Staff) -> None:
    """Both acts on everything that is held."""
    for document in Document.in_state("incoming", HELD):
        holding.tell(document, "Trưởng Công an xã", by=people.clerk, at=NOW)
        holding.remove_held(document, ordered_by="Chủ tịch UBND xã", by=people.clerk, at=NOW)
    work(premises)


def test_a_secret_letter_in_an_archive_takes_the_archive_with_it_and_leaves_the_other_letter(premises, people):
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        archive.writestr(f"{NAME}.docx", word_file("TỐI MẬT", WORD))
        archive.writestr("cong-van.docx", word_file("CÔNG VĂN", "Số: 12/UBND"))
    brought(premises, people, stream.getvalue(), f"{NAME}.zip")
    assert sorted(document.state for document in Document.select()) == [HELD, "received"]
    whole = sha256(stream.getvalue()).hexdigest()
    assert set(traces(premises, NAME)) <= {f"blobs/{whole[:2]}/{whole}"}
    gone(premises, people)
    assert traces(premises, WORD, NAME) == []
    other = Document.get(Document.state == "received")
    assert premises.store.has(other.original.sha256)
    assert not premises.store.has(whole)


def test_a_secret_letter_in_a_mail_takes_the_mail_with_it(premises, people):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "vt@sondong.vn", "ubnd@xa.vn", "zwoyxkhuyech"
    mail.set_content("zwoyxkhuyech")
    mail.add_attachment(word_file("MẬT", WORD), maintype="application", subtype=DOCX[12:], filename="ngrumbqphong.docx")
    brought(premises, people, mail.as_bytes(), "thu.eml")
    assert [document.state for document in Document.select()] == [HELD]
    whole = sha256(mail.as_bytes()).hexdigest()
    assert set(traces(premises, WORD, NAME)) == {f"blobs/{whole[:2]}/{whole}"}
    gone(premises, people)
    assert traces(premises, WORD, NAME) == []


def mail_with(letter: bytes, words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "vt@sondong.vn", words
    message.set_content(words)
    message.add_attachment(letter, maintype="application", subtype=DOCX[12:], filename="ngrumbqphong.docx")
    return message.as_bytes()


@pytest.mark.parametrize("where", ["subject", "text", "forwarded"])
def test_a_mail_that_bears_the_mark_in_its_own_words_is_held_whole(premises, people, where):
    words = {"subject": "TỐI MẬT" if where == "subject" else "Kế hoạch", "text": "MẬT\n" if where == "text" else ""}
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "zwoyxkhuyech <vt@sondong.vn>", words["subject"]
    mail.set_content(f"{words['text']}zwoyxkhuyech")
    if where == "forwarded":
        inner = EmailMessage()
        inner["Subject"] = "Kế hoạch"
        inner.set_content("Kính gửi\nTUYỆT MẬT")
        mail.add_attachment(inner)
    mail.add_attachment(word_file("CÔNG VĂN", WORD), maintype="application", subtype=DOCX[12:], filename="n.docx")
    brought(premises, people, mail.as_bytes(), f"{NAME}.eml")
    held_whole(premises, people, mail.as_bytes())


@pytest.mark.parametrize("where", [
    {"subject": "TỐI MẬT"}, {"subject": "zwoyxkhuyech\nMẬT"}, {"number": "", "subject": "MẬT"},
])  # fmt: skip
def test_a_packet_that_bears_the_mark_in_its_own_words_is_held_whole_and_answers_nothing(premises, people, where):
    files = ((f"{NAME}.docx", word_file("CÔNG VĂN", WORD)),)
    content = packet_kit.packet(files=files, **where)
    brought(premises, people, content, f"{NAME}.edxml")
    assert not Packet.select().exists()
    assert not Parcel.select().exists()
    held_whole(premises, people, content)


def marked_words() -> bytes:
    """A secret letter as words without a page."""
    return f"ỦY BAN NHÂN DÂN\nTUYỆT MẬT\n{WORD}".encode()


@pytest.mark.parametrize("others", [{}, {"them.txt": b"loi nhan"}, {"goi.xml": b"<a/>"}])
def test_words_in_an_archive_that_bear_the_mark_are_held_with_it(premises, people, others):
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, content in {**others, f"{NAME}.txt": marked_words()}.items():
            archive.writestr(name, content)
    brought(premises, people, stream.getvalue(), f"{NAME}.zip")
    held_whole(premises, people, stream.getvalue())


@pytest.mark.parametrize("letter", [(), (("cv.docx", word_file("CÔNG VĂN", "Số: 12/UBND")),)], ids=["alone", "annex"])
def test_words_in_a_packet_that_bear_the_mark_are_held_with_it_and_nothing_is_answered(premises, people, letter):
    content = packet_kit.packet(files=(*letter, (f"{NAME}.txt", marked_words())))
    brought(premises, people, content, f"{NAME}.edxml")
    assert not Packet.select().exists()
    assert not Parcel.select().exists()
    held_whole(premises, people, content)


@pytest.mark.parametrize("letter", [b"", word_file("CÔNG VĂN", "Số: 12/UBND")], ids=["alone", "beside a letter"])
def test_words_in_a_mail_that_bear_the_mark_are_held_with_it(premises, people, letter):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "vt@sondong.vn", "gui"
    mail.set_content("kinh gui")
    if letter:
        mail.add_attachment(letter, maintype="application", subtype=DOCX[12:], filename="cv.docx")
    mail.add_attachment(marked_words(), maintype="text", subtype="plain", filename="ngrumbqphong.txt")
    brought(premises, people, mail.as_bytes(), "thu.eml")
    held_whole(premises, people, mail.as_bytes())


def test_words_that_no_letter_has_are_not_stored_by_themselves(premises, people):
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        archive.writestr("loi-nhan.txt", "Kính gửi")
        archive.writestr("goi.edxml", packet_kit.packet())
    brought(premises, people, stream.getvalue(), "hai.zip")
    arrival = Arrival.with_bytes(sha256(stream.getvalue()).hexdigest())
    assert arrival.notes["left"] == [{"name": "loi-nhan.txt", "why": "text"}]
    assert set(premises.store.all()) == {row.sha256 for row in files.StoredFile.select()}


def held_whole(premises: Premises, people: Staff, content: bytes) -> None:
    """One thing is held, nothing of it stands anywhere but in its own bytes, and both acts take these."""
    assert [document.state for document in Document.select()] == [HELD]
    assert holding.HeldCount.get().count == 1
    whole = sha256(content).hexdigest()
    assert set(traces(premises, WORD, NAME)) <= {f"blobs/{whole[:2]}/{whole}"}
    assert list(premises.store.all()) == [whole]
    gone(premises, people)
    assert list(premises.store.all()) == []


def test_a_second_mail_with_the_same_secret_letter_is_silenced_and_goes_too(premises, people):
    letter = word_file("MẬT", WORD)
    mails = [mail_with(letter, words) for words in ("zwoyxkhuyech", "zwoyxkhuyech lan hai")]
    for n, mail in enumerate(mails):
        brought(premises, people, mail, f"{n}.eml")
    whole = [sha256(mail).hexdigest() for mail in mails]
    assert set(traces(premises, WORD, NAME)) == {f"blobs/{digest[:2]}/{digest}" for digest in whole}
    backup.backup(premises, premises.data.parent / "backups", at=NOW)
    copied = BlobStore(premises.data.parent / "backups" / "blobs")
    assert not any(copied.has(digest) for digest in whole)
    gone(premises, people)
    assert traces(premises, WORD, NAME) == []

    keeping.take(BytesIO(mails[0]), doors.MAIL, "box:2:1", "Thư 1.eml", at=NOW, premises=premises)
    work(premises)
    assert Document.select().where(Document.state == HELD).count() == 1
    gone(premises, people)
    assert traces(premises, WORD, NAME) == []


def test_what_packets_say_of_a_held_letter_goes_with_it(premises, people):
    letter = word_file("CÔNG VĂN", "Số: 536/UBND-TH")
    brought(premises, people, packet_kit.packet(files=(("536.docx", letter),)), "p.edxml")
    newer = (("zwoyxkhuyech.docx", word_file("CÔNG VĂN", "hai")),)
    brought(premises, people, packet_kit.packet(packet_kit.UPDATE, files=newer), "u.edxml")
    asked = Packet.asked().get()
    loose = asked.files[0]["sha256"]
    assert premises.store.has(loose)
    holding.hold(Document.get(), at=NOW)
    work(premises)
    assert not Packet.asked().exists()
    assert not premises.store.has(loose)
    assert [(row.files, row.body) for row in Packet.select()] == [([], {})] * 2
    with pytest.raises(Conflict):
        packets.agree(asked, by=people.clerk, at=NOW)
    gone(premises, people)
    assert traces(premises, WORD) == []


def test_a_file_of_an_old_book_goes_from_its_folder_too(premises, people):
    letter = word_file("MẬT", WORD)
    brought(premises, people, letter, "a.docx")
    folder = old_books.files_folder(premises)
    folder.mkdir()
    (folder / "a.docx").write_bytes(letter)
    (folder / "b.docx").write_bytes(word_file("CÔNG VĂN"))
    gone(premises, people)
    assert [path.name for path in folder.iterdir()] == ["b.docx"]


@pytest.mark.ocr
def test_a_mark_that_only_recognition_finds_on_a_scan_is_a_mark(premises, people):
    page = Image.new("L", (1240, 1754), 255)
    drawing, large = ImageDraw.Draw(page), ImageFont.truetype(str(kit.FONT), 44)
    for n, line in enumerate(("ỦY BAN NHÂN DÂN XÃ AN LẠC", "TỐI MẬT", "KẾ HOẠCH PHÒNG THỦ", "Số: 12/KH-UBND")):
        drawing.text((150, 150 + 120 * n), line, 0, font=large)
    stream = BytesIO()
    page.save(stream, "PDF", resolution=150)
    brought(premises, people, stream.getvalue(), f"{NAME}.pdf")
    document = Document.get()
    assert document.is_held
    assert document.reading is None
    assert not PageText.select().exists()
    assert traces(premises, NAME) == []


def test_the_hunt_finds_what_is_there(premises, people):
    (premises.data / "portal.log").write_text(f"lỗi ở {WORD}", "utf-8")
    PageText.put(come(premises, people, "CÔNG VĂN"), WORD)
    assert {"portal.log", "portal.db-wal"} <= set(traces(premises, WORD))


def test_a_failure_tells_the_log_no_words_of_the_page(premises, people, caplog):
    document = come(premises, people, "MẬT", WORD)
    assert document.is_held
    assert WORD not in caplog.text
    assert not re.search(NAME, caplog.text)


