"""Every word the portal stores has a Vietnamese label, every refusal a sentence, every act a name."""

import re
from pathlib import Path

import pytest

from portal import wording
from portal.office import closing, desk, directory, dossiers, notices, rights
from portal.office import recipient_facts as facts
from portal.office.documents import Version
from portal.office.recalling import WAYS
from portal.office.recipients import CHANNELS
from portal.rules import due, errors, routes, signing, states
from portal.rules.doors import ARRIVAL_STATES, DOORS
from portal.rules.kinds import REGISTER_KINDS, URGENCIES
from portal.rules.mail import FAULTS
from portal.rules.roles import Role, Scope
from portal.web.menu import ROOMS

PORTAL = Path(__file__).resolve().parents[1] / "portal"
SOURCES = {path: path.read_text("utf-8") for path in sorted(PORTAL.rglob("*.py"))}


def every_refusal() -> list[type[errors.Refusal]]:
    found = [errors.Refusal]
    for kind in found:
        found.extend(kind.__subclasses__())
    return [kind for kind in found if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda k: k.__name__)
def test_every_refusal_has_its_own_sentence(kind: type[errors.Refusal]) -> None:
    assert kind in wording.SENTENCES
    said = wording.sentence(kind("received"))
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda k: k.__name__)
def test_a_refusal_without_details_still_speaks(kind: type[errors.Refusal]) -> None:
    assert wording.sentence(kind())


def test_a_state_in_a_refusal_is_said_as_its_label() -> None:
    assert "Chờ vào sổ" in wording.sentence(errors.WrongState("received"))
    assert "536" in wording.sentence(errors.AlreadyEntered(536))


def test_a_refusal_by_reason_says_the_reason() -> None:
    assert wording.sentence(errors.Conflict(1, why="no_recipients")) == wording.REASONS["no_recipients"]


def test_every_reason_given_in_the_code_has_words() -> None:
    given = {pair for text in SOURCES.values() for pair in re.findall(r'\b([A-Z]\w+)\([^()]*\bwhy="([a-z_]+)"', text)}
    assert ("FileRefused", "empty") in given
    said = {"LineRefused": set(wording.LABELS["import"]), "IndexUnavailable": {why for _, why in given}}  # the log's
    assert [(kind, why) for kind, why in sorted(given) if why not in said.get(kind, set(wording.REASONS))] == []


def test_every_event_has_a_name() -> None:
    verbs = {verb for text in SOURCES.values() for verb in re.findall(r'events\.record\(\s*"([a-z_]+)"', text)}
    assert "entered" in verbs
    assert verbs - set(wording.LABELS["event"]) == set()


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("role", Role), ("scope", Scope), ("urgency", URGENCIES), ("state", states.STEPS), ("grant", rights.REASONS),
        ("channel", (*CHANNELS, routes.BOTH)), ("left_by", WAYS), ("recall_way", (*WAYS, "not_left")),
        ("signing_end", set(signing.JobState) - {*signing.LIVE}),
        ("route", routes.ROUTES), ("route_reason", routes.REASONS),
        ("route_rule", routes.REASONS), ("rule_way", [rule.way for rule in routes.RULES]),
        ("recipient_means", facts.MEANINGS), ("recipient_missing", facts.MISSING), ("known_kind", directory.KINDS),
        ("verdict", signing.FILE_STATES),
        ("door", DOORS), ("mail_fault", FAULTS), ("arrival", ARRIVAL_STATES),
        ("signature", signing.SIGNATURE_STATES), ("signing_job", signing.JobState),
        ("version", [value for value, _ in Version.role.choices]), ("menu", [room for room, _ in ROOMS]),
        ("notice", notices.KINDS), ("due_group", due.GROUPS), ("desk_act", desk.ACTS),
        ("dossier_state", dossiers.STATES), ("dossier_lack", closing.LACKS),
        ("register", [kind.code for kind in REGISTER_KINDS]),
    ],
)
def test_every_stored_word_has_a_label(group: str, values: list[str]) -> None:
    assert [str(v) for v in values if str(v) not in wording.LABELS[group]] == []


def test_labels_start_with_a_capital_and_end_without_a_stop() -> None:
    for group in ("role", "scope", "state", "urgency", "verdict", "event", "menu"):
        for word in wording.LABELS[group].values():
            assert word[0].isupper()
            assert not word.endswith(".")
