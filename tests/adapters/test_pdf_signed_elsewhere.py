"""A file signed by another program is the approved one plus one signature, or it is refused with a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import pdf_signed_elsewhere
from tests import signing_kit as kit
from tests.office_fixtures import NOW

pytestmark = pytest.mark.slow
KEYS = kit.keys(NOW)


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    return kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "approved.pdf")


def examined(approved: Path, file: Path) -> dict[str, object]:
    return pdf_signed_elsewhere.examine(str(approved), str(file), trust=KEYS.trust, now=NOW.isoformat())


def test_the_approved_file_with_one_signature_is_taken(approved: Path, tmp_path: Path) -> None:
    found = examined(approved, kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader))
    assert found["field"] == "K"
    assert found["certificate"] == kit.digest_of(KEYS.leader)
    assert found["verdict"]["file"] == "good"  # type: ignore[index]


def test_the_seal_on_a_signed_file_counts_as_the_one_new_signature(approved: Path, tmp_path: Path) -> None:
    first = kit.signed(approved, tmp_path / "a.pdf", KEYS.leader, KEYS)
    found = examined(first, kit.signed_elsewhere(first, tmp_path / "b.pdf", KEYS.seal))
    assert found["certificate"] == kit.digest_of(KEYS.seal)


def test_the_approved_file_itself_or_with_a_comment_is_not_signed(approved: Path, tmp_path: Path) -> None:
    assert examined(approved, approved) == {"refused": "nothing_signed"}
    longer = tmp_path / "c.pdf"
    longer.write_bytes(approved.read_bytes() + b"\n% ")
    assert examined(approved, longer) == {"refused": "nothing_signed"}


def test_another_file_well_signed_is_not_the_approved_one(approved: Path, tmp_path: Path) -> None:
    other = kit.signed_elsewhere(kit.letter(tmp_path / "o.pdf", pages=2), tmp_path / "s.pdf", KEYS.leader)
    assert examined(approved, other) == {"refused": "not_the_approved_file"}


@pytest.mark.parametrize("revisions", [1, 2, 3])
def test_a_foreign_file_behind_the_approved_bytes_is_refused(approved: Path, tmp_path: Path, revisions: int) -> None:
    foreign = kit.replaced_behind(approved, tmp_path / "f.pdf", revisions=revisions)
    signed = kit.signed_elsewhere(foreign, tmp_path / "s.pdf", KEYS.leader)
    assert signed.read_bytes().startswith(approved.read_bytes())
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}


def test_a_file_that_no_longer_shows_the_first_signature_is_refused(approved: Path, tmp_path: Path) -> None:
    first = kit.signed(approved, tmp_path / "a.pdf", KEYS.leader, KEYS)
    foreign = kit.replaced_behind(first, tmp_path / "f.pdf", revisions=2)
    signed = kit.signed_elsewhere(foreign, tmp_path / "s.pdf", KEYS.seal)
    assert examined(first, signed) == {"refused": "changed_elsewhere"}


def test_two_new_signatures_are_one_too_many(approved: Path, tmp_path: Path) -> None:
    first = kit.signed_elsewhere(approved, tmp_path / "a.pdf", KEYS.leader)
    both = kit.signed_elsewhere(first, tmp_path / "b.pdf", KEYS.deputy, field_name="K2")
    assert examined(approved, both) == {"refused": "several_signatures"}


def retitled(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def numbered(writer: IncrementalPdfFileWriter) -> None:
    for reference in writer.root["/AcroForm"]["/Fields"]:
        entry = reference.get_object()
        entry["/V"] = generic.pdf_string("7")
        writer.mark_update(reference)


def opens_script(writer: IncrementalPdfFileWriter) -> None:
    script = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject({generic.pdf_name(k): v for k, v in script.items()})
    writer.update_root()


@pytest.mark.parametrize("change", [retitled, numbered, opens_script])
def test_a_change_slipped_in_before_the_signature_is_found(
    approved: Path, tmp_path: Path, change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    changed = tmp_path / "changed.pdf"
    with approved.open("rb") as file, changed.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        change(writer)
        writer.write(out)
    signed = kit.signed_elsewhere(changed, tmp_path / "s.pdf", KEYS.leader)
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}


def test_a_signature_drawn_over_the_page_is_refused(approved: Path, tmp_path: Path) -> None:
    large = {"page": 1, "box": [0.05, 0.05, 0.95, 0.95]}
    signed = kit.signed(approved, tmp_path / "s.pdf", KEYS.leader, KEYS, place=large)
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}
