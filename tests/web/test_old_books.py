"""The pages for old books: bring, confirm, read the report, take in."""

from io import BytesIO

import pytest

from portal.flows import worker
from portal.office.book_imports import BookImport
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.web.premises import premises_of
from tests.flows.test_old_books import row, table
from tests.office_fixtures import Staff
from tests.web.conftest import Browser

WORK = ("read_book", "check_book", "run_book", "forget_book")


def work(client: Browser) -> None:
    """What the worker does with books."""
    while job := Job.select().where(Job.kind.in_(WORK)).first():
        worker.do(job, "test", premises_of(client.settings))


def bring(client: Browser, content: bytes, name: str = "so-2019.tsv", status: int = 303) -> str:
    client.get("/old-books")
    form = {"file": (BytesIO(content), name), "register": "incoming"}
    answer = client.post("/old-books", form, status=status, content_type="multipart/form-data")
    return answer.headers.get("Location", answer.text)


def confirmed(client: Browser, address: str, **changes: str) -> str:
    """The columns sent as they were guessed, but for the changes."""
    columns = BookImport.get().columns
    form = {f"columns-{at}": name for at, name in enumerate(columns)} | {"year": "2019", **changes}
    client.get(address)
    client.post(f"{address}/columns", form)
    work(client)
    return client.get(address).text


@pytest.mark.slow
def test_a_book_goes_from_the_file_into_the_register(client: Browser, people: Staff) -> None:
    address = bring(client, table(row(1), row(2), row("x")))
    assert "Đang đọc tệp" in client.get(address).text
    work(client)
    page = client.get(address).text
    assert "Ý nghĩa của từng cột" in page
    assert "V/v tuyển dụng đợt 1" in page
    report = confirmed(client, address)
    assert "nhập được 2" in report
    assert "Không phải số trong sổ" in report
    assert not Document.select().exists()
    client.post(f"{address}/start")
    assert "Đang nhập" in client.get(address).text
    work(client)
    assert "Đã nhập 2 văn bản" in client.get(address).text
    assert Document.select().count() == 2
    assert "Đã nhập xong" in client.get("/old-books").text
    assert "V/v tuyển dụng đợt 2" in client.get("/registers/incoming/2019").text


@pytest.mark.slow
def test_columns_that_cannot_be_are_sent_back(client: Browser, people: Staff) -> None:
    address = bring(client, table(row(1)))
    work(client)
    client.get(address)
    page = client.post(f"{address}/columns", {"columns-0": "subject", "columns-1": "number"}, status=422).text
    assert "Còn thiếu cột bắt buộc" in page
    client.post(f"{address}/columns", {"columns-0": "number", "columns-1": "number"}, status=422)
    client.post(f"{address}/columns", {"columns-0": "nonsense"}, status=422)
    assert BookImport.get().state == "mapping"


@pytest.mark.slow
def test_what_is_no_book_is_refused_beside_the_field(client: Browser, people: Staff) -> None:
    assert "Chỉ nhận sổ cũ dạng XLSX" in bring(client, b"x", "so.pdf", status=422)
    assert "Tệp rỗng" in bring(client, b"", "so.csv", status=422)
    assert "Hãy chọn tệp" in client.post("/old-books", {"register": "incoming"}, status=422).text


@pytest.mark.slow
def test_a_second_click_on_take_in_changes_nothing(client: Browser, people: Staff) -> None:
    address = bring(client, table(row(1)))
    work(client)
    confirmed(client, address)
    client.post(f"{address}/start")
    work(client)
    client.get(address)
    page = client.follow(client.post(f"{address}/start")).text
    assert "đang ở bước khác" in page
    assert Document.select().count() == 1


@pytest.mark.slow
def test_a_far_jump_of_this_years_numbers_is_ticked_before_it_is_taken_in(client: Browser, people: Staff) -> None:
    days = {"received_on": "10/5/2026", "dated_on": "9/5/2026"}
    address = bring(client, table(row(1, **days), row(999_999, **days)))
    work(client)
    report = confirmed(client, address, year="2026")
    assert "2–999998" in report
    assert "Dòng 3 ghi số 999999" in report
    assert "Chưa nhập gì" in client.follow(client.post(f"{address}/start")).text
    assert BookImport.get().state == "checked"
    client.get(address)
    client.post(f"{address}/start", {"jump_is_right": "1"})
    assert BookImport.get().state == "running"


@pytest.mark.slow
def test_a_book_that_names_a_secret_says_so_and_shows_nothing_of_it(client: Browser, people: Staff) -> None:
    heads = ("Số đến", "Tác giả", "Trích yếu", "Độ mật")
    address = bring(client, table(["1", "Sở A", "kế hoạch kín", "Mật"], heads=heads))
    work(client)
    page = confirmed(client, address)
    assert "Dòng 2 của tệp ghi độ mật" in page
    assert "kế hoạch kín" not in page


@pytest.mark.parametrize("who", ["officer", "admin", "leader"])
def test_only_the_clerk_brings_books(browser: Browser, people: Staff, who: str) -> None:
    browser.as_person(getattr(people, who)).get("/old-books", status=403)
