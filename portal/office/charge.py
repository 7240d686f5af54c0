"""In whose right somebody acts on work given out: the handler's, the giver's, or that of whom they stand in for."""

from collections.abc import Callable
from datetime import date

from portal.office import rights, stand_ins
from portal.office.assignments import Assignment
from portal.office.duties import HEAD, Duty
from portal.office.people import Person
from portal.rules import errors
from portal.rules.roles import Role


def in_right_of(by: Person, on: date, fits: Callable[[Person], bool]) -> Person | None:
    """The person themself where the right is theirs, else the absent one whose it is."""
    return by if fits(by) else next((one for one in stand_ins.of(by, on) if fits(one)), None)


def require(
    assignment: Assignment, by: Person, on: date, fits: Callable[[Assignment, Person], bool]
) -> Person:
    """In whose right it is done; what one may not read or has no part in is not there."""
    principal = in_right_of(by, on, lambda one: fits(assignment, one))
    if principal is None or not rights.may_read(stand_ins.know(by, on=on), assignment.document):
        raise errors.NotFound(assignment.id)
    return principal


def handles(assignment: Assignment, person: Person) -> bool:
    """Whether it is the person's own or the unit's; once given on within the unit it is its head's alone."""
    if assignment.person_id == person.id:
        return True
    is_units = bool(person.unit_id) and assignment.unit_id == person.unit_id
    return is_units and (heads(person) or not assignment.parts)


def answers_for(assignment: Assignment, person: Person) -> bool:
    """Whether the person may pass it back: the handler, or the head of the unit, where it has one."""
    if not handles(assignment, person):
        return False
    return bool(assignment.person_id or heads(person) or not has_head(person))


def may_divide(assignment: Assignment, person: Person) -> bool:
    """Whether the person may give it on: the head of the unit it was given to, or to whom it was given as a head."""
    return heads(person) and handles(assignment, person) and assignment.parent_id is None


def gave(assignment: Assignment, person: Person) -> bool:
    """Whether the person gave it; where the giver is gone, whoever has that office now."""
    if assignment.given_by_id == person.id:
        return True
    giver = assignment.given_by
    if assignment.parent_id is None:
        return person.may("direct") and (giver is None or not giver.may("direct"))
    whole = assignment.parent
    return bool(giver and not heads(giver)) and may_divide(whole, person)


def may_replace(assignment: Assignment, person: Person) -> bool:
    """Whether the person may let somebody else lead: whoever gave the work, and the head of the office."""
    chair = Duty.current(HEAD)
    return gave(assignment, person) or bool(chair and chair.person_id == person.id)


def heads(person: Person) -> bool:
    """Whether the person heads a unit."""
    return bool(person.is_active and person.role == Role.UNIT_HEAD and person.unit_id)


def has_head(person: Person) -> bool:
    """Whether anybody heads the person's unit."""
    return bool(Person.with_role(Role.UNIT_HEAD).where(Person.unit == person.unit_id).exists())


def place_of(principal: Person, by: Person) -> str | None:
    """For the trail: in whose place it was done, if not in the person's own right."""
    return str(principal.name) if principal != by else None
