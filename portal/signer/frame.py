"""What Python's own argument parser says, in Vietnamese and in one line."""

import argparse
import gettext
from collections.abc import Mapping
from typing import NoReturn

from portal.signer.sentences import ARGUMENTS

_spoken: dict[str, str] = {}


def speak(sentences: Mapping[str, str] = ARGUMENTS) -> None:
    """Answer what libraries ask of gettext from a dictionary: no catalogue on the disk, whatever the locale."""
    _spoken.update(sentences)
    gettext.dgettext = lambda domain, message: _spoken.get(message, message)
    gettext.dngettext = lambda domain, msgid1, msgid2, n: _spoken.get(msgid2, msgid1 if n == 1 else msgid2)


class Parser(argparse.ArgumentParser):
    """A wrong word on the command line is one sentence; the manual comes only when asked for."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to look."""
        self.exit(2, f"{message}. Xem “{self.prog} --help”.\n")
