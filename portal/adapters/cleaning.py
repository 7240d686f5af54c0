"""A scanned page before its text is recognised: evenly lit and without specks, where it is neither."""

from PIL import Image, ImageChops, ImageFilter, ImageMath

_SHRINK = 8
_AROUND, _SOFT = 9, 3  # in dots of the small picture: wider than a letter's stroke is thick
_UNEVEN = 36  # of 255: so much darker is the paper in one part of a page that is badly lit
_DARKEST_PART = 0.02
_MARGIN = 0.05  # of the page's width: nothing is printed there
_SPECK = 0.5  # of the paper's brightness
_RED, _MUCH_RED = 40, 0.001  # so much more red than green; of all dots
_BLACK = 110  # of 255: print under a seal stays as dark as it was
_MANY_SPECKS = 0.0008  # of all dots


def clean(picture: Image.Image) -> Image.Image:
    """The grey picture as it should have been scanned; a good one as it is."""
    return _without_specks(_evenly_lit(picture))


def unstamped(picture: Image.Image) -> Image.Image | None:
    """A coloured picture without its red ink, grey and clean; None if there is hardly any."""
    red, green, _ = picture.convert("RGB").split()
    inked = ImageChops.subtract(red, green).point([255 if value > _RED else 0 for value in range(256)])
    if inked.histogram()[255] < _MUCH_RED * picture.width * picture.height:
        return None
    light = red.point([255 if value > _BLACK else 0 for value in range(256)])
    red.paste(255, mask=ImageChops.darker(inked.filter(ImageFilter.MaxFilter(5)), light))
    return clean(red)


def _evenly_lit(picture: Image.Image) -> Image.Image:
    """Every dot as bright as it would be on white paper, if the paper is brighter here than there."""
    paper = picture.reduce(_SHRINK).filter(ImageFilter.MaxFilter(_AROUND)).filter(ImageFilter.GaussianBlur(_SOFT))
    counts = paper.histogram()
    if _at(counts, 1 - _DARKEST_PART) - _at(counts, _DARKEST_PART) < _UNEVEN:
        return picture
    there = paper.resize(picture.size, Image.Resampling.BILINEAR)
    return ImageMath.lambda_eval(
        lambda of: of["convert"](of["min"](of["seen"] * 250 / (of["paper"] + 1), 255), "L"), seen=picture, paper=there
    )


def _at(counts: list[int], share: float) -> int:
    """The brightness that this share of the dots does not exceed."""
    seen, total = 0, sum(counts)
    for value, count in enumerate(counts):
        seen += count
        if seen >= share * total:
            return value
    return 255


def _without_specks(picture: Image.Image) -> Image.Image:
    """Specks in the margins are everywhere: each dot becomes the middle one of its neighbours."""
    width = max(1, int(picture.width * _MARGIN))
    edges = (picture.crop((0, 0, width, picture.height)), picture.crop((picture.width - width, 0, *picture.size)))
    shares = []
    for edge in edges:
        counts = edge.histogram()
        dark = sum(counts[: int(_at(counts, 0.5) * _SPECK)])
        shares.append(dark / sum(counts))
    return picture.filter(ImageFilter.MedianFilter(3)) if min(shares) > _MANY_SPECKS else picture
