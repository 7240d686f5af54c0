"""A picture of a signature or a seal as it is brought: looked at, cut to what is drawn, written anew.

Runs in the sandbox child.  What is kept are pixels we wrote ourselves: nothing else that lay in the file is left.
"""

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageStat, UnidentifiedImageError

from portal.rules import stamps

_SEEN = 24  # of 255: what is fainter is dust of the scan


def take(source: str, target: str, role: str) -> dict[str, Any]:
    """Write the picture to ``target``; ``{"refused": word}`` where it cannot be drawn on a document."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if Path(source).stat().st_size > stamps.LARGEST_FILE:
        return {"refused": "stamp_large"}
    try:
        with Image.open(source, formats=("PNG",)) as given:
            if max(given.size) > stamps.LARGEST_SIDE:
                return {"refused": "stamp_large"}
            drawn = given.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "stamp_large"}
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return {"refused": "stamp_not_png"}
    shape = drawn.getchannel("A").point(lambda alpha: 255 if alpha > _SEEN else 0)
    edges = shape.getbbox()
    if edges is None:
        return {"refused": "stamp_empty"}
    drawn, shape = drawn.crop(edges), shape.crop(edges)
    if min(drawn.size) < stamps.LEAST_SIDE:
        return {"refused": "stamp_small"}
    colour = ImageStat.Stat(drawn.convert("RGB"), shape).mean
    clear = 1 - ImageStat.Stat(shape).mean[0] / 255
    if fault := stamps.fault(role, drawn.size, clear, (colour[0], colour[1], colour[2])):
        return {"refused": fault}
    fresh = Image.new("RGBA", drawn.size, (0, 0, 0, 0))
    fresh.paste(drawn, mask=shape)
    fresh.save(target, "PNG", optimize=True)
    return {"width": drawn.width, "height": drawn.height}
