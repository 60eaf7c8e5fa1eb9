"""Complaints corrected and removed. The life itself moves by its own verbs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csdesk.domain.complaint_life import SETTLED_STATUSES
from csdesk.domain.references import ANSWER, COMPLAINT, CONTACT, ref
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.complaint_steps import opening_contact, required
from csdesk.services.customers import known_customer
from csdesk.services.lookup import (
    agent_called,
    category_word,
    get_complaint,
    get_contact,
)
from csdesk.store.models import (
    Complaint,
    ComplaintEvent,
    Pause,
    Remedy,
    Reopening,
    SurveyAnswer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.work import Work

# What only a decided complaint has, and keeps.
DECIDED = ("outcome", "upheld", "decision")
PARTS: tuple[type[ComplaintEvent | Pause | Remedy | Reopening], ...] = (
    ComplaintEvent,
    Pause,
    Remedy,
    Reopening,
)
# The first thing that happened to a complaint after it was opened; what was imported
# has no events.
FIRST_AFTER = """WITH mine(number) AS (SELECT ?)
SELECT min(at) AS at FROM mine, (
    SELECT complaint_id, at FROM complaint_event WHERE kind <> 'open'
    UNION ALL SELECT complaint_id, coalesce(resolved_at, reopened_at) FROM reopening
    UNION ALL SELECT complaint_id, coalesce(offered_at, granted_at) FROM remedy
    UNION ALL SELECT id, acknowledged_at FROM complaint
    UNION ALL SELECT id, resolved_at FROM complaint
    UNION ALL SELECT id, closed_at FROM complaint)
WHERE complaint_id = number"""


def edit_complaint(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Complaint:
    """Change a complaint's fields; `cleared` names those to empty.

    `customer` is WHO, `owner` an agent's name; the others are columns. Raises
    RefusedError for the outcome of an open complaint, UsageProblem for a beginning
    after what followed it.
    """
    complaint = get_complaint(work, number)
    for field in cleared:
        _write(work, complaint, field, None)
    for field, value in changes.items():
        _write(work, complaint, field, value)
    work.session.flush()
    return complaint


def remove_complaint(work: Work, number: int) -> Complaint:
    """Remove a complaint with its events, holds, reopenings and remedies.

    Its contacts and survey answers stay, without it; `undo` brings all of it back.
    """
    complaint = get_complaint(work, number)
    _unlink(work, complaint)
    for model in PARTS:
        for row in work.execute(
            f"SELECT id FROM {model.__tablename__} WHERE complaint_id = ?",  # noqa: S608
            (number,),
        ):
            work.session.delete(work.session.get_one(model, row["id"]))
    work.session.flush()
    work.session.delete(complaint)
    work.session.flush()
    return complaint


def _unlink(work: Work, complaint: Complaint) -> None:
    """Let the contacts of a complaint be cases of their own, and keep its answers."""
    freed = []
    for row in work.execute(
        "SELECT id FROM contact WHERE complaint_id = ? ORDER BY id", (complaint.id,)
    ):
        get_contact(work, row["id"]).complaint_id = None
        freed.append(ref(CONTACT, row["id"]))
    for row in work.execute(
        "SELECT id FROM survey_answer WHERE complaint_id = ? ORDER BY id",
        (complaint.id,),
    ):
        answer = work.session.get_one(SurveyAnswer, row["id"])
        answer.complaint_id = None
        answer.customer_id = answer.customer_id or complaint.customer_id
        freed.append(ref(ANSWER, row["id"]))
    if freed:
        stay = "stays" if len(freed) == 1 else "stay"
        work.note(f"{', '.join(freed)} {stay}, without {ref(COMPLAINT, complaint.id)}.")


def _write(work: Work, complaint: Complaint, field: str, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip() or None
    if field in DECIDED:
        _refuse_undecided(complaint, field)
        setattr(complaint, field, required(value or "", field))
    elif field == "customer":
        complaint.customer_id = known_customer(work, value).id if value else None
    elif field == "owner":
        complaint.owner_id = agent_called(work, value).id if value else None
    elif field == "category":
        complaint.category = category_word(work, value)
    elif field == "opened_at":
        _begin_at(work, complaint, value)
    else:
        setattr(complaint, field, value)


def _refuse_undecided(complaint: Complaint, field: str) -> None:
    if complaint.status not in SETTLED_STATUSES:
        name = ref(COMPLAINT, complaint.id)
        raise RefusedError(
            f"{name} is {complaint.status}: it has no {field} yet.",
            f"It gets one with: csdesk complaint resolve {name}",
        )


def _begin_at(work: Work, complaint: Complaint, opened: datetime) -> None:
    """Move the beginning of a complaint, and its opening event with it."""
    name = ref(COMPLAINT, complaint.id)
    (row,) = work.execute(FIRST_AFTER, (complaint.id,))
    if row["at"] is not None and int(opened.timestamp()) > row["at"]:
        after = datetime.fromtimestamp(row["at"], UTC)
        raise UsageProblem(
            f"{work.say(opened)} is after what happened to {name} first "
            f"({work.say(after)}).",
            "Write an earlier --opened.",
        )
    contact = opening_contact(work, complaint)
    complaint.opened_at = opened
    for event in work.execute(
        "SELECT id FROM complaint_event WHERE complaint_id = ? AND kind = 'open'",
        (complaint.id,),
    ):
        work.session.get_one(ComplaintEvent, event["id"]).at = opened
    if contact is not None and contact.received_at != opened:
        work.note(
            f"{ref(CONTACT, contact.id)}, which brought it, stays received "
            f"{work.say(contact.received_at)}."
        )
