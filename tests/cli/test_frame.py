"""The command line speaks Vietnamese, names what is wrong, and ends with an exit code, whatever it is given."""

import ast
import errno
import json
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from portal import cli, config
from portal.cli import frame, sentences
from portal.cli.checking import told
from portal.flows import checking, standing
from portal.flows.founding import PASSWORDS
from portal.signer.sentences import DETAILS
from portal.signer.sentences import SENTENCES as CODES
from tests.command_line import INIT, PASSWORD, add_clerk

ROOT = Path(__file__).resolve().parent.parent.parent
ENGLISH = re.compile(
    r"usage:|options:|commands:|show this|\[OPTIONS\]|COMMAND|ARGS|INTEGER|TEXT\b|PATH|FILE\b|DIRECTORY|default:"
    r"|no such|missing|invalid|error|required|unexpected|does not|is not|denied|exists|cannot|already|\S\.\.\.$",
    re.IGNORECASE | re.MULTILINE,
)


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """The words of every command people see."""
    for name, command in group.commands.items():
        if not command.hidden:
            yield (*before, name)
            if isinstance(command, click.Group):
                yield from commands(command, *before, name)


HELP = [(), *commands(cli.commands), ("bench", "pages"), ("signer", "pair"), ("signer", "key")]


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_help_is_in_vietnamese_and_whole(run, capfd, words: tuple[str, ...]) -> None:
    try:
        code, out, err = run(*words, "--help")
    except SystemExit as left:  # argparse leaves by itself
        code, (out, err) = left.code, capfd.readouterr()
    assert "Cách dùng: " in out
    assert (code, err) == (0, "")
    assert not ENGLISH.search(out)


def test_every_option_says_what_it_is_for() -> None:
    silent = [
        (*words, parameter.name)
        for words in commands(cli.commands)
        for parameter in find(*words).params
        if isinstance(parameter, click.Option) and not parameter.hidden and not parameter.help
    ]
    assert silent == []


def find(*words: str) -> click.Command:
    command: click.Command = cli.commands
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


@pytest.mark.slow
def test_what_click_is_taught_are_words_of_click() -> None:
    asked = set()
    for file in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                asked |= {word.value for word in node.args if isinstance(word, ast.Constant)}
    assert set(sentences.FRAME) - asked == set()


WRONG = [
    (("khong-co",), "Không có lệnh “khong-co”"),
    (("serch",), "'search'"),
    (("search",), "Thiếu 'CÂU_TÌM'"),
    (("search", "a", "b"), "Thừa: b"),
    (("search", "--la", "a"), "Không có tùy chọn “--la”"),
    (("search", "--limit", "0", "a"), "0 nằm ngoài khoảng 1<=x<=100"),
    (("search", "--limit", "mot", "a"), "“mot” không phải số nguyên"),
    (("search", "a", "--as"), "cần một giá trị"),
    (("search", "a", "--json=1"), "không nhận giá trị"),
    (("serve", "--port", "99999"), "1<=x<=65535"),
    (("read", "/khong/co.pdf"), "không có “/khong/co.pdf”"),
    (("read", "/"), "“/” là thư mục, cần một tệp"),
    (("read", ""), "chưa nêu tên"),
    (("import", "/khong/co"), "không có “/khong/co”"),
    (("backup", "/etc/passwd"), "là tệp, cần một thư mục"),
    (("backup", ""), "chưa nêu tên"),
    (("restore", "/khong/co"), "không có “/khong/co”"),
    (("user", "them"), "Không có lệnh “them”"),
    (("user", "add", "hoa", "--role", "sep"), "leader (Lãnh đạo)"),
]


