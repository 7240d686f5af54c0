"""An exported dossier: whole, readable by anybody, checked by its own script, and one changed byte is named."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest
from pypdfium2 import PdfDocument

from portal import wording
from portal.adapters import sandbox
from portal.flows import dossier_zip, verdicts, worker
from portal.flows.premises import Premises
from portal.office import (
    closing,
    dossier_exports,
    dossiers,
    entering,
    files,
    one_stop,
    receiving,
    rights,
    trust,
)
from portal.office.documents import Attachment, Document, add_version
from portal.office.dossier_exports import DossierExport
from portal.office.dossiers import Dossier
from portal.office.events import Event
from portal.office.registers import Entry
from portal.rules.errors import Unreadable
from portal.rules.roles import Scope
from tests import signing_kit
from tests.office_fixtures import CONTENTS, NOW, Staff, facts, issued, later, request_id, stored

SAMPLE = (Path(__file__).parents[2] / "portal/samples/cong-van-536-UBND-TH.pdf").read_bytes()
CHECKER = Path(dossier_zip.CHECKER)
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@pytest.fixture
def here(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> Premises:
    """Folders of a test's own with the words of the doors; children run in this process."""
    monkeypatch.setattr(sandbox, "call", signing_kit.call_here)
    return replace(premises, label=wording.label)


def fill_store(premises: Premises) -> None:
    """Put into the store what the documents say they have."""
    for document in Document.select():
        for sha256 in [v.sha256 for v in document.versions] + [a.sha256 for a in document.attachments]:
            premises.store.put(CONTENTS[sha256])


def office_dossier(people: Staff, premises: Premises) -> Dossier:
    """A letter as PDF with an annex, our answer, and a service file named."""
    letter = receiving.receive(stored(SAMPLE), "cong-van.pdf", by=people.clerk, at=NOW)
    letter = entering.enter(letter, facts(subject="Phân loại " + "dài " * 200), by=people.clerk, at=NOW,
                            request_id=request_id())
    Attachment.create(document=letter, sha256=stored(b"bang;so\n1;2\n", media_type="text/csv"),
                      name="Bảng số: con/aux?.csv", at=NOW)
    ours = issued(people, at=later(hours=1))
    dossier = dossiers.open_dossier("01.VP", "Phân loại văn bản điện tử", "06", by=people.officer, at=NOW)
    dossiers.file_each([letter, ours], dossier, by=people.clerk, at=NOW)
    one_stop.refer(dossier, "Một cửa tỉnh", "H02-0001", "Khai sinh", by=people.officer, at=NOW)
    fill_store(premises)
    return dossier


def exported(dossier: Dossier, people: Staff, premises: Premises) -> Path:
    asked = dossier_exports.ask(dossier, by=people.clerk, at=NOW)
    dossier_zip.make(asked.id, at=NOW, premises=premises)()
    return dossier_zip.path_of(asked, premises)


def checked(target: Path, folder: Path) -> tuple[int, str]:
    """What the script says in another interpreter, in an empty folder, with nothing of ours on its path."""
    folder.mkdir(exist_ok=True)
    script = folder / "kiem_tra.py"
    script.write_bytes(CHECKER.read_bytes())
    command = [sys.executable, "-I", str(script), str(target)]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def changed(source: Path, target: Path, name: str, alter: Callable[[bytes], bytes | None]) -> None:
    """The ZIP with one member altered, or taken out."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for about in old.infolist():
            data = old.read(about)
            kept = alter(data) if about.filename == name else data
            if kept is not None:
                new.writestr(about.filename, kept)


def flipped(data: bytes) -> bytes:
    """One bit of one byte in the middle is another."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.slow
def test_the_copy_holds_what_an_archive_needs(people: Staff, here: Premises) -> None:
    dossier = office_dossier(people, here)
    file = exported(dossier, people, here)
    with ZipFile(file) as archive:
        names = archive.namelist()
        letter = next(n for n in names if n.endswith("01-original.pdf"))
        assert archive.read(letter) == SAMPLE
        root = fromstring(archive.read("ho-so.xml"))
        lines = json.loads(archive.read("so-dang-ky.json"))
        about = archive.read("DOC-TRUOC.txt").decode()
        (folder := here.data / "out").mkdir()
        archive.extract("ho-so.pdf", folder)
    assert root.findtext("FileCode/FileNotation") == "01.VP"
    assert (root.findtext("DocTotal"), len(root.findall("Documents/Document"))) == ("2", 2)
    first = root.find("Documents/Document")
    assert (first.findtext("CodeNumber"), first.findtext("CodeNotation")) == ("536", "UBND-TH")
    assert first.findtext("ArrivalNumber") == "1"
    assert len(first.findtext("Subject")) == 500
    assert [line["hash"] for line in lines] == [e.hash for e in Entry.select().order_by(Entry.id)]
    assert "Subject" in about
    assert "H02-0001" in about
    merged = PdfDocument(folder / "ho-so.pdf")
    assert "536/UBND-TH" in merged[0].get_textpage().get_text_range()
    assert f"1/{len(merged)}" in merged[0].get_textpage().get_text_range()
    assert [mark.get_dest().get_index() for mark in merged.get_toc()][:2] == [0, 1]


