"""Recurrence: the next occurrence by day, week, month or year, with rrule."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.timezone import at_or_after

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

ALWAYS_THERE: Final = 28  # the last day that every month has
FEBRUARY: Final = 2
A_DAY: Final = timedelta(days=1)  # more than any change of the clocks


def next_time(every: str, first: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first occurrence after `after` (UTC) of a series from `first` on.

    `every` is day, week, month or year; the wall-clock time in `zone` stays. A day
    that a month lacks becomes its last one, in that month alone: a series from
    29 February comes on 28 February, and on the 29th in leap years; one from the 31st
    also on the 30th or 28th. A time that the clocks skip is the moment at which they
    move.
    """
    from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

    often = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}
    begin = _wall(first, zone)
    rule = rrule(often[every], dtstart=begin, **_last_days(every, begin))
    for moment in rule.xafter(_wall(after, zone) - A_DAY):
        instant = at_or_after(moment, zone)
        if instant > after:
            return instant
    raise AssertionError(every)  # a rule without an end always has one more


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive wall-clock time of `zone`: rrule adds days to it."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _last_days(every: str, begin: datetime) -> dict[str, Any]:
    """Return options for rrule to use a month's last day, not to skip the month."""
    if begin.day <= ALWAYS_THERE:
        return {}
    days = tuple(range(ALWAYS_THERE, begin.day + 1))
    if every == "month":
        return {"bymonthday": days, "bysetpos": -1}
    if every == "year" and begin.month == FEBRUARY:
        return {"bymonth": FEBRUARY, "bymonthday": days, "bysetpos": -1}
    return {}
