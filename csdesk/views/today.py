"""Ranked list of records to work on today, with reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.money import format_amount
from csdesk.domain.parsing.duration import UNIT_SECONDS, format_duration
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla.business_hours import CLOSED
from csdesk.domain.surveys import Scale, format_answer, is_unhappy
from csdesk.domain.timezone import midnight
from csdesk.result import Column, Kind, Listing
from csdesk.store.dialect import unindexed
from csdesk.store.queries.hours import read_hours
from csdesk.store.queries.sla import last_word
from csdesk.store.queries.today import select, todays
from csdesk.store.sql.duties import LAST_WORD
from csdesk.store.sql.windows import EXPIRY, FOLLOW_UP
from csdesk.views.owed import DeadlineContext, owed_by_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from csdesk.domain.sla.business_hours import Hours
    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader
    from csdesk.store.sql.duties import Duty, Listed, ListedDeadline

EMPTY: Final = "Nothing is waiting for you today."
DO_NOT_CONTACT: Final = "do not contact"
MAX_CLOSED_DAYS: Final = 60  # if closed for longer, tomorrow is used
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
class DutyRow:
    """A record to work on: reason, customer, due instant and next command.

    `customer` and `name` are None if there is no customer, or none may be shown.
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
    connection: Reader,
    locale: Locale,
    now: datetime,
    limit: int | None = None,
) -> Listing:
    """Return the records to work on at `now`, the most urgent first, each once.

    The first reason of a record ranks it, the others are in `also`. At most `limit`
    rows (None or 0: all).
    """
    rows = _merge_reasons(_rows(connection, locale, now))
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
    """Return the end of the next working day after today, in epoch seconds.

    Without hours every day is a working day.
    """
    day = now.astimezone(zone).date() + timedelta(days=1)
    for ahead in range(MAX_CLOSED_DAYS if hours else 0):
        coming = day + timedelta(days=ahead)
        if hours is not None and hours.on(coming) != CLOSED:
            day = coming
            break
    return int(midnight(day + timedelta(days=1), zone).timestamp())


def _rows(connection: Reader, locale: Locale, now: datetime) -> Iterator[DutyRow]:
    seconds, zone = int(now.timestamp()), locale.zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    hours = read_hours(connection, zone)
    context = DeadlineContext(connection, locale, seconds, hours)
    parameters = {
        "now": seconds,
        "end": int(midnight(tomorrow, zone).timestamp()),
        "horizon": end_of_next_working_day(now, zone, hours),
        "soon": seconds + EXPIRY,
        "since": seconds - FOLLOW_UP,
    }
    for duty, entry in todays():
        sql = f"{select(duty, entry)}\nORDER BY {unindexed('at')}, id"
        rows: Iterable[Any] = connection.each(sql, parameters)
        if entry.hidden != "owed":
            rows = (row for row in rows if not row["hidden"])
        if duty.deadline is not None and entry.by == "policy":
            rows = _due_by_policy(context, duty.deadline, rows, parameters["horizon"])
        elif entry.by == "scale":
            rows = _unhappy(rows)
        yield from (_row(duty, entry, row, seconds, locale) for row in rows)


def _due_by_policy(
    context: DeadlineContext,
    deadline: ListedDeadline,
    rows: Iterable[Any],
    horizon: int,
) -> list[dict[str, Any]]:
    """Return complaints whose policy sets the deadline before `horizon`."""
    found = []
    for row in rows:
        policy, start = BY_NAME[row["policy"]], row["resolved_at"]
        if deadline.start == LAST_WORD:
            start = last_word(context.reader, row["id"])
        if start is None:
            continue
        owed = owed_by_policy(context, deadline, policy, start)
        found += [
            dict(row) | {"due": one.due_at, "at": one.due_at}
            for one in owed
            if one.due_at < horizon
        ]
    return sorted(found, key=lambda row: (row["due"], row["id"]))


def _unhappy(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the last unhappy answer of each customer, the newest first."""
    seen: set[int] = set()
    for row in sorted(rows, key=lambda row: row["at"], reverse=True):
        scale = Scale(row["scale_min"], row["scale_max"])
        answer = row["kind"], row["score"], scale, row["direction"]
        if row["customer_id"] in seen or not is_unhappy(*answer):
            continue
        seen.add(row["customer_id"])
        text = format_answer(*answer)
        about = f"{text}: {row['about']}" if row["about"] else text
        yield dict(row) | {"about": about}


def _row(duty: Duty, entry: Listed, row: Any, now: int, locale: Locale) -> DutyRow:
    """Build a row of the list, without customer and subject if those are hidden."""
    name = f"{duty.subject.letter}{row['id']}"
    is_known = row["customer_id"] is not None and not row["hidden"]
    customer = f"P{row['customer_id']}" if is_known else None
    age = now - row["at"]
    is_late = age > 0
    about = row["about"]
    if isinstance(about, int):
        about = format_amount(about, locale.currency)
    reason = entry.late if is_late else entry.near
    return DutyRow(
        id=name,
        kind=entry.kind,
        reason=reason.format(ago=_format_age(age), left=_format_left(-age)),
        about=DO_NOT_CONTACT if row["hidden"] else about,
        customer=customer,
        name=row["name"] if is_known else None,
        due=row["due"],
        then=duty.then.format(id=name, customer=customer),
    )


def _format_age(seconds: int) -> str:
    """Format an age in one unit: `3 d`, `2 h`, `15 m`."""
    return format_duration(max(seconds, 60), parts=1)


def _format_left(seconds: int) -> str:
    """Format the time left, rounded down: `in 3 d`, `in 2 h`; `now` below a minute."""
    for unit in "dhm":
        count = seconds // UNIT_SECONDS[unit]
        if count > 0:
            return f"in {count} {unit}"
    return "now"


def _merge_reasons(rows: Iterator[DutyRow]) -> list[DutyRow]:
    """Return each record once, with further reasons in `also`."""
    found: dict[str, DutyRow] = {}
    for row in rows:
        first = found.get(row.id)
        found[row.id] = (
            row if first is None else replace(first, also=(*first.also, row.reason))
        )
    return list(found.values())


def _cells(rank: int, row: DutyRow) -> tuple[Cell, ...]:
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
