"""Whatever happened to the index: people are answered meanwhile and told so, and the worker mends it without hands."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.flows import indexing, searching, worker
from portal.flows.premises import Premises, store_in
from portal.office.documents import PageText
from portal.office.outbox import Job
from portal.rules.errors import IndexUnavailable
from portal.search import pointer
from portal.search.reread import Rereading
from portal.search.writer import MANY, Writer
from tests.office_fixtures import Staff, entered

pytestmark = pytest.mark.slow

LETTERS = 6


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """An office whose index has three segments and a few replaced letters."""
    searching.engine.cache_clear()
    found = Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )
    for number in range(1, LETTERS + 1):
        letter = entered(people, reference=f"{number}/UBND-VP")
        PageText.put(letter, f"Lời văn của thư số {number}")
        if number % 2 == 0:
            Job.delete().where(Job.kind != "index").execute()
            worker.run(found, once=True)
    return found


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut_in_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def unpicklable(file: Path) -> None:
    """As long as it was, and no longer what it was."""
    file.write_bytes(b"\x80\x04X" * (file.stat().st_size // 3) + b"." * (file.stat().st_size % 3))


def changed_within(file: Path) -> None:
    """It opens as before; one of its bytes is another."""
    data = file.read_bytes()
    file.write_bytes(data.replace(b"\x00\x00\x00\x01", b"\x00\x00\x00\x02", 1))


HARMS: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink, "emptied": emptied, "cut in half": cut_in_half, "unpicklable": unpicklable,
}
PARTS = {
    "pointer": lambda index: [index / pointer.FILE],
    "table of contents": lambda index: list(index.glob("gen-*/*.toc")),
    "oldest segment": lambda index: by_age(index)[:1],
    "middle segment": lambda index: by_age(index)[1:2],
    "newest segment": lambda index: by_age(index)[-1:],
    "every segment": lambda index: by_age(index),
}  # fmt: skip


def by_age(index: Path) -> list[Path]:
    found = sorted(index.glob("gen-*/*.seg"), key=lambda file: file.stat().st_mtime_ns)
    assert len(found) >= 3
    return found


def start_again() -> None:
    """The processes are new: nothing is mapped or remembered."""
    searching.engine.cache_clear()


def assert_mended(people: Staff, premises: Premises) -> None:
    """The worker runs, and every answer is exact."""
    worker.run(premises, once=True)
    found = searching.search(people.clerk, "phan loai van ban", premises=premises)
    assert (found.total, found.notice) == (LETTERS, "")
    for number in range(1, LETTERS + 1):
        assert searching.search(people.clerk, f'"thư số {number}"', premises=premises).total == 1
    assert not indexing.is_behind(searching.status(premises))
    assert not Job.select().exists()
    with Writer(premises.search_index) as writer:
        assert writer.verify().documents == LETTERS


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_file_is_answered_around_and_mended(
    people: Staff, premises: Premises, part: str, harm: str
) -> None:
    for file in PARTS[part](premises.search_index):
        HARMS[harm](file)
    start_again()
    meanwhile = searching.search(people.clerk, "phan loai van ban", premises=premises)
    assert meanwhile.total == LETTERS
    assert meanwhile.notice == "index_away" or (harm == "unpicklable" and "segment" in part)
    assert_mended(people, premises)


@pytest.mark.parametrize("name", ["analyzer", "format"])
def test_an_index_of_an_older_make_is_not_read(people: Staff, premises: Premises, name: str) -> None:
    file = premises.search_index / pointer.FILE
    values = pointer.values_of(file)
    pointer.replace_file(file, {**values, name: values[name] - 1}, os.fsync)
    start_again()
    meanwhile = searching.search(people.clerk, "phan loai van ban", premises=premises)
    assert (meanwhile.total, meanwhile.notice) == (LETTERS, "index_away")
    assert_mended(people, premises)


class OneLook(threading.Event):
    """Tells an idle worker to stop once it has looked at the index and done what it found."""

    def wait(self, timeout: float | None = None) -> bool:
        if not Job.waiting().exists():
            self.set()
        return True


@pytest.mark.parametrize("harm", ["deleted", "emptied", "cut in half"])
@pytest.mark.parametrize("part", PARTS)
def test_damage_to_a_running_office_is_noticed_and_mended(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch, part: str, harm: str
) -> None:
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).notice == ""
    for file in PARTS[part](premises.search_index):
        HARMS[harm](file)
    monkeypatch.setattr(worker, "LOOK", -1.0)
    monkeypatch.setattr(worker, "ensure_index", lambda: None)  # this worker started long ago
    worker.run(premises, stop=OneLook())
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).total == LETTERS
    assert_mended(people, premises)


def flip(file: Path) -> None:
    """One bit in the middle; the file stays the same one of the same length."""
    place = file.stat().st_size // 2
    with open(file, "r+b") as opened:
        opened.seek(place)
        (byte,) = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte ^ 4]))


def files_of(premises: Premises) -> list[Path]:
    index = premises.search_index
    return sorted([index / pointer.FILE, *index.glob("gen-*/*.toc"), *index.glob("gen-*/*.seg")])


@pytest.mark.parametrize("number", range(5))
def test_one_bit_that_flips_in_a_running_office_is_noticed_and_mended(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).notice == ""
    files = files_of(premises)
    assert len(files) == 5
    flip(files[number])
    monkeypatch.setattr(worker, "LOOK", -1.0)
    monkeypatch.setattr(worker, "ensure_index", lambda: None)  # this worker started long ago
    answered: list[str] = []
    before = indexing.step

    def step(found: Premises) -> bool:
        meanwhile = searching.search(people.clerk, "phan loai van ban", premises=found)
        answered.append(f"{meanwhile.total} {meanwhile.notice}")
        return before(found)

    monkeypatch.setattr(indexing, "step", step)
    worker.run(premises, stop=OneLook())
    assert answered[0] == f"{LETTERS} index_away"
    assert_mended(people, premises)


def test_an_error_a_reader_meets_makes_the_worker_look(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = Rereading(premises.search_index)
    monkeypatch.setattr(unread, "go_on", lambda: True)  # its round has not come so far
    for file in by_age(premises.search_index):
        unpicklable(file)
    indexing.notice_damage(premises, unread)
    assert not Job.select().exists()
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).notice == "index_away"
    indexing.notice_damage(premises, unread)
    indexing.notice_damage(premises, unread)
    assert [job.kind for job in Job.select()] == ["check_index"]
    assert_mended(people, premises)
    indexing.notice_damage(premises, unread)
    assert not Job.select().exists()


def test_damage_found_while_joining_asks_for_a_rebuild(people: Staff, premises: Premises) -> None:
    for number in range(MANY):
        entered(people, reference=f"{number}/UBND-NN", subject="Khác hẳn")
        Job.delete().where(Job.kind != "index").execute()
        indexing.update(indexing.ids_of(Job.select()), premises=premises)
        Job.delete().where(Job.kind == "index").execute()
    changed_within(by_age(premises.search_index)[1])
    with Writer(premises.search_index) as writer, pytest.raises(IndexUnavailable):
        writer.verify()
    assert [job.kind for job in Job.select()] == ["tidy_index"]
    worker.attempt([Job.get()], premises)
    assert [job.kind for job in Job.select()] == ["reindex"]
    worker.run(premises, once=True)
    with Writer(premises.search_index) as writer:
        assert writer.verify().documents == LETTERS + MANY


def test_a_look_asks_for_nothing_while_all_is_well_or_work_was_given_up(people: Staff, premises: Premises) -> None:
    rereading = Rereading(premises.search_index)
    indexing.notice_damage(premises, rereading)
    assert not Job.select().exists()
    (premises.search_index / pointer.FILE).unlink()
    Job.insert(kind="reindex", args=[], state="failed").execute()
    indexing.notice_damage(premises, rereading)
    assert not Job.waiting().exists()


def test_a_folder_that_is_gone_is_made_again(people: Staff, premises: Premises) -> None:
    shutil.rmtree(premises.search_index)
    start_again()
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).notice == "index_away"
    assert_mended(people, premises)


def test_an_index_that_lacks_documents_catches_up(people: Staff, premises: Premises) -> None:
    with Writer(premises.search_index) as writer:
        writer.add([], forget=[1, 3], mark=None)
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).total == LETTERS - 2
    assert indexing.is_behind(searching.status(premises))
    assert_mended(people, premises)


def test_an_index_of_an_earlier_day_catches_up(people: Staff, premises: Premises, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    shutil.copytree(premises.search_index, earlier)
    again = entered(people, reference="7/UBND-VP", subject="V/v khác hẳn")
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "khac han", premises=premises).total == 1
    shutil.rmtree(premises.search_index)
    shutil.copytree(earlier, premises.search_index)
    start_again()
    assert searching.search(people.clerk, "khac han", premises=premises).total == 0
    worker.run(premises, once=True)
    assert [h.document.id for h in searching.search(people.clerk, "khac han", premises=premises).hits] == [again.id]


def test_a_damaged_beginning_of_a_rebuild_is_begun_anew(people: Staff, premises: Premises) -> None:
    with Writer(premises.search_index) as writer:
        writer.begin(total=LETTERS, mark=0).grow(indexing.records())
    (segment,) = premises.search_index.glob(f"gen-{max(generations(premises))}/*.seg")
    unpicklable(segment)
    assert searching.search(people.clerk, "phan loai van ban", premises=premises).notice == "index_behind"
    worker.run(premises, once=True)
    Job.update(run_at=None).execute()
    assert_mended(people, premises)


def generations(premises: Premises) -> list[int]:
    return [int(folder.name.removeprefix("gen-")) for folder in premises.search_index.glob("gen-*")]


def test_a_letter_that_must_leave_a_damaged_index_leaves_it_with_the_new_one(premises: Premises, people: Staff) -> None:
    letter = entered(people, reference="9/UBND-VP")
    PageText.put(letter, "thảo xyzzy")
    worker.run(premises, once=True)
    PageText.put(letter, "")
    worker.run(premises, once=True)
    changed_within(next(file for file in by_age(premises.search_index) if b"xyzzy" in file.read_bytes()))
    indexing.purge(letter.id, premises=premises)
    worker.run(premises, once=True)
    (written_anew,) = premises.search_index.glob("gen-*/*.seg")
    assert b"xyzzy" not in written_anew.read_bytes()
    assert searching.search(people.clerk, "UBND", premises=premises).total == LETTERS + 1
