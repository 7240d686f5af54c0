"""How dates, numbers and sizes are written on every page."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from portal import wording
from portal.rules import claims

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def write_date(value: date | None) -> str:
    """22/11/2026."""
    return value.strftime("%d/%m/%Y") if value else ""


def write_datetime(value: datetime | None) -> str:
    """22/11/2026 14:05."""
    return value.strftime("%d/%m/%Y %H:%M") if value else ""


def write_number(value: float | None) -> str:
    """1.234.567 and 0,5: dot for thousands, comma for the rest."""
    return "" if value is None else f"{value:,}".translate(str.maketrans(",.", ".,"))


def write_size(octets: int | None) -> str:
    """A size as people say it: 812 byte, 39 KB, 4,2 MB, 77,4 GB."""
    if octets is None:
        return ""
    if octets < 1000:
        return f"{octets} byte"
    if octets < 1_000_000:
        return f"{write_number(round(octets / 1000))} KB"
    if octets < 1_000_000_000:
        return f"{write_number(round(octets / 1_000_000, 1))} MB"
    return f"{write_number(round(octets / 1_000_000_000, 1))} GB"


def write_fact(value: str, field: str) -> str:
    """A fact of a letter as a packet or a reading has it: days and urgencies in words, everything else as it is."""
    if field in ("dated_on", "due_on"):
        return write_date(date.fromisoformat(value))
    return wording.label(value, "urgency") if field == "urgency" else value


def write_weekday(value: date) -> str:
    """Thứ Hai … Chủ nhật."""
    return WEEKDAYS[value.weekday()]


def once(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that says the same whenever it is given the same few words: said once, and kept."""
    return lru_cache(maxsize=1024, typed=True)(macro)


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters.update(
        date=write_date, datetime=write_datetime, number=write_number, size=write_size, label=wording.label,
        difference=wording.difference,
        why_unread=wording.why_unread, look_fault=wording.look_fault, weekday=write_weekday,
        packet_value=write_fact,
        matches_sender=claims.matches_sender,
    )
    app.jinja_env.globals["once"] = once
