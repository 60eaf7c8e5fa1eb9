"""Data of the charts of a page: bars and a distribution."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from csdesk.kpi.definitions import BY_KEY
from csdesk.kpi.query import count, take, take_by
from csdesk.kpi.relations import CAUSE_MARK
from csdesk.result import Bar, ChartData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.kpi.scope import Scope
    from csdesk.store.connection import Reader

OLDEST = "oldest"


def chart_data(connection: Reader, scope: Scope) -> ChartData:
    """Query the charts of the period of `scope`."""
    backlog, response = BY_KEY["backlog"], BY_KEY["first_response_median"]
    (taken,) = take(connection, (backlog, response), scope.headline)
    times = taken["response_times"]
    return ChartData(
        channels=_bars(connection, scope, "contacts", "channel"),
        causes=_causes(connection, scope),
        ages=tuple(
            Bar(name, count(taken, measure))
            for name, measure in backlog.parts
            if name != OLDEST
        ),
        response_times=tuple(times) if isinstance(times, list) else (),
    )


def _causes(connection: Reader, scope: Scope) -> tuple[Bar, ...]:
    """Count complaints by root cause; a cause noted only once may name somebody.

    Complaints of such a cause, or without one, count by category.
    """
    kpi = BY_KEY["complaints_opened"]
    found = {
        name: count(taken, kpi.n)
        for name, taken in take_by(connection, (kpi,), scope, "cause").items()
    }
    split = [((name or "").partition(CAUSE_MARK), many) for name, many in found.items()]
    shared: Counter[str] = Counter()
    for (cause, _, _), many in split:
        shared[cause] += many
    bars: Counter[str | None] = Counter()
    for (cause, _, category), many in split:
        bars[cause if cause and shared[cause] > 1 else category or None] += many
    return _sorted(bars)


def _bars(
    connection: Reader, scope: Scope, key: str, dimension: str
) -> tuple[Bar, ...]:
    kpi = BY_KEY[key]
    found = take_by(connection, (kpi,), scope, dimension)
    return _sorted({name: count(taken, kpi.n) for name, taken in found.items()})


def _sorted(found: Mapping[str | None, int]) -> tuple[Bar, ...]:
    bars = [Bar(name, many) for name, many in found.items()]
    return tuple(sorted(bars, key=lambda bar: (-bar.count, bar.label or "\uffff")))
