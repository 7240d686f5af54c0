"""How long a slip of the hand may be undone (a choice of the house, not of law)."""

from datetime import timedelta

SHOWN_FOR = timedelta(seconds=10)  # as long as the button stands
UNDO_WITHIN = timedelta(seconds=15)  # the click itself takes time; nothing of the act leaves the house before
