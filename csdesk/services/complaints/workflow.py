"""Workflow of complaints: each verb checks the step, takes it and adds its event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.case import owes_response
from csdesk.domain.complaint_workflow import PAST_PARTICIPLES, TRANSITIONS, next_status
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services import cases
from csdesk.services.complaints import remedies
from csdesk.services.complaints.remedies import warn_above_limit
from csdesk.services.get import (
    agent_called,
    get_complaint,
    get_contact,
    not_before,
)
from csdesk.store.models import Complaint, ComplaintEvent
from csdesk.store.queries.complaints import last_step_id, last_step_of_kind
from csdesk.store.queries.contacts import opening_contact_id

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Contact, Remedy


def acknowledge(work: Work, number: int) -> Complaint:
    """Record that the customer was sent an acknowledgement.

    It is also the first response to the contact that brought the complaint, if that
    contact is written and has none (KPIS.md §2).
    """
    complaint = get_complaint(work, number)
    step(work, complaint, "acknowledge", "in public" if is_public(complaint) else None)
    complaint.acknowledged_at = complaint.acknowledged_at or work.at
    contact = opening_contact(work, complaint)
    if contact and _is_answered_by(contact, work.at):
        contact.first_response_at = work.at
        contact.agent_id = contact.agent_id or agent_called(work, work.agent).id
        work.warn(f"{ref(CONTACT, contact.id)} is answered with it.")
    work.session.flush()
    return complaint


def is_public(complaint: Complaint) -> bool:
    """Return whether a complaint was made in public and not moved since."""
    return complaint.public_at is not None and complaint.moved_private_at is None


def move_private(work: Work, number: int) -> Complaint:
    """Move a complaint made in public to a private channel.

    Raises RefusedError if it was not made in public, or was moved before.
    """
    complaint = get_complaint(work, number)
    name = ref(COMPLAINT, number)
    if complaint.public_at is None:
        raise RefusedError(
            f"{name} was not made in public.",
            f"If it was: csdesk complaint edit {name} --public",
        )
    if complaint.moved_private_at is not None:
        raise RefusedError(
            f"{name} was moved to private "
            f"{work.format_instant(complaint.moved_private_at)}.",
            f"See it: csdesk complaint show {name}",
        )
    step(work, complaint, "note", "moved to private")
    complaint.moved_private_at = work.at
    work.session.flush()
    return complaint


def investigate(work: Work, number: int) -> Complaint:
    """Begin to investigate a complaint."""
    complaint = get_complaint(work, number)
    step(work, complaint, "investigate")
    return complaint


def note(work: Work, number: int, text: str) -> Complaint:
    """Add a note to the events of a complaint, whatever its status."""
    complaint = get_complaint(work, number)
    step(work, complaint, "note", required(text, "note"))
    return complaint


def escalate(work: Work, number: int, reason: str) -> Complaint:
    """Escalate a complaint by one level."""
    complaint = get_complaint(work, number)
    step(work, complaint, "escalate", required(reason, "reason"))
    complaint.level += 1
    work.session.flush()
    return complaint


def hold(work: Work, number: int, reason: str) -> Complaint:
    """Put an open complaint on hold. Raises RefusedError if it is on hold."""
    complaint = get_complaint(work, number)
    step(work, complaint, "hold", required(reason, "reason"))
    cases.begin_pause(work, reason, complaint_id=number)
    return complaint


def resume(work: Work, number: int) -> Complaint:
    """End a complaint's hold. Raises RefusedError if it is not on hold."""
    complaint = get_complaint(work, number)
    step(work, complaint, "resume")
    if cases.end_pause(work, work.at, complaint_id=number) is None:
        name = ref(COMPLAINT, number)
        raise RefusedError(
            f"{name} is not on hold.", f"csdesk complaint hold {name} REASON"
        )
    work.session.flush()
    return complaint


def offer(work: Work, number: int, new: remedies.NewRemedy) -> Remedy:
    """Offer the customer a remedy; it is granted when the complaint is resolved."""
    complaint = get_complaint(work, number)
    remedy = remedies.new_offer(work, complaint, new)
    step(work, complaint, "offer", remedies.format_remedy(work, remedy, with_text=True))
    warn_above_limit(work, remedies.largest(remedy))
    return remedy


