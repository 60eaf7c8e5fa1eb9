"""Deadlines (Unix seconds) from targets and policies, moved by holds.

A hold moves a deadline that was still to come when it began, of a step not done by
then: by its length on the deadline's own clock, or, of a term in days, by as many of
those days as began during it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from csdesk.domain.policies import BUSINESS_DAYS
from csdesk.domain.sla.business_hours import (
    DAY,
    MOST_CLOSED,
    ONE_DAY,
    due,
    open_seconds,
)
from csdesk.domain.sla.terms import BUSINESS
from csdesk.domain.timezone import at_or_after, midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from csdesk.domain.policies import Limit
    from csdesk.domain.sla.business_hours import Hours
    from csdesk.domain.sla.terms import SlaTerm

MOST_DAYS: Final = MOST_CLOSED * 28  # two years closed: the day is never reached


class Hold(NamedTuple):
    """A time on hold, over at `until`; Unix seconds."""

    since: int
    until: int


class Term(Protocol):
    """A term: how long something may take."""

    def end(self, start: int) -> int | None:
        """Return the end of a term from `start` on; None where it never ends."""

    def moved(self, deadline: int, hold: Hold) -> int:
        """Return `deadline` as moved by a hold that began before it."""


@dataclass(frozen=True, slots=True)
class Length:
    """A term in seconds: of opening hours where it counts them and there are any.

    It ends at the first instant at which its seconds are used up.
    """

    sla_term: SlaTerm
    hours: Hours | None

    def end(self, start: int) -> int | None:
        """Return the end of a term from `start` on; None where the desk never opens."""
        return self._after(start, self.sla_term.seconds)

    def moved(self, deadline: int, hold: Hold) -> int:
        """Add the open or elapsed seconds that the hold took."""
        took = hold.until - hold.since
        if self.counted is not None:
            took = open_seconds(hold.since, hold.until, self.counted)
        moved = self._after(deadline, took)
        return deadline if moved is None else moved

    @property
    def counted(self) -> Hours | None:
        """The hours in which it runs; None: day and night."""
        return self.hours if self.sla_term.clock == BUSINESS else None

    def _after(self, start: int, seconds: int) -> int | None:
        if self.counted is None:
            return start + seconds
        return due(start, seconds, self.counted)


@dataclass(frozen=True, slots=True)
class Days:
    """A limit in days, of a desk in `zone` with these hours."""

    limit: Limit
    zone: ZoneInfo
    hours: Hours | None

    def end(self, start: int) -> int | None:
        """Return the end of a term from `start` on; None where the desk never opens."""
        day = self._after(self.day_of(start), self.limit.days)
        return None if day is None else self.end_of(day)

    def moved(self, deadline: int, hold: Hold) -> int:
        """Add as many of its days as began during the hold."""
        day, last, began = self.day_of(hold.since), self.day_of(hold.until), 0
        while day < last:
            day += ONE_DAY
            began += self.counts(day)
        to = self._after(self.day_of(deadline), began) if began else None
        return deadline if to is None else self.end_of(to)

    def counts(self, day: date) -> bool:
        """Return whether the term counts that day."""
        if self.limit.unit != BUSINESS_DAYS or self.hours is None:
            return True
        return bool(self.hours.on(day))

    def day_of(self, instant: int) -> date:
        """Return the local day of an instant."""
        return datetime.fromtimestamp(instant, UTC).astimezone(self.zone).date()

    def end_of(self, day: date) -> int:
        """Return the end of a day: closing time, else its last second."""
        closes = DAY
        if self.limit.unit == BUSINESS_DAYS and self.hours is not None:
            closes = max((end for _, end in self.hours.on(day)), default=DAY)
        if closes == DAY:
            return _seconds(midnight(day + ONE_DAY, self.zone)) - 1
        local = datetime.combine(day, datetime.min.time()) + timedelta(seconds=closes)
        return _seconds(at_or_after(local, self.zone))

    def _after(self, day: date, count: int) -> date | None:
        left = count
        for _ in range(count + MOST_DAYS if count else 0):
            day += ONE_DAY
            left -= self.counts(day)
            if not left:
                return day
        return day if not count else None


def moved_by_holds(
    term: Term, deadline: int, holds: Iterable[Hold], done: int | None = None
) -> int:
    """Move `deadline` by the holds, oldest first.

    A hold that began at the deadline or later, or when the step was `done` or later,
    does not move it: a missed deadline stays missed, a met one stays met.
    """
    for _, moved in moves(term, deadline, holds, done):
        deadline = moved
    return deadline


def moves(
    term: Term, deadline: int, holds: Iterable[Hold], done: int | None = None
) -> Iterator[tuple[Hold, int]]:
    """Yield the holds that move a deadline, each with the new deadline."""
    for hold in holds:
        if hold.since >= deadline or (done is not None and done <= hold.since):
            return
        deadline = term.moved(deadline, hold)
        yield hold, deadline


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
