"""Business time is measured as it is written: no verb has to remember it.

Whatever a unit of work changes of a contact or complaint, the seconds of its response
and resolution are measured anew where one of their two instants changed, with the hours
as they are then. Everything else leaves them alone: hours changed later rewrite nothing
that was measured before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import event, inspect

from csdesk.domain.business_hours import open_seconds
from csdesk.store.models import Complaint, Contact, Reopening
from csdesk.store.queries.business_time import MEASURES, measured_since, write_measured
from csdesk.store.queries.contacts import (
    followers,
    parts_of_complaint,
    parts_of_contact,
)
from csdesk.store.queries.hours import read_hours

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlmodel import Session, SQLModel

    from csdesk.domain.business_hours import Hours
    from csdesk.store.connection import Reader

KEY: Final = "business_time"


class BusinessTime:
    """Measures with the desk's hours, which are read when they are first asked for."""

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
        """Business seconds between two Unix seconds.

        None where there is no end, or no hours are set: what elapsed is all there is
        then. So it is where the end comes first, which a thread's links may do.
        """
        if end is None or self.hours is None or end < start:
            return None
        return open_seconds(start, end, self.hours)

    def span(self, start: datetime, end: datetime | None) -> int | None:
        """As `between`, of instants."""
        last = None if end is None else int(end.timestamp())
        return self.between(int(start.timestamp()), last)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many values were looked at, and how many of them are others now."""

    values: int
    changed: int


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """Have `session` measure what it writes."""
    session.info[KEY] = BusinessTime(reader, zone)
    # Before the journal looks: it must remember the rows that are measured anew too.
    event.listen(session, "before_flush", _measure, insert=True)


def of(session: Session) -> BusinessTime:
    """What a session that is attached measures with."""
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


def _measure(session: Session, _context: object, _instances: object) -> None:
    touched = [*session.new, *session.dirty]
    for item in session.new:
        if isinstance(item, Reopening):  # while its case still has its resolution's
            _hand_over(session, item)
    for item in touched:
        if isinstance(item, Complaint):
            _measure_complaint(session, item)
        elif isinstance(item, Contact):
            _measure_contact(session, item)


def _hand_over(session: Session, reopening: Reopening) -> None:
    """Give a reopening the seconds of the resolution that it undoes, as measured."""
    case = _case_of(session, reopening)
    if case is None:
        return
    undone = inspect(case).attrs.resolved_at.history
    had = undone.deleted[0] if undone.deleted else case.resolved_at
    is_stamped = case not in session.new and (undone.deleted or not undone.added)
    if is_stamped and had == reopening.resolved_at:
        reopening.resolution_business_seconds = case.resolution_business_seconds
    else:
        _measure_reopening(session, reopening)


def _measure_complaint(session: Session, complaint: Complaint) -> None:
    has_moved = _changed(session, complaint, "opened_at")
    if has_moved or _changed(session, complaint, "resolved_at"):
        complaint.resolution_business_seconds = of(session).span(
            complaint.opened_at, complaint.resolved_at
        )
    if has_moved and complaint not in session.new:
        reader = of(session).reader
        for number in parts_of_complaint(reader, "reopening", complaint.id or 0):
            _measure_reopening(session, session.get_one(Reopening, number))


def _measure_contact(session: Session, contact: Contact) -> None:
    was_received = _changed(session, contact, "received_at")
    if was_received or _changed(session, contact, "first_response_at"):
        contact.response_business_seconds = of(session).span(
            contact.received_at, contact.first_response_at
        )
    has_moved = was_received or _changed(session, contact, "follows_id")
    if has_moved or _changed(session, contact, "resolved_at"):
        _measure_resolution(session, contact)
    if contact in session.new:
        return
    reader = of(session).reader
    others = followers(reader, contact.id) if was_received else []
    for number in others:
        _measure_resolution(session, session.get_one(Contact, number))
    for number in (contact.id or 0, *others) if has_moved else ():
        for part in parts_of_contact(reader, "reopening", number):
            _measure_reopening(session, session.get_one(Reopening, part))


def _measure_resolution(session: Session, contact: Contact) -> None:
    contact.resolution_business_seconds = of(session).span(
        _opened(session, contact), contact.resolved_at
    )


def _measure_reopening(session: Session, reopening: Reopening) -> None:
    case = _case_of(session, reopening)
    if case is not None:
        reopening.resolution_business_seconds = of(session).span(
            _opened(session, case), reopening.resolved_at
        )


def _opened(session: Session, case: Contact | Complaint) -> datetime:
    """When the case began: of a thread, when its first contact was received."""
    if isinstance(case, Complaint):
        return case.opened_at
    if case.follows_id is None:
        return case.received_at
    return session.get_one(Contact, case.follows_id).received_at


def _case_of(session: Session, reopening: Reopening) -> Contact | Complaint | None:
    if reopening.complaint_id is not None:
        return session.get(Complaint, reopening.complaint_id)
    return session.get(Contact, reopening.contact_id)


def _changed(session: Session, item: SQLModel, name: str) -> bool:
    """Whether the flush writes another value of that column, or the whole row."""
    return item in session.new or inspect(item).attrs[name].history.has_changes()
