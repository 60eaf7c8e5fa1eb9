"""Deadlines stand as soon as their record is written: no verb has to remember them.

Whatever a unit of work writes, a new contact or complaint gets the deadlines that were
promised by then, a corrected one those that `csdesk.services.sla` leaves it, and a
hold that ends moves those of its case.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event, inspect

from csdesk.domain.sla import RESOLUTION, TargetScope
from csdesk.domain.sla_clock import Hold, held
from csdesk.services import business_time
from csdesk.services.sla import (
    WHATS,
    Brought,
    Deadline,
    Promises,
)
from csdesk.store.models import Complaint, Contact, Pause
from csdesk.store.queries.contacts import contacts_of_complaint, followers
from csdesk.store.queries.sla import first_resolution_of_complaint, first_step, holds_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlmodel import Session, SQLModel

    from csdesk.domain.sla_clock import Term
    from csdesk.store.connection import Reader

KEY: Final = "promises"
# Columns of a contact that its deadlines depend on, but for whose it is.
DEPENDS: Final = (
    "received_at", "channel", "direction", "abandoned", "complaint_id", "follows_id",
)  # fmt: skip


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """Have `session` set the deadlines of what it writes; business time goes before."""
    time = business_time.of(session)
    session.info[KEY] = Promises(reader, zone, time)
    # Before the journal looks: it must remember the rows whose deadlines move.
    event.listen(session, "before_flush", _set, insert=True)


def of(session: Session) -> Promises:
    """What a session that is attached makes promises with."""
    found: Promises = session.info[KEY]
    return found


def _set(session: Session, _context: object, _instances: object) -> None:
    changed = list(session.dirty)
    for item in list(session.new):
        if isinstance(item, Contact):
            for what in WHATS:
                _write(item, what, of(session).of_contact(what, _brought(item)))
        elif isinstance(item, Complaint):
            _promise(session, item)
    for item in changed:
        if isinstance(item, Contact):
            _correct(session, item)
        elif isinstance(item, Complaint):
            if _has_changed(item, "opened_at"):
                _begin_anew(session, item)
        elif isinstance(item, Pause):
            _end(session, item)


def _promise(session: Session, complaint: Complaint) -> None:
    """Set the deadlines of a new complaint: a target wins over its policy."""
    promises, opened = of(session), _seconds(complaint.opened_at)
    facts = TargetScope(
        complaint.channel, complaint.severity, promises.tier_of(complaint.customer_id)
    )
    made = promises.made(RESOLUTION, facts, opened)
    complaint.resolution_target = made.target
    complaint.resolution_due_at = _instant(made.due_at)
    if complaint.policy is None:
        return
    acknowledge, decide = promises.days(complaint.policy)
    complaint.acknowledge_due_at = _instant(acknowledge.end(opened))
    if made.target is None:
        complaint.resolution_due_at = _instant(decide.end(opened))


def _begin_anew(session: Session, complaint: Complaint) -> None:
    """Move the deadlines of a complaint that began at another time."""
    opened = _seconds(complaint.opened_at)
    holds = holds_of(of(session).reader, None, complaint.id)
    for column, term, done in _terms(session, complaint):
        due_at = term.end(opened)
        moved = None if due_at is None else held(term, due_at, holds, done)
        setattr(complaint, column, _instant(moved))


def _terms(
    session: Session, complaint: Complaint
) -> list[tuple[str, Term, int | None]]:
    """Column, term and when it was done, of the deadlines that a complaint has."""
    promises = of(session)
    found: list[tuple[str, Term, int | None]] = []
    policy = complaint.policy and promises.days(complaint.policy)
    if policy and complaint.acknowledge_due_at is not None:
        done = first_step(promises.reader, complaint.id)
        found.append(("acknowledge_due_at", policy[0], done))
    if complaint.resolution_due_at is not None:
        done = first_resolution_of_complaint(promises.reader, complaint.id)
        if complaint.resolution_target is not None:
            term: Term = promises.length(complaint.resolution_target)
            found.append(("resolution_due_at", term, done))
        elif policy:
            found.append(("resolution_due_at", policy[1], done))
    return found


def _correct(session: Session, contact: Contact) -> None:
    """Set the deadlines of a contact that is another than it was."""
    if not any(_has_changed(contact, name) for name in DEPENDS):
        return
    was, now = _brought(contact, before=True), _brought(contact)
    for what in WHATS:
        kept = _read(contact, what)
        _write(contact, what, of(session).corrected(what, was, now, kept))


def _end(session: Session, pause: Pause) -> None:
    """Move the deadlines of the case of a hold that ends with this flush."""
    until = inspect(pause).attrs.until.history
    if pause.until is None or not until.added or any(until.deleted or ()):
        return
    hold = Hold(_seconds(pause.since), _seconds(pause.until))
    reader = of(session).reader
    if pause.complaint_id is not None:
        complaint = session.get_one(Complaint, pause.complaint_id)
        for column, term, done in _terms(session, complaint):
            due_at = _seconds(getattr(complaint, column))
            setattr(complaint, column, _instant(held(term, due_at, [hold], done)))
        numbers = contacts_of_complaint(reader, complaint.id)
    else:
        case = pause.contact_id or 0
        numbers = [case, *followers(reader, case)]
    for number in numbers:
        contact = session.get_one(Contact, number)
        for what in WHATS:
            kept = _read(contact, what)
            moved = of(session).after(what, _brought(contact), kept, [hold])
            _write(contact, what, moved)


def _brought(contact: Contact, *, before: bool = False) -> Brought:
    """A contact as it is; or as the desk still has it."""

    def value(name: str) -> Any:
        was = inspect(contact).attrs[name].history.deleted if before else ()
        return was[0] if was else getattr(contact, name)

    answered = value("first_response_at")
    return Brought(
        number=contact.id,
        received_at=_seconds(value("received_at")),
        channel=value("channel"),
        direction=value("direction"),
        abandoned=value("abandoned"),
        complaint_id=value("complaint_id"),
        follows_id=value("follows_id"),
        customer_id=value("customer_id"),
        first_response_at=None if answered is None else _seconds(answered),
    )


def _read(contact: Contact, what: str) -> Deadline:
    due_at = getattr(contact, f"{what}_due_at")
    return Deadline(
        None if due_at is None else _seconds(due_at),
        getattr(contact, f"{what}_target"),
    )


def _write(contact: Contact, what: str, deadline: Deadline) -> None:
    if _read(contact, what) != deadline:
        setattr(contact, f"{what}_due_at", _instant(deadline.due_at))
        setattr(contact, f"{what}_target", deadline.target)


def _has_changed(item: SQLModel, name: str) -> bool:
    return bool(inspect(item).attrs[name].history.has_changes())


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
