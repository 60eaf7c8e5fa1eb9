"""Edit and remove complaints; their status changes in the workflow only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csdesk.domain.complaint_workflow import SETTLED_STATUSES
from csdesk.domain.ids import (
    ANSWER,
    COMPLAINT,
    CONTACT,
    FOLLOW_UP,
    VOUCHER,
    ref,
)
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.complaints.workflow import opening_contact, required
from csdesk.services.customers.customers import known_customer
from csdesk.services.follow_ups import move_follow_ups
from csdesk.services.get import (
    agent_called,
    category_word,
    get_complaint,
    get_contact,
)
from csdesk.store.models import (
    Attachment,
    Complaint,
    ComplaintEvent,
    FollowUp,
    Pause,
    Remedy,
    Reopening,
    SurveyAnswer,
    Voucher,
)
from csdesk.store.queries.complaints import first_after_opening, opening_events
from csdesk.store.queries.contacts import (
    answers_about_complaint,
    contacts_of_complaint,
    parts_of_complaint,
)
from csdesk.store.queries.loyalty import vouchers_of_complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import SQLModel

    from csdesk.services.unit_of_work import Work
    from csdesk.store.queries.contacts import Part

# Fields that only a decided complaint has, and that cannot be emptied.
DECIDED = ("outcome", "upheld", "decision")
# Tables whose rows are removed with a complaint.
PARTS: tuple[tuple[type[SQLModel], Part], ...] = (
    (Attachment, "attachment"),
    (ComplaintEvent, "complaint_event"),
    (FollowUp, "follow_up"),
    (Pause, "pause"),
    (Remedy, "remedy"),
    (Reopening, "reopening"),
)


def edit_complaint(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Complaint:
    """Change a complaint's fields; `cleared` names fields to empty.

    `customer` is WHO, `owner` an agent's name, `public` a boolean; the others are
    columns. Raises RefusedError for the outcome of an open complaint, UsageProblem for
    an opening after its first event.
    """
    complaint = get_complaint(work, number)
    for field in cleared:
        _write(work, complaint, field, None)
    for field, value in changes.items():
        _write(work, complaint, field, value)
    work.session.flush()
    return complaint


def remove_complaint(work: Work, number: int) -> Complaint:
    """Remove a complaint with its events, holds, reopenings, remedies, attachments.

    Its contacts, survey answers, vouchers and its customer's follow-ups stay, without
    it; `undo` brings all of it back.
    """
    complaint = get_complaint(work, number)
    _unlink(work, complaint)
    for model, table in PARTS:
        for part in parts_of_complaint(work.reader, table, number):
            work.session.delete(work.session.get_one(model, part))
    work.session.flush()
    work.session.delete(complaint)
    work.session.flush()
    return complaint


def _unlink(work: Work, complaint: Complaint) -> None:
    """Detach contacts, survey answers, vouchers and follow-ups from a complaint.

    Its vouchers stay valid, and so do the commitments to its customer.
    """
    freed = []
    for number in contacts_of_complaint(work.reader, complaint.id):
        get_contact(work, number).complaint_id = None
        freed.append(ref(CONTACT, number))
    for number in answers_about_complaint(work.reader, complaint.id):
        answer = work.session.get_one(SurveyAnswer, number)
        answer.complaint_id = None
        answer.customer_id = answer.customer_id or complaint.customer_id
        freed.append(ref(ANSWER, number))
    for number in vouchers_of_complaint(work.reader, complaint.id):
        work.session.get_one(Voucher, number).remedy_id = None
        freed.append(ref(VOUCHER, number))
    for number in parts_of_complaint(work.reader, "follow_up", complaint.id or 0):
        follow_up = work.session.get_one(FollowUp, number)
        if follow_up.customer_id is not None:
            follow_up.complaint_id = None
            freed.append(ref(FOLLOW_UP, number))
    if freed:
        stay = "stays" if len(freed) == 1 else "stay"
        work.warn(f"{', '.join(freed)} {stay}, without {ref(COMPLAINT, complaint.id)}.")


def _write(work: Work, complaint: Complaint, field: str, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip() or None
    if field in DECIDED:
        _refuse_undecided(complaint, field)
        setattr(complaint, field, required(value or "", field))
    elif field == "customer":
        was_whose = complaint.customer_id
        complaint.customer_id = known_customer(work, value).id if value else None
        move_follow_ups(
            work, "complaint", complaint.id, was_whose, complaint.customer_id
        )
    elif field == "owner":
        complaint.owner_id = agent_called(work, value).id if value else None
    elif field == "category":
        complaint.category = category_word(work, value)
    elif field == "corrective_action":
        _correct_action(work, complaint, value)
    elif field == "public":
        complaint.public_at = complaint.opened_at if value else None
        complaint.moved_private_at = complaint.moved_private_at if value else None
    elif field == "opened_at":
        _begin_at(work, complaint, value)
    else:
        setattr(complaint, field, value)


def _correct_action(work: Work, complaint: Complaint, action: str | None) -> None:
    """Set the corrective action; it dates from now only if there was none."""
    if action is None:
        complaint.corrective_at = None
    elif complaint.corrective_action is None:
        complaint.corrective_at = work.at
    complaint.corrective_action = action


def _refuse_undecided(complaint: Complaint, field: str) -> None:
    if complaint.status not in SETTLED_STATUSES:
        name = ref(COMPLAINT, complaint.id)
        raise RefusedError(
            f"{name} is {complaint.status}: it has no {field} yet.",
            f"It gets one with: csdesk complaint resolve {name}",
        )


def _begin_at(work: Work, complaint: Complaint, opened: datetime) -> None:
    """Move the opening of a complaint, and its opening event with it."""
    name = ref(COMPLAINT, complaint.id)
    first = first_after_opening(work.reader, complaint.id)
    if first is not None and int(opened.timestamp()) > first:
        after = datetime.fromtimestamp(first, UTC)
        raise UsageProblem(
            f"{work.format_instant(opened)} is after what happened to {name} first "
            f"({work.format_instant(after)}).",
            "Write an earlier --opened.",
        )
    contact = opening_contact(work, complaint)
    complaint.opened_at = opened
    if complaint.public_at is not None:
        complaint.public_at = opened
    for number in opening_events(work.reader, complaint.id):
        work.session.get_one(ComplaintEvent, number).at = opened
    if contact is not None and contact.received_at != opened:
        work.warn(
            f"{ref(CONTACT, contact.id)}, which brought it, stays received "
            f"{work.format_instant(contact.received_at)}."
        )
