"""Kiểm tra: a good office is good, and whatever is touched behind the program's back is named."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal import db, printing, touched
from portal.adapters.blobs import BlobStore
from portal.flows import kept_rows, verifying
from portal.flows.bad_places import kind_of
from portal.flows.guarded_rows import guards
from portal.flows.importing import import_lines
from portal.flows.verifying import ALTERED, GOOD, UNCHECKED, Place, verify
from portal.office import directing, entering, files, groups, holding, paper_numbers, seals, trust
from portal.office.documents import Document, Version
from portal.office.events import Event
from portal.office.paper_numbers import PaperFacts
from portal.office.people import Person
from portal.office.recipients import Line, Recipient
from portal.office.registers import Entry, Register, begin_at
from portal.office.rights import Grant
from portal.office.series import Series
from portal.office.trust import SignatureCheck
from portal.rules import chain
from portal.rules.states import ENTERED
from tests.office_fixtures import (
    CONTENTS,
    NOW,
    TODAY,
    Staff,
    behind_the_guards,
    entered,
    facts,
    issued,
    received,
    unguarded,
)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


@pytest.fixture
def a_day(people: Staff, store: BlobStore) -> BlobStore:
    """A day's work: two letters in, one corrected and one voided, one out, one held and removed, and all files."""
    entering.correct(entered(people), facts(subject="V/v khác"), "gõ nhầm", by=people.clerk, at=NOW)
    entering.void(entered(people), "trùng", by=people.clerk, at=NOW)
    issued(people)
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
        trust.note_check(version.sha256, {"file": "good", "signatures": []}, "v1", at=NOW)
    secret = received(people)
    holding.hold(secret, at=NOW)
    holding.tell(secret, "Chủ tịch", by=people.clerk, at=NOW)
    holding.remove_held(secret, ordered_by="Chủ tịch", by=people.clerk, at=NOW)
    return store


def test_a_good_day_is_good(a_day: BlobStore):
    found = verify(a_day)
    assert (found.ok, found.first_bad, found.exit_code) == (True, None, GOOD)
    assert found.checked == {
        "events": Event.select().count(), "seals": 0, "numbers": 3, "entries": 5, "documents": 3, "versions": 7,
        "checks": 6, "rows": 0, "rights": 8, "kept": 40, "files": 6,
    }


@pytest.mark.slow
def test_paper_copies_and_members_of_a_list_are_no_names_of_the_register(people: Staff, store: BlobStore):
    groups.make("Các thôn", "Thôn Đông\nThôn Đoài", by=people.clerk, at=NOW)
    issued(people, recipients=(Line("Các thôn"), Line("Sở Nội vụ")), paper_demanded_by="Điều 5 Quy chế")
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
    assert Recipient.select().count() == 7
    assert verify(store).first_bad is None


def test_numbers_given_on_paper_and_a_start_in_mid_year_are_good(people: Staff, store: BlobStore):
    begin_at("incoming", 2026, 537, "tiếp sổ giấy", by=people.clerk, at=NOW)
    begin_at("internal", 2026, 9, "tiếp sổ giấy", by=people.clerk, at=NOW)
    entered(people)
    made = PaperFacts(kind="Sao y", subject="Sao y công văn", signatory="Trần Văn Chủ", lines=(Line("Lưu: VT"),))
    paper_numbers.give(made, by=people.clerk, at=NOW, request_id="form")
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
    assert verify(store).first_bad is None


def test_rows_older_than_the_marks_are_told_as_unchecked_until_a_seal_counts_them(people: Staff, store: BlobStore):
    directing.direct(entered(people), "Giao", people.officer, by=people.leader, at=NOW)
    as_before_the_marks()
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
    found = verify(store)
    assert (found.exit_code, found.bad) == (GOOD, ())
    held = sum(kept_rows.BY_NAME[name].select().count() for name in touched.HELD)
    assert found.older == held > Series.select().count() + Person.select().count() + Document.select().count()
    assert f"Chưa kiểm tra được {found.older} dòng" in printing.verification(found)
    assert "Tất cả còn nguyên vẹn" not in printing.verification(found)
    seals.make(seals.DAY, TODAY, at=NOW)
    found = verify(store)
    assert (found.ok, found.older) == (True, 0)
    Grant.create(document=1, person=people.stranger, reason="read", since=NOW)
    assert verify(store).bad == (Place("grant", Grant.select().count(), "unnamed"),)


