"""Which columns a list of found documents can show, always in the order clerks know (domain.md §2)."""

from collections.abc import Iterable

COLUMNS = (
    "number", "received_on", "reference", "dated_on", "kind", "issuer", "subject", "signatory", "urgency", "due_on",
    "state", "register", "pages", "note",
)
USUAL = ("number", "received_on", "reference", "dated_on", "issuer", "subject", "urgency", "due_on", "state")
ALWAYS = "subject"  # the column that leads to the document


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The columns named, in their order; unknown names are passed over, none means the usual ones."""
    wanted = set(names) & set(COLUMNS)
    return tuple(name for name in COLUMNS if name in wanted | {ALWAYS}) if wanted else USUAL
