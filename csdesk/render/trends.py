"""Trends: a figure's values over periods, and as a sparkline."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.result import (
        Figure,
        PeriodSpan,
        Point,
        Report,
    )

    Trend = Sequence[tuple[PeriodSpan, Sequence[Point]]]


BLOCKS = "▁▂▃▄▅▆▇█"
NO_DATA = " "


def sparkline(values: Sequence[float | None]) -> str:
    """Draw one block for each value, lowest to highest; a blank for None.

    Equal values are half-height; without values there are only blanks.
    """
    known = [value for value in values if value is not None]
    if not known:
        return NO_DATA * len(values)
    low, high = min(known), max(known)
    return "".join(
        NO_DATA if value is None else _block(value, low, high) for value in values
    )


def _block(value: float, low: float, high: float) -> str:
    if high == low:
        return BLOCKS[3]
    return BLOCKS[round((value - low) / (high - low) * (len(BLOCKS) - 1))]


def has_begun(trend: Trend) -> int:
    """Return the position of the first period with any record; 0 if none has."""
    places = (
        place
        for place, (_, points) in enumerate(trend)
        if any(point.n for point in points)
    )
    return next(places, 0)


def values_of(trend: Trend, key: str) -> list[float | None]:
    """Return the figure's values; None for no data, or no records yet."""
    begun = has_begun(trend)
    return [
        next((point.value for point in points if point.key == key), None)
        if place >= begun
        else None
        for place, (_, points) in enumerate(trend)
    ]


def has_data(report: Report, item: Figure) -> bool:
    """Return whether the figure has a value in any period of the report."""
    before = item.previous.value if item.previous else None
    values = (item.value, before, *values_of(report.trend, item.key))
    return any(value is not None for value in values)
