"""What to do first, and why: one ranked list of what waits for somebody today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.durations import say_duration
from csdesk.domain.local_time import midnight
from csdesk.domain.money import say_amount
from csdesk.domain.opening_hours import CLOSED
from csdesk.domain.surveys import Scale, is_unhappy, say_answer
from csdesk.result import Column, Kind, Listing
from csdesk.store.records.hours import read_hours
from csdesk.store.records.today import DUTIES, SOON, UNHAPPY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from csdesk.domain.opening_hours import Hours
    from csdesk.result import Cell, Locale
    from csdesk.store.records.today import Duty

EMPTY: Final = "Nothing is waiting for you today."
DO_NOT_CONTACT: Final = "do not contact"
UNHAPPY_AFTER: Final = "resolution"  # the kind that comes just before
MOST_CLOSED: Final = 60  # days; whoever is closed longer has tomorrow
COLUMNS: Final = (
    Column("id", "Id", Kind.REF),
    Column("rank", "Rank", Kind.NUMBER, 0),
    Column("kind", "Kind", width=0),
    Column("reason", "Why"),
    Column("about", "About", grows=True),
    Column("customer", "Who", Kind.REF, 0),
    Column("customer_name", "Customer", grows=True),
    Column("due", "Due", Kind.INSTANT),
    Column("also", "Also", Kind.WORDS, 0),
    Column("next", "Next", width=2),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record that waits: why, whose, by when, and what to type next.

    `customer` and `name` are None where nobody is known, or nobody is to be named.
    """

    id: str
    kind: str
    reason: str
    about: str | None
    customer: str | None
    name: str | None
    due: int | None
    then: str
    also: tuple[str, ...] = ()


def today_listing(
    connection: sqlite3.Connection,
    locale: Locale,
    now: datetime,
    limit: int | None = None,
) -> Listing:
    """What waits at the instant `now`, the gravest first; a record comes once.

    Its first reason ranks it, the others stand beside it in `also`. At most `limit`
    rows (None or 0: all).
    """
    rows = _once(_waiting(connection, locale, now))
    shown = rows[:limit] if limit else rows
    return Listing(
        title="Today",
        columns=COLUMNS,
        rows=tuple(_cells(rank, row) for rank, row in enumerate(shown, 1)),
        locale=locale,
        empty=EMPTY,
        total=len(rows) if len(shown) < len(rows) else None,
    )


def end_of_next_working_day(now: datetime, zone: ZoneInfo, hours: Hours | None) -> int:
    """The epoch second at which the next day after today ends that the desk is open.

    Without hours every day is a working day.
    """
    day = now.astimezone(zone).date() + timedelta(days=1)
    for ahead in range(MOST_CLOSED if hours else 0):
        coming = day + timedelta(days=ahead)
        if hours is not None and hours.on(coming) != CLOSED:
            day = coming
            break
    return int(midnight(day + timedelta(days=1), zone).timestamp())


def _waiting(
    connection: sqlite3.Connection, locale: Locale, now: datetime
) -> Iterator[Row]:
    seconds, zone = int(now.timestamp()), locale.zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    hours = read_hours(connection.execute, zone)  # type: ignore[arg-type]
    told = {
        "now": seconds,
        "end": int(midnight(tomorrow, zone).timestamp()),
        "horizon": end_of_next_working_day(now, zone, hours),
        "soon": seconds + SOON,
    }
    kind = None
    for duty in DUTIES:
        if kind == UNHAPPY_AFTER and duty.kind != kind:
            yield from _unhappy(connection, told)
        kind = duty.kind
        sql = f"{duty.sql}\nORDER BY +due, id"
        for row in connection.execute(sql, told):
            if duty.owed or not row["hidden"]:
                yield _row(duty, row, seconds, locale)


def _unhappy(connection: sqlite3.Connection, told: dict[str, int]) -> Iterator[Row]:
    """The last unhappy answer of each customer whom nobody has called since."""
    seen: set[int] = set()
    for row in connection.execute(UNHAPPY.sql, told):
        answer = (
            row["kind"],
            row["score"],
            Scale(row["scale_min"], row["scale_max"]),
            row["direction"],
        )
        if row["hidden"] or row["customer_id"] in seen or not is_unhappy(*answer):
            continue
        seen.add(row["customer_id"])
        said = say_answer(*answer)
        about = f"{said}: {row['about']}" if row["about"] else said
        yield replace(_row(UNHAPPY, row, told["now"]), about=about)


def _row(duty: Duty, row: Any, now: int, locale: Locale | None = None) -> Row:
    """A row of the list; of whom it is hidden nothing is told but its id."""
    name = f"{duty.letter}{row['id']}"
    is_known = row["customer_id"] is not None and not row["hidden"]
    customer = f"P{row['customer_id']}" if is_known else None
    age = now - row["at"]
    is_late = age > 0
    about = row["about"]
    if isinstance(about, int) and locale is not None:
        about = say_amount(about, locale.currency)
    said = duty.late if is_late else duty.near
    return Row(
        id=name,
        kind=duty.kind,
        reason=said.format(ago=_brief(age), left=_brief(-age)),
        about=DO_NOT_CONTACT if row["hidden"] else about,
        customer=customer,
        name=row["name"] if is_known else None,
        due=row["due"],
        then=duty.then.format(id=name, customer=customer),
    )


def _brief(seconds: int) -> str:
    """`3 d`, `2 h`, `15 m`: a list is glanced at."""
    return say_duration(max(seconds, 60), parts=1)


def _once(rows: Iterator[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    for row in rows:
        first = found.get(row.id)
        found[row.id] = (
            row if first is None else replace(first, also=(*first.also, row.reason))
        )
    return list(found.values())


def _cells(rank: int, row: Row) -> tuple[Cell, ...]:
    return (
        row.id,
        rank,
        row.kind,
        row.reason,
        row.about,
        row.customer,
        row.name,
        row.due,
        row.also,
        row.then,
    )
