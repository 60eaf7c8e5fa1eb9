"""A figure's values over the periods of its report's trend."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.result import Figure, Point, Report, Span

    Trend = Sequence[tuple[Span, Sequence[Point]]]


def has_begun(trend: Trend) -> int:
    """The place of the first period of the trend with any record; 0 if none has."""
    places = (
        place
        for place, (_, points) in enumerate(trend)
        if any(point.n for point in points)
    )
    return next(places, 0)


def values_of(trend: Trend, key: str) -> list[float | None]:
    """The figure's values; None where there is no data, or were no records yet."""
    begun = has_begun(trend)
    return [
        next((point.value for point in points if point.key == key), None)
        if place >= begun
        else None
        for place, (_, points) in enumerate(trend)
    ]


def has_data(report: Report, item: Figure) -> bool:
    """Whether the figure has a value in the period, the one before or the trend."""
    before = item.previous.value if item.previous else None
    values = (item.value, before, *values_of(report.trend, item.key))
    return any(value is not None for value in values)
