"""A ZIP of several letters: each its own document, its attachments with it, nothing twice, the ZIP kept."""

import io
import zipfile
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from portal.flows import arriving, keeping, worker
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_DOCX, SAMPLE_PDF
from portal.office import arrivals, holding, refusing
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.files import StoredFile
from portal.office.outbox import Job
from tests.office_fixtures import NOW, Staff

SAMPLE, AS_WORD = SAMPLE_PDF.read_bytes(), SAMPLE_DOCX.read_bytes()
OTHER = SAMPLE + b"\n%another copy\n"


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 22,
    )


def packed(**files: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # of one day, so that the same is the same
    stream.seek(0)
    return stream


def brought(premises: Premises, people: Staff, files: dict[str, bytes]) -> Arrival:
    arrival = arriving.bring(
        packed(**files), "nhiều văn bản.zip", by=people.clerk, at=NOW, premises=premises
    ).arrival
    arriving.interpret(arrival.id, at=NOW, premises=premises)()
    return arrivals.load(arrival.id)


@pytest.mark.slow
def test_each_letter_is_a_document_with_its_attachments(premises: Premises, people: Staff) -> None:
    arrival = brought(premises, people, {
        "1/cv 536.pdf": SAMPLE, "1/Phụ lục.docx": AS_WORD, "2/cv 537.pdf": OTHER, "2/chay.exe": b"MZ\x90\0",
    })
    first, second = arrival.letters.order_by(Document.id)
    assert [first.original.name, second.original.name] == ["cv 536.pdf", "cv 537.pdf"]
    assert [a.name for a in first.attachments] == ["Phụ lục.docx"]
    assert premises.store.read(first.attachments[0].sha256) == AS_WORD
    assert list(second.attachments) == []
    assert (arrival.state, arrival.notes["left"]) == ("taken", [{"name": "chay.exe", "why": "type"}])
    assert premises.store.has(arrival.sha256)
    assert first.created_by == people.clerk


@pytest.mark.slow
def test_the_same_archive_or_the_same_letter_again_adds_nothing(premises: Premises, people: Staff) -> None:
    first = brought(premises, people, {"a.pdf": SAMPLE})
    assert arriving.bring(packed(**{"a.pdf": SAMPLE}), "x.zip", by=people.clerk, at=NOW, premises=premises).was_here
    again = brought(premises, people, {"b.pdf": SAMPLE, "c.pdf": OTHER})
    assert Document.select().count() == 2
    assert again.notes["known"] == [first.letters.get().id]


@pytest.mark.slow
def test_a_new_annex_of_a_letter_that_is_here_comes_to_it_once(premises: Premises, people: Staff) -> None:
    letter = brought(premises, people, {"cv.pdf": SAMPLE}).letters.get()
    Job.delete().where(Job.kind == "read_enclosed").execute()
    for note in (b"mot", b"hai"):  # the page comes twice, the words are others each time
        again = brought(premises, people, {"cv.pdf": SAMPLE, "Phụ lục.docx": AS_WORD, "ghi-chu.txt": note})
        assert again.notes["known"] == [letter.id]
    assert sorted(a.name for a in letter.attachments) == ["Phụ lục.docx", "ghi-chu.txt", "ghi-chu.txt"]
    assert all(StoredFile.get(sha256=a.sha256) for a in letter.attachments)
    assert Job.select().where(Job.kind == "read_enclosed").count() == 1
    assert Document.select().count() == 1


@pytest.mark.slow
def test_a_letter_held_apart_gets_no_annex_and_nothing_is_left_of_it(premises: Premises, people: Staff) -> None:
    letter = brought(premises, people, {"cv.pdf": SAMPLE}).letters.get()
    holding.hold(letter, at=NOW)
    again = brought(premises, people, {"cv.pdf": SAMPLE, "Phụ lục.docx": AS_WORD})
    assert again.notes["known"] == [letter.id]
    worker.run(premises, once=True)
    assert list(letter.attachments) == []
    assert not premises.store.has(sha256(AS_WORD).hexdigest())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "why"), [
        ({"a.zip": b"PK"}, "nested"), ({"a.exe": b"MZ\x90\0"}, "type"), ({}, "type"),
        ({"a.txt": b"loi nhan"}, "no_letter"),
    ],
)
def test_an_archive_without_letters_stays_with_the_reason(
    premises: Premises, people: Staff, files: dict[str, bytes], why: str
) -> None:
    arrival = brought(premises, people, files)
    assert (arrival.state, arrival.problem, Document.select().count()) == ("unreadable", why, 0)


@pytest.mark.slow
def test_the_worker_takes_an_archive_apart_and_reads_its_letters(premises: Premises, people: Staff) -> None:
    arriving.bring(packed(**{"a.pdf": SAMPLE, "b.docx": AS_WORD}), "x.zip", by=people.clerk, at=NOW, premises=premises)
    worker.run(premises, once=True)
    assert [d.reading.fields["reference"] for d in Document.select()] == ["536/UBND-TH"] * 2
    assert list((premises.scratch).iterdir()) == []


@pytest.mark.slow
def test_a_packed_letter_that_was_refused_comes_in_again_with_a_second_mail(premises: Premises, people: Staff) -> None:
    letters = packed(**{"cv.pdf": SAMPLE}).getvalue()
    for words in ("lần một", "lần hai"):
        message = EmailMessage()
        message["From"], message["Subject"] = "vt@sondong.vn", words
        message.set_content(words)
        message.add_attachment(letters, maintype="application", subtype="zip", filename="x.zip")
        keeping.take(io.BytesIO(message.as_bytes()), "mail", words, f"{words}.eml", at=NOW, premises=premises)
        worker.run(premises, once=True)
        letter = Document.select().order_by(Document.id.desc()).get()
        assert letter.state == "received"
        assert arriving.letter_of(letter.arrival) == letter
        refusing.refuse(letter, "other", "gửi nhầm", by=people.clerk, at=NOW)
        assert arriving.letter_of(letter.arrival) is None
    assert Document.select().count() == 2
