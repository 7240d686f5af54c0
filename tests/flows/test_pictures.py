"""Page pictures: kept whole, not while the disk is nearly full, and forgotten with their file."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.flows import intake, pictures
from portal.flows.premises import Premises, store_in
from portal.office import holding
from tests.office_fixtures import NOW, Staff, received, stored


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


def kept(sha256: str, premises: Premises) -> Path:
    """A picture in its place."""
    file = pictures.folder_of(sha256, premises) / "1.png"
    pictures.keep(b"png", file, premises=premises)
    return file


def test_a_picture_is_kept_whole_and_alone(premises: Premises):
    file = kept("aa", premises)
    assert file.read_bytes() == b"png"
    assert list(file.parent.iterdir()) == [file]


def test_a_failed_picture_leaves_no_temporary_file(premises: Premises):
    file = pictures.folder_of("aa", premises) / "1.png"
    file.mkdir(parents=True)
    with pytest.raises(OSError, match=r"1\.png"):
        pictures.keep(b"png", file, premises=premises)
    assert list(file.parent.iterdir()) == [file]


def test_nothing_is_kept_while_the_disk_is_nearly_full(premises: Premises):
    assert not kept("aa", replace(premises, free_space_limit=1 << 62)).exists()


def test_removed_files_lose_their_pictures_and_others_keep_them(premises: Premises, people: Staff):
    still_stored, gone = stored(), "b" * 64
    files = [kept(sha256, premises) for sha256 in (still_stored, gone)]
    intake.forget_files(still_stored, gone, premises=premises)
    assert [file.exists() for file in files] == [True, False]


def test_a_picture_drawn_while_the_letter_was_set_apart_is_not_kept(premises: Premises, people: Staff):
    document = received(people)
    pictures.keep_page(b"png", 1, document, "aa", premises=premises)
    assert (pictures.folder_of("aa", premises) / "1.png").exists()
    holding.hold(document, at=NOW)
    pictures.keep_page(b"png", 2, document, "aa", premises=premises)
    assert not pictures.folder_of("aa", premises).exists()


def test_half_written_pictures_are_swept(premises: Premises):
    file = kept("aa", premises)
    file.with_name("1a2b.tmp").write_bytes(b"p")
    pictures.sweep(premises)
    assert list(file.parent.iterdir()) == [file]