@pytest.mark.slow
def test_names_are_short_and_taken_by_windows(people: Staff, here: Premises) -> None:
    with ZipFile(exported(office_dossier(people, here), people, here)) as archive:
        for name in archive.namelist():
            assert len(name) < 100
            assert re.fullmatch(r"[A-Za-z0-9._/-]+", name)
            for part in name.split("/"):
                assert not RESERVED.match(part)
                assert part == part.strip(". ")


@pytest.mark.slow
def test_the_script_passes_the_whole_copy_and_names_each_member_with_a_flipped_byte(
    people: Staff, here: Premises, tmp_path: Path
) -> None:
    file = exported(office_dossier(people, here), people, here)
    code, said = checked(file, tmp_path / "empty")
    assert (code, said.startswith("ĐÚNG")) == (0, True)
    assert DossierExport.get().digest in said
    with ZipFile(file) as archive:
        members = archive.namelist()
    assert len(members) >= 10
    for name in members:
        target = tmp_path / "changed.zip"
        changed(file, target, name, flipped)
        code, said = checked(target, tmp_path / "empty")
        assert (code, said.splitlines()) == (1, [f"SAI  {name}: đã bị sửa"])


@pytest.mark.slow
def test_what_is_missing_or_added_or_damaged_in_the_zip_itself_is_named(
    people: Staff, here: Premises, tmp_path: Path
) -> None:
    file = exported(office_dossier(people, here), people, here)
    target = tmp_path / "changed.zip"
    changed(file, target, "ho-so.xml", lambda data: None)
    assert checked(target, tmp_path / "empty") == (1, "SAI  ho-so.xml: không có\n")
    target.write_bytes(file.read_bytes())
    with ZipFile(target, "a") as more:
        more.writestr("them.txt", "x")
    assert checked(target, tmp_path / "empty") == (1, "SAI  them.txt: không có trong bản kê\n")
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"%PDF") + 100] ^= 1
    target.write_bytes(raw)
    code, said = checked(target, tmp_path / "empty")
    assert (code, said.count("SAI")) == (1, 1)
    assert ".pdf: đã bị sửa" in said
    changed(file, target, "SHA256SUMS.txt", lambda data: b"")
    assert checked(target, tmp_path / "empty") == (1, "SAI  SHA256SUMS.txt: đã bị sửa\n")
    target.write_bytes(b"no zip")
    assert checked(target, tmp_path / "empty")[0] == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_named(people: Staff, here: Premises, tmp_path: Path) -> None:
    """Of two members of one name programs unpack now the one, now the other."""
    file = exported(office_dossier(people, here), people, here)
    target = tmp_path / "changed.zip"
    for name in ("ho-so.xml", "SHA256SUMS.txt"):
        with ZipFile(file) as old, ZipFile(target, "w") as new:
            new.writestr(name, b"forged")
            for about in old.infolist():
                new.writestr(about.filename, old.read(about))
        assert checked(target, tmp_path / "empty") == (1, f"SAI  {name}: có hai lần\n")


@pytest.mark.slow
def test_a_member_that_the_zip_calls_locked_or_oddly_packed_is_named(
    people: Staff, here: Premises, tmp_path: Path
) -> None:
    raw = exported(office_dossier(people, here), people, here).read_bytes()
    target = tmp_path / "changed.zip"
    at = raw.rindex(b"ho-so.xml") - 46  # where the directory of the ZIP tells of it: flags at 8, the packing at 10
    assert raw[at : at + 4] == b"PK\x01\x02"
    for where, bit in ((8, 1), (10, 1)):
        target.write_bytes(raw[: at + where] + bytes([raw[at + where] ^ bit]) + raw[at + where + 1 :])
        assert checked(target, tmp_path / "empty") == (1, "SAI  ho-so.xml: đã bị sửa\n")
    target.write_bytes(raw[: at + 6] + b"\xff" + raw[at + 7 :])  # a version of ZIP no program knows
    code, said = checked(target, tmp_path / "empty")
    assert (code, "Không mở được" in said) == (1, True)


