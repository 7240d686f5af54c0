"""Numbers on the command line of a measurement."""

import argparse
from collections.abc import Callable

FEWEST = 50  # documents; with fewer there are not enough words and registers to ask about


def at_least(least: int) -> Callable[[str], int]:
    """A reader of whole numbers from there on."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"“{text}” không phải số nguyên từ {least} trở lên")
        return int(text)

    return read
