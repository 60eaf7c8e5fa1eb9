"""Periods of local days: their bounds in UTC, the ones before, and running ones.

`csdesk.domain.parsing.period` reads them as typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.period import PeriodError, read_shape
from csdesk.domain.timezone import SECOND, at_or_after, midnight

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "ALL",
    "Period",
    "PeriodError",
    "as_of",
    "bounds",
    "days",
    "is_complete",
    "last_complete_week",
    "last_year",
    "previous",
    "read_period",
    "same_elapsed",
    "trail",
]

DAY: Final = timedelta(days=1)
# Nothing in a desk is older; `previous` and `trail` stop here.
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2201, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `start` until before `end`, with the label reports print.

    `kind` is day, week (ISO), month, quarter, year, range or all.
    """

    label: str
    start: date
    end: date
    kind: str = "range"

    @staticmethod
    def spanning(first: date, last: date) -> Period:
        """Narrow `all` to the days of a desk's first and last record (included)."""
        return Period("all", first, max(first, last) + DAY, "all")

    @staticmethod
    def day(day: date) -> Period:
        """Return one day: `2026-11-17`."""
        return Period(day.isoformat(), day, day + DAY, "day")

    @staticmethod
    def week(day: date) -> Period:
        """Return the ISO week (from Monday) with `day` in it: `2026-W47`."""
        year, week, weekday = day.isocalendar()
        start = day - (weekday - 1) * DAY
        return Period(f"{year}-W{week:02}", start, start + 7 * DAY, "week")

    @staticmethod
    def month(day: date) -> Period:
        """Return the month with `day` in it: `2026-11`."""
        start = day.replace(day=1)
        return Period(f"{start:%Y-%m}", start, _add_months(start, 1), "month")

    @staticmethod
    def quarter(day: date) -> Period:
        """Return the quarter with `day` in it: `2026-Q4`."""
        number = (day.month - 1) // 3
        start = date(day.year, 3 * number + 1, 1)
        label = f"{day.year}-Q{number + 1}"
        return Period(label, start, _add_months(start, 3), "quarter")

    @staticmethod
    def year(day: date) -> Period:
        """Return the year with `day` in it: `2026`."""
        return Period(
            f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1), "year"
        )

    @staticmethod
    def between(first: date, last: date) -> Period:
        """Return a range, both days included: `2026-11-01..2026-11-15`."""
        return Period(f"{first}..{last}", first, last + DAY, "range")


ALL: Final = Period("all", EARLIEST, LATEST, "all")
_AROUND: Final = {
    "day": Period.day,
    "week": Period.week,
    "month": Period.month,
    "quarter": Period.quarter,
    "year": Period.year,
}


def read_period(text: str, *, today: date, order: str | None = None) -> Period:
    """Read the period of `last-week`, `2026-W47`, `2026-11`, `a..b` or `all`.

    `today` is the desk's local day, `order` its date_order. `all` is `ALL`, every day
    a desk can hold; the caller may narrow it with `Period.spanning`. Raises
    PeriodError for anything else, impossible ones (2026-W54) included.
    """
    kind, first, last = read_shape(text, today=today, order=order)
    if kind == "all":
        return ALL
    if kind == "range":
        return Period.between(first, last)
    return _AROUND[kind](first)


def last_complete_week(today: date) -> Period:
    """Return the ISO week before the one with `today` in it."""
    return Period.week(today - 7 * DAY)


def days(period: Period) -> int:
    """Count its local days."""
    return (period.end - period.start).days


def bounds(period: Period, zone: ZoneInfo) -> tuple[int, int]:
    """Return the epoch seconds of its first instant and of the first one after it.

    A local week lasts 167, 168 or 169 h. Where midnight is left out, the day begins
    at the change of the clocks; where it comes twice, with the first.
    """
    return _epoch(midnight(period.start, zone)), _epoch(midnight(period.end, zone))


def previous(period: Period) -> Period | None:
    """Return the period before, of the same calendar shape (KPIS.md §1.4).

    Of `a..b`: as many days before `a`. None for `all`, and before 1900.
    """
    if period.kind == "all" or period.start - EARLIEST < period.end - period.start:
        return None
    if period.kind == "range":
        return Period.between(
            period.start - (period.end - period.start), period.start - DAY
        )
    return _AROUND[period.kind](period.start - DAY)


def last_year(period: Period) -> Period | None:
    """Return the same period a year before.

    None for `all`, before 1900, and for what the year before lacks: a week 53, a
    29 February. Of `a..b` both days move; a 29 February becomes the 28th.
    """
    if period.kind == "all" or period.start.year <= EARLIEST.year:
        return None
    if period.kind == "week":
        year, week, _ = period.start.isocalendar()
        try:
            return Period.week(date.fromisocalendar(year - 1, week, 1))
        except ValueError:
            return None
    first, last = _year_before(period.start), _year_before(period.end - DAY)
    if period.kind == "range":
        return Period.between(first, last)
    if first.day != period.start.day:
        return None
    return _AROUND[period.kind](first)


def trail(period: Period, count: int) -> tuple[Period, ...]:
    """Return the last `count` periods, oldest first, `period` itself the last.

    Fewer where there are none before: of `all`, just itself.
    """
    periods = [period]
    while len(periods) < count and (before := previous(periods[-1])):
        periods.append(before)
    return tuple(reversed(periods))


def is_complete(period: Period, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether it has ended: `now` is its end or later."""
    return _epoch(now) >= bounds(period, zone)[1]


def as_of(period: Period, now: datetime, zone: ZoneInfo) -> int:
    """Return the epoch second up to which records count, exclusive (KPIS.md §1.3).

    The period's end; while it is running, one second after `now`.
    """
    return min(bounds(period, zone)[1], _epoch(now) + 1)


def same_elapsed(period: Period, of: Period, now: datetime, zone: ZoneInfo) -> int:
    """Find the instant at which `period` had run for as long as `of` has by `now`.

    Epoch seconds of the same elapsed local days and wall time as one second after
    `now` in `of`, never past either end of `period`: of 31 March, in February, its
    end. A wall time that was left out there is the moment the clocks went forward; of
    one that came twice it is the same pass as now's, else the earlier. Where `of` has
    ended, the end of `period`.
    """
    start, end = bounds(period, zone)
    if is_complete(of, now, zone):
        return end
    local = (now.replace(microsecond=0) + SECOND).astimezone(zone).replace(tzinfo=None)
    day = period.start + (local.date() - of.start)
    wall = time(local.hour, local.minute, local.second, fold=local.fold)
    instant = _epoch(at_or_after(datetime.combine(day, wall), zone))
    return max(start, min(end, instant))


def _epoch(instant: datetime) -> int:
    # Not `timestamp()`, a float, nor `int()`, which would round up before 1970.
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // SECOND


def _add_months(start: date, count: int) -> date:
    """Add months to `start`, the first of a month."""
    years, month = divmod(start.month - 1 + count, 12)
    return date(start.year + years, month + 1, 1)


def _year_before(day: date) -> date:
    from dateutil.relativedelta import relativedelta

    before: date = day - relativedelta(years=1)
    return before
