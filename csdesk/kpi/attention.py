"""What needs attention as of an instant: open matters, the gravest and oldest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.domain.durations import say_duration
from csdesk.kpi.watches import FIND_OPEN, WATCHES
from csdesk.result import Attention

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from csdesk.kpi.watches import Watch

MOST_OF_A_KIND = 5


def attention(
    connection: sqlite3.Connection, as_of: int, zone: ZoneInfo
) -> tuple[Attention, ...]:
    """The records that somebody should look at, as of the epoch second `as_of`.

    At most five of a kind, the oldest first; how many more there are is said in the
    last one. Needs the threads of `csdesk.kpi.threads`.
    """
    for sql in FIND_OPEN:
        connection.execute(_at(sql, as_of))
    named: set[str] = set()
    found: list[Attention] = []
    for watch in WATCHES:
        rows = list(_seen(connection, watch, as_of))
        fresh = [(ref, age) for ref, age in rows if ref not in named]
        named.update(ref for ref, _ in fresh)
        for place, (ref, age) in enumerate(fresh[:MOST_OF_A_KIND], 1):
            says = watch.says.format(ref=ref, age=say_duration(abs(age)))
            more = len(fresh) - place
            if place == MOST_OF_A_KIND and more:
                says += f" (and {more} more like it)"
            due = (
                datetime.fromtimestamp(as_of - age, zone) if watch.by_deadline else None
            )
            found.append(Attention(watch.kind, ref, f"{says}.", due))
    return tuple(found)


def _seen(
    connection: sqlite3.Connection, watch: Watch, as_of: int
) -> Iterator[tuple[str, int]]:
    """The records that a watch finds, by id and age."""
    sql = f"{_at(watch.sql, as_of)}\nORDER BY age DESC, id"
    for number, age in connection.execute(sql):
        yield f"{watch.letter}{number}", age


def _at(sql: str, as_of: int) -> str:
    """`sql` as of an instant."""
    return sql.replace("{T}", str(as_of)).replace("{oldest}", str(as_of))