def test_a_seal_counts_what_came_to_be_held_later_and_nothing_that_was_counted_before(people: Staff, store: BlobStore):
    letter = received(people)
    store.put(CONTENTS[letter.original.sha256])
    as_before_the_marks(set(touched.SINCE))  # by the first portal that kept marks
    assert Event.counted() == touched.FIRST
    Series.update(title="Sổ khác").where(Series.id == 1).execute()
    Document.update(scope="restricted").where(Document.id == letter.id).execute()
    db.take_touched()  # as by another program
    renamed = Place("series", 1, "altered", fields=("title",))
    assert verify(store).bad == (renamed,)
    assert verify(store).older == sum(kept_rows.BY_NAME[name].select().count() for name in touched.SINCE)
    seals.make(seals.DAY, TODAY, at=NOW)
    assert (verify(store).bad, verify(store).older) == ((renamed,), 0)
    Document.update(scope="normal").where(Document.id == letter.id).execute()
    assert [(place.kind, place.id) for place in verify(store).bad] == [("series", 1), ("document", letter.id)]


def test_a_row_whose_mark_covered_fewer_columns_waits_for_the_seal_and_is_no_alteration(
    people: Staff, store: BlobStore, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as earlier:
        earlier.setitem(touched.HELD, "document", ("direction", "state"))
        letter = received(people)
    store.put(CONTENTS[letter.original.sha256])
    as_before_the_marks(set())
    assert (verify(store).bad, verify(store).older) == ((), 1)
    seals.make(seals.DAY, TODAY, at=NOW)
    assert verify(store).ok
    assert verify(store).older == 0


def test_a_letter_that_was_made_to_look_in_time_is_named_with_its_day(people: Staff, store: BlobStore):
    letter = entered(people, due_on=TODAY - timedelta(days=3))
    store.put(CONTENTS[letter.original.sha256])
    assert verify(store).ok
    Document.update(due_on=TODAY + timedelta(days=11)).where(Document.id == letter.id).execute()
    db.take_touched()  # as by another program
    found = verify(store)
    assert found.bad == (Place("document", letter.id, "altered", fields=("due_on",)),)
    assert "mục: hạn giải quyết" in printing.verification(found)
    Document.update(due_on="0001-01-01").where(Document.id == letter.id).execute()
    assert verify(store).first_bad.why == "altered"


def as_before_the_marks(lacking: set[str] | None = None) -> None:
    """The trail as an older portal would have written it: its events keep no marks, or none of these tables."""
    previous = chain.FIRST
    without = set(touched.HELD) if lacking is None else lacking
    with behind_the_guards():
        for event in list(Event.select().order_by(Event.id)):
            kept = {name: rows for name, rows in (event.kept or {}).items() if name not in without}
            event.kept, event.previous = kept or None, previous
            if "counts" in event.data:
                event.data = {name: value for name, value in event.data.items() if name != "counts"}
                event.data |= {} if lacking is None else {"counts": True}
            previous = event.hash = chain.link(previous, event.body())
            event.save()


def test_an_old_register_without_a_number_is_known_by_what_was_told_of_it(people: Staff, store: BlobStore):
    old = Register.create(kind="internal", year=TODAY.year, title="Sổ nội bộ", opened_on=TODAY)  # nothing told it then
    (place,) = verify(store).bad
    assert (place.kind, place.why, place.of) == (
        "register", "unnamed", {"register": "Sổ nội bộ", "year": TODAY.year},
    )
    begin_at("internal", TODAY.year, 9, "tiếp sổ giấy", by=people.clerk, at=NOW)
    assert verify(store).ok
    Register.create(kind="outgoing", year=TODAY.year, title="Sổ lạ", opened_on=TODAY)
    assert verify(store).first_bad == Place("register", old.id + 1, "unnamed")


def test_an_empty_office_is_good(empty_database, store: BlobStore):
    assert verify(store).exit_code == GOOD


def altered(table: type, where: int = 1, **values: object) -> Callable[[], object]:
    return lambda: table.update(**values).where(table.id == where).execute()


def deleted(table: type, where: int = 1) -> Callable[[], object]:
    return lambda: table.delete().where(table.id == where).execute()


def forged_row() -> None:
    """A row altered by someone who also writes its hash anew."""
    row = Entry.get_by_id(1)
    row.columns = {**row.columns, "subject": "V/v hoàn toàn khác"}
    Entry.update(columns=row.columns, hash=row.digest()).where(Entry.id == 1).execute()


def number_pushed_in() -> None:
    """A row and a number that no event speaks of."""
    row = Entry.get_by_id(1)
    false = Entry(
        register=row.register_id, number=3, document=3, act="entered", columns={}, at=NOW, by=None,
    )
    false.hash = false.digest()
    false.save(force_insert=True)
    Register.update(last_number=3).where(Register.id == row.register_id).execute()


def last_number_cut_off() -> None:
    """The newest letter in, taken out of rows, documents and counter; the trail still knows it."""
    Entry.delete().where(Entry.document == 2).execute()
    Document.update(number=None, register=None).where(Document.id == 2).execute()
    Register.update(last_number=1).where(Register.kind == "incoming").execute()


TOUCHED = {
    "an event altered": (altered(Event, 4, verb="seen"), Place("event", 4, "altered")),
    "an event deleted": (deleted(Event, 4), Place("event", 4, "missing")),
    "a row altered": (altered(Entry, columns={"subject": "khác"}), Place("entry", 1, "altered")),
    "a row's reason altered": (altered(Entry, 4, reason="khác"), Place("entry", 4, "altered", fields=("reason",))),
    "a row forged with its hash": (forged_row, Place("entry", 1, "unnamed")),
    "a first number deleted": (lambda: Entry.delete().where(Entry.number == 1).execute(),
                               Place("register", 1, "number_missing", 1)),
    "a correction deleted": (deleted(Entry, 2), Place("event", 0, "entry_missing")),
    "a number pushed in": (number_pushed_in, Place("entry", 6, "unnamed")),
    "a last number cut off": (last_number_cut_off, Place("event", 0, "entry_missing")),
    "a counter pushed on": (altered(Register, last_number=9), Place("register", 1, "counter", 9, ("last_number",))),
    "a subject altered": (altered(Document, subject="khác"), Place("document", 1, "altered", fields=("subject",))),
    "a void undone": (altered(Document, 2, state=ENTERED), Place("document", 2, "altered", fields=("state",))),
    "a number altered": (altered(Document, 2, number=7), Place("document", 2, "altered", fields=("number",))),
    "a recipient altered": (altered(Recipient, name="Ai đó"), Place("document", 3, "altered", fields=("recipients",))),
    "a number without a row": (
        altered(Document, 4, number=3, register=1), Place("document", 4, "not_in_register"),
    ),
}

FILE_OF_1 = Place("version", 1, "altered", fields=("sha256",))
OF_CHECK_2 = Place("check", 2, "altered", fields=("verdict",))
TOUCHED |= {
    "a letter's file exchanged": (altered(Version, sha256="ab" * 32), FILE_OF_1),
    "a letter given another's file": (lambda: another_file(1, 2), FILE_OF_1),
    "a sealed file exchanged for the signed one": (
        lambda: another_file(6, 4), Place("version", 6, "altered", fields=("sha256",)),
    ),
    "a version pushed in": (
        lambda: Version.insert(document=1, n=2, sha256="ab" * 32, role="pdf", name="x", at=NOW).execute(),
        Place("version", 8, "unnamed"),
    ),
    "a last version deleted": (deleted(Version, 6), Place("event", 0, "version_missing")),
    "a check made good": (altered(SignatureCheck, 2, state="broken"), Place("check", 2, "altered", fields=("state",))),
    "a check's verdict altered": (altered(SignatureCheck, 2, verdict={"file": "good"}), OF_CHECK_2),
    "a check put on another file": (
        altered(SignatureCheck, 2, sha256="ab" * 32), Place("check", 2, "altered", fields=("sha256",)),
    ),
    "a check pushed in": (
        lambda: SignatureCheck.insert(sha256="ab" * 32, state="good", verdict={}, trust_version="v1", at=NOW).execute(),
        Place("check", 7, "unnamed"),
    ),
    "a check deleted": (deleted(SignatureCheck, 2), Place("check", 2, "missing")),
}


def another_file(version: int, other: int) -> None:
    """One version points at the file of another, which is in the store and known to the trail."""
    Version.update(sha256=Version.get_by_id(other).sha256).where(Version.id == version).execute()


@pytest.mark.slow
@pytest.mark.parametrize("name", TOUCHED)
def test_what_was_touched_is_named(a_day: BlobStore, name: str):
    touch, place = TOUCHED[name]
    unguarded()
    touch()
    found = verify(a_day)
    bad = found.first_bad
    expected = place if place.id else Place(place.kind, bad.id, place.why)  # which event is read off the trail
    assert (bad, found.exit_code, found.ok) == (expected, ALTERED, False)
    if not place.id:
        assert {"entry", "sha256"} & set(Event.get_by_id(bad.id).data)


def test_every_bad_place_and_everything_checked_has_its_words(a_day: BlobStore):
    places = [place for _, place in TOUCHED.values()]
    assert {place.kind for place in places} <= set(printing.BAD_PLACES)
    assert {place.why for place in places} <= set(printing.WHYS)
    assert set(verify(a_day).checked) == set(printing.CHECKED)


def test_a_clerk_is_told_register_number_and_field(a_day: BlobStore):
    columns = {**Entry.get_by_id(3).columns, "subject": "khác", "signatory": "khác"}
    with behind_the_guards():
        Entry.update(columns=columns).where(Entry.id == 3).execute()
        SignatureCheck.delete().where(SignatureCheck.id == 2).execute()
    a_day.path(Version.get_by_id(6).sha256).unlink()
    said = printing.verification(verify(a_day)).splitlines()
    assert said[1:] == [
        "HỎNG: Dòng sổ 3 (Sổ đăng ký văn bản đến năm 2026, số 2, lần ghi 1, văn bản mã 2): đã bị sửa – "
        "mục: người ký, trích yếu.",
        "HỎNG: Lần kiểm tra chữ ký 2: bị mất.",
        f"HỎNG: Tệp {Version.get_by_id(6).sha256} (1 văn bản có tệp này, Sổ đăng ký văn bản đi năm 2026, "
        "số 1, văn bản mã 3): bị mất.",
    ]


def test_a_surplus_document_and_a_guard_are_told_in_words(a_day: BlobStore):
    unguarded()
    Document.update(number=3, register=1).where(Document.id == 4).execute()
    said = printing.verification(verify(a_day))
    assert "mang số mà sổ không ghi: văn bản thừa" in said
    assert "HỎNG: Khóa bảo vệ bảng: cấm xóa dòng [event_refuses_delete] (bảng Nhật ký, việc): bị mất." in said
    assert "HỎNG: Khóa bảo vệ bảng: số cuối của sổ chỉ được tăng [counter_only_grows]: bị mất." in said
    assert all(printing.guard_words(name) for name in guards())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column"), [(Event, "at"), (Event, "data"), (Entry, "columns"), (Document, "dated_on")]
)
@pytest.mark.parametrize("value", ["'rác'", "'[]'", "'7'", "'null'", "CAST(x'7bff7d' AS TEXT)"])
def test_a_row_that_cannot_even_be_read_is_named(a_day: BlobStore, table: type, column: str, value: str):
    with behind_the_guards():
        db.database.execute_sql(f"UPDATE {table._meta.table_name} SET {column} = {value} WHERE id = 2")
    found = verify(a_day)
    assert (kind_of(table), 2) in {(place.kind, place.id) for place in found.bad}
    assert printing.verification(found)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE stored_file SET sha256 = 'zz' WHERE id = 2", ("file", "zz", "altered")),
        ("UPDATE document SET direction = 'ngang' WHERE id = 2", ("document", 2, "altered")),
    ],
)
def test_a_value_that_no_such_column_ever_held_is_named_with_its_row(
    a_day: BlobStore, change: str, place: tuple[str, object, str]
):
    with behind_the_guards():
        db.database.execute_sql(change)
    found = verify(a_day)
    assert place in {(bad.kind, bad.id, bad.why) for bad in found.bad}
    assert "HỎNG" in printing.verification(found)


