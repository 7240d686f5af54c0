"""Who may do whose work during leave: the same rank or, within the work of officers, whoever does such work."""

from datetime import date

from portal.rules.roles import Role

# Directing and signing are a leader's own authority, and the registers the clerk's: a stand-in lends none of it.
MAY_STAND_IN: dict[Role, frozenset[Role]] = {
    Role.LEADER: frozenset({Role.LEADER}),
    Role.UNIT_HEAD: frozenset({Role.UNIT_HEAD, Role.OFFICER, Role.LEADER}),
    Role.OFFICER: frozenset({Role.OFFICER, Role.UNIT_HEAD, Role.CLERK}),
    Role.CLERK: frozenset({Role.CLERK, Role.OFFICER, Role.UNIT_HEAD}),
}


def may_stand_in(stand_in: str, absent: str) -> bool:
    """Whether somebody of the one role may do the work of the other."""
    return stand_in in MAY_STAND_IN.get(Role(absent), frozenset())


def overlap(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Whether two spans share a day; both ends count."""
    return first <= other_last and other_first <= last
