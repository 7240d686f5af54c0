"""The command line: every command answers, errors are one sentence and an exit code."""

import json
import stat
from pathlib import Path

import pytest

from portal import cli, clock, db
from portal.flows.reading import SAMPLE_PDF
from portal.office.events import Event
from portal.samples.corpus import iter_docs
from tests.command_line import INIT, PASSWORD, add_clerk, close


def corpus(folder: Path, count: int = 30) -> Path:
    """A file of old documents."""
    file = folder / "cu.jsonl"
    file.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in iter_docs(count, 3)), encoding="utf-8")
    return file


@pytest.mark.slow
def test_a_real_office_starts_with_init_and_only_once(run) -> None:
    assert run(*INIT)[0] == 0
    code, _, error = run(*INIT)
    assert code == 1
    assert error.count("\n") == 1
    assert "không ghi đè" in error


def test_a_weak_password_leaves_nothing_behind(run, tmp_path: Path) -> None:
    code, _, error = run(*INIT[:-1], "123456")
    assert (code, error.count("\n")) == (1, 1)
    assert not (tmp_path / "du lieu" / "portal.db").exists()


@pytest.mark.parametrize("words", [
    ("search", "536"), ("verify",), ("reindex",), ("work", "--once"), ("user", "list"), ("backup", "x"), ("serve",),
])
def test_without_data_a_command_says_how_to_begin(run, words: tuple[str, ...]) -> None:
    code, _, error = run(*words)
    assert code == 1
    assert "portal init" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("words", [("khong-co",), ("read", "/khong/co.pdf"), ("search",), ("bench", "khong-co")])
def test_a_wrong_command_is_one_sentence(run, words: tuple[str, ...]) -> None:
    code, _, error = run(*words)
    assert code != 0
    assert error.strip()
    assert "Traceback" not in error


@pytest.mark.slow
def test_reading_a_letter_prints_one_object(run) -> None:
    code, out, _ = run("read", str(SAMPLE_PDF), "--json")
    found = json.loads(out)
    assert code == 0
    names = {"issuer", "number", "symbol", "dated_on", "kind", "subject", "urgency", "capacity", "position",
             "signatory", "addressees", "recipients", "citations", "sources"}
    assert names <= set(found)
    assert (found["issuer"], found["number"], found["symbol"], found["dated_on"]) == (
        "UBND huyện Sơn Động", 536, "UBND-TH", "2019-05-10")
    assert "536" in run("read", str(SAMPLE_PDF))[1]


@pytest.mark.slow
def test_a_file_that_is_no_letter_is_refused_in_a_sentence(run, tmp_path: Path) -> None:
    file = tmp_path / "hong.pdf"
    file.write_bytes(b"%PDF-1.4 hong")
    code, _, error = run("read", str(file), "--json")
    assert (code, error.count("\n")) == (1, 1)


@pytest.mark.slow
def test_a_number_far_ahead_is_taken_only_when_it_is_said_to_be_right(run, tmp_path: Path) -> None:
    run(*INIT)
    file, year = corpus(tmp_path, 1), clock.today().year
    line = json.loads(file.read_text("utf-8")) | {"register_year": year, "register_number": 70_123}
    file.write_text(json.dumps(line), encoding="utf-8")
    code, _, error = run("import", str(file))
    assert code == 1
    assert "70123" in error
    assert "--number-jump" in error
    assert "Đã nhập 1 văn bản" in run("import", str(file), "--number-jump")[1]


@pytest.mark.slow
def test_old_documents_are_imported_searched_verified_backed_up_and_restored(run, tmp_path: Path) -> None:
    add_clerk(run)
    code, out, _ = run("import", str(corpus(tmp_path)))
    assert code == 0
    assert "30 văn bản" in out
    assert "30" in run("import", str(corpus(tmp_path)))[1].split("bỏ qua")[1]
    assert run("reindex")[0] == 0
    found = json.loads(run("search", "ủy ban nhân dân", "--as", "hoa", "--json", "--limit", "5")[1])
    assert found["total"] > 5
    assert len(found["ids"]) == 5
    assert run("verify")[0] == 0
    assert json.loads(run("verify", "--json")[1])
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    kept = next(p for p in (tmp_path / "sao luu").iterdir() if p.is_dir() and (p / "manifest.json").exists())
    close()
    code = cli.main(["--data", str(tmp_path / "phuc hoi"), "restore", str(kept)])
    assert code == 0
    assert cli.main(["--data", str(tmp_path / "phuc hoi"), "verify"]) == 0


