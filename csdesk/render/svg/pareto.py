"""Pareto chart of causes: bars, cumulative share, and the vital few."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from csdesk.render.svg.bars import (
    BarRow,
    Bars,
    folded,
    name,
    percent,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.result import Bar

MOST_OF_ALL = 80  # percent, after Juran


def pareto(causes: Sequence[Bar]) -> Bars | None:
    """Make bars, most first, with a line of their cumulative share; None for none.

    Bars and line share an axis from 0 to 100 %, so the first bar ends where the line
    begins. Complaints without a cause are left out, as the caption mentions.
    """
    named = [bar for bar in causes if bar.label is not None and bar.count]
    if not named:
        return None
    counts = [bar.count for bar in named]
    total = sum(counts)
    running = [100 * count / total for count in accumulate(counts)]
    vital = how_many_make(MOST_OF_ALL, counts)
    kinds = folded(named)
    upto = [*running[: len(kinds) - 1], running[-1]]
    rows = tuple(
        BarRow(place, label, count, total, 100 * count / total, so_far, place < vital)
        for place, ((label, count), so_far) in enumerate(zip(kinds, upto, strict=True))
    )
    return Bars(
        _caption(vital, len(named), f"{running[vital - 1]:.0f} %", total)
        + _without_cause(sum(bar.count for bar in causes) - total),
        rows,
        tuple(
            (name(bar), str(bar.count), percent(bar.count, total), f"{so_far:.0f} %")
            for bar, so_far in zip(named, running, strict=True)
        ),
        "M" + " L".join(f"{row.upto:.2f} {row.middle:.2f}" for row in rows),
    )


def how_many_make(share: int, counts: Sequence[int]) -> int:
    """Count how many of `counts`, biggest first, make `share` percent of all."""
    total = sum(counts)
    return next(
        many
        for many, so_far in enumerate(accumulate(counts), 1)
        if 100 * so_far >= share * total
    )


def _caption(vital: int, of: int, share: str, total: int) -> str:
    complaints = "1 complaint" if total == 1 else f"{total} complaints"
    if of == 1:
        return f"One cause is behind {complaints}."
    verb = "makes" if vital == 1 else "make"
    return f"{vital} of {of} causes {verb} {share} of {complaints}."


def _without_cause(many: int) -> str:
    return f" {many} more without a cause." if many else ""
