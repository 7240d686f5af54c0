"""What the picture of a signature or a seal must be like (Decree 30/2020/NĐ-CP Annex I, 8), as data."""

from collections.abc import Sequence
from math import hypot

PERSONAL, SEAL = "personal", "seal"
ROLES = (PERSONAL, SEAL)

SEAL_SIZE = 36  # millimetres across: the seal of a People's Committee of a commune or district
SEAL_SIZES = range(28, 51)  # of the round seals of organs and organisations, the smallest and the largest in use
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_SIDE, LEAST_SIDE = 4000, 100  # pixels

_LEAST_COLOUR = 40  # by how much the wanted colour is stronger than the others, of 255
_LEAST_CLEAR = 0.15  # of the picture's area shows the page
_ROUND = 0.08  # by how much a seal may be wider than high


def fault(role: str, size: tuple[int, int], clear: float, colour: tuple[float, float, float]) -> str:
    """What is wrong with a picture, as a word: ``clear`` is its empty part, ``colour`` the mean of what is drawn."""
    red, green, blue = colour
    if clear < _LEAST_CLEAR:
        return "stamp_not_clear"
    if role == SEAL and abs(size[0] / size[1] - 1) > _ROUND:
        return "stamp_not_round"
    if role == SEAL and min(red - green, red - blue) < _LEAST_COLOUR:
        return "stamp_not_red"
    if role == PERSONAL and blue - max(red, green) < _LEAST_COLOUR:
        return "stamp_not_blue"
    return ""


def hides(box: Sequence[float], word: Sequence[float], *, is_round: bool) -> bool:
    """Whether what is drawn in a box lies over a word; a seal fills the circle, or oval of fractions, in its box."""
    if not (word[0] < box[2] and word[2] > box[0] and word[1] < box[3] and word[3] > box[1]):
        return False
    if not is_round:
        return True
    offsets = []
    for low, high in ((0, 2), (1, 3)):
        middle, radius = (box[low] + box[high]) / 2, (box[high] - box[low]) / 2
        offsets.append((middle - min(max(middle, word[low]), word[high])) / radius)
    return hypot(*offsets) < 1
