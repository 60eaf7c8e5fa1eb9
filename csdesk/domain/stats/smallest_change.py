"""What it would take: the smallest difference between two shares that is a change."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from csdesk.domain.stats.comparison import EXACT_UP_TO
from csdesk.domain.stats.proportions import newcombe, proportion_change

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def smallest_change(n1: int, n2: int) -> tuple[float, int | None] | None:
    """The smallest |k1/n1 - k2/n2| that n1 against n2 answers would call a change.

    As a fraction, and as people where n1 = n2 (else None): 5/7 and 5 for 7 against 7.
    None where no outcome would do, and where an n is 0. Quick where either n is below
    30, which is where it is asked for. Raises ValueError below 0.

    Every outcome is looked at, but for those that Newcombe's interval rules out or
    that differ by more than one already found. By exchanging yes and no, those with
    k1/n1 above k2/n2 stand for all.

    Source: KPIS.md §4, "say what it would take".
    """
    if n1 < n2:  # the walk is over the answers of the smaller sample
        return smallest_change(n2, n1)
    if n2 < 0:
        raise ValueError(f"{n2} is no number of answers")
    if n2 == 0:
        return None
    best: int | None = None  # a difference, in parts of n1 · n2
    for few in range(n2 + 1):
        many = _first_change(few, n2, n1, best)
        if many is not None:
            best = many * n2 - few * n1
    if best is None:
        return None
    return best / (n1 * n2), best // n1 if n1 == n2 else None


def _first_change(few: int, n2: int, n1: int, best: int | None) -> int | None:
    """The least k1 of n1 that beats `best` as a change from `few` of n2."""
    start = few * n1 // n2 + 1
    stop = n1 if best is None else min(n1, -(-(best + few * n1) // n2) - 1)
    if n1 + n2 > EXACT_UP_TO:
        # Normal approximations only grow with the difference.
        return _least(start, stop, lambda many: _is_change(many, n1, few, n2))
    first = _least(start, stop, lambda many: _leaves_out_0(many, n1, few, n2))
    if first is None:
        return None
    # Fisher's p can rise again on the way: one by one.
    return next(
        (many for many in range(first, stop + 1) if _is_change(many, n1, few, n2)),
        None,
    )


def _is_change(k1: int, n1: int, k2: int, n2: int) -> bool:
    change = proportion_change(k1, n1, k2, n2)
    return change is not None and change.is_change


def _leaves_out_0(k1: int, n1: int, k2: int, n2: int) -> bool:
    interval = newcombe(k1, n1, k2, n2)
    return interval is not None and interval[0] > 0


def _least(start: int, stop: int, holds: Callable[[int], bool]) -> int | None:
    """The first of start..stop from which on it holds; None where it never does."""
    if start > stop or not holds(stop):
        return None
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return stop
