"""Trend chart of a figure: line, usual range, periods outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.render.svg.line import (
    PLOT,
    Dot,
    Plot,
    dots,
    path,
    points,
)
from csdesk.render.svg.scale import scale, tick
from csdesk.render.trends import has_begun, values_of
from csdesk.render.values import figure, headline
from csdesk.result import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csdesk.result import (
        Figure,
        Limits,
        PeriodSpan,
        Report,
    )

# The figures drawn, in this order, where they have a trend.
KEYS = (
    "contacts", "complaints_opened", "first_response_median", "resolution_median",
    "backlog", "csat", "nps", "service_level",
)  # fmt: skip
MOST = 6
LEAST_POINTS = 2
FULL = 100.0  # percent
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]  # headings, rows
TOO_FEW = "Too few periods yet to say what is usual."


@dataclass(frozen=True, slots=True)
class Band:
    """The usual range: a rectangle, and the mean in it."""

    top: float
    height: float
    mean: float


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A line chart and its data as a table."""

    key: str
    label: str
    value: str
    caption: str
    path: str
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]  # y, label
    band: Band | None
    first: str
    last: str
    table: Table
    plot: Plot = PLOT


def trends(report: Report) -> tuple[TrendChart, ...]:
    """Make the charts of trends: newest value outside first, then `KEYS`.

    In a report of at most MOST figures each is drawn.
    """
    is_short = len(report.figures) <= MOST
    limits = {one.key: one for one in report.limits}
    newest = len(report.trend) - 1

    def is_alert(item: Figure) -> bool:
        return item.key in limits and newest in limits[item.key].outside

    def rank(item: Figure) -> int:
        return KEYS.index(item.key) if item.key in KEYS else len(KEYS)

    drawable = [
        item
        for item in report.figures
        if (is_short or item.key in KEYS or is_alert(item))
        and _can_be_drawn(report, item.key)
    ]
    first = sorted(drawable, key=lambda item: (not is_alert(item), rank(item)))[:MOST]
    return tuple(
        _trend(report, item, limits.get(item.key)) for item in sorted(first, key=rank)
    )


def _can_be_drawn(report: Report, key: str) -> bool:
    known = [value for value in values_of(report.trend, key) if value is not None]
    return len(known) >= LEAST_POINTS


def _trend(report: Report, item: Figure, limits: Limits | None) -> TrendChart:
    def format_value(value: float | None) -> str:
        return figure(value, item.unit, report.locale.currency)

    begun = has_begun(report.trend)
    values = values_of(report.trend, item.key)[begun:]
    spans, counts = _periods(report, item.key, begun)
    names = [span.label for span in spans]
    values_text = [format_value(value) for value in values]
    outside = [at - begun for at in limits.outside if at >= begun] if limits else []
    known = [value for value in values if value is not None]
    usual = usual_range(limits, item.unit, known) if limits else None
    axis = scale([*known, *(usual or ())], item.unit)
    there = points(values, axis)
    stood_out = [f"{names[place]} ({values_text[place]})" for place in outside]
    return TrendChart(
        key=item.key,
        label=item.label,
        value=headline(item, report.locale.currency),
        caption=_caption(limits, usual, stood_out, format_value),
        path=path(there),
        dots=tuple(dots(there, names, values_text, outside)),
        ticks=tuple(
            (PLOT.y(at, axis), tick(at, item.unit, report.locale.currency))
            for at in axis.ticks
        ),
        band=_band(*(PLOT.y(at, axis) for at in (*usual, limits.mean)))
        if limits and usual
        else None,
        first=names[0],
        last=names[-1] if spans[-1].complete else f"{names[-1]}, so far",
        table=_table(item, names, values_text, counts),
    )


def _table(item: Figure, *columns: Sequence[str]) -> Table:
    """Return columns for period, value and n; a count is its own n."""
    heads = ("Period", item.label, "n")
    shown = len(heads) - (item.unit is Unit.COUNT)
    return heads[:shown], tuple(zip(*columns[:shown], strict=True))


def _periods(
    report: Report, key: str, begun: int
) -> tuple[list[PeriodSpan], list[str]]:
    """Return the periods from the first with a record on, and the n of each."""
    found = report.trend[begun:]
    counts = [str(next(p.n for p in points if p.key == key)) for _, points in found]
    return [span for span, _ in found], counts


def usual_range(
    limits: Limits, unit: Unit, values: Sequence[float]
) -> tuple[float, float]:
    """Return the usual range, cut off where the figure cannot lie."""
    low, high = limits.low, limits.high
    if unit is not Unit.SCORE:
        low = max(low, 0.0)
    if unit is Unit.PERCENT and max(values) <= FULL:
        high = min(high, FULL)
    return low, high


def _caption(
    limits: Limits | None,
    usual: tuple[float, float] | None,
    stood_out: Sequence[str],
    format_value: Callable[[float], str],
) -> str:
    """Describe the usual range in a sentence, without an end that is no limit."""
    if limits is None or usual is None:
        return TOO_FEW
    low, high = usual
    text = f"Usually between {format_value(low)} and {format_value(high)}"
    if low == high:
        text = f"Usually {format_value(low)}"
    elif low == 0:
        text = f"Usually up to {format_value(high)}"
    elif high == FULL and limits.high > FULL:
        text = f"Usually {format_value(low)} or more"
    text += f", {format_value(limits.mean)} on average"
    if not stood_out:
        return f"{text}. Nothing stood out."
    return f"{text}. Stood out: {', '.join(stood_out)}."


def _band(low: float, high: float, mean: float) -> Band:
    return Band(high, low - high, mean)
