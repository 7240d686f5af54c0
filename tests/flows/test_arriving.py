"""What comes in at any door: kept whole first, then looked into, once, and never lost for being odd."""

from io import BytesIO
from pathlib import Path

import pytest

from portal.flows import arriving, keeping, worker
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF
from portal.office import arrivals, holding, receiving, refusing
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.rules.errors import FileRefused
from tests.office_fixtures import NOW, Staff, later

SAMPLE = SAMPLE_PDF.read_bytes()


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


def brought(premises: Premises, content: bytes = SAMPLE, name: str = "cong-van.pdf", door: str = "upload") -> Arrival:
    return keeping.take(BytesIO(content), door, "", name, at=NOW, premises=premises)


def looked_into(arrival: Arrival, premises: Premises) -> Arrival:
    arriving.interpret(arrival.id, at=later(seconds=1), premises=premises)()
    return arrivals.load(arrival.id)


def test_a_letter_is_kept_whole_and_becomes_one_document(premises: Premises) -> None:
    arrival = brought(premises)
    assert premises.store.read(arrival.sha256) == SAMPLE
    settled = looked_into(arrival, premises)
    letter = Document.get()
    assert (settled.state, arriving.letter_of(settled), letter.arrival) == ("taken", letter, arrival)
    assert (letter.state, letter.original.sha256, letter.channel) == ("received", arrival.sha256, "electronic")
    assert letter.received_at == NOW


@pytest.mark.slow
def test_words_without_a_page_are_no_letter_but_may_be_entered_by_hand(premises: Premises, people: Staff) -> None:
    kept = looked_into(brought(premises, "Kính gửi Ủy ban nhân dân xã".encode(), "thu.txt"), premises)
    assert (kept.state, kept.problem, Document.select().count()) == ("unreadable", "text", 0)
    assert arriving.by_hand(kept, by=people.clerk).original.name == "thu.txt"


@pytest.mark.slow
def test_words_that_bear_a_secret_mark_are_held_apart(premises: Premises) -> None:
    kept = looked_into(brought(premises, "MẬT\nKế hoạch".encode(), "ke-hoach.txt"), premises)
    assert (Document.get().state, kept.name, kept.state) == ("held", "", "taken")


@pytest.mark.slow
def test_looking_twice_makes_one_letter(premises: Premises) -> None:
    arrival = brought(premises)
    first = arriving.interpret(arrival.id, at=NOW, premises=premises)
    second = arriving.interpret(arrival.id, at=NOW, premises=premises)
    first()
    second()
    looked_into(arrival, premises)
    assert Document.select().count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "why"),
    [(b"MZ\x90\x00", "a.exe", "type"), (b"%PDF-1.7", "a.docx", "name"), (b"PK\x03\x04 cut", "a.docx", "damaged")],
)
def test_what_nobody_can_read_stays_with_its_bytes_and_the_reason(
    premises: Premises, content: bytes, name: str, why: str
) -> None:
    settled = looked_into(brought(premises, content, name), premises)
    assert (settled.state, settled.problem) == ("unreadable", why)
    assert premises.store.read(settled.sha256) == content
    assert Document.select().count() == 0


@pytest.mark.parametrize(("content", "why"), [(b"", "empty"), (b"x" * (1 << 20) + b"x", "too_large")])
def test_nothing_and_too_much_are_refused_and_leave_nothing(premises: Premises, content: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        brought(premises, content)
    assert refusal.value.data["why"] == why
    assert list(premises.store.all()) == []
    assert Arrival.select().count() == 0


@pytest.mark.slow
def test_the_same_bytes_at_two_doors_are_one_thing(premises: Premises) -> None:
    first = looked_into(brought(premises), premises)
    assert brought(premises, door="scan", name="scan0001.pdf").id == first.id


@pytest.mark.parametrize("name", ["goi.edxml", "goi.xml", "thu.eml", "hai.zip", "THU.EML", "bang.xlsx", "khong-duoi"])
def test_what_may_take_long_to_take_apart_waits_for_the_worker(premises: Premises, people: Staff, name: str) -> None:
    here = arriving.bring(BytesIO(b"PK\x03\x04"), name, by=people.clerk, at=NOW, premises=premises, alone=True)
    assert here.arrival.state == "kept"


def test_a_key_that_came_before_is_not_even_read(premises: Premises) -> None:
    mail = keeping.take(BytesIO(b"a mail"), "mail", "7:41", "", at=NOW, premises=premises)
    unread = BytesIO(b"other bytes")
    assert keeping.take(unread, "mail", "7:41", "", at=NOW, premises=premises).id == mail.id
    assert unread.tell() == 0


@pytest.mark.slow
def test_what_is_a_letter_already_gives_no_second_one(premises: Premises, people: Staff) -> None:
    blob = premises.store.put(SAMPLE)
    letter = receiving.receive(blob.sha256, "from-a-mail.pdf", by=people.clerk, at=NOW)
    settled = looked_into(brought(premises), premises)
    assert Document.select().count() == 1
    assert (settled.state, arriving.letter_of(settled)) == ("taken", letter)


@pytest.mark.slow
def test_what_was_refused_and_comes_again_leads_to_the_new_letter(premises: Premises, people: Staff) -> None:
    for n in range(3):
        here = arriving.bring(BytesIO(SAMPLE), "a.pdf", by=people.clerk, at=NOW, premises=premises, alone=True)
        assert here.letter is not None
        assert here.letter.state == "received"
        assert Document.select().count() == n + 1
        refusing.refuse(here.letter, "other", "gửi nhầm", by=people.clerk, at=NOW)


@pytest.mark.slow
@pytest.mark.parametrize("door", ["upload", "scan", "mail", "packet"])
def test_what_was_refused_may_come_again_by_any_door(premises: Premises, people: Staff, door: str) -> None:
    looked_into(brought(premises), premises)
    refusing.refuse(Document.get(), "other", "gửi nhầm", by=people.clerk, at=NOW)
    again = keeping.take(BytesIO(SAMPLE), door, "another key", "b.pdf", at=NOW, premises=premises)
    assert again.state == "kept"
    assert arriving.letter_of(looked_into(again, premises)).state == "received"


def test_a_scan_is_a_letter_on_paper(premises: Premises) -> None:
    looked_into(brought(premises, door="scan"), premises)
    assert Document.get().channel == "paper"


@pytest.mark.slow
def test_the_worker_looks_into_what_waits_and_reads_it(premises: Premises) -> None:
    brought(premises)
    worker.run(premises, once=True)
    assert Document.get().reading.fields["reference"] == "536/UBND-TH"


@pytest.mark.slow
def test_nothing_is_left_of_the_name_of_what_is_held(premises: Premises) -> None:
    arrival = brought(premises, name="ke-hoach-dien-tap.pdf")
    looked_into(arrival, premises)
    holding.hold(Document.get(), at=NOW)
    held = arrivals.load(arrival.id)
    assert (held.name, held.sender, held.subject, held.notes) == ("", "", "", {})
