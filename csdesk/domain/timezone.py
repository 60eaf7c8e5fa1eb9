"""Convert local wall-clock time to UTC across DST, and instants to text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# Own tables: `strftime("%a")` depends on the user's locale.
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SECOND = timedelta(seconds=1)


class DateError(UsageProblem):
    """A date or time as typed cannot be read, or never happened."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A typed date as understood.

    `instant` is aware, in UTC, in whole seconds. `note` is what had to be decided
    ("02:30 happened twice …"); None: nothing.
    """

    instant: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Wall-clock times that a change of the clocks skipped: [start, end), local.

    `instant` (UTC) is the moment of the change: the clocks read `end` then.
    """

    instant: datetime
    start: datetime
    end: datetime


def to_utc(local: datetime, zone: ZoneInfo) -> Understood:
    """Return the instant at which the clocks of `zone` read `local` (naive).

    Fractions of seconds are cut off. Of a time that happened twice (the clocks went
    back) the earlier is taken, with a `note`. Raises DateError for a time that
    never happened (the clocks went forward over it).
    """
    wall = local.replace(microsecond=0, fold=0)
    gap = gap_over(wall, zone)
    if gap:
        raise DateError(
            f"{_wall(wall)} does not exist in {zone}: the clocks went from "
            f"{_wall(gap.start)} to {_wall(gap.end)}.",
            f"Write {gap.end:%Y-%m-%dT%H:%M} or later.",
        )
    aware = wall.replace(tzinfo=zone)
    twice = aware.utcoffset() != aware.replace(fold=1).utcoffset()
    note = (
        f"{wall:%H:%M} happened twice on {format_day(wall)}; the earlier was taken"
        if twice
        else None
    )
    return Understood(aware.astimezone(UTC), note)


def gap_over(local: datetime, zone: ZoneInfo) -> Gap | None:
    """Return the gap that contains the naive time `local`; None where it happened."""
    before = local.replace(tzinfo=zone, fold=0)
    late = before.astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(fold=0):
        return None
    # In a gap fold 0 has the old offset, so it lands after the change; fold 1 the
    # new one, so it lands before (PEP 495). Bisect between the two.
    after = local.replace(tzinfo=zone, fold=1)
    early = after.astimezone(UTC)
    new_offset = late.astimezone(zone).utcoffset()
    while late - early > SECOND:
        middle = early + (late - early) // 2 // SECOND * SECOND
        if middle.astimezone(zone).utcoffset() == new_offset:
            late = middle
        else:
            early = middle
    end = late.astimezone(zone).replace(tzinfo=None)
    return Gap(late, (early.astimezone(zone) + SECOND).replace(tzinfo=None), end)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of the local day `day`: UTC.

    That is 00:00; the first 00:00 where the clocks went back over it; the moment of
    the change where they went forward over it (Sao Paulo, 2018-11-04: 01:00). A day
    that a place skipped (Samoa, 2011-12-30) begins, and ends, as the next one begins.
    """
    return at_or_after(datetime.combine(day, time()), zone)


def at_or_after(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of the naive time `local`, whose `fold` is honoured.

    Where no clock showed it: the moment the clocks went forward over it.
    """
    gap = gap_over(local, zone)
    return gap.instant if gap else local.replace(tzinfo=zone).astimezone(UTC)


def format_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Format as `Tue 17 Nov 2026 14:05`, local; seconds only where not 0."""
    local = instant.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{format_day(local)} {clock}"


def format_day(day: date) -> str:
    """Format as `Tue 17 Nov 2026`, in English."""
    weekday, month = WEEKDAYS[day.weekday()][:3], MONTHS[day.month - 1][:3]
    return f"{weekday} {day.day} {month} {day.year}"


def iso(instant: datetime, zone: ZoneInfo) -> str:
    """Format as `2026-11-16T00:00:00+01:00`, local with offset; fractions cut off."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def _wall(local: datetime) -> str:
    return f"{local:%Y-%m-%d %H:%M}"
