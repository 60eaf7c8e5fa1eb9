"""Format values for people, and for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.money import format_amount, major, minor_digits
from csdesk.domain.parsing.date import format_instant, iso
from csdesk.domain.parsing.duration import format_duration
from csdesk.render.console import one_line
from csdesk.result import FEW, Few, Figure, Kind, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """Format a figure's value, or what it is of where that is few: `3 of 4`.

    A past value is formatted as that of the figure `of`.
    """
    known = item if isinstance(item, Figure) else of
    if item is None or known is None:
        return NOTHING
    if item.answers:
        return scores(item.answers)
    return brief(item.value, item.n, known, currency)


def brief(value: float | None, n: int, of: Figure, currency: str) -> str:
    """Format a value of the figure `of`; of few records how many they are."""
    if value is None or not 0 < n < FEW or of.few is Few.VALUE:
        return figure(value, of.unit, currency)
    if of.few is Few.SHARE:
        return f"{round(value * n / 100)} of {n}"
    return NOTHING if of.few is Few.NOTHING else many_answers(n)


def is_replaced(item: Figure) -> bool:
    """Return whether people see answers or nothing in place of the value."""
    return bool(item.answers) or is_hidden(item)


def is_hidden(item: Figure) -> bool:
    """Return whether people see nothing of a figure, since it is of few."""
    return 0 < item.n < FEW and item.few is Few.NOTHING


def scores(answers: Iterable[float]) -> str:
    """Format answers themselves: `4 5 6 7`."""
    return " ".join(f"{score:g}" for score in answers)


def many_answers(n: int) -> str:
    """Format how many answers there are."""
    return "1 answer" if n == 1 else f"{n} answers"


def full_note(item: Figure) -> str | None:
    """Return the note of a figure, with what people see where it is of few."""
    parts = [item.note] if item.note else []
    if item.answers:
        parts = [f"{many_answers(item.n)}: {scores(item.answers)}", *parts]
    elif item.few is Few.SHARE and 0 < item.n < FEW:
        parts = [brief(item.value, item.n, item, ""), *parts]
    return "; ".join(parts) or None


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
