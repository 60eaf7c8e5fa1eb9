"""What comes again: the next day, week, month or year of something, by rrule."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.timezone import at_or_after

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

ALWAYS_THERE: Final = 28  # the last day that every month has
FEBRUARY: Final = 2
A_DAY: Final = timedelta(days=1)  # more than any clock is ever changed by


def next_time(every: str, first: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first occurrence after `after` (UTC) of what began at `first`.

    `every` is day, week, month or year; the wall clock of `zone` stays. A day that a
    month lacks is its last one then, and itself again where there is one: what began
    on 29 February comes on 28 February, and on the 29th in leap years; what began on
    the 31st comes on the 30th, the 28th. A time that the clocks leave out is the
    moment at which they move.
    """
    from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

    often = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}
    begin = _wall(first, zone)
    rule = rrule(often[every], dtstart=begin, **_last_days(every, begin))
    for moment in rule.xafter(_wall(after, zone) - A_DAY):
        instant = at_or_after(moment, zone)
        if instant > after:
            return instant
    raise AssertionError(every)  # a rule without an end has always one more


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of `zone` at `instant`, without a zone: rrule adds days to it."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _last_days(every: str, begin: datetime) -> dict[str, Any]:
    """What has rrule take the last day there is: else it leaves such months out."""
    if begin.day <= ALWAYS_THERE:
        return {}
    days = tuple(range(ALWAYS_THERE, begin.day + 1))
    if every == "month":
        return {"bymonthday": days, "bysetpos": -1}
    if every == "year" and begin.month == FEBRUARY:
        return {"bymonth": FEBRUARY, "bymonthday": days, "bysetpos": -1}
    return {}
