"""Format values for people, and for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.money import format_amount, major, minor_digits
from csdesk.domain.parsing.date import format_instant, iso
from csdesk.domain.parsing.duration import format_duration
from csdesk.render.console import one_line
from csdesk.result import Figure, Kind, Unit

if TYPE_CHECKING:
    from csdesk.result import (
        Cell,
        Locale,
        PastFigure,
        Scalar,
    )

NOTHING = "–"


def instant(seconds: int) -> datetime:
    """Return the aware UTC datetime of Unix `seconds`."""
    return datetime.fromtimestamp(seconds, UTC)


def for_people(value: Cell, kind: Kind, locale: Locale, *, brief: bool = False) -> str:
    """Format a cell for people: one line, safe, `–` for nothing.

    `brief` writes instants as in lists: 2026-11-17 14:05.
    """
    if value is None or value == ():
        return NOTHING
    if isinstance(value, tuple):
        return one_line(", ".join(value))
    if isinstance(value, bool) or kind is Kind.FLAG:
        return "yes" if value else "no"
    if kind is Kind.INSTANT:
        when = instant(int(value))
        if brief:
            return f"{when.astimezone(locale.zone):%Y-%m-%d %H:%M}"
        return format_instant(when, locale.zone)
    if kind is Kind.DURATION:
        return format_duration(int(value))
    if kind is Kind.MONEY:
        return format_amount(int(value), locale.currency)
    if kind is Kind.PERCENT:
        return f"{float(value):.1f} %"
    if isinstance(value, float):
        return f"{value:g}"
    return one_line(str(value)) or NOTHING


def for_programs(value: Cell, kind: Kind, locale: Locale) -> Scalar | list[str]:
    """Convert a cell for JSON: ISO instants in the desk's zone, major units."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return list(value)
    if kind is Kind.INSTANT:
        return iso(instant(int(value)), locale.zone)
    if kind is Kind.MONEY:
        return major(int(value), locale.currency)
    if kind is Kind.FLAG:
        return bool(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def headline(
    item: Figure | PastFigure | None, currency: str, of: Figure | None = None
) -> str:
    """Format a figure's value, or the answers themselves where they are few.

    A past value is formatted in the unit of the figure `of`.
    """
    if item is None:
        return NOTHING
    if item.answers:
        return " ".join(f"{score:g}" for score in item.answers)
    unit = item.unit if isinstance(item, Figure) else (of and of.unit) or Unit.COUNT
    return figure(item.value, unit, currency)


def figure(value: float | None, unit: Unit, currency: str) -> str:
    """Format a KPI's value for people, rounded; `–` for no data."""
    if value is None:
        return NOTHING
    if unit is Unit.COUNT:
        return f"{value:.0f}"
    if unit is Unit.PERCENT:
        return f"{value:.1f} %"
    if unit is Unit.SECONDS:
        return format_duration(round(value))
    if unit is Unit.MONEY:
        return f"{value:.{minor_digits(currency)}f} {currency}"
    return f"{value:.1f}"
