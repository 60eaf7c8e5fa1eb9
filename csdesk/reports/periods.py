"""Periods of a report: the main one, the one compared, those of the trend.

A period is taken as of its own end, or of `--as-of`. A running one is taken as of one
second after now, and every other period as of the same elapsed local days and time, so
that like is compared with like (KPIS.md §1.3, §1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from csdesk.domain import periods
from csdesk.domain.parsing.date import format_instant
from csdesk.domain.periods import Period
from csdesk.domain.timezone import midnight
from csdesk.errors import UsageProblem
from csdesk.kpi.query import first_record
from csdesk.kpi.scope import Window
from csdesk.result import PeriodSpan

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from csdesk.store.connection import Reader


class Earlier(StrEnum):
    """The earlier period to compare with, where none is named."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    NONE = "none"


EARLIER: dict[Earlier, Callable[[Period], Period | None]] = {
    Earlier.PREVIOUS: periods.previous,
    Earlier.LAST_YEAR: periods.last_year,
    Earlier.NONE: lambda _period: None,
}


@dataclass(frozen=True, slots=True)
class ReportPeriods:
    """The periods of a report; those of the trend oldest first.

    `trend` ends with `period` itself; `compared` is None where there is none.
    `given_as_of` is the epoch second of `--as-of`, for `period` alone; None: not given.
    """

    period: Period
    compared: Period | None
    trend: tuple[Period, ...]
    now: datetime
    zone: ZoneInfo
    given_as_of: int | None = None
    first: int | None = None  # the desk's first record, in epoch seconds

    @property
    def is_moved(self) -> bool:
        """Whether the period is taken as of another instant than by default."""
        usual = periods.as_of(self.period, self.now, self.zone)
        return self.given_as_of is not None and self.given_as_of != usual

    @property
    def is_before_first_record(self) -> bool:
        """Whether the period compared had ended before the desk's first record."""
        if self.compared is None or self.first is None:
            return False
        return periods.bounds(self.compared, self.zone)[1] <= self.first

    @property
    def as_of_instant(self) -> datetime:
        """The instant as of which the period is taken."""
        return datetime.fromtimestamp(self.as_of(self.period), UTC)

    @property
    def all(self) -> tuple[Period, ...]:
        """Every period to measure, once: the period itself first."""
        others = (self.compared, *self.trend)
        return tuple(dict.fromkeys((self.period, *(p for p in others if p))))

    def window(self, period: Period) -> Window:
        """Return the window of instants that count for `period`."""
        start, end = periods.bounds(period, self.zone)
        as_of = self.as_of(period)
        return Window(start, min(end, as_of), as_of)

    def days(self, period: Period) -> float:
        """Count the local days of `period`: of a running one, those so far."""
        window = self.window(period)
        start, end = periods.bounds(period, self.zone)
        elapsed = (window.upto - start) / (end - start)
        return periods.days(period) * elapsed

    def as_of(self, period: Period) -> int:
        """Return the instant as of which `period` is taken, in epoch seconds."""
        if period == self.period and self.given_as_of is not None:
            return self.given_as_of
        if self.given_as_of is not None or self._is_over:
            return periods.as_of(period, self.now, self.zone)
        return periods.same_elapsed(period, self.period, self.now, self.zone)

    @property
    def _is_over(self) -> bool:
        return periods.is_complete(self.period, self.now, self.zone)

    def span(self, period: Period) -> PeriodSpan:
        """Return `period` as a report shows it."""
        start, end = periods.bounds(period, self.zone)
        return PeriodSpan(
            period.label,
            datetime.fromtimestamp(start, UTC).astimezone(self.zone),
            datetime.fromtimestamp(end, UTC).astimezone(self.zone),
            complete=end <= min(self.as_of(period), int(self.now.timestamp())),
        )


def plan(  # noqa: PLR0913 - the options of `report`
    connection: Reader,
    period: Period,
    *,
    now: datetime,
    zone: ZoneInfo,
    last: int,
    compare: Period | Earlier = Earlier.PREVIOUS,
    as_of: datetime | None = None,
) -> ReportPeriods:
    """Plan the periods of a report on `period` with a trend of `last` periods.

    `all` is from the first record to today. `compare` is a period, or a kind of one.
    Raises UsageProblem for a period that has not begun, or had not as of `as_of`, and
    for an `as_of` still to come or before the desk's first record.
    """
    first = first_record(connection)
    if period.kind == "all":
        period = _whole_life(first, min(now, as_of or now), zone)
    _require_begun(period, now, zone)
    given_as_of = None if as_of is None else int(as_of.timestamp())
    if given_as_of is not None:
        _check_as_of(first, given_as_of, period, now, zone)
    compared = _compared(first, period, compare, now, zone)
    trail = periods.trail(period, last)
    return ReportPeriods(period, compared, trail, now, zone, given_as_of, first)


def _compared(
    first: int | None,
    period: Period,
    compare: Period | Earlier,
    now: datetime,
    zone: ZoneInfo,
) -> Period | None:
    """Return the period to compare with; None where there is none."""
    if not isinstance(compare, Period):
        return EARLIER[compare](period)
    if compare.kind == "all":
        compare = _whole_life(first, now, zone)
    _require_begun(compare, now, zone)
    if (compare.start, compare.end) == (period.start, period.end):
        raise UsageProblem(
            f"{period.label} cannot be compared with itself.",
            "Name another period, or --compare none.",
        )
    return compare


def _require_begun(period: Period, now: datetime, zone: ZoneInfo) -> None:
    if periods.bounds(period, zone)[0] > now.timestamp():
        raise UsageProblem(
            f"{period.label} has not begun.", "Write last-week, this-month, 2026-11 …"
        )


def _check_as_of(
    first: int | None,
    given_as_of: int,
    period: Period,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Raise UsageProblem where nothing is known as of that instant."""
    instant_text = format_instant(datetime.fromtimestamp(given_as_of, UTC), zone)
    tomorrow = now.astimezone(zone).date() + periods.DAY
    if given_as_of > midnight(tomorrow, zone).timestamp():
        raise UsageProblem(
            f"--as-of {instant_text} is still to come.",
            "Leave --as-of out for what is known.",
        )
    if first is not None and given_as_of <= first:
        began = format_instant(datetime.fromtimestamp(first, UTC), zone)
        raise UsageProblem(
            f"--as-of {instant_text} is before the desk's first record.",
            f"It began {began}: name an instant after that.",
        )
    if given_as_of <= periods.bounds(period, zone)[0]:
        raise UsageProblem(
            f"{period.label} had not begun as of {instant_text}.",
            "Name an earlier period, or a later --as-of.",
        )


def _whole_life(first: int | None, now: datetime, zone: ZoneInfo) -> Period:
    today = now.astimezone(zone).date()
    if first is None:
        return Period.spanning(today, today)
    begin = datetime.fromtimestamp(first, UTC).astimezone(zone).date()
    return Period.spanning(min(begin, today), today)
