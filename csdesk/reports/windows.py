"""Which instants a report looks at: its period, the one compared, those of the trend.

A period is taken as of its own end. While it runs it is taken as of one second after
now, and every period before it as of the same elapsed local days and time, so that
like is compared with like (KPIS.md §1.3, §1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain import periods
from csdesk.domain.periods import Period
from csdesk.errors import UsageProblem
from csdesk.kpi.query import Window, first_record
from csdesk.result import Span

if TYPE_CHECKING:
    import sqlite3
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Plan:
    """The periods of a report, oldest trend period first, with their windows.

    `trend` ends with `period` itself; `compared` is None where nothing came before.
    """

    period: Period
    compared: Period | None
    trend: tuple[Period, ...]
    now: datetime
    zone: ZoneInfo

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
        if periods.is_complete(self.period, self.now, self.zone):
            return periods.bounds(period, self.zone)[1]
        return periods.same_elapsed(period, self.period, self.now, self.zone)

    def span(self, period: Period) -> Span:
        """`period` as a report shows it."""
        start, end = periods.bounds(period, self.zone)
        return Span(
            period.label,
            datetime.fromtimestamp(start, UTC).astimezone(self.zone),
            datetime.fromtimestamp(end, UTC).astimezone(self.zone),
            complete=periods.is_complete(period, self.now, self.zone),
        )


def plan(
    connection: sqlite3.Connection,
    period: Period,
    *,
    now: datetime,
    zone: ZoneInfo,
    last: int,
) -> Plan:
    """The plan of a report on `period` with a trend of `last` periods.

    `all` runs from the first record to today. Raises UsageProblem for a period that
    has not begun.
    """
    if period.kind == "all":
        period = _whole_life(connection, now, zone)
    if periods.bounds(period, zone)[0] > now.timestamp():
        raise UsageProblem(
            f"{period.label} has not begun.", "Write last-week, this-month, 2026-11 …"
        )
    return Plan(
        period, periods.previous(period), periods.trail(period, last), now, zone
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
