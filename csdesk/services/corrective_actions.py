"""Corrective actions: when they were noted, and a reminder to check on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.dates import read_instant
from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem
from csdesk.store.models import FollowUp

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.services.work import Work
    from csdesk.store.models import Complaint

CHECKED_AFTER = "in 30 days"


def note_corrective(
    work: Work, complaint: Complaint, told: str | None, due: str | None
) -> FollowUp | None:
    """Keep a corrective action; one that is new gets a reminder, which is returned.

    It stands from the instant of the work on, unless it was noted before.
    `due` is when to look whether it was done, as typed; None: 30 days from the work's
    instant. Raises UsageProblem for a due time without an action, or not after it.
    """
    action = (told or "").strip()
    if not action:
        if due is not None:
            raise UsageProblem(
                "--corrective-due is for a corrective action, and there is none.",
                "Say what is done: --corrective 'new supplier'.",
            )
        return None
    is_known = fold(complaint.corrective_action or "") == fold(action)
    complaint.corrective_action = action
    if not is_known or complaint.corrective_at is None:
        complaint.corrective_at = work.at
    return None if is_known and due is None else _reminder(work, complaint, due)


def _reminder(work: Work, complaint: Complaint, due: str | None) -> FollowUp:
    at = _due(work, due)
    follow_up = FollowUp(
        complaint_id=complaint.id,
        kind="reminder",
        text=f"Was it done? {complaint.corrective_action}",
        promised_at=at,
        due_at=at,
    )
    work.session.add(follow_up)
    work.session.flush()
    return follow_up


def _due(work: Work, text: str | None) -> datetime:
    understood = read_instant(
        text or CHECKED_AFTER,
        now=work.at,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
        ahead=True,
    )
    if text is not None and understood.note:
        work.note(understood.note)
    if understood.instant <= work.at:
        raise UsageProblem(
            f"--corrective-due '{text}' is {work.say(understood.instant)}, before it "
            "was decided.",
            "Write when to look whether it was done, such as 'in 30 days'.",
        )
    return understood.instant
