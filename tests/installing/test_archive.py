"""An archive is believed by its hash, and nothing of it lands outside."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from portal.installing import archive
from portal.installing.plan import Stopped


def packed(folder: Path, members: list[tarfile.TarInfo], *, sums: bool = True) -> Path:
    """An archive of these, each file holding its own name, with the list of hashes beside it."""
    file = folder / "portal.tar.gz"
    with tarfile.open(file, "w:gz") as out:
        for member in members:
            text = member.name.encode() if member.isfile() else b""
            member.size = len(text)
            out.addfile(member, io.BytesIO(text))
    if sums:
        (folder / archive.SUMS).write_text(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")
    return file


def a_file(name: str, mode: int = 0o644) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.mode = mode
    return member


def a_link(name: str, to: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    return member


def why(file: Path, target: Path) -> str:
    with pytest.raises(Stopped) as stop:
        archive.unpack(file, target)
    return stop.value.why


def test_a_program_comes_out_as_it_was_packed(tmp_path: Path) -> None:
    library = "portal/_internal/libc.so"
    members = [a_file("portal/portal", 0o755), a_file(f"{library}.6"), a_link(library, "libc.so.6")]
    archive.unpack(packed(tmp_path, members), tmp_path / "out")
    assert (tmp_path / "out" / "portal").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "out" / "_internal" / "libc.so").read_text() == "portal/_internal/libc.so.6"
    assert (tmp_path / "out" / "_internal" / "libc.so").is_symlink()


OUTSIDE = {
    "upwards": [a_file("portal/../../evil")],
    "from the root": [a_file("/etc/evil")],
    "beside the program": [a_file("evil")],
    "a link out": [a_link("portal/way", "../../evil")],
    "a link to the root": [a_link("portal/way", "/etc/passwd")],
    "through a link": [a_link("portal/way", "."), a_file("portal/way/evil")],
    "a link through a link": [a_link("portal/here", "."), a_link("portal/way", "here/../../evil")],
    "a hard link": [a_link("portal/way", "/etc/passwd", tarfile.LNKTYPE)],
    "a device": [a_link("portal/disk", "", tarfile.BLKTYPE)],
}


@pytest.mark.parametrize("members", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_what_leads_out_is_refused(members: list[tarfile.TarInfo], tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    assert why(packed(tmp_path, members), tmp_path / "home" / "1.part") == "strange_archive"
    assert not (tmp_path / "evil").exists()
    assert not (tmp_path / "home" / "evil").exists()


def test_an_archive_without_its_hash_or_with_another_is_not_opened(tmp_path: Path) -> None:
    file = packed(tmp_path, [a_file("portal/portal")], sums=False)
    assert why(file, tmp_path / "out") == "no_sums"
    (tmp_path / archive.SUMS).write_text(f"{'0' * 64}  another.tar.gz\n")
    assert why(file, tmp_path / "out") == "no_sums"
    (tmp_path / archive.SUMS).write_text(f"{'0' * 64}  {file.name}\n")
    assert why(file, tmp_path / "out") == "wrong_hash"
    assert not (tmp_path / "out").exists()


def test_what_is_cut_short_is_told(tmp_path: Path) -> None:
    file = packed(tmp_path, [a_file(f"portal/{n}") for n in range(200)])
    file.write_bytes(file.read_bytes()[:-200])
    (tmp_path / archive.SUMS).write_text(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")
    assert why(file, tmp_path / "out") == "damaged_archive"


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    file = packed(tmp_path, [a_file("portal/a"), a_file("portal/b")])
    assert why(file, tmp_path / "out") == "archive_too_large"