@pytest.mark.parametrize(("words", "piece"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_wrong_word_is_one_vietnamese_sentence_with_the_way_on(run, words, piece: str) -> None:
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert piece in err
    assert not ENGLISH.search(err.replace("--help", ""))
    assert "--help" in err


SIGNER = [
    (("pair",), "Thiếu ĐỊA_CHỈ_CỔNG, MÃ"),
    ((), "Thiếu LỆNH"),
    (("ky",), "không có 'ky', chỉ có"),
    (("key", "thẻ", "a"), "không có 'thẻ'"),
    (("check", "--la"), "Thừa hoặc không có: --la"),
]


@pytest.mark.parametrize(("words", "piece"), SIGNER, ids=[" ".join(words) for words, _ in SIGNER])
def test_the_signer_says_so_too(capfd, words: tuple[str, ...], piece: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["signer", *words])
    err = capfd.readouterr().err
    assert (left.value.code, err.count("\n")) == (2, 1)
    assert piece in err
    assert not ENGLISH.search(err.replace("--help", ""))


MEASURING = [
    (("pages", "--n", "x"), "--n chưa đúng: “x” không phải số nguyên từ 50 trở lên"),
    (("pages", "--n", "0"), "“0” không phải số nguyên từ 50 trở lên"),
    (("pages", "--requests"), "--requests chưa đúng: cần một giá trị"),
    (("pages", "--la"), "Thừa hoặc không có: --la"),
]


@pytest.mark.parametrize(("words", "piece"), MEASURING, ids=[" ".join(words) for words, _ in MEASURING])
def test_a_measurement_says_what_it_needs(capfd, words: tuple[str, ...], piece: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["bench", *words])
    err = capfd.readouterr().err
    assert left.value.code == 2
    assert piece in err
    assert not ENGLISH.search(err.replace("--help", ""))


def test_an_unknown_measurement_is_one_sentence(run) -> None:
    code, _, err = run("bench", "khong-co")
    known = "import, kills, memory, month, pages, read, search, serve, signing, soak, start, typing"
    assert (code, err) == (1, f"Không có phép đo “khong-co”. Có: {known}.\n")


@pytest.mark.slow
def test_the_signer_started_alone_speaks_the_same() -> None:
    done = subprocess.run([sys.executable, "-m", "portal.signer", "pair"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Thiếu ĐỊA_CHỈ_CỔNG, MÃ. Xem “portal signer pair --help”.\n"


def test_the_signer_tells_the_cause_in_words(capfd) -> None:
    assert cli.main(["signer", "sign", "--terminal", "http://somewhere"]) == 1
    out, err = capfd.readouterr()
    assert CODES["bad_launch"] in out + err
    assert f"Chi tiết: {DETAILS['shape']}." in err
    assert "bad_launch" not in out + err


def test_every_cause_the_signer_knows_has_words() -> None:
    told = set()
    for file in (ROOT / "portal" / "signer").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ProtocolError":
                told |= {word.value for word in node.args[1:2] if isinstance(word, ast.Constant) and word.value}
    assert "shape" in told
    assert told - set(DETAILS) == set()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"portals": {"x": 1}, "keys": []}', "\udcff"])
def test_a_broken_file_of_the_signer_is_named(capfd, tmp_path: Path, monkeypatch, text: str) -> None:
    (tmp_path / "signer.json").write_text(text, "utf-8", errors="surrogateescape")
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path))
    assert cli.main(["signer", "check"]) == 1
    out, err = capfd.readouterr()
    assert CODES["bad_settings"] in out + err
    assert str(tmp_path / "signer.json") in err


def test_a_place_the_signer_cannot_write_is_named(capfd, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "tep").write_text("")
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path / "tep"))
    assert cli.main(["signer", "check"]) == 1
    out, err = capfd.readouterr()
    assert CODES["system"] in out + err
    assert str(tmp_path / "tep") in err


# The system.


@pytest.mark.parametrize("number", sorted(sentences.SYSTEM))
def test_what_the_system_refuses_names_the_file_and_is_vietnamese(number: int) -> None:
    said = frame.of_system(OSError(number, "No such luck", "/a/b"))
    assert "/a/b" in said
    assert "luck" not in said
    assert not ENGLISH.search(said)


def test_an_error_nobody_foresaw_is_told_by_its_code() -> None:
    assert "EXDEV" in frame.of_system(OSError(errno.EXDEV, "Invalid cross-device link", "/a"))


@pytest.mark.slow
def test_a_port_in_use_is_named_with_the_way_on(run, tmp_path: Path) -> None:
    assert run(*INIT)[0] == 0
    (tmp_path / "du lieu" / PASSWORDS).write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--port", str(port))
    assert code == 1
    assert f"Cổng {port} ở 127.0.0.1 đang có chương trình khác dùng" in err
    assert str(tmp_path / "du lieu" / PASSWORDS) in out  # where the passwords of the demonstration lie


