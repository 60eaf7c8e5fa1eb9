"""Decide complaints: resolve, reopen, and record corrective actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.complaint_workflow import SETTLED_STATUSES, one_of
from csdesk.domain.ids import COMPLAINT, CUSTOMER, ref
from csdesk.domain.parsing.date import read_instant
from csdesk.domain.vocabulary import fold
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services import cases
from csdesk.services.complaints import remedies
from csdesk.services.complaints.remedies import refuse_above_limit
from csdesk.services.complaints.workflow import required, step
from csdesk.services.get import get_complaint
from csdesk.services.vouchers import new_voucher, voucher_end
from csdesk.store.models import Complaint, FollowUp, Reopening
from csdesk.store.queries.complaints import last_resolver

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Remedy, Voucher


CHECKED_AFTER = "in 30 days"


def record_corrective(
    work: Work, complaint: Complaint, text: str | None, due: str | None
) -> FollowUp | None:
    """Record a corrective action; a new one gets a reminder, which is returned.

    It dates from the instant of the work, unless it was recorded before. `due` is when
    to check whether it was done, as typed; None: 30 days after the instant of the work.
    Raises UsageProblem for a due time without an action, or not after that instant.
    """
    action = (text or "").strip()
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
        work.warn(understood.note)
    if understood.instant <= work.at:
        raise UsageProblem(
            f"--corrective-due '{text}' is {work.format_instant(understood.instant)}, "
            "before it was decided.",
            "Write when to look whether it was done, such as 'in 30 days'.",
        )
    return understood.instant


# Required parts of a resolution: field -> (name, example of the option).
NEEDED = {
    "outcome": ("an outcome", "--outcome accepted"),
    "upheld": ("a finding (upheld or not)", "--upheld yes"),
    "decision": ("a decision", '--decision "…"'),
    "remedy": ("a remedy (or none)", "--remedy none (or its kind)"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to resolve a complaint; amounts as typed.

    `remedy` is a kind of remedy, `none`, or None for the standing offer. `expires` is
    the last day of a voucher, None for none.
    """

    outcome: str | None = None
    upheld: str | None = None
    decision: str | None = None
    remedy: str | None = None
    value: str | None = None
    cost: str | None = None
    root_cause: str | None = None
    corrective: str | None = None
    corrective_due: str | None = None
    approved_by: str | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved complaint, and the records created with it; None for none."""

    complaint: Complaint
    remedy: Remedy | None = None
    voucher: Voucher | None = None
    follow_up: FollowUp | None = None
    approved_by: str | None = None


def resolve(work: Work, number: int, request: Decision) -> Resolved:
    """Decide a complaint, and grant a remedy or none.

    Without a named remedy, an accepted or goodwill outcome grants the newest standing
    offer. A granted voucher is issued. A new corrective action gets a reminder. Raises
    RefusedError if the complaint is resolved, if a part of the decision is missing, or
    if the remedy is above the agent's goodwill limit.
    """
    complaint = get_complaint(work, number)
    if complaint.status in SETTLED_STATUSES:
        raise _already_resolved(work, complaint)
    granted = _granted_offer(work, complaint, request)
    _refuse_without(complaint, request, has_remedy=bool(request.remedy or granted))
    remedy = remedies.grant(
        work,
        complaint,
        remedies.NewRemedy(request.remedy, request.value, request.cost),
        granted,
    )
    largest = remedies.largest(remedy) if remedy else 0
    approver = refuse_above_limit(work, largest, request.approved_by, number)
    text = remedies.format_remedy(work, remedy) if remedy else "no remedy"
    text += f" (approved by {approver})" if approver else ""
    text = f"{request.outcome}, upheld: {request.upheld}, {text}. {request.decision}"
    step(work, complaint, "resolve", text)
    cases.end_pause(work, work.at, complaint_id=number)
    complaint.resolved_at, complaint.resolved = work.at, False
    complaint.resolution_time_known = True
    complaint.outcome, complaint.upheld = request.outcome, request.upheld
    complaint.decision = request.decision
    complaint.root_cause = request.root_cause or complaint.root_cause
    follow_up = record_corrective(
        work, complaint, request.corrective, request.corrective_due
    )
    work.session.flush()
    voucher = _voucher(work, complaint, remedy, request.expires, approver)
    return Resolved(complaint, remedy, voucher, follow_up, approver)


def reopen(work: Work, number: int, reason: str) -> Complaint:
    """Reopen a resolved complaint: it is under investigation again.

    Its event keeps the decision that is undone; granted remedies stay granted.
    """
    complaint = get_complaint(work, number)
    step(work, complaint, "reopen", required(reason, "reason"))
    work.session.add(
        Reopening(
            complaint_id=number,
            resolved_at=complaint.resolved_at,
            time_known=complaint.resolution_time_known,
            reopened_at=work.at,
            reason=reason,
            outcome=complaint.outcome,
            upheld=complaint.upheld,
        )
    )
    complaint.resolved_at, complaint.resolved = None, False
    complaint.resolution_time_known = True
    complaint.outcome = complaint.upheld = complaint.decision = None
    complaint.closed_at = None
    work.session.flush()
    return complaint


def _voucher(
    work: Work,
    complaint: Complaint,
    remedy: Remedy | None,
    expires: str | None,
    approver: str | None,
) -> Voucher | None:
    """Issue the voucher of a remedy, if it is one; without a value only warn."""
    if remedy is None or remedy.kind != remedies.VOUCHER:
        if expires is not None:
            raise UsageProblem(
                "--expires is for a voucher, and none is granted.",
                "Leave it out, or grant one: --remedy voucher --value 15",
            )
        return None
    if remedy.value:
        return new_voucher(
            work,
            remedy.value,
            complaint.customer_id,
            remedy=remedy,
            expires_at=None if expires is None else voucher_end(work, expires),
            approver=approver,
        )
    who = ref(CUSTOMER, complaint.customer_id) if complaint.customer_id else "-"
    name = ref(COMPLAINT, complaint.id)
    work.warn(
        "Without a value no voucher was issued. To issue it: csdesk voucher issue "
        f"{who} VALUE --complaint {name}"
    )
    return None


def _granted_offer(
    work: Work, complaint: Complaint, request: Decision
) -> Remedy | None:
    """Return the standing offer that a resolution without a named remedy grants."""
    if request.remedy is None and request.outcome in (None, "accepted", "goodwill"):
        return remedies.standing_offer(work, complaint)
    return None


def _refuse_without(
    complaint: Complaint, request: Decision, *, has_remedy: bool
) -> None:
    """Raise RefusedError if parts of the decision are missing, naming each."""
    parts = {
        "outcome": request.outcome,
        "upheld": request.upheld,
        "decision": (request.decision or "").strip(),
        "remedy": has_remedy,
    }
    missing = [NEEDED[part] for part, value in parts.items() if not value]
    if missing:
        name = ref(COMPLAINT, complaint.id)
        called = one_of(tuple(called for called, _ in missing))
        typed = " ".join(typed for _, typed in missing)
        raise RefusedError(
            f"{name} cannot be resolved without {called}.",
            f"Add what holds, for example: {typed}",
        )


def _already_resolved(work: Work, complaint: Complaint) -> RefusedError:
    name = ref(COMPLAINT, complaint.id)
    agent = last_resolver(work.reader, complaint.id)
    by = f" by {agent}" if agent else ""
    when = "at an unknown time"
    if complaint.resolved_at is not None:
        when = work.format_instant(complaint.resolved_at)
    return RefusedError(
        f"{name} was resolved{by} {when}.",
        f"Not settled after all? csdesk complaint reopen {name} REASON",
    )
