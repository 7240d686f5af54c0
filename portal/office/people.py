"""People of the office, their units and their roles."""

from typing import Any, Self

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from portal import db
from portal.rules import errors
from portal.rules.folding import fold, nfc, sort_key
from portal.rules.roles import READS_NO_DOCUMENT, READS_ORDINARY, Role, carries


class Unit(db.Record):
    """Phòng, đơn vị, bộ phận."""

    name: Any = CharField(unique=True)
    is_active: Any = BooleanField(default=True)

    @classmethod
    def active(cls) -> Any:
        """Units that still exist, by name."""
        return cls.select().where(cls.is_active).order_by(cls.name)

    @classmethod
    def in_use_as(cls, name: str) -> Self | None:
        """The unit of exactly this name that still exists."""
        found: Self | None = cls.active().where(cls.name == name).first()
        return found


class Person(db.Record):
    """Someone who signs in; never deleted, because the trail names them."""

    name: Any = CharField()
    login: Any = CharField(unique=True)
    password_hash: Any = CharField()
    role: Any = CharField(choices=[(r.value, r.value) for r in Role])
    unit: Any = ForeignKeyField(Unit, null=True, backref="people")
    position: Any = CharField(default="")
    email: Any = CharField(default="")
    is_active: Any = BooleanField(default=True)
    totp_secret: Any = CharField(null=True)
    declines_digest: Any = BooleanField(null=True)  # wants no mail of the morning
    last_code: Any = IntegerField(null=True)  # the half minute of the last code used, counted from 1970
    stands_for: "tuple[Person, ...]" = ()  # whose work is the person's today; the door asks ``stand_ins``, nobody else

    def may(self, verb: str) -> bool:
        """Whether this person's role carries the verb of ``rules.roles.VERBS``."""
        return bool(self.is_active) and carries(self.role, verb)

    def require(self, verb: str) -> None:
        """Refuse the verb unless the role carries it."""
        if not self.may(verb):
            raise errors.NotAllowed(self.name, verb=verb)

    @property
    def as_reader(self) -> tuple[object, ...]:
        """All of a person that decides what is shown: what was asked for one is no answer for another."""
        lends = tuple((absent.id, absent.role, absent.unit_id) for absent in self.stands_for)
        return self.id, self.role, self.unit_id, self.is_active, lends

    @property
    def keeps_registers(self) -> bool:
        """Văn thư."""
        return self.may("enter")

    @property
    def reads_documents(self) -> bool:
        """Administrators and the safety officer read no document at all."""
        return bool(self.is_active) and self.role not in READS_NO_DOCUMENT

    @property
    def reads_ordinary(self) -> bool:
        """Clerk and leaders read every document of normal scope."""
        return bool(self.is_active) and self.role in READS_ORDINARY

    @classmethod
    def active(cls) -> Any:
        """Everyone who may sign in, by name."""
        return cls.select().where(cls.is_active).order_by(cls.name)

    @classmethod
    def with_role(cls, *roles: Role) -> Any:
        """Active people in one of the roles, by name."""
        return cls.active().where(cls.role.in_(list(roles)))

    @classmethod
    def listed(cls, typed: str) -> list[Self]:
        """Everyone whose name or login holds what was typed, in Vietnamese order, those who may sign in first."""
        wanted = fold(nfc(typed))
        found = [p for p in cls.select() if wanted in fold(p.name) or wanted in p.login]
        return sorted(found, key=lambda p: (not p.is_active, sort_key(p.name)))

    @classmethod
    def names(cls, ids: set[int]) -> dict[int, str]:
        """Names by id, for lists that hold only ids."""
        return {p.id: p.name for p in cls.select(cls.id, cls.name).where(cls.id.in_(ids))} if ids else {}

    @classmethod
    def is_leader(cls, person_id: int) -> bool:
        """Whether an active leader has this id."""
        return bool(cls.with_role(Role.LEADER).where(cls.id == person_id).exists())

    @classmethod
    def by_login(cls, login: str) -> Self | None:
        """The person behind a login as typed; marks and case make no difference."""
        found: Self | None = cls.get_or_none(cls.login == fold(nfc(login)))
        return found