@pytest.mark.slow
def test_an_address_of_another_machine_is_named(run) -> None:
    assert run(*INIT)[0] == 0
    code, _, err = run("serve", "--host", "khong.co.invalid")
    assert code == 1
    assert "Máy này không có địa chỉ “khong.co.invalid”" in err


def test_a_data_folder_that_is_a_file_is_one_sentence(run, tmp_path: Path) -> None:
    (tmp_path / "du lieu").write_text("")
    code, _, err = run(*INIT)
    assert (code, err.count("\n")) == (2, 1)
    assert "là tệp, cần một thư mục" in err


# The settings.

SETTINGS = [
    ("port = 8080\nthreads = \"x\"\n", 2, "“threads” phải là số nguyên"),
    ("threads = true\n", 1, "“threads” phải là số nguyên"),
    ("port = 99999\n", 1, "“port” phải từ 1 đến 65535"),
    ("port = 0\n", 1, "“port” phải từ 1 đến 65535"),
    ("idle_minutes = -1\n", 1, "“idle_minutes” phải từ 1 trở lên"),
    ("\nprot = 1\n", 2, "không có thiết đặt tên “prot”"),
    ("data = \"/x\"\n", 1, "không có thiết đặt tên “data”"),
    ("hosts = \"xa\"\n", 1, "“hosts” phải là danh sách"),
    ("hosts = [1]\n", 1, "“hosts” phải là danh sách"),
    ("https = 1\n", 1, "“https” phải là true hoặc false"),
    ("host = \"a\"\nport\n", 2, "không đúng dạng"),
    ("host = \"a\"\nport =", 2, "không đúng dạng"),
    ("\n\nhost = \"\udcff\"\n", 3, "không phải chữ UTF-8"),
]


@pytest.mark.parametrize(("text", "line", "piece"), SETTINGS, ids=[repr(text) for text, _, _ in SETTINGS])
def test_a_broken_settings_file_is_named_with_its_line(run, tmp_path: Path, text, line, piece) -> None:
    file = tmp_path / "du lieu" / "portal.toml"
    file.parent.mkdir()
    file.write_text(text, "utf-8", errors="surrogateescape")
    code, _, err = run("verify")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith(f"{file}, dòng {line}: ")
    assert piece in err


