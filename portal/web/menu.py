"""The menu: which rooms a person finds in it, in the order clerks know."""

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from portal import wording
from portal.office.people import Person


@dataclass(frozen=True)
class MenuEntry:
    """One word of the menu."""

    room: str
    word: str
    url: str
    current: bool
    exact: bool


# (room, verbs of which one is enough; none means anyone who is signed in)
ROOMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("desk", ()),
    ("incoming", ("search",)),
    ("outgoing", ("search",)),
    ("drafts", ("draft",)),
    ("dossiers", ("search",)),
    ("signing", ("approve", "seal")),
    ("search", ("search",)),
    ("reports", ("see_reports",)),
    ("admin", ("administer", "audit")),
)


# Rooms without a word of their own stand under another one.
UNDER = {
    "notices": "desk", "walls": "desk",
    "filing": "dossiers", "dossier_lists": "dossiers", "dossier_ends": "dossiers", "archive": "dossiers",
    "staying": "dossiers", "retentions": "dossiers",
    "entry": "incoming", "checks": "incoming", "refusals": "incoming", "signature_checks": "incoming",
    "arrivals": "incoming", "packets": "incoming", "documents": "incoming", "directing": "incoming",
    "phrases": "incoming", "stand_ins": "desk",
    "comments": "drafts", "draft_changes": "drafts",
    "safety": "admin", "safety_rules": "admin", "alerts": "admin", "rights_review": "admin", "leaving": "admin",
    "helper": "signing", "health": "admin", "saved_searches": "search", "old_books": "incoming", "urging": "reports",
}


def room_of_page() -> str:
    """The word of the menu this page belongs to; a view that knows better says so in ``g.room``."""
    said: str | None = g.get("room")
    register = (request.view_args or {}).get("kind")
    blueprint = request.blueprint or ""
    if blueprint.startswith("admin_"):
        blueprint = "admin"
    return said or (register if blueprint == "registers" and register else UNDER.get(blueprint, blueprint))


def has_page(endpoint: str) -> bool:
    """Whether the portal has such a page."""
    return endpoint in current_app.view_functions


def entries(person: Person) -> list[MenuEntry]:
    """The words of the menu for this person; a room's page is the endpoint ``<room>.index``."""
    here = room_of_page()
    return [
        MenuEntry(room, wording.label(room, "menu"), url_for(page), here == room, request.endpoint == page)
        for room, verbs in ROOMS
        if has_page(page := f"{room}.index") and (not verbs or any(person.may(verb) for verb in verbs))
    ]
