"""The soak makes an office, lets people work in it without an error answer, and tells what it saw, even when cut."""

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal import clock, db
from portal.bench.office import BenchOffice
from portal.bench.pages import served
from portal.bench.soak import acts, command
from portal.bench.soak.acts import Desk, sign_in
from portal.bench.soak.command import desk_of, end
from portal.bench.soak.ledger import Ledger, latency, read, tell
from portal.bench.soak.office import LINES, office
from portal.bench.soak.visitor import Page, Visitor, multipart
from portal.office import drafting
from portal.office.documents import Document
from portal.rules.roles import Role
from portal.rules.states import ENTERED, SIGNED, SUBMITTED
from portal.wording import REASONS


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a small office in which nobody worked yet."""
    folder = tmp_path_factory.mktemp("soak") / "office"
    office(folder, people=14, letters=50)
    yield folder
    db.database.close()


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return shutil.copytree(made_once, tmp_path / "office")


@pytest.fixture
def at_work(folder: Path) -> Iterator[Callable[[str], Desk]]:
    """A small office that is served; somebody of it by login, signed in."""
    made = office(folder, people=14, letters=50)
    ledger, stop = Ledger(folder / LINES), threading.Event()
    with served(BenchOffice(made.settings, "", 0)) as (pid, port):
        def person(login: str) -> Desk:
            desk = desk_of(made, ledger, list(made.people).index(login), port, stop, pace=1000)
            sign_in(desk)
            return desk

        yield person
        ledger.minute(pid, made.settings)
    db.database.close()
    end(made, ledger)


@pytest.mark.slow
def test_letters_go_their_whole_way_through_the_pages_without_an_error(
    at_work: Callable[[str], Desk], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENCE", 900)
    clerk, leader, officer = at_work("vanthu"), at_work("chutich"), at_work("canbo")
    acts.enter(clerk)
    entered: Any = Document.select().where(Document.state == ENTERED).order_by(Document.id.desc()).get()
    assert entered.number
    acts.present(clerk)
    acts.direct_one(leader)
    acts.search(officer)
    acts.write(officer)
    draft: Any = Document.select().where(Document.state == SUBMITTED).order_by(Document.id.desc()).get()
    assert "lần 1" in draft.subject
    for other in Document.select().where(Document.state == SUBMITTED, Document.id != draft.id):
        drafting.send_back(other, "để dành", by=other.signer, at=clock.now())
    acts.sign(leader if draft.signer.login == "chutich" else at_work(draft.signer.login))
    assert Document.get_by_id(draft.id).state == SIGNED
    assert not read(folder / LINES)


@pytest.mark.slow
def test_the_whole_command_works_tells_and_tells_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "MINUTE", 4)
    command.main(["--minutes", "4", "--pace", "100", "--folder", str(folder)])
    said = capsys.readouterr().out
    lines = read(folder / LINES)
    assert not [line for line in lines if "error" in line or "fault" in line]
    assert lines[-1]["end"]["code"] == 0
    assert "Tất cả còn nguyên vẹn." in said
    assert any(line["minute"]["requests"] for line in lines if "minute" in line)
    assert lines[-2]["minute"]["web"]["pss"]
    command.main(["--told", "--folder", str(folder)])
    assert capsys.readouterr().out in said
    with pytest.raises(ValueError, match="đã có dữ liệu"):
        command.main(["--folder", str(folder)])


def test_a_run_that_was_cut_tells_what_it_saw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    minute = {
        "errors": 1, "faults": 0, "acts": {"vào sổ": 3}, "refusals": {}, "missed": {}, "requests": 2, "database": 2**20,
        "index": 0, "latency": {"danh sách": latency([10.0, 30.0])},
    }
    ledger = Ledger(tmp_path / "soak.jsonl")
    for pss in (50, 60, 60, 63):
        process = {"pss": pss, "files": 9, "threads": 5, "cpu": 1}
        ledger.write(minute={**minute, "web": process, "worker": process})
    ledger.error("vanthu", "danh sách", "GET /incoming", 500, "Có lỗi")
    with (tmp_path / "soak.jsonl").open("a") as out:
        out.write('{"at": 9, "minu')
    tell(read(tmp_path / "soak.jsonl"))
    said = capsys.readouterr().out
    for words in ("1 trả lời lỗi", "phần tư thứ hai 60.0, phần tư cuối 63.0 MB (+5.0 %)", "vào sổ 3", "CHƯA HẾT"):
        assert words in said


def test_work_that_somebody_was_quicker_with_is_a_refusal_and_anything_else_an_error(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "soak.jsonl")
    who = Visitor("canbo1", Role.OFFICER, 0, "127.0.0.2", ledger, random.Random(1), threading.Event())
    acts.not_the_first(who, "báo cáo", Page("/assignments/1/report", 422, REASONS["already_reported"].encode()))
    assert (ledger.errors, sum(ledger.refusals.values())) == (0, 1)
    acts.not_the_first(who, "báo cáo", Page("/assignments/1/report", 422, "Hãy ghi kết quả.".encode()))
    assert (ledger.errors, sum(ledger.refusals.values())) == (1, 1)


def test_a_form_is_found_by_where_it_leads_and_sent_as_it_stands() -> None:
    page = Page("/incoming", 200, (
        '<form action="/find"><input name="q"></form>'
        '<form method="post" action="/a/documents"><input name="n" value="ư">'
        '</form><div class="notice notice-refusal"><svg></svg><p>Không <b>được</b>.</p></div>'
    ).encode())
    body, kind = multipart(page.form("/documents").form_values(), [("files", ("a.pdf", b"%PDF"))])
    assert 'name="n"\r\n\r\nư\r\n'.encode() in body
    assert b'filename="a.pdf"' in body
    assert kind.partition("boundary=")[2].encode() in body
    assert page.refusal == "Không được ."
    wrong = Page("/x", 422, (
        '<div class="notice notice-refusal"><svg><path d="M0"></svg><h2>Chưa lưu được</h2>'
        '<ul><li><a href="#a">Đã báo cáo rồi.</a></li></ul></div><p>Tải bản gốc</p>'
    ).encode())
    assert wrong.refusal == "Đã báo cáo rồi."