def test_what_comes_after_a_row_that_cannot_be_read_is_said_to_be_unchecked(a_day: BlobStore):
    assert not verify(a_day).is_cut
    with behind_the_guards():
        db.database.execute_sql("UPDATE entry SET columns = 'rác' WHERE id = 2")
    found = verify(a_day)
    assert found.is_cut
    assert "những dòng sau nó chưa được kiểm tra" in printing.verification(found)


@pytest.mark.slow
def test_many_bad_places_of_a_kind_are_named_up_to_a_limit(a_day: BlobStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verifying, "MOST_OF_A_KIND", 2)
    unguarded()
    Document.update(subject="khác").where(Document.number.is_null(False)).execute()
    found = verify(a_day)
    assert ([place.id for place in found.bad if place.kind == "document"], found.has_more) == ([1, 2], True)
    assert printing.verification(found).endswith("không kể hết ở đây.")


def test_a_forged_file_that_is_in_the_store_is_named(a_day: BlobStore):
    forged = a_day.put(b"%PDF-1.7 forged")
    files.keep(forged.sha256, forged.size, "application/pdf", at=NOW)
    unguarded()
    Version.update(sha256=forged.sha256).where(Version.id == 1).execute()
    assert verify(a_day).first_bad == FILE_OF_1


def test_a_file_that_is_gone_is_named(a_day: BlobStore):
    sha256 = Version.get_by_id(1).sha256
    a_day.path(sha256).unlink()
    assert verify(a_day).first_bad == Place("file", sha256, "missing")


