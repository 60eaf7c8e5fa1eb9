"""Which instants a report looks at: its period, the one compared, those of the trend.

A period is taken as of its own end, or as `--as-of` says. While it runs it is taken as
of one second after now, and every other period as of the same elapsed local days and
time, so that like is compared with like (KPIS.md §1.3, §1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from csdesk.domain import periods
from csdesk.domain.dates import say_instant
from csdesk.domain.local_time import midnight
from csdesk.domain.periods import Period
from csdesk.errors import UsageProblem
from csdesk.kpi.query import first_record
from csdesk.kpi.scope import Window
from csdesk.result import Span

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from zoneinfo import ZoneInfo


class Earlier(StrEnum):
    """Which period to compare with, where it is not named."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    NONE = "none"


EARLIER: dict[Earlier, Callable[[Period], Period | None]] = {
    Earlier.PREVIOUS: periods.previous,
    Earlier.LAST_YEAR: periods.last_year,
    Earlier.NONE: lambda _period: None,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The periods of a report, oldest trend period first, with their windows.

    `trend` ends with `period` itself; `compared` is None where nothing came before.
    `asked` is the epoch second as of which the period itself is to be taken, where
    somebody said so.
    """

    period: Period
    compared: Period | None
    trend: tuple[Period, ...]
    now: datetime
    zone: ZoneInfo
    asked: int | None = None

    @property
    def asked_at(self) -> datetime:
        """The instant as of which the period is taken."""
        return datetime.fromtimestamp(self.as_of(self.period), UTC)

    @property
    def all(self) -> tuple[Period, ...]:
        """Every period to measure, once: the period itself first."""
        others = (self.compared, *self.trend)
        return tuple(dict.fromkeys((self.period, *(p for p in others if p))))

    def window(self, period: Period) -> Window:
        """What is counted in `period`."""
        start, end = periods.bounds(period, self.zone)
        as_of = self.as_of(period)
        return Window(start, min(end, as_of), as_of)

    def days(self, period: Period) -> float:
        """How many local days of `period` are counted: of a running one, so far."""
        window = self.window(period)
        start, end = periods.bounds(period, self.zone)
        elapsed = (window.upto - start) / (end - start)
        return periods.days(period) * elapsed

    def as_of(self, period: Period) -> int:
        """The instant as of which `period` is taken, in epoch seconds."""
        if period == self.period and self.asked is not None:
            return self.asked
        if periods.is_complete(self.period, self.now, self.zone):
            return periods.as_of(period, self.now, self.zone)
        return periods.same_elapsed(period, self.period, self.now, self.zone)

    def span(self, period: Period) -> Span:
        """`period` as a report shows it."""
        start, end = periods.bounds(period, self.zone)
        return Span(
            period.label,
            datetime.fromtimestamp(start, UTC).astimezone(self.zone),
            datetime.fromtimestamp(end, UTC).astimezone(self.zone),
            complete=end <= min(self.as_of(period), int(self.now.timestamp())),
        )


def plan(  # noqa: PLR0913 - what `report` can be asked
    connection: sqlite3.Connection,
    period: Period,
    *,
    now: datetime,
    zone: ZoneInfo,
    last: int,
    compare: Period | Earlier = Earlier.PREVIOUS,
    as_of: datetime | None = None,
) -> Plan:
    """The plan of a report on `period` with a trend of `last` periods.

    `all` runs from the first record to today. `compare` is a period, or which one.
    Raises UsageProblem for a period that has not begun, or had not as of `as_of`, and
    for an `as_of` still to come or before the desk's first record.
    """
    if period.kind == "all":
        period = _whole_life(connection, now, zone)
    _require_begun(period, now, zone)
    compared = compare if isinstance(compare, Period) else EARLIER[compare](period)
    if compared is not None:
        _require_begun(compared, now, zone)
    asked = None if as_of is None else int(as_of.timestamp())
    if asked is not None:
        _check_as_of(connection, asked, period, now, zone)
    trail = periods.trail(period, last)
    return Plan(period, compared, trail, now, zone, asked)


def _require_begun(period: Period, now: datetime, zone: ZoneInfo) -> None:
    if periods.bounds(period, zone)[0] > now.timestamp():
        raise UsageProblem(
            f"{period.label} has not begun.", "Write last-week, this-month, 2026-11 …"
        )


def _check_as_of(
    connection: sqlite3.Connection,
    asked: int,
    period: Period,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Raise UsageProblem where nothing can be told as of that instant."""
    told = say_instant(datetime.fromtimestamp(asked, UTC), zone)
    tomorrow = now.astimezone(zone).date() + periods.DAY
    if asked > midnight(tomorrow, zone).timestamp():
        raise UsageProblem(
            f"--as-of {told} is still to come.", "Leave --as-of out for what is known."
        )
    first = first_record(connection)
    if first is not None and asked <= first:
        began = say_instant(datetime.fromtimestamp(first, UTC), zone)
        raise UsageProblem(
            f"--as-of {told} is before the desk's first record.",
            f"It began {began}: name an instant after that.",
        )
    if asked <= periods.bounds(period, zone)[0]:
        raise UsageProblem(
            f"{period.label} had not begun as of {told}.",
            "Name an earlier period, or a later --as-of.",
        )


def _whole_life(
    connection: sqlite3.Connection, now: datetime, zone: ZoneInfo
) -> Period:
    first = first_record(connection)
    today = now.astimezone(zone).date()
    if first is None:
        return Period.spanning(today, today)
    begin = datetime.fromtimestamp(first, UTC).astimezone(zone).date()
    return Period.spanning(min(begin, today), today)