def follow_up(
    work: Work, number: int, result: str | None = None, waived: str | None = None
) -> Complaint:
    """Record the follow-up with the customer, or why it is waived: `waived`."""
    if result is not None and waived is not None:
        raise UsageProblem(
            "--result and --waived exclude each other.",
            "Leave one out: a follow-up was made, or it was waived.",
        )
    complaint = get_complaint(work, number)
    text = (result or "").strip() or None
    if waived is not None:
        text = f"waived: {required(waived, 'reason')}"
    step(work, complaint, "followed-up", text)
    return complaint


def close(work: Work, number: int) -> Complaint:
    """Close a complaint that was followed up."""
    complaint = get_complaint(work, number)
    step(work, complaint, "close")
    complaint.closed_at = work.at
    work.session.flush()
    return complaint


def step(work: Work, complaint: Complaint, verb: str, text: str | None = None) -> None:
    """Take one step of the workflow at the instant of the work, and add its event.

    Raises RefusedError if the status does not allow it, UsageProblem if it would come
    before the last step (a note: before the opening).
    """
    name = ref(COMPLAINT, complaint.id)
    try:
        status = next_status(verb, complaint.status, name)
    except RefusedError as refused:
        raise _somebody_was_first(work, complaint, verb, refused) from None
    start, what = complaint.opened_at, f"the opening of {name}"
    if verb != "note":
        start, what = last_step(work, complaint)
    not_before(work.at, start, what, work)
    assert complaint.id is not None  # noqa: S101 - from the desk
    work.session.add(
        ComplaintEvent(
            complaint_id=complaint.id,
            at=work.at,
            agent=work.agent,
            kind=verb,
            from_status=complaint.status,
            to_status=status,
            text=text,
        )
    )
    complaint.status = status
    work.session.flush()


def _somebody_was_first(
    work: Work, complaint: Complaint, verb: str, refused: RefusedError
) -> RefusedError:
    """Return an error naming who took that step before; else `refused`."""
    is_there = complaint.status == TRANSITIONS[verb][1]
    if verb not in PAST_PARTICIPLES or not (is_there or verb == "acknowledge"):
        return refused
    undoes = "resolve" if verb == "reopen" else "reopen"
    found = last_step_of_kind(work.reader, complaint.id, verb, undoes)
    if found is None:
        return refused
    at, agent = found
    by = f" by {agent}" if agent else ""
    when = work.format_instant(datetime.fromtimestamp(at, UTC))
    name = ref(COMPLAINT, complaint.id)
    return RefusedError(
        f"{name} was {PAST_PARTICIPLES[verb]}{by} {when}.", refused.hint
    )


def last_step(work: Work, complaint: Complaint) -> tuple[datetime, str]:
    """Return when a complaint last changed, and a name of that step for a message.

    Imported complaints have instants without events; notes are no steps.
    """
    name = ref(COMPLAINT, complaint.id)
    known = [
        (complaint.opened_at, f"the opening of {name}"),
        (complaint.acknowledged_at, f"the acknowledgement of {name}"),
        (complaint.resolved_at, f"the resolution of {name}"),
        (complaint.closed_at, f"the closing of {name}"),
    ]
    last = last_step_id(work.reader, complaint.id)
    if last is not None:
        event = work.session.get_one(ComplaintEvent, last)
        known.append((event.at, f"the last step of {name}, '{event.kind}',"))
    return max(((at, what) for at, what in known if at), key=lambda pair: pair[0])


def opening_contact(work: Work, complaint: Complaint) -> Contact | None:
    """Return the inbound contact that brought a complaint, or None.

    It is the earliest received from the opening on, as a linked thread may have earlier
    contacts; else the earliest of all.
    """
    opened = int(complaint.opened_at.timestamp())
    number = opening_contact_id(work.reader, complaint.id, opened)
    return None if number is None else get_contact(work, number)


def required(text: str, what: str) -> str:
    """Return `text`. Raises UsageProblem if it is empty."""
    if not text.strip():
        raise UsageProblem(f"The {what} is empty.", "Say it in a few words.")
    return text


def _is_answered_by(contact: Contact, at: datetime) -> bool:
    return (
        owes_response(contact.direction, contact.channel)
        and contact.first_response_at is None
        and contact.received_at <= at
    )
