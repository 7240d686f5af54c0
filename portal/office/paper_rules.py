"""Loại văn bản phải gửi bản giấy: types of which a rule the office names demands paper (seed S9)."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules.errors import Invalid
from portal.rules.folding import nfc, sort_key
from portal.rules.kinds import BY_NAME

LONGEST_BASIS = 200


class PaperRule(db.Record):
    """One type of document and the rule that demands its paper copy."""

    kind: Any = CharField(unique=True)
    basis: Any = CharField()

    @classmethod
    def listed(cls) -> list[Self]:
        """All of them by type."""
        return sorted(cls.select(), key=lambda rule: sort_key(rule.kind))

    @classmethod
    def basis_for(cls, kind: str) -> str:
        """The rule that demands paper of this type; empty where none does."""
        found = cls.get_or_none(cls.kind == kind)
        return str(found.basis) if found else ""


def lay_down(kind: str, basis: str, *, by: Person, at: datetime) -> PaperRule:
    """From now on a document of this type goes on paper as well, and says by which rule."""
    by.require("keep_agencies")
    clean = nfc(basis)
    if kind not in BY_NAME:
        raise Invalid("kind", why="paper_rule_kind")
    if not clean or len(clean) > LONGEST_BASIS:
        raise Invalid("basis", why="paper_rule_basis")
    with db.atomic():
        if PaperRule.basis_for(kind):
            raise Invalid("kind", why="paper_rule_known")
        rule: PaperRule = PaperRule.create(kind=kind, basis=clean)
        events.record("paper_rule_made", rule, by=by, at=at, kind=kind)
    return rule


def lift(rule: PaperRule, *, by: Person, at: datetime) -> None:
    """The rule demands nothing any more; a document on its way is asked about anew when its recipients change."""
    by.require("keep_agencies")
    with db.atomic():
        events.record("paper_rule_lifted", rule, by=by, at=at, kind=rule.kind)
        rule.delete_instance()
