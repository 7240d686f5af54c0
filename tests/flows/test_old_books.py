"""Nhập sổ cũ: read, confirmed, tried, taken in whole batches; the same book twice changes nothing."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from portal import db, printing, wording
from portal.flows import book_console, old_books, worker
from portal.flows.premises import Premises
from portal.flows.verifying import verify
from portal.office import arrivals, book_imports, events, holding, receiving
from portal.office.book_imports import BookImport, ImportTrouble
from portal.office.documents import Document, Version
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.outbox import Job
from portal.office.registers import Entry, Register, begin_at
from portal.office.tables import TABLES
from portal.rules import errors
from tests.office_fixtures import NOW, Staff

HEADS = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu", "Ghi chú",
)


def row(number: Any, **changes: Any) -> list[str]:
    usual = {
        "received_on": "10/5/2019", "number": str(number), "issuer": "Sở Nội vụ", "reference": f"{number}/SNV-VP",
        "dated_on": "9/5/2019", "subject": f"V/v tuyển dụng đợt {number}", "note": "",
    }
    return [str(value) for value in {**usual, **changes}.values()]


def table(*rows: list[str], heads: tuple[str, ...] = HEADS) -> bytes:
    return "\n".join("\t".join(cells) for cells in (heads, *rows)).encode()


def brought(people: Staff, premises: Premises, content: bytes, register: str = "incoming") -> BookImport:
    """The clerk brings a book; the worker reads it."""
    book = old_books.bring(BytesIO(content), "so.tsv", register, by=people.clerk, at=NOW, premises=premises)
    worked(premises)
    return BookImport.load(book.id)


def worked(premises: Premises) -> None:
    """The worker does what waits, but the index."""
    while job := Job.select().where(Job.kind.in_(("read_book", "check_book", "run_book", "forget_book"))).first():
        settle = worker.jobs(premises, NOW)[job.kind](*job.args)
        job.delete_instance()
        with db.atomic():
            settle()


def checked(people: Staff, premises: Premises, content: bytes, register: str = "incoming") -> BookImport:
    book = brought(people, premises, content, register)
    book_imports.choose_columns(book, book.columns, book.year, by=people.clerk)
    worked(premises)
    return BookImport.load(book.id)


def taken(people: Staff, premises: Premises, content: bytes, register: str = "incoming") -> BookImport:
    book = checked(people, premises, content, register)
    book_imports.start(book, by=people.clerk, at=NOW)
    worked(premises)
    return BookImport.load(book.id)


def told(book: BookImport) -> list[tuple[int | None, str]]:
    troubles = ImportTrouble.select().where(ImportTrouble.book == book).order_by(ImportTrouble.id)
    return [(trouble.line, trouble.why) for trouble in troubles]


def everything() -> dict[str, list[Any]]:
    tables = [t for t in TABLES if t not in (BookImport, ImportTrouble, Event, Job, StoredFile)]
    return {t.__name__: list(t.select().order_by(t.id).tuples()) for t in tables}


@pytest.mark.slow
def test_a_book_waits_for_its_columns_to_be_confirmed(people: Staff, premises: Premises):
    book = brought(people, premises, table(row(1), row(2)))
    assert (book.state, book.total) == ("mapping", 2)
    assert book.columns == ["received_on", "number", "issuer", "reference", "dated_on", "subject", "note"]
    assert book.samples[0][2] == "Sở Nội vụ"


@pytest.mark.slow
def test_a_check_writes_nothing_into_the_registers(people: Staff, premises: Premises):
    before = everything()
    book = checked(people, premises, table(row(1), row("x"), row(2, received_on="1/1/2030"), row(3, subject="")))
    assert (book.state, book.count, book.skipped, book.refused) == ("checked", 1, 0, 3)
    assert told(book) == [(3, "not_a_number"), (4, "future_day"), (5, "missing")]
    assert everything() == before


@pytest.mark.slow
def test_what_is_taken_stands_under_its_own_number(people: Staff, premises: Premises):
    book = taken(people, premises, table(row(1), row(2), row(5)))
    assert (book.state, book.count, book.row) == ("finished", 3, 3)
    register = Register.find("incoming", 2019)
    assert [d.number for d in Document.in_book(register)] == [5, 2, 1]
    first = Document.get(Document.source_id == f"book-{book.id}:2")
    assert (first.reference_key, first.received_on, first.agency.name) == ("1/snv-vp", date(2019, 5, 10), "Sở Nội vụ")
    assert told(book) == [(None, "gap")]
    assert events.first_break() is None


@pytest.mark.slow
def test_the_same_book_again_changes_nothing(people: Staff, premises: Premises):
    content = table(row(1), row(2), row("3a"), row(4, dated_on="31/2/2019"))
    assert taken(people, premises, content).count == 4
    before = everything()
    again = taken(people, premises, content)
    assert (again.count, again.skipped, again.refused) == (0, 4, 0)
    assert everything() == before


@pytest.mark.slow
def test_a_number_another_letter_has_keeps_the_row_out(people: Staff, premises: Premises):
    taken(people, premises, table(row(1)))
    book = checked(people, premises, table(row(1, subject="khác"), row(2), row(2, subject="khác nữa")))
    assert told(book) == [(2, "number_taken"), (4, "number_twice")]
    assert (book.count, book.refused) == (1, 2)


@pytest.mark.slow
def test_a_number_with_a_letter_comes_in_beside_the_count(people: Staff, premises: Premises):
    book = taken(people, premises, table(row(3), row("3a")))
    assert told(book) == [(3, "suffix"), (None, "gap")]
    beside = Document.get(Document.source_id == f"book-{book.id}:3")
    assert (beside.number, beside.register.year, beside.note) == (None, 2019, "Số trong sổ: 3a")
    assert Entry.select().count() == 1


@pytest.mark.slow
def test_two_series_in_one_book_of_outgoing_letters_both_come_in(people: Staff, premises: Premises):
    heads = ("Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu", "Người ký", "Nơi nhận")
    rows = [
        ["01/QĐ-UBND", "2/1/2019", "Quyết định A", "Lan", "Như Điều 3"],
        ["01/TB-UBND", "3/1/2019", "Thông báo B", "", ""],
    ]
    book = taken(people, premises, table(*rows, heads=heads), "outgoing")
    assert (book.count, told(book)) == (2, [(3, "second_series")])
    assert [(d.reference, d.number, d.issuer) for d in Document.select().order_by(Document.id)] == [
        ("01/QĐ-UBND", 1, "UBND xã Tân Hòa"), ("01/TB-UBND", None, "UBND xã Tân Hòa"),
    ]


@pytest.mark.slow
def test_the_same_letter_under_another_number_is_pointed_out(people: Staff, premises: Premises):
    book = checked(people, premises, table(row(1), row(2, reference="1/SNV-VP")))
    assert (told(book), book.count) == ([(3, "looks_double")], 2)


@pytest.mark.slow
def test_a_closed_register_takes_no_row(people: Staff, premises: Premises):
    taken(people, premises, table(row(1)))
    Register.update(closed_on=date(2020, 1, 2)).execute()
    assert told(checked(people, premises, table(row(1), row(2)))) == [(3, "register_closed")]


@pytest.mark.slow
def test_a_book_in_an_old_font_comes_in_as_unicode(people: Staff, premises: Premises):
    rows = [["10/5/2008", "1", "ñy ban nh©n d©n huyÖn S¬n §éng", "5/UBND", "9/5/2008", "V/v häp giao ban th¸ng 5", ""]]
    content = "\n".join("\t".join(cells) for cells in (
        ["Ngµy ®Õn", "Sè ®Õn", "T¸c gi¶", "Sè, ký hiÖu", "Ngµy th¸ng", "TrÝch yÕu", "Ghi chó"], *rows
    )).encode("latin-1")
    book = taken(people, premises, content)
    assert (book.font, book.count) == ("tcvn3", 1)
    found = Document.get(Document.number == 1)
    assert (found.issuer, found.subject) == ("ủy ban nhân dân huyện Sơn Động", "V/v họp giao ban tháng 5")


@pytest.mark.slow
def test_a_book_that_names_a_secret_leaves_nothing_behind(people: Staff, premises: Premises):
    book = checked(people, premises, table(row(1), [*row(2, subject="Kế hoạch kín"), "Mật"], heads=(*HEADS, "Độ mật")))
    assert (book.state, book.problem, book.name, book.samples) == ("secret", "3", "", [])
    assert not StoredFile.select().exists()
    assert not ImportTrouble.select().exists()
    kept = [path for path in premises.data.rglob("*") if path.is_file() and "kín".encode() in path.read_bytes()]
    assert kept == []


def this_year(number: int) -> list[str]:
    return row(number, received_on="10/5/2026", dated_on="9/5/2026")


@pytest.mark.slow
def test_the_check_tells_the_gaps_there_will_be(people: Staff, premises: Premises):
    book = checked(people, premises, table(row(2), row(5)))
    assert [(t.field, t.value) for t in ImportTrouble.gaps(book)] == [("2019", "1"), ("2019", "3–4")]
    assert (book.row, book.count, book.refused) == (2, 2, 0)


@pytest.mark.slow
def test_a_far_jump_in_this_years_register_is_taken_only_when_it_is_right(people: Staff, premises: Premises):
    book = checked(people, premises, table(this_year(1), this_year(999_999)))
    assert told(book) == [(None, "gap"), (3, "jump")]
    with pytest.raises(errors.Invalid) as refusal:
        book_imports.start(book, by=people.clerk, at=NOW)
    assert "Dòng 3 ghi số 999999" in wording.sentence(refusal.value)
    assert BookImport.load(book.id).state == "checked"
    book_imports.start(book, by=people.clerk, at=NOW, jump_is_right=True)
    worked(premises)
    assert Register.find("incoming", 2026).last_number == 999_999
    assert told(book) == [(3, "jump"), (None, "gap")]
    assert Event.get(Event.verb == "book_started").data["jump"] == "999999"


@pytest.mark.slow
@pytest.mark.parametrize(("number", "jumps"), [(1_010, False), (1_011, True)])
def test_a_jump_is_counted_from_where_the_register_stands(
    people: Staff, premises: Premises, number: int, jumps: bool
):
    begin_at("incoming", 2026, 10, "tiếp sổ giấy", by=people.clerk, at=NOW)
    book = checked(people, premises, table(this_year(number)))
    assert ((2, "jump") in told(book)) is jumps


@pytest.mark.slow
def test_a_jump_in_a_register_of_years_ago_moves_nothing(people: Staff, premises: Premises):
    assert told(checked(people, premises, table(row(1), row(5_000)))) == [(None, "gap")]


@pytest.mark.slow
def test_the_console_refuses_a_far_jump_unless_it_is_said_to_be_right(
    people: Staff, premises: Premises, tmp_path: Path
):
    file = tmp_path / "so.csv"
    file.write_bytes(table(this_year(1), this_year(5_000)))
    how: dict[str, Any] = {"year": None, "files": None, "at": NOW, "premises": premises, "progress": lambda book: None}
    tried_book, said = book_console.rehearse(file, "incoming", **how)
    assert [fate for fate, _, _ in said] == ["take", "take", "gap", "jump"]
    assert "Sẽ nhập 2 văn bản" in printing.book_lines(tried_book, said, written=False)[-1]
    assert printing.book_troubles(tried_book, said)[0] == "Sổ năm 2026: sổ thiếu số 2–4999."
    with pytest.raises(errors.Invalid):
        book_console.take(file, "incoming", **how)
    assert not Document.select().exists()
    book, said = book_console.take(file, "incoming", **how, jump_is_right=True)
    assert (book.count, [fate for fate, _, _ in said]) == (2, ["take", "take", "jump", "gap"])


SECRET_BOOK = table([*row(1), ""], [*row(2), "Mật"], heads=(*HEADS, "Độ mật"))


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ["", "field"])
def test_a_column_headed_secrecy_is_looked_at_whatever_it_is_read_as(people: Staff, premises: Premises, chosen: str):
    book = brought(people, premises, SECRET_BOOK)
    book_imports.choose_columns(book, [*book.columns[:-1], chosen], 2019, by=people.clerk)
    worked(premises)
    book = BookImport.load(book.id)
    assert (book.state, book.problem, Document.select().count()) == ("secret", "3", 0)


@pytest.mark.slow
@pytest.mark.parametrize("held", [False, True])
def test_bytes_that_are_a_letters_too_stay_when_a_book_of_them_is_given_up(
    people: Staff, premises: Premises, held: bool
):
    blob = premises.store.put(BytesIO(SECRET_BOOK))
    letter = receiving.receive(blob.sha256, "so.csv", by=people.clerk, at=NOW)
    if held:
        holding.hold(letter, at=NOW)
    assert checked(people, premises, SECRET_BOOK).state == "secret"
    assert premises.store.read(blob.sha256) == SECRET_BOOK
    assert StoredFile.select().where(StoredFile.sha256 == blob.sha256).exists()


@pytest.mark.slow
def test_bytes_that_wait_in_the_queue_stay_when_a_book_of_them_is_given_up(people: Staff, premises: Premises):
    blob = premises.store.put(BytesIO(SECRET_BOOK))
    arrival = arrivals.keep("upload", "k", blob.sha256, "so.csv", at=NOW, by=people.clerk)
    assert checked(people, premises, SECRET_BOOK).state == "secret"
    assert premises.store.has(arrival.sha256)


@pytest.mark.slow
def test_bytes_of_a_letter_that_was_removed_by_order_go_with_the_book(people: Staff, premises: Premises):
    blob = premises.store.put(BytesIO(SECRET_BOOK))
    arrival = arrivals.keep("upload", "k", blob.sha256, "so.csv", at=NOW, by=people.clerk)
    letter = receiving.receive(blob.sha256, "so.csv", by=people.clerk, at=NOW, arrival=arrival)
    Document.update(state="removed").where(Document.id == letter.id).execute()
    assert checked(people, premises, SECRET_BOOK).state == "secret"
    assert not premises.store.has(blob.sha256)


@pytest.mark.slow
def test_what_is_no_table_says_so(people: Staff, premises: Premises):
    assert brought(people, premises, b"a\tb\n1\t2\n").problem == "no_heading"
    with pytest.raises(errors.FileRefused):
        old_books.bring(BytesIO(b"x"), "so.pdf", "incoming", by=people.clerk, at=NOW, premises=premises)
    with pytest.raises(errors.NotAllowed):
        old_books.bring(BytesIO(table(row(1))), "so.csv", "incoming", by=people.officer, at=NOW, premises=premises)


@pytest.mark.slow
def test_columns_without_which_no_row_is_read_must_be_chosen(people: Staff, premises: Premises):
    book = brought(people, premises, table(row(1)))
    with pytest.raises(errors.Invalid):
        book_imports.choose_columns(book, ["number", "number", "subject"], None, by=people.clerk)
    with pytest.raises(errors.Invalid):
        book_imports.choose_columns(book, ["", "number", "", "reference"], None, by=people.clerk)
    assert BookImport.load(book.id).state == "mapping"


@pytest.mark.slow
def test_a_batch_cut_off_leaves_whole_batches_and_the_next_run_goes_on(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(old_books, "BATCH", 4)
    book = checked(people, premises, table(*(row(n) for n in range(1, 11))))
    book_imports.start(book, by=people.clerk, at=NOW)
    book = BookImport.load(book.id)
    assert old_books.take_batch(book, at=NOW, premises=premises)
    trigger = "CREATE TRIGGER full BEFORE INSERT ON entry WHEN NEW.number = 7 BEGIN SELECT RAISE(ABORT, 'cut off'); END"
    db.database.execute_sql(trigger)
    with pytest.raises(Exception, match="cut off"):
        old_books.take_batch(book, at=NOW, premises=premises)
    assert (Document.select().count(), BookImport.load(book.id).row) == (4, 4)
    db.database.execute_sql("DROP TRIGGER full")
    (premises.data / "imports" / f"{book.sha256}.rows").unlink()  # it can be made again
    worked(premises)
    done = BookImport.load(book.id)
    assert (done.state, done.count, Document.select().count()) == ("finished", 10, 10)
    assert Register.find("incoming", 2019).last_number == 10


@pytest.mark.slow
def test_rows_two_runs_reach_at_once_are_taken_by_one(people: Staff, premises: Premises):
    book = checked(people, premises, table(row(1)))
    book_imports.start(book, by=people.clerk, at=NOW)
    one, other = BookImport.load(book.id), BookImport.load(book.id)
    assert old_books.take_batch(one, at=NOW, premises=premises)
    with pytest.raises(errors.Conflict):
        old_books.take_batch(other, at=NOW, premises=premises)
    assert Document.select().count() == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "tep-so-cu"
    (inside / "2019").mkdir(parents=True)
    (inside / "2019" / "01.txt").write_text("Số: 1/SNV-VP")
    (tmp_path / "outside.txt").write_text("kín")
    (inside / "link.txt").symlink_to(tmp_path / "outside.txt")
    return inside


@pytest.mark.slow
def test_files_come_from_inside_one_folder_only(people: Staff, premises: Premises, folder: Path):
    paths = ["2019\\01.txt", "../outside.txt", "link.txt", "/etc/passwd", "2019/02.txt"]
    rows = [[*row(n), path] for n, path in enumerate(paths, start=1)]
    book = taken(people, premises, table(*rows, heads=(*HEADS, "Đường dẫn tệp")))
    assert [why for _, why in told(book)][:4] == ["file_outside", "file_outside", "file_outside", "file_missing"]
    assert (book.count, book.refused) == (1, 4)
    version = Version.get()
    assert (version.role, version.name) == ("original", "01.txt")
    assert premises.store.read(version.sha256).decode() == "Số: 1/SNV-VP"
    assert Job.select().where(Job.kind == "read").count() == 1


@pytest.mark.slow
def test_the_trail_tells_which_file_came_with_a_row(people: Staff, premises: Premises, folder: Path):
    taken(people, premises, table([*row(1), "2019/01.txt"], heads=(*HEADS, "Đường dẫn tệp")))
    assert Event.get(Event.verb == "book_file_taken").data["sha256"] == Version.get().sha256
    assert verify(premises.store).first_bad is None


@pytest.mark.slow
def test_a_file_of_a_kind_that_is_not_taken_keeps_its_row_out_and_is_told(
    people: Staff, premises: Premises, folder: Path
):
    (folder / "chay.exe").write_bytes(b"MZ" + b"\0" * 200)
    book = taken(people, premises, table([*row(1), "chay.exe"], heads=(*HEADS, "Đường dẫn tệp")))
    assert (told(book), book.count, book.refused) == ([(2, "file_refused")], 0, 1)


@pytest.mark.slow
def test_the_console_rehearses_without_a_trace_and_then_takes(people: Staff, premises: Premises, tmp_path: Path):
    file = tmp_path / "so.jsonl"
    lines = [dict(zip(HEADS, row(n), strict=True)) for n in (1, 2, "x")]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    how: dict[str, Any] = {"year": None, "files": None, "at": NOW, "premises": premises, "progress": lambda book: None}
    before = everything()
    _, said = book_console.rehearse(file, "incoming", **how)
    assert [fate for fate, _, _ in said] == ["take", "take", "out"]
    assert everything() == before
    assert not BookImport.select().exists()
    assert list(premises.store.all()) == []
    book, _ = book_console.take(file, "incoming", **how)
    assert (book.count, book.refused, Document.select().count()) == (2, 1, 2)
    with pytest.raises(errors.Invalid):
        book_console.rehearse(file, "thu-tu", **how)

