"""Axes: their range, and ticks at round values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from csdesk.render.values import figure
from csdesk.result import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_STEPS = 4
ROUND = (1, 2, 5, 10)
MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Steps of times; beyond them, round numbers of days.
TIMES = (
    1, 2, 5, 10, 15, 30,
    MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, DAY,
)  # fmt: skip
# Closer ticks would have equal labels.
LEAST_STEP = {
    Unit.COUNT: 1.0, Unit.PERCENT: 0.1, Unit.SCORE: 0.1, Unit.MONEY: 0.01,
    Unit.SECONDS: 1.0,
}  # fmt: skip
EXACT = 9  # decimals beyond which a difference is a rounding error of floats
IDLE_ZEROS = re.compile(r"\.0+(?!\d)")


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`; both are among its `ticks`."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Return the position of `value`: 0 at `low`, 1 at `high`, clamped."""
        inside = min(max(value, self.low), self.high)
        return (inside - self.low) / (self.high - self.low)


def scale(values: Sequence[float], unit: Unit) -> Axis:
    """Make the shortest axis over `values` that begins and ends at round values."""
    low, high = min(values), max(values)
    if low == high:
        low, high = (0.0, high) if high > 0 else (low, low + 1.0)
    step = _step(high - low, unit)
    first = floor(round(low / step, EXACT))
    last = max(ceil(round(high / step, EXACT)), first + 1)
    ticks = tuple(round(step * at, EXACT) for at in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def tick(value: float, unit: Unit, currency: str) -> str:
    """Format a tick, without decimals that are all zeros."""
    return IDLE_ZEROS.sub("", figure(value, unit, currency))


def _step(length: float, unit: Unit) -> float:
    """Return the smallest round step of which at most `MOST_STEPS` span `length`."""
    wanted = max(length / MOST_STEPS, LEAST_STEP[unit])
    if unit is Unit.SECONDS:
        fitting = next((step for step in TIMES if step >= wanted), None)
        if fitting is not None:
            return float(fitting)
        return DAY * _round_up(wanted / DAY)
    return _round_up(wanted)


def _round_up(number: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten not below `number`."""
    size = 10.0 ** floor(log10(number))
    return next((size * one for one in ROUND if size * one >= number), size * 10)
