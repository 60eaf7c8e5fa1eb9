"""StampedColumn business time whenever records are written.

`csdesk.domain.sla.business_time` decides what is measured again; it uses the hours that
are set at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import event

from csdesk.domain.sla.business_time import seconds_between, stamp
from csdesk.services.sla.changed_rows import SessionRows
from csdesk.store.queries.business_time import MEASURES, measured_since, write_measured
from csdesk.store.queries.hours import read_hours

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlmodel import Session

    from csdesk.domain.sla.business_hours import Hours
    from csdesk.store.connection import Reader
    from csdesk.store.queries.business_time import Measured, StampedColumn

KEY: Final = "business_time"


class BusinessTime:
    """A clock of business time; it reads the opening hours on first use."""

    def __init__(self, reader: Reader, zone: ZoneInfo) -> None:
        self.reader = reader
        self._zone = zone
        self._hours: Hours | None = None
        self._is_read = False

    @property
    def hours(self) -> Hours | None:
        """Opening hours of the desk; None if none are set."""
        if not self._is_read:
            self._hours = read_hours(self.reader, self._zone)
            self._is_read = True
        return self._hours

    def between(self, start: int, end: int | None) -> int | None:
        """Return the business seconds between two instants; None without an end."""
        return None if end is None else seconds_between(start, end, self.hours)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many values were checked, and how many of them changed."""

    values: int
    changed: int


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """StampedColumn business time of everything that `session` writes."""
    time = BusinessTime(reader, zone)
    session.info[KEY] = time

    def measure(session: Session, _context: object, _instances: object) -> None:
        stamp(SessionRows(session, reader), time)

    # Runs before the journal, which must record the rows measured again too.
    event.listen(session, "before_flush", measure, insert=True)


def of(session: Session) -> BusinessTime:
    """Return the business time attached to a session."""
    found: BusinessTime = session.info[KEY]
    return found


def recompute(session: Session, since: datetime) -> Recomputed:
    """Measure again every response and resolution dated at `since` or later.

    Uses the present hours; without hours, business time is elapsed time.
    """
    time = of(session)
    first = int(since.timestamp())
    return measure_again(
        session, time, lambda measure: measured_since(time.reader, measure, first)
    )


def measure_again(
    session: Session,
    time: BusinessTime,
    rows: Callable[[StampedColumn], list[Measured]],
) -> Recomputed:
    """Measure again, by the hours of `time`, what `rows` finds of each column."""
    values = changed = 0
    for measure in MEASURES:
        found = rows(measure)
        others = [
            (seconds, one.row_id)
            for one in found
            if (seconds := time.between(one.start, one.end)) != one.seconds
        ]
        write_measured(session, measure, others)
        values += len(found)
        changed += len(others)
    return Recomputed(values, changed)