def test_a_file_that_was_altered_is_named(a_day: BlobStore):
    sha256 = Version.get_by_id(3).sha256
    a_day.path(sha256).write_bytes(b"other bytes")
    assert verify(a_day).first_bad == Place("file", sha256, "altered")


def test_without_the_store_nothing_is_said_to_be_good(a_day: BlobStore, tmp_path: Path):
    found = verify(BlobStore(tmp_path / "elsewhere"))
    assert (found.first_bad, found.unchecked, found.exit_code, found.ok) == (None, "store", UNCHECKED, False)


def test_a_bad_place_is_said_even_without_the_store(a_day: BlobStore, tmp_path: Path):
    unguarded()
    Document.update(subject="khác").where(Document.id == 1).execute()
    assert verify(BlobStore(tmp_path / "elsewhere")).exit_code == ALTERED


def test_what_was_removed_by_order_is_not_missed(a_day: BlobStore):
    removed = Document.get(Document.state == "removed")
    assert not a_day.has(removed.original.sha256)
    assert verify(a_day).ok


@pytest.mark.parametrize("row", ["voided", "entered", "issued"])
def test_what_is_held_after_its_number_was_given_is_good(a_day: BlobStore, row: str):
    document = Document.get(Document.state == row)
    holding.hold(document, at=NOW)
    assert verify(a_day).first_bad is None


