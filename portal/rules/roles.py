"""Roles and the verbs they carry (threats.md §4); rights to a document come from scope and grants instead."""

from enum import StrEnum


class Role(StrEnum):
    """Vai trò: what a person does in the office."""

    CLERK = "clerk"
    LEADER = "leader"
    UNIT_HEAD = "unit_head"
    OFFICER = "officer"
    ADMIN = "admin"
    SAFETY_OFFICER = "safety_officer"


class Scope(StrEnum):
    """Phạm vi: who may see a document before any grant is counted."""

    OPEN = "open"
    NORMAL = "normal"
    RESTRICTED = "restricted"


READS_NO_DOCUMENT = frozenset({Role.ADMIN, Role.SAFETY_OFFICER})
READS_ORDINARY = frozenset({Role.CLERK, Role.LEADER})

VERBS: dict[str, frozenset[Role]] = {
    "receive": frozenset({Role.CLERK}),
    "enter": frozenset({Role.CLERK}),
    "seal": frozenset({Role.CLERK}),
    "issue": frozenset({Role.CLERK}),
    "direct": frozenset({Role.LEADER}),
    "approve": frozenset({Role.LEADER}),
    "assign": frozenset({Role.LEADER, Role.UNIT_HEAD}),
    "draft": frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER}),
    "report": frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER}),
    "file": frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER}),
    "search": frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER}),
    "keep_agencies": frozenset({Role.CLERK, Role.ADMIN}),
    "keep_series": frozenset({Role.CLERK, Role.ADMIN}),
    "administer": frozenset({Role.ADMIN}),
    "audit": frozenset({Role.ADMIN, Role.SAFETY_OFFICER}),
    "oversee": frozenset({Role.SAFETY_OFFICER}),
    "see_reports": frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SAFETY_OFFICER}),
}


def carries(role: str, verb: str) -> bool:
    """Whether the role carries the verb; an unknown verb is a programming error."""
    return role in VERBS[verb]
