"""Opening hours as stored: the week, and days with hours of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from csdesk.domain.sla.business_hours import Hours
from csdesk.store.queries.broken_rules import broken_day, broken_interval
from csdesk.store.queries.ids import every_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from csdesk.domain.sla.business_hours import Interval, Intervals, Step
    from csdesk.store.connection import Columns, Reader

WEEK: Final = """
SELECT id, weekday, valid_from, opens, closes
FROM opening_interval
ORDER BY weekday, valid_from, opens, id
"""
DAYS: Final = """
SELECT id, day, opens, closes, name, country
FROM closed_day
ORDER BY day, opens, id
"""
STEP_IDS: Final = """
SELECT id
FROM opening_interval
WHERE weekday = ? AND valid_from = ?
"""
# Both days are included.
BY_HAND: Final = """
SELECT id
FROM closed_day
WHERE country IS NULL AND day BETWEEN ? AND ?
"""
HOLIDAYS: Final = """
SELECT id, day, name, country
FROM closed_day
WHERE country IS NOT NULL AND day >= ?
"""
# The epoch second of the first response or resolution at ?1 or later.
MEASURED: Final = """
SELECT min(at) AS at
FROM (
  SELECT min(first_response_at) AS at FROM contact WHERE first_response_at >= ?1
  UNION ALL SELECT min(resolved_at) FROM contact WHERE resolved_at >= ?1
  UNION ALL SELECT min(resolved_at) FROM complaint WHERE resolved_at >= ?1
  UNION ALL SELECT min(resolved_at) FROM reopening WHERE resolved_at >= ?1)
"""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Day with hours of its own: those entered by hand, else those of a holiday.

    `country` None: by hand. `name` may be the holiday's where none was entered by hand.
    """

    day: date
    intervals: Intervals
    name: str | None
    country: str | None


def read_week(reader: Reader) -> tuple[tuple[Step, ...], ...]:
    """Read the steps of each weekday, Monday first, oldest first; may all be empty.

    Raises UnusableDeskError for a row that cannot be read.
    """
    return week_of(reader.rows(WEEK))


def week_of(rows: Iterable[Columns]) -> tuple[tuple[Step, ...], ...]:
    """Return the steps of each weekday from rows in the order of WEEK."""
    found: list[dict[date, list[Interval]]] = [{} for _ in range(7)]
    for row in rows:
        if broken := broken_interval(row):
            raise broken.error
        intervals = found[row["weekday"]].setdefault(_day(row["valid_from"]), [])
        if row["opens"] is not None:
            intervals.append((row["opens"], row["closes"]))
    return tuple(
        tuple((day, tuple(intervals)) for day, intervals in steps.items())
        for steps in found
    )


def read_days(reader: Reader) -> dict[date, OwnDay]:
    """Read every day with hours of its own, in order.

    Raises UnusableDeskError for a row that cannot be read.
    """
    return days_of(reader.rows(DAYS))


def days_of(rows: Iterable[Columns]) -> dict[date, OwnDay]:
    """Return every day with hours of its own from rows in the order of DAYS."""
    found = {}
    for text, same_day in groupby(rows, key=lambda row: row["day"]):
        every = list(same_day)
        for broken in filter(None, map(broken_day, every)):
            raise broken.error
        ours = [row for row in every if row["country"] is None] or every
        times = ((row["opens"], row["closes"]) for row in ours)
        names = (row["name"] for row in (*ours, *every) if row["name"])
        found[_day(text)] = OwnDay(
            _day(text),
            tuple(time for time in times if time[0] is not None),
            next(names, None),
            ours[0]["country"],
        )
    return found


def read_hours(reader: Reader, zone: ZoneInfo) -> Hours | None:
    """Read the opening hours; None where no week is set, even with own days."""
    week = read_week(reader)
    if not any(week):
        return None
    days = {day: own.intervals for day, own in read_days(reader).items()}
    return Hours(zone, week, days)


def step_ids(reader: Reader, weekday: int, valid_from: date) -> list[int]:
    """Read the rows of a weekday's hours that are valid from exactly that day."""
    return every_id(reader.rows(STEP_IDS, (weekday, valid_from.isoformat())))


def ids_by_hand(reader: Reader, first: date, last: date) -> list[int]:
    """Read the rows entered by hand for `first` to `last`, both included."""
    return every_id(reader.rows(BY_HAND, (first.isoformat(), last.isoformat())))


def holidays_since(
    reader: Reader, since: date
) -> dict[tuple[date, str | None, str], int]:
    """Map (day, name, country) to the row of each holiday on `since` or later."""
    return {
        (_day(row["day"]), row["name"], row["country"]): row["id"]
        for row in reader.rows(HOLIDAYS, (since.isoformat(),))
    }


def holiday_countries(reader: Reader) -> list[str]:
    """Read the countries of stored holidays, such as DE-BY, newest first."""
    rows = reader.rows(
        "SELECT country FROM closed_day WHERE country IS NOT NULL"
        " GROUP BY country ORDER BY max(day) DESC, country"
    )
    return [row["country"] for row in rows]


def last_holiday(reader: Reader) -> date | None:
    """Read the day of the last stored holiday, or None."""
    days = [
        row["day"]
        for row in reader.rows(
            "SELECT max(day) AS day FROM closed_day WHERE country IS NOT NULL"
        )
    ]
    return _day(days[0]) if days[0] else None


def first_measured(reader: Reader, since: int) -> int | None:
    """Read when the first response or resolution from that epoch second on was."""
    (at,) = [row["at"] for row in reader.rows(MEASURED, (since,))]
    first: int | None = at
    return first


def _day(text: str) -> date:
    return date.fromisoformat(text)