def line(number: int, **changes: object) -> bytes:
    old = {
        "id": f"cu-{number}", "kind": "incoming", "register_year": 2025, "register_number": number,
        "agency": "Sở Nội vụ", "code": f"{number}/SNV-VP", "date": "2025-03-01", "received_date": "2025-03-03",
        "type": "Công văn", "subject": f"V/v việc {number}", "signer": "Lê A", "body": "nội dung", "recipients": [],
    }
    return json.dumps({**old, **changes}, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def an_old_book(a_day: BlobStore, people: Staff) -> BlobStore:
    """Numbers 1, 2 and 5 of last year, and one that went out."""
    sent = line(1, id="đi-1", kind="outgoing", received_date=None, recipients=["UBND huyện", "Lưu: VT"])
    found = import_lines(io.BytesIO(line(1) + line(2) + line(5) + sent), by=people.clerk, at=NOW)
    assert found.count == 4, found.problems
    return a_day


def test_an_imported_book_is_good_even_with_the_gaps_it_had(an_old_book: BlobStore):
    found = verify(an_old_book)
    assert (found.first_bad, found.checked["documents"]) == (None, 7)


def test_an_imported_row_that_was_deleted_or_forged_is_named(an_old_book: BlobStore):
    event = Event.get(Event.verb == "imported")
    unguarded()
    row = Entry.get(Entry.number == 2, Entry.act == "imported")
    row.columns = {**row.columns, "subject": "khác"}
    Entry.update(columns=row.columns, hash=row.digest()).where(Entry.id == row.id).execute()
    assert verify(an_old_book).first_bad == Place("event", event.id, "batch")
    Entry.delete().where(Entry.id == row.id).execute()
    assert verify(an_old_book).first_bad == Place("event", event.id, "batch")


def test_a_whole_batch_that_was_deleted_is_named(an_old_book: BlobStore):
    event = Event.get(Event.verb == "imported")
    unguarded()
    Entry.delete().where(Entry.act == "imported").execute()
    Register.update(last_number=0).where(Register.year == 2025).execute()
    assert verify(an_old_book).first_bad == Place("event", event.id, "entry_missing")


def test_the_answer_is_plain_data(a_day: BlobStore):
    Document.update(subject="khác").where(Document.id == 1).execute()
    said = json.loads(json.dumps(verify(a_day).as_data()))
    assert said["bad"] == [said["first_bad"]] == [{
        "kind": "document", "id": 1, "why": "altered", "number": None, "fields": ["subject"],
        "of": {"register": "Sổ đăng ký văn bản đến", "year": 2026, "number": 1, "document": 1, "direction": "incoming"},
    }]
    assert (said["ok"], said["unchecked"], said["checked"]["entries"]) == (False, None, 5)
