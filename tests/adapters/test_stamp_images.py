"""A picture of a hand or a seal is taken when it can be drawn as the Decree wants it, and written anew."""

import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from portal.adapters import specimens, stamp_images
from portal.rules.stamps import PERSONAL, SEAL

BLUE, RED, BLACK, NOTHING = (20, 60, 170, 255), (205, 25, 30, 255), (10, 10, 10, 255), (0, 0, 0, 0)


def picture(path: Path, colour: tuple[int, ...], size: tuple[int, int] = (400, 200), **saving: object) -> Path:
    """An ellipse in the middle of nothing."""
    sheet = Image.new("RGBA", size, NOTHING)
    ImageDraw.Draw(sheet).ellipse((20, 20, size[0] - 20, size[1] - 20), outline=colour, width=12)
    sheet.save(path, "PNG", **saving)
    return path


def taken(source: Path, role: str) -> dict[str, object]:
    return stamp_images.take(str(source), str(source.with_name("taken.png")), role)


def test_a_blue_hand_is_cut_to_what_is_drawn(tmp_path: Path) -> None:
    assert taken(picture(tmp_path / "a.png", BLUE), PERSONAL) == {"width": 361, "height": 161}
    with Image.open(tmp_path / "taken.png") as kept:
        assert kept.size == (361, 161)
        assert kept.getpixel((0, 0))[3] == 0
        assert kept.getpixel((180, 3)) == BLUE


@pytest.mark.slow
@pytest.mark.parametrize(("role", "drawn"), [
    (PERSONAL, specimens.signature("Nguyễn Văn Ấn")), (SEAL, specimens.seal("ỦY BAN NHÂN DÂN", "BẢN THỬ")),
], ids=["hand", "seal"])
def test_the_pictures_of_the_demonstration_are_taken(tmp_path: Path, role: str, drawn: bytes) -> None:
    (tmp_path / "a.png").write_bytes(drawn)
    assert "refused" not in taken(tmp_path / "a.png", role)


def test_nothing_but_pixels_is_kept(tmp_path: Path) -> None:
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "kept nowhere" * 20)
    source = picture(tmp_path / "a.png", BLUE, pnginfo=hidden)
    source.write_bytes(source.read_bytes() + b"<script>behind the end</script>")
    assert "refused" not in taken(source, PERSONAL)
    kept = (tmp_path / "taken.png").read_bytes()
    assert b"script" not in kept
    assert b"tEXt" not in kept


@pytest.mark.parametrize(("role", "colour", "size", "why"), [
    (PERSONAL, BLACK, (400, 200), "stamp_not_blue"),
    (PERSONAL, RED, (400, 200), "stamp_not_blue"),
    (SEAL, BLUE, (400, 400), "stamp_not_red"),
    (SEAL, RED, (400, 200), "stamp_not_round"),
    (PERSONAL, BLUE, (110, 110), "stamp_small"),
    (PERSONAL, NOTHING, (400, 200), "stamp_empty"),
    (PERSONAL, BLUE, (4100, 150), "stamp_large"),
])
def test_what_cannot_be_drawn_is_refused_with_the_reason(
    tmp_path: Path, role: str, colour: tuple[int, ...], size: tuple[int, int], why: str
) -> None:
    assert taken(picture(tmp_path / "a.png", colour, size), role) == {"refused": why}
    assert not (tmp_path / "taken.png").exists()


def test_a_scan_on_white_paper_would_hide_words(tmp_path: Path) -> None:
    Image.new("RGB", (400, 200), BLUE[:3]).save(tmp_path / "a.png")
    assert taken(tmp_path / "a.png", PERSONAL) == {"refused": "stamp_not_clear"}


def test_other_formats_damaged_files_and_bombs_are_refused(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), BLUE[:3]).save(tmp_path / "a.jpg")
    assert taken(tmp_path / "a.jpg", PERSONAL) == {"refused": "stamp_not_png"}
    whole = picture(tmp_path / "b.png", BLUE).read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"%PDF-1.4", whole.replace(b"IDAT", b"IDAX")):
        (tmp_path / "c.png").write_bytes(damaged)
        assert "refused" in taken(tmp_path / "c.png", PERSONAL)
    head = whole.index(b"IHDR")
    size = (60_000).to_bytes(4, "big") * 2
    lying = whole[head : head + 4] + size + whole[head + 12 : head + 17]
    bomb = whole[:head] + lying + zlib.crc32(lying).to_bytes(4, "big") + whole[head + 21 :]
    (tmp_path / "d.png").write_bytes(bomb)
    assert taken(tmp_path / "d.png", PERSONAL) == {"refused": "stamp_large"}
