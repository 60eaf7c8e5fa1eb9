"""What the recount finds for a figure, and its plain sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Number = float | int | None


@dataclass(frozen=True)
class Found:
    """A figure's value, its n and its named parts."""

    value: Number
    n: int
    parts: Mapping[str, Number] = field(default_factory=dict)


def rate(numerator: float, denominator: int) -> Found:
    """100 · numerator / denominator; nothing where there is no denominator."""
    value = 100 * numerator / denominator if denominator else None
    parts = {"numerator": numerator, "denominator": denominator}
    return Found(value, denominator, parts)


def counted(number: int) -> Found:
    """A count is its own n."""
    return Found(number, number)


def mean_of(values: Sequence[float]) -> Found:
    """The arithmetic mean; nothing of nothing."""
    return Found(fmean(values) if values else None, len(values))


def median_of(values: Sequence[float]) -> Found:
    """The middle value, of an even number the mean of the two middle ones."""
    return Found(median(values) if values else None, len(values))


def p90_of(values: Sequence[float]) -> Found:
    """The ⌈0.9 n⌉-th smallest, in whole numbers."""
    n = len(values)
    rank = (9 * n + 9) // 10
    return Found(sorted(values)[rank - 1] if values else None, n)
