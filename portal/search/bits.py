"""Sets of documents as Python integers: bit d is document d of a segment, the newest the highest."""

from collections.abc import Iterable

_STEP = 512
_BIT = tuple(1 << i for i in range(8))
_FEW = 8  # members; so few are quicker set by shifts than in a buffer as long as the set
_SPARSE = 48  # below one member in so many, setting single bits is quicker than writing out every digit
_ONE = ord("1")


def from_strides(strides: list[int], size: int) -> int:
    """The set that begins ``strides[0] - 1`` places up and goes on by each stride."""
    if len(strides) <= _FEW:
        return _by_shifts(strides)
    if len(strides) * _SPARSE < size:
        return _by_bits(strides, size)
    digits, place = bytearray(b"0") * size, size
    for stride in strides:
        place -= stride
        digits[place] = _ONE
    if place < 0:
        raise ValueError("steps beyond the end")
    return int(digits, 2)


def _by_shifts(strides: list[int]) -> int:
    found, place = 0, -1
    for stride in strides:
        place += stride
        found |= 1 << place
    return found


def _by_bits(strides: list[int], size: int) -> int:
    buffer, place = bytearray((size >> 3) + 1), -1
    for stride in strides:
        place += stride
        buffer[place >> 3] |= _BIT[place & 7]
    return int.from_bytes(buffer, "little")


def from_members(members: Iterable[int], size: int) -> int:
    """The set of these members; -1 stands for none."""
    buffer = bytearray((size >> 3) + 1)
    for member in members:
        if member >= 0:
            buffer[member >> 3] |= _BIT[member & 7]
    return int.from_bytes(buffer, "little")


def newest(bits: int, count: int) -> list[int]:
    """The ``count`` highest members, highest first; looks at the top of the number before the rest."""
    found: list[int] = []
    high = bits.bit_length()
    while high > 0 and len(found) < count:
        low = max(0, high - _STEP)
        part = bits >> low
        bits ^= part << low
        while part and len(found) < count:
            top = part.bit_length() - 1
            found.append(low + top)
            part ^= 1 << top
        high = bits.bit_length()
    return found


def span(low: int, high: int) -> int:
    """The members from low up to, not including, high."""
    return (1 << high) - (1 << low) if high > low else 0


def at_least(masks: Iterable[int]) -> list[int]:
    """Item k holds the members of k masks or more; item 0 is everything (-1)."""
    counted = [-1]
    for mask in masks:
        counted.append(0)
        for k in range(len(counted) - 1, 0, -1):
            counted[k] |= counted[k - 1] & mask
    return counted


def summed(weighted: Iterable[tuple[int, int]]) -> list[int]:
    """Each member's sum of the weights of the masks it is in, as binary digits: item k is the digit 2**k."""
    digits: list[int] = []
    for mask, weight in weighted:
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                _carry(digits, mask, place)
    return digits


def _carry(digits: list[int], mask: int, place: int) -> None:
    while mask:
        digits += [0] * (place + 1 - len(digits))
        digits[place], mask = digits[place] ^ mask, digits[place] & mask
        place += 1


def with_sum(digits: list[int], total: int, within: int) -> int:
    """The members of ``within`` whose sum is just this."""
    if total >> len(digits):
        return 0
    for place, digit in enumerate(digits):
        within &= digit if total >> place & 1 else ~digit
    return within
