"""A period's figures split by a dimension: channel, category, agent and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.kpi.query import take_by
from csdesk.reports.figures import point
from csdesk.result import Slice

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csdesk.kpi.kpi import Kpi
    from csdesk.kpi.scope import Scope


def slices(
    connection: sqlite3.Connection, kpis: Sequence[Kpi], scope: Scope, dimension: str
) -> tuple[Slice, ...]:
    """The groups that have data, the largest first; records without the dimension last.

    A group's figures are computed from its records, never from other figures.
    """
    found = [
        Slice(name, tuple(point(kpi, taken) for kpi in kpis))
        for name, taken in take_by(connection, kpis, scope, dimension).items()
    ]
    there = [one for one in found if any(point.n for point in one.points)]
    return tuple(sorted(there, key=_place))


def _place(group: Slice) -> tuple[bool, int, int, str]:
    """By the first figure's n, then by all; what does not say last."""
    first, *_ = group.points
    total = sum(point.n for point in group.points)
    return group.value is None, -first.n, -total, group.value or ""
