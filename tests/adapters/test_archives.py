"""ZIP files from outside: taken apart in a child, whatever they try."""

import io
import zipfile
from pathlib import Path

import pytest

from portal.adapters import archives
from portal.adapters.archives import Entry
from portal.rules.errors import FileRefused, Unreadable

PDF = b"%PDF-1.4\n%%EOF\n"
NAME = "Công văn số 536 – Đường Sơn.pdf"


def packed(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


def without_mark(content: bytes, name: bytes) -> bytes:
    """The archive of one file as old programs write it: the name in some code page, nothing said about which."""
    stand_in = b"x" * len(name)
    changed = bytearray(content.replace(stand_in, name))
    assert bytes(changed) != content
    return bytes(changed)


def opened(content: bytes, tmp_path: Path) -> list[Entry]:
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    folder = tmp_path / "out"
    folder.mkdir()
    return archives.unpack(file, folder)[0]


@pytest.mark.slow
def test_names_never_become_paths(tmp_path: Path) -> None:
    names = ["../../etc/cron.pdf", "/root/a.pdf", "C:\\Windows\\b.pdf", "a/../../../c.pdf", "CON.pdf"]
    entries = opened(packed(*((name, PDF + name.encode()) for name in names)), tmp_path)
    assert [e.name for e in entries] == names
    assert {Path(e.path).parent for e in entries} == {tmp_path / "out"}
    assert [Path(e.path).read_bytes() for e in entries] == [PDF + name.encode() for name in names]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "out"]


@pytest.mark.slow
def test_names_are_read_as_their_writer_meant_them(tmp_path: Path) -> None:
    raw = NAME.encode()
    plain = packed(("x" * len(raw), PDF))
    for n, content in enumerate((packed((NAME, PDF)), without_mark(plain, raw))):
        folder = tmp_path / str(n)
        folder.mkdir()
        assert [e.name for e in opened(content, folder)] == [NAME]


@pytest.mark.slow
def test_a_name_in_the_code_page_of_windows_and_one_in_the_extra_field(tmp_path: Path) -> None:
    raw = "Thông báo.pdf".encode("cp1258", "replace")
    (tmp_path / "a").mkdir()
    assert opened(without_mark(packed(("x" * len(raw), PDF)), raw), tmp_path / "a")[0].name.startswith("Thông b")
    info = zipfile.ZipInfo("Cong van.pdf")
    told = NAME.encode()
    info.extra = b"up" + (5 + len(told)).to_bytes(2, "little") + b"\x01\0\0\0\0" + told
    assert opened(packed((info, PDF)), tmp_path)[0].name == NAME


@pytest.mark.slow
def test_junk_folders_and_links_are_passed_over_and_odd_files_named(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.pdf")
    link.external_attr = 0o120777 << 16
    entries = opened(
        packed(("thu muc/", b""), ("__MACOSX/a.pdf", PDF), (link, b"/etc/passwd"), ("a.exe", b"MZ\x90\0"),
               ("b.docx", PDF), ("rong.pdf", b""), ("c.pdf", PDF)), tmp_path,
    )
    assert [(e.name, e.why) for e in entries] == [
        ("a.exe", "type"), ("b.docx", "name"), ("rong.pdf", "empty"), ("c.pdf", ""),
    ]


def bomb() -> bytes:
    return packed(("a.pdf", PDF + b"\0" * (130 << 20)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (packed(*((f"{n}.txt", b"a") for n in range(1001))), "entries"),
        pytest.param(bomb, "ratio", marks=pytest.mark.slow),
    ],
    ids=["many", "bomb"],
)
def test_bombs_are_refused(content: object, why: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        opened(content() if callable(content) else content, tmp_path)  # type: ignore[arg-type]
    assert refusal.value.data["why"] == why


def encrypted() -> bytes:
    """An archive that says its entry is encrypted, in both its places."""
    content = bytearray(packed(("a.pdf", PDF)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "why"),
    [(encrypted(), "password"), (packed(("a.pdf", PDF))[:-30], "damaged"), (b"PK\x03\x04" + b"\0" * 40, "damaged")],
    ids=["encrypted", "cut", "nonsense"],
)
def test_what_cannot_be_opened_says_why(content: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as problem:
        opened(content, tmp_path)
    assert problem.value.details == (why,)


@pytest.mark.slow
def test_two_entries_of_the_same_name_are_two_files(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed(("a.pdf", PDF), ("a.pdf", PDF + b"2"))
    assert len({e.path for e in opened(content, tmp_path)}) == 2


def test_all_that_lies_in_an_archive_is_counted_together(tmp_path: Path) -> None:
    zeros = packed(("a.pdf", bytes(100_000)))
    file, folder = tmp_path / "a.zip", tmp_path / "out"
    folder.mkdir()
    file.write_bytes(packed(*((f"{n}.zip", zeros) for n in range(3))))
    told = archives.take_apart(str(file), str(folder), 250_000)
    assert [entry["why"] for entry in told["entries"]] == ["", "", "unpacked"]
    assert told["unpacked"] > 200_000
