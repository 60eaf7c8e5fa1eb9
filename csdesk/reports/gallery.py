"""What a page shows beside the figures: bars and a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.kpi.definitions import BY_KEY
from csdesk.kpi.query import count, take, take_by
from csdesk.result import Bar, Gallery

if TYPE_CHECKING:
    import sqlite3

    from csdesk.kpi.scope import Scope

OLDEST = "oldest"


def gallery(connection: sqlite3.Connection, scope: Scope) -> Gallery:
    """The charts of the period of `scope`."""
    backlog, response = BY_KEY["backlog"], BY_KEY["first_response_median"]
    (taken,) = take(connection, (backlog, response), scope.headline)
    times = taken["response_times"]
    return Gallery(
        channels=_bars(connection, scope, "contacts", "channel"),
        causes=_bars(connection, scope, "complaints_opened", "cause"),
        ages=tuple(
            Bar(name, count(taken, measure))
            for name, measure in backlog.parts
            if name != OLDEST
        ),
        response_times=tuple(sorted(times)) if isinstance(times, list) else (),
    )


def _bars(
    connection: sqlite3.Connection, scope: Scope, key: str, dimension: str
) -> tuple[Bar, ...]:
    kpi = BY_KEY[key]
    found = take_by(connection, (kpi,), scope, dimension)
    bars = [Bar(name, count(taken, kpi.n)) for name, taken in found.items()]
    return tuple(sorted(bars, key=lambda bar: (-bar.count, bar.label or "\uffff")))