@pytest.mark.slow
def test_what_of_a_question_is_not_read_as_typed_is_said(run) -> None:
    add_clerk(run)
    assert run("reindex")[0] == 0
    said = run("search", "31/2/2020 | nam:nào")[1]
    assert "Ngày 31/2/2020 không có trong lịch" in said
    assert "Không hiểu điều kiện “nam:nào”" in said


def test_searching_as_somebody_unknown_is_refused(run) -> None:
    add_clerk(run)
    code, _, error = run("search", "536", "--as", "nguoi-la")
    assert code == 1
    assert "nguoi-la" in error


@pytest.mark.slow
def test_accounts_are_listed_and_blocked(run) -> None:
    add_clerk(run)
    assert run("user", "block", "hoa")[0] == 0
    assert "đã khóa" in run("user", "list")[1]
    assert run("user", "second-factor-off", "hoa")[0] == 0
    assert run("user", "password", "hoa", "--password", PASSWORD + "!")[0] == 0


@pytest.mark.slow
def test_what_is_done_at_the_console_is_recorded_as_done_there(run, tmp_path: Path) -> None:
    add_clerk(run)
    run("import", str(corpus(tmp_path, 3)))
    db.open_file(tmp_path / "du lieu" / "portal.db")
    doors = {event.verb: event.address for event in Event.select().order_by(Event.id)}
    assert (doors["hired"], doors["imported"]) == ("console", "console")


@pytest.mark.parametrize("words", [("user", "list"), ("search", "x"), ("reindex",), ("verify",)])
def test_a_damaged_database_is_one_sentence(run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "du lieu").mkdir()
    (tmp_path / "du lieu" / "portal.db").write_bytes(b"no database at all" * 500)
    code, _, error = run(*words)
    assert code == (2 if words == ("verify",) else 1)
    assert error.startswith("Không đọc được cơ sở dữ liệu")
    assert error.count("\n") == 1


@pytest.mark.slow
def test_the_demonstration_office_prints_passwords_once_and_keeps_them_private(run, tmp_path: Path) -> None:
    code, out, _ = run("demo")
    assert code == 0
    secret = tmp_path / "du lieu" / "mat-khau-mau.txt"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    shown = [line.split()[1] for line in out.splitlines() if line.startswith("  ")]
    assert len(set(shown)) == len(shown) == 8
    assert all(password in secret.read_text("utf-8") for password in shown)
    letters = sorted(p.name for p in (tmp_path / "du lieu" / "van-ban-mau").iterdir())
    assert [name.split(".", 1)[1] for name in letters] == ["docx", "pdf", "scan.pdf"]
    assert run("verify")[0] == 0
    assert run("demo")[0] == 1


@pytest.mark.slow
def test_a_file_of_questions_is_answered_a_line_each(run, tmp_path: Path) -> None:
    add_clerk(run)
    assert run("import", str(corpus(tmp_path)))[0] == 0
    assert run("reindex")[0] == 0
    code = next(doc["code"] for doc in iter_docs(30, 3) if doc["id"] == 12)
    questions = tmp_path / "hoi.jsonl"
    asked = [{"id": "a", "q": code}, {"id": "b", "q": "", "sort": "date", "filters": {"type": "Công văn"}}]
    questions.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in asked), encoding="utf-8")
    status, out, _ = run("search", "--queries", str(questions), "--as", "hoa")
    first, second = map(json.loads, out.splitlines())
    assert (status, first["id"], second["id"]) == (0, "a", "b")
    assert 12 in first["ids"]
    assert second["total"] == sum(doc["type"] == "Công văn" for doc in iter_docs(30, 3))
    questions.write_text("{}")
    status, out, error = run("search", "--queries", str(questions))
    assert (status, out) == (1, "")
    assert "Dòng 1" in error