def test_good_settings_are_taken(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text('port = 9000\nhosts = ["xa.local"]\nhttps = true\nsearch_index = "/x"\n')
    found = config.load(tmp_path)
    assert (found.port, found.hosts, found.https, found.search_index) == (9000, ("xa.local",), True, Path("/x"))


# What lies where the database should.


def foreign(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE letter (id)")
    connection.close()


NO_OFFICE = {"empty": Path.touch, "foreign": foreign, "words": lambda file: file.write_text("thư " * 900)}
READING = [
    *((), ("serve",), ("work", "--once"), ("verify",), ("user", "list"), ("search", "a"), ("reindex",)),
    *(("demo",), INIT),
]


@pytest.mark.parametrize("make", NO_OFFICE.values(), ids=NO_OFFICE)
@pytest.mark.parametrize("words", READING, ids=lambda words: words[0] if words else "app.py")
def test_a_file_that_is_no_office_is_told_and_let_be(run, tmp_path: Path, make, words) -> None:
    file = tmp_path / "du lieu" / "portal.db"
    file.parent.mkdir()
    make(file)
    before = file.read_bytes()
    code, _, err = run(*words)
    assert code == (2 if words == ("verify",) else 1)
    assert err.count("\n") == 1
    assert str(file.parent) in err
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.slow
def test_an_office_that_was_not_founded_to_the_end_is_not_there(run, tmp_path: Path) -> None:
    assert run(*INIT[:-3], "", "--password", PASSWORD)[0] == 1  # no login
    assert list((tmp_path / "du lieu").iterdir()) == []
    (tmp_path / "du lieu" / "portal.db.part").write_text("the leavings of a power cut")
    assert run(*INIT)[0] == 0
    assert not list((tmp_path / "du lieu").glob("*.part*"))


# Backups.


@pytest.mark.slow
def test_the_folder_of_all_backups_will_do_while_there_is_one(run, tmp_path: Path) -> None:
    kept = tmp_path / "sao luu"
    assert run(*INIT)[0] == 0
    assert run("backup", str(kept))[0] == 0
    assert run("--data", str(tmp_path / "mot"), "restore", str(kept))[0] == 0
    assert (tmp_path / "mot" / "portal.db").exists()
    assert run("backup", str(kept))[0] == 0
    code, _, err = run("--data", str(tmp_path / "hai"), "restore", str(kept))
    names = sorted(path.parent.name for path in kept.glob("*/manifest.json"))
    assert (code, err.count("\n"), len(names)) == (1, 1, 2)
    assert ", ".join(names) in err
    assert str(kept / names[-1]) in err
    assert not (tmp_path / "hai").exists()


# Search.


@pytest.mark.slow
def test_near_matches_are_told_from_those_that_fit(run, tmp_path: Path) -> None:
    add_clerk(run)
    subjects = ("Về việc phòng cháy rừng mùa khô", "Về việc trồng rừng năm nay")
    lines = [
        {"id": n, "kind": "outgoing", "register_number": n, "register_year": 2025, "date": "2025-03-04",
         "code": f"{n}/BC-UBND", "agency": "UBND xã Thử", "type": "Báo cáo", "subject": subject, "signer": "Lê Quản",
         "body": subject}
        for n, subject in enumerate(subjects, 1)
    ]
    (tmp_path / "cu.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    assert run("import", str(tmp_path / "cu.jsonl"))[0] == 0
    assert run("reindex")[0] == 0
    fits = run("search", "cháy rừng")[1].splitlines()
    assert fits[0] == "1 văn bản có đủ các chữ."
    assert "phòng cháy rừng" in fits[1]
    near = run("search", "phòng cháy rừng khẩn")[1].splitlines()
    assert near[:2] == ["Không văn bản nào có đủ các chữ.", "Gần đúng, mỗi văn bản thiếu chữ nào đó:"]
    assert "phòng cháy rừng" in near[2]
    assert run("search", "xyzt")[1].splitlines()[0] == "Không văn bản nào có đủ các chữ."


# The check.


@pytest.mark.slow
def test_the_check_shows_each_part_with_what_to_do(run, tmp_path: Path, monkeypatch) -> None:
    assert run(*INIT)[0] == 0
    library = tmp_path / "token.so"
    library.write_text("no library")
    broken = {"portals": {}, "keys": [{"kind": "pkcs11", "path": str(library)}]}
    (tmp_path / "signer.json").write_text(json.dumps(broken))
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, _ = run("check")
    assert code == 0  # what is missing can be done without
    shown = {line.split(":")[0][6:]: line for line in out.splitlines()}
    assert len(shown) == len(out.splitlines()) == len(checking.NAMES) + len(standing.NAMES) + 2
    assert shown["Python từ 3.11"].startswith("tốt ")
    assert shown["HTTPS của cổng"].startswith("tốt ")
    for part, step in {
        "Nhận dạng chữ tiếng Việt (Tesseract)": "Cài tesseract-ocr",
        "Chuyển DOCX sang PDF (LibreOffice)": "Cài LibreOffice Writer",
        "Chỉ mục tra cứu": "portal reindex",
        "Tiến trình nền": "portal serve",
        "Thư viện PKCS#11 của thiết bị ký": f"{library}. Chỉ cần trên máy của người ký",
    }.items():
        assert shown[part].startswith("chưa ")
        assert step in shown[part]


def test_what_a_packed_program_lacks_is_not_installed_from_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = checking.Check("signatures", False, "crash")
    assert "python3 app.py" in told(lacking)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "SHA256SUMS" in told(lacking)
    assert "app.py" not in told(lacking)


@pytest.mark.slow
def test_the_check_fails_on_a_file_that_is_no_office(run, tmp_path: Path) -> None:
    (tmp_path / "du lieu").mkdir()
    (tmp_path / "du lieu" / "portal.db").touch()
    code, out, _ = run("check")
    assert code == 1
    assert f"HỎNG  Cơ sở dữ liệu: {sentences.DATABASE['not an office']}" in out.splitlines()


def test_every_part_of_the_standing_has_its_words_and_its_step() -> None:
    assert {*standing.NAMES, "tls", "pkcs11"} == set(sentences.CHECKS)
