"""Usual ranges of figures, and which values beside them are news (KPIS.md §4).

A shop of which nothing changes must not be alarmed: of its weekly reports at most 5 %
may carry news (`benchmarks/coverage.py`). So a value outside its range is news only
where enough is behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from csdesk.domain.stats.means import mean
from csdesk.domain.stats.means import trend as xmr
from csdesk.domain.stats.proportions import wilson
from csdesk.kpi.definitions import BY_KEY
from csdesk.kpi.kpi import StatKind
from csdesk.render.trends import has_begun
from csdesk.result import SMALL_SAMPLE, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.domain.stats.means import Trend
    from csdesk.result import Figure, PeriodSpan, Point

    Periods = Sequence[tuple[PeriodSpan, Sequence[Point]]]

# Equal shares, computed in two ways, can differ in their last bits.
DIGITS: Final = 9
PERCENT: Final = 100
LEAST_OF_A_RATE: Final = 10  # contacts, cases or answers behind one point
RARE: Final = 2  # events a period, on average: fewer have no usual range
# Where no interval of a rate decides: 2.66 · 1.4, or 3.7 moving ranges.
FARTHER: Final = 1.4


@dataclass(frozen=True, slots=True)
class UsualRange:
    """A figure with its values and their n, oldest period first, and its usual range.

    A value is None where a period has no data.
    """

    figure: Figure
    values: tuple[float | None, ...]
    counts: tuple[int, ...]
    trend: Trend

    @property
    def last(self) -> int:
        """The position of the latest period."""
        return len(self.values) - 1

    @property
    def ends(self) -> tuple[float, float]:
        """The limits, cut off where the figure cannot lie."""
        least, most = _extremes(self.figure)
        return max(self.trend.low, least), min(self.trend.high, most)

    @property
    def outside(self) -> tuple[int, ...]:
        """The positions of values beyond the limits, with enough behind them."""
        return tuple(
            at for at in self.trend.outside if self._is_enough(at) and self._is_far(at)
        )

    @property
    def run(self) -> int | None:
        """The position where a run of the latest values on one side begins, if any."""
        begins = next((at for at, end in self.trend.runs if end == self.last), None)
        is_sure = self._is_enough(self.last) and not self._meets_range(self.last)
        return begins if is_sure else None

    def _is_enough(self, at: int) -> bool:
        """Return whether enough records are behind the value for it to be news."""
        change = self.figure.change
        if at == self.last and change is not None and change.verdict == "too_few":
            return False
        if self.figure.unit is Unit.COUNT:
            return self.trend.centre >= RARE
        if self._is_rare():
            return False
        kind = _kind(self.figure)
        least = SMALL_SAMPLE if kind is StatKind.NONE else LEAST_OF_A_RATE
        return self.counts[at] >= least

    def _is_rare(self) -> bool:
        """Return whether what a percentage counts happens less than twice a period."""
        if self.figure.unit is not Unit.PERCENT:
            return False
        events = [
            value * n / PERCENT
            for value, n in zip(self.values, self.counts, strict=True)
            if value is not None
        ]
        return (mean(events) or 0) < RARE

    def _is_far(self, at: int) -> bool:
        """Return whether a value beyond the limits is far enough from them."""
        if _kind(self.figure) is StatKind.PROPORTION:
            return not self._meets_range(at)
        off = abs((self.values[at] or 0) - self.trend.centre)
        return off > FARTHER * (self.trend.high - self.trend.centre)

    def _meets_range(self, at: int) -> bool:
        """Return whether the interval of a rate meets the usual range."""
        interval = self._interval(at)
        if interval is None:
            return False
        low, high = self.ends
        return interval[0] <= high and interval[1] >= low

    def _interval(self, at: int) -> tuple[float, float] | None:
        """Return the interval of a rate in one period, in percent."""
        if _kind(self.figure) is not StatKind.PROPORTION:
            return None
        if at == self.last:
            own = self.figure.interval
            return None if own is None else (own.low, own.high)
        n, value = self.counts[at], self.values[at] or 0
        found = wilson(round(value * n / PERCENT), n)
        return None if found is None else (PERCENT * found[0], PERCENT * found[1])


def usual_ranges(trend: Periods, figures: Sequence[Figure]) -> Iterator[UsualRange]:
    """Yield the usual range of each figure with at least nine values in `trend`."""
    begun = has_begun(trend)
    for figure in figures:
        points = [
            next((one for one in points if one.key == figure.key), None)
            if place >= begun
            else None
            for place, (_, points) in enumerate(trend)
        ]
        values = tuple(_rounded(one.value if one else None) for one in points)
        found = xmr(values)
        if found is not None:
            counts = tuple(one.n if one else 0 for one in points)
            yield UsualRange(figure, values, counts, found)


def _rounded(value: float | None) -> float | None:
    """Round, so that equal shares are equal."""
    return None if value is None else round(value, DIGITS)


def _kind(figure: Figure) -> StatKind:
    return BY_KEY[figure.key].stat_kind if figure.key in BY_KEY else StatKind.NONE


def _extremes(figure: Figure) -> tuple[float, float]:
    """Return the least and the most that the figure can be."""
    kind = _kind(figure)
    if kind is StatKind.GROUPS:
        return -100, 100
    if figure.unit is Unit.SCORE:
        return -inf, inf
    is_share = figure.unit is Unit.PERCENT and kind is not StatKind.NONE
    return 0, 100 if is_share else inf
