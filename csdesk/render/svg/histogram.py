"""Histogram of response times."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from csdesk.domain.parsing.duration import format_duration
from csdesk.render.svg.scale import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

# Edges of the bins: round times.
EDGES = (
    5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY,
)  # fmt: skip
TOP, BOTTOM, HEIGHT = 40.0, 170.0, 192.0  # pixels
GAP = 0.8  # percent of the width between two columns
SHORTEST = 2.0  # pixels: one of a thousand is still visible


@dataclass(frozen=True, slots=True)
class HistogramColumn:
    """A column: its position in percent of the width, its height in pixels."""

    x: float
    middle: float
    width: float
    y: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """A histogram and its data as a table."""

    caption: str
    columns: tuple[HistogramColumn, ...]
    edges: tuple[tuple[float, str], ...]
    median: float
    median_label: str
    anchor: str
    rows: tuple[tuple[str, str, str], ...]
    bottom: float = BOTTOM
    height: float = HEIGHT


def histogram(seconds: Sequence[float]) -> Histogram | None:
    """Make the histogram of `seconds`; None where there are none."""
    if not seconds:
        return None
    counts = counts_of(seconds)
    middle = median(seconds)
    at = place_of(middle)
    within = format_duration(middle)
    answers = (
        "1 first response" if len(seconds) == 1 else f"{len(seconds)} first responses"
    )
    return Histogram(
        f"Half of {answers} came within {within}; "
        f"the longest took {format_duration(max(seconds))}.",
        tuple(_column(place, counts) for place in range(len(counts))),
        tuple(
            (100 * number / len(counts), _short(edge))
            for number, edge in enumerate(EDGES, 1)
        ),
        at,
        f"median {within}",
        "start" if at < 50 else "end",
        tuple(
            (name, str(count), f"{100 * count / len(seconds):.0f} %")
            for name, count in zip(_names(), counts, strict=True)
        ),
    )


def counts_of(seconds: Sequence[float]) -> list[int]:
    """Count the times in each bin; one on an edge belongs to the upper bin."""
    counts = [0] * (len(EDGES) + 1)
    for one in seconds:
        counts[bisect_right(EDGES, one)] += 1
    return counts


def place_of(seconds: float) -> float:
    """Return the position of a time on the axis, in percent; linear within a bin."""
    bin_of = bisect_right(EDGES, seconds)
    ends = (0, *EDGES, 4 * EDGES[-1])
    low, high = ends[bin_of], ends[bin_of + 1]
    inside = min((seconds - low) / (high - low), 1.0)
    return 100 * (bin_of + inside) / (len(EDGES) + 1)


def _column(place: int, counts: Sequence[int]) -> HistogramColumn:
    width = 100 / len(counts)
    height = (BOTTOM - TOP) * counts[place] / max(counts)
    height = max(height, SHORTEST) if counts[place] else 0.0
    return HistogramColumn(
        place * width + GAP / 2,
        (place + 0.5) * width,
        width - GAP,
        BOTTOM - height,
        height,
        counts[place],
    )


def _short(seconds: float) -> str:
    return format_duration(seconds, parts=1)


def _names() -> list[str]:
    between = [f"{_short(low)} to {_short(high)}" for low, high in pairwise(EDGES)]
    return [f"under {_short(EDGES[0])}", *between, f"{_short(EDGES[-1])} or more"]