@pytest.mark.slow
def test_the_unpacked_folder_is_checked_by_the_script_in_it(people: Staff, here: Premises, tmp_path: Path) -> None:
    folder = tmp_path / "bung"
    with ZipFile(exported(office_dossier(people, here), people, here)) as archive:
        archive.extractall(folder)

    def run() -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", "kiem_tra.py"], cwd=folder, capture_output=True, check=False)
        return done.returncode, done.stdout.decode()

    assert run()[0] == 0
    letter = next(folder.rglob("01-original.pdf"))
    letter.write_bytes(flipped(letter.read_bytes()))
    code, said = run()
    assert (code, said.strip()) == (1, f"SAI  {letter.relative_to(folder).as_posix()}: đã bị sửa")


@pytest.mark.slow
def test_what_the_asker_may_not_read_is_left_out_and_said(people: Staff, here: Premises) -> None:
    dossier = office_dossier(people, here)
    hidden = next(iter(dossier.documents(people.leader)))
    rights.set_scope(hidden, Scope.RESTRICTED, by=people.leader, at=NOW)
    with ZipFile(exported(dossier, people, here)) as archive:
        members = [archive.read(name) for name in archive.namelist()]
        about = archive.read("DOC-TRUOC.txt").decode()
    assert SAMPLE not in members
    assert not any(hidden.subject.encode() in member for member in members)
    assert "THIẾU 1 văn bản" in about
    assert DossierExport.get().left_out == 1
    assert Event.newest("dossier_exported").data["left_out"] == 1


@pytest.mark.slow
def test_signatures_bring_their_verdict_their_certificates_and_what_it_rests_on(
    people: Staff, here: Premises, tmp_path: Path
) -> None:
    keys = signing_kit.keys(NOW)
    letter = signing_kit.signed(signing_kit.letter(tmp_path / "a.pdf"), tmp_path / "b.pdf", keys.leader, keys)
    trust.trust(keys.authority.anchors[0], by=None, at=NOW)
    dossier = office_dossier(people, here)
    first = next(iter(dossier.documents(people.leader)))
    blob = here.store.put(letter.read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=NOW)
    CONTENTS[blob.sha256] = letter.read_bytes()
    add_version(first, blob.sha256, "updated", "b.pdf", base_n=1, by=None, at=NOW)
    verdicts.check_again(blob.sha256, at=NOW, premises=here)()
    with ZipFile(exported(dossier, people, here)) as archive:
        found = json.loads(archive.read("chu-ky/ket-qua.json"))
        names = archive.namelist()
    assert [row["sha256"] for row in found] == [blob.sha256]
    assert any(name.startswith("chu-ky/chung-thu/") for name in names)
    assert any(name.startswith("chu-ky/goc/") for name in names)


@pytest.mark.slow
def test_a_file_that_is_not_what_its_row_says_stops_the_copy(people: Staff, here: Premises) -> None:
    dossier = office_dossier(people, here)
    first = next(iter(dossier.documents(people.clerk)))
    path = here.store.path(first.latest.sha256)
    path.chmod(0o600)
    path.write_bytes(b"altered")
    asked = dossier_exports.ask(dossier, by=people.clerk, at=NOW)
    with pytest.raises(Unreadable):
        dossier_zip.make(asked.id, at=NOW, premises=here)
    dossier_zip.give_up(asked.id, at=NOW)
    assert DossierExport.get().state == "failed"
    assert not dossier_zip.path_of(asked, here).exists()


@pytest.mark.slow
def test_a_copy_waits_a_day(people: Staff, here: Premises) -> None:
    dossier = office_dossier(people, here)
    path = exported(dossier, people, here)
    dossier_zip.forget_old(here, at=later(hours=23))
    assert path.exists()
    dossier_zip.forget_old(here, at=later(hours=25))
    assert not path.exists()


@pytest.mark.slow
def test_an_empty_dossier_is_exported_too(people: Staff, here: Premises, tmp_path: Path) -> None:
    dossier = dossiers.open_dossier("01", "Chưa có gì", "06", by=people.clerk, at=NOW)
    closing.close(dossier, by=people.clerk, at=NOW)
    assert checked(exported(dossier, people, here), tmp_path / "empty")[0] == 0


@pytest.mark.slow
def test_copies_go_when_fewer_people_may_read_something(people: Staff, here: Premises) -> None:
    dossier = office_dossier(people, here)
    path = exported(dossier, people, here)
    rights.set_scope(next(iter(dossier.documents(people.leader))), Scope.RESTRICTED, by=people.leader, at=NOW)
    worker.jobs(here, NOW)["forget_prints"]()()
    assert not path.exists()
    assert not dossier_zip.is_there(DossierExport.get(), here, at=NOW)
