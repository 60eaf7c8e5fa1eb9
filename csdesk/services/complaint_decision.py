"""Complaints decided: resolved with all that a decision needs, and reopened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.complaint_life import SETTLED_STATUSES, one_of
from csdesk.domain.references import COMPLAINT, ref
from csdesk.errors import RefusedError
from csdesk.services import cases, remedies
from csdesk.services.complaint_steps import required, step
from csdesk.services.lookup import get_complaint
from csdesk.store.models import Complaint, Reopening
from csdesk.store.records.complaints import last_resolver

if TYPE_CHECKING:
    from csdesk.services.work import Work
    from csdesk.store.models import Remedy

# What no resolution goes without: field -> (how it is called, how it is typed).
NEEDED = {
    "outcome": ("an outcome", "--outcome accepted"),
    "upheld": ("a finding (upheld or not)", "--upheld yes"),
    "decision": ("a decision", '--decision "…"'),
    "remedy": ("a remedy (or none)", "--remedy none (or its kind)"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """How a complaint is resolved, as it is told; amounts as typed.

    `remedy` is a kind of remedy, `none`, or None for the offer that stands.
    """

    outcome: str | None = None
    upheld: str | None = None
    decision: str | None = None
    remedy: str | None = None
    value: str | None = None
    cost: str | None = None
    root_cause: str | None = None
    corrective: str | None = None


def resolve(work: Work, number: int, told: Decision) -> tuple[Complaint, Remedy | None]:
    """Decide a complaint; returns it with the remedy granted, None for none.

    Without a remedy named, an accepted or goodwill outcome grants the newest offer
    that stands. Raises RefusedError where somebody resolved it before, or where a part
    of the decision is missing.
    """
    complaint = get_complaint(work, number)
    if complaint.status in SETTLED_STATUSES:
        raise _already_resolved(work, complaint)
    granted = _granted_offer(work, complaint, told)
    _refuse_without(complaint, told, has_remedy=bool(told.remedy or granted))
    remedy = remedies.grant(
        work, complaint, remedies.Told(told.remedy, told.value, told.cost), granted
    )
    said = remedies.say(work, remedy) if remedy else "no remedy"
    said = f"{told.outcome}, upheld: {told.upheld}, {said}. {told.decision}"
    step(work, complaint, "resolve", said)
    cases.end_pause(work, work.at, complaint_id=number)
    complaint.resolved_at, complaint.resolved = work.at, False
    complaint.resolution_time_known = True
    complaint.outcome, complaint.upheld = told.outcome, told.upheld
    complaint.decision = told.decision
    complaint.root_cause = told.root_cause or complaint.root_cause
    complaint.corrective_action = told.corrective or complaint.corrective_action
    work.session.flush()
    return complaint, remedy


def reopen(work: Work, number: int, reason: str) -> Complaint:
    """A resolution did not hold: back to investigating, to be decided anew.

    The decision undone stays in its event; what was granted stays granted.
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


def _granted_offer(work: Work, complaint: Complaint, told: Decision) -> Remedy | None:
    """The offer that the resolution grants without anybody naming its kind."""
    if told.remedy is None and told.outcome in (None, "accepted", "goodwill"):
        return remedies.standing_offer(work, complaint)
    return None


def _refuse_without(complaint: Complaint, told: Decision, *, has_remedy: bool) -> None:
    """Raise RefusedError where a part of the decision is missing, naming each."""
    given = {
        "outcome": told.outcome,
        "upheld": told.upheld,
        "decision": (told.decision or "").strip(),
        "remedy": has_remedy,
    }
    missing = [NEEDED[part] for part, value in given.items() if not value]
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
    agent = last_resolver(work.execute, complaint.id)
    by = f" by {agent}" if agent else ""
    when = "at an unknown time"
    if complaint.resolved_at is not None:
        when = work.say(complaint.resolved_at)
    return RefusedError(
        f"{name} was resolved{by} {when}.",
        f"Not settled after all? csdesk complaint reopen {name} REASON",
    )
