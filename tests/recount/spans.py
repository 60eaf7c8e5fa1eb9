"""A report's instants by hand: periods, the one before, as of when (KPIS.md §1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Local days from `start` until before `end`: a week, month, range or all."""

    kind: str
    start: date
    end: date

    def before(self) -> Days:
        """The same calendar shape, ending where this begins."""
        if self.kind == "month":
            start = (self.start - DAY).replace(day=1)
        else:
            start = self.start - (self.end - self.start)
        return Days(self.kind, start, self.start)


def week_of(day: date) -> Days:
    """Monday to Sunday."""
    start = day - day.weekday() * DAY
    return Days("week", start, start + 7 * DAY)


def month_of(day: date) -> Days:
    """From the first to the last."""
    start = day.replace(day=1)
    return Days("month", start, (start + 31 * DAY).replace(day=1))


def bounds(days: Days, zone: ZoneInfo) -> tuple[int, int]:
    """Epoch seconds of the first instant of `start` and of that of `end`."""
    return instant(days.start, time(), zone), instant(days.end, time(), zone)


def as_of(days: Days, asked: Days, now: int, zone: ZoneInfo) -> int:
    """The instant as of which `days` stands in a report on `asked` at `now`."""
    start, end = bounds(days, zone)
    if now >= bounds(asked, zone)[1]:
        return end
    local = datetime.fromtimestamp(now + 1, UTC).astimezone(zone)
    day = days.start + (local.date() - asked.start)
    return max(start, min(end, instant(day, local.time(), zone, local.fold)))


def instant(day: date, clock: time, zone: ZoneInfo, fold: int = 0) -> int:
    """Epoch seconds of a local time; of one that was left out, the change of clocks."""
    wall = datetime.combine(day, clock).replace(fold=fold, tzinfo=zone)
    at = int(wall.timestamp())
    if _wall(at, zone) == wall.replace(tzinfo=None):
        return at
    at = int(wall.replace(fold=1).timestamp()) // 60 * 60
    before = _wall(at, zone) - _wall(at - 60, zone)
    while _wall(at + 60, zone) - _wall(at, zone) == before:
        at += 60
    return at + 60


def _wall(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).replace(tzinfo=None, fold=0)
