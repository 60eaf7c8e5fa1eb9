"""Business time is measured as it is written: no verb has to remember it.

`csdesk.domain.business_time` says what a unit of work measures anew, with the hours as
they are then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import event

from csdesk.domain.business_time import seconds_between, stamp
from csdesk.services.changed_rows import SessionRows
from csdesk.store.queries.business_time import MEASURES, measured_since, write_measured
from csdesk.store.queries.hours import read_hours

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlmodel import Session

    from csdesk.domain.business_hours import Hours
    from csdesk.store.connection import Reader

KEY: Final = "business_time"


class BusinessTime:
    """A clock by the desk's hours, which are read when they are first asked for."""

    def __init__(self, reader: Reader, zone: ZoneInfo) -> None:
        self.reader = reader
        self._zone = zone
        self._hours: Hours | None = None
        self._is_read = False

    @property
    def hours(self) -> Hours | None:
        """The desk's hours; None where none are set."""
        if not self._is_read:
            self._hours = read_hours(self.reader, self._zone)
            self._is_read = True
        return self._hours

    def between(self, start: int, end: int | None) -> int | None:
        """Return the business seconds between two instants, as `seconds_between`."""
        return None if end is None else seconds_between(start, end, self.hours)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many values were looked at, and how many of them are others now."""

    values: int
    changed: int


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """Measure whatever `session` writes."""
    time = BusinessTime(reader, zone)
    session.info[KEY] = time

    def measure(session: Session, _context: object, _instances: object) -> None:
        stamp(SessionRows(session, reader), time)

    # Before the journal looks: it must remember the rows that are measured anew too.
    event.listen(session, "before_flush", measure, insert=True)


def of(session: Session) -> BusinessTime:
    """Return the clock that a session was attached to."""
    found: BusinessTime = session.info[KEY]
    return found


def recompute(session: Session, since: datetime) -> Recomputed:
    """Measure anew every response and resolution dated at `since` or later.

    With the hours as they are now; without any, business time is what elapsed.
    """
    time = of(session)
    values = changed = 0
    for measure in MEASURES:
        found = measured_since(time.reader, measure, int(since.timestamp()))
        others = [
            (seconds, one.row_id)
            for one in found
            if (seconds := time.between(one.start, one.end)) != one.seconds
        ]
        write_measured(session, measure, others)
        values += len(found)
        changed += len(others)
    return Recomputed(values, changed)
