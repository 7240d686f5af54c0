"""What the README says exists, and what exists is in the README or has its word."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from portal import cli, wording
from portal.config import Settings
from portal.flows.reports import REPORTS
from portal.rules.kinds import REGISTERS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", [name for name, c in cli.commands.commands.items() if not c.hidden])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`[^`]*\b{command}\b[^`]*`", README)


def test_every_command_says_what_it_does() -> None:
    def all_of(group: click.Group) -> list[click.Command]:
        inner = [all_of(c) for c in group.commands.values() if isinstance(c, click.Group)]
        return [*group.commands.values(), *(c for commands in inner for c in commands)]

    assert [c.name for c in all_of(cli.commands) if not (c.help or "").strip()] == []


@pytest.mark.parametrize("setting", sorted({f.name for f in fields(Settings)} - {"data"}))
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in README


@pytest.mark.parametrize("kind", REGISTERS)
def test_every_register_kind_has_its_word(kind: str) -> None:
    assert kind in wording.LABELS["register"]


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_has_its_word(report: str) -> None:
    assert any(report in words for words in wording.LABELS.values())


def test_what_the_readme_names_is_there() -> None:
    pictures = re.findall(r"\((\.readme/[^)]+)\)", README)
    assert len(pictures) >= 9
    places = re.findall(r"`((?:office|web|rules|flows|adapters|signer|templates|tests)/[a-z_/]+\.(?:py|svg))`", README)
    assert places
    homes = [ROOT / place if place.startswith("tests/") else ROOT / "portal" / place for place in places]
    assert [str(p) for p in [*(ROOT / picture for picture in pictures), *homes] if not p.exists()] == []


def test_nothing_in_the_readme_was_left_open() -> None:
    assert "@@" not in README
