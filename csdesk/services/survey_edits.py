"""Edit survey answers, and check that their facts still agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import (
    ANSWER,
    COMPLAINT,
    CONTACT,
    ref,
)
from csdesk.errors import UsageProblem
from csdesk.services.customers.customers import known_customer
from csdesk.services.get import get, get_complaint, get_contact
from csdesk.services.surveys import check_kind, scale_of, score_on
from csdesk.store.models import SurveyAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work

SUBJECTS = ("customer", "contact", "complaint")


def edit_answer(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> SurveyAnswer:
    """Edit an answer; `cleared` names the fields to empty.

    Fields are score (text), scale, direction, comment, customer (WHO), contact,
    complaint, asked and answered (instants). Without its score it is an open question
    again. Raises UsageProblem if the facts would contradict each other.
    """
    row = get(work, SurveyAnswer, ANSWER, number)
    gone = tuple(cleared)
    check_kind(row.kind, changes.get("scale"), changes.get("direction"))
    _check_score_given(row, changes)
    # Lookups come first: they flush the changes made so far.
    _change_subject(work, row, changes, gone)
    _change_answer(row, changes, gone)
    _check_instants(work, row)
    work.session.flush()
    return row


def _check_score_given(row: SurveyAnswer, changes: dict[str, Any]) -> None:
    """Raise UsageProblem for a score without its time, or a time without a score."""
    if row.answered_at is not None:
        return
    name = ref(ANSWER, row.id)
    if "score" in changes and "answered" not in changes:
        raise UsageProblem(
            f"{name} was asked and not answered yet.",
            f"Add --answered WHEN, or record it: csdesk survey record {row.kind} SCORE",
        )
    if "answered" in changes and "score" not in changes:
        raise UsageProblem(f"{name} has no score.", "Add --score SCORE.")


def _change_subject(
    work: Work, row: SurveyAnswer, changes: dict[str, Any], gone: tuple[str, ...]
) -> None:
    """Set the customer, contact or complaint; the latter two set the customer too."""
    named = [field for field in SUBJECTS if field in changes]
    if len(named) > 1:
        raise UsageProblem(
            f"--{named[0]} and --{named[1]} each say whose answer it is.",
            f"Give one of them, such as --{named[1]}.",
        )
    for field in gone:
        if field in SUBJECTS:
            setattr(row, f"{field}_id", None)
    if "contact" in changes:
        contact = get_contact(work, changes["contact"])
        row.contact_id, row.complaint_id = contact.id, None
        row.customer_id = contact.customer_id
    elif "complaint" in changes:
        complaint = get_complaint(work, changes["complaint"])
        row.contact_id, row.complaint_id = None, complaint.id
        row.customer_id = complaint.customer_id
    elif "customer" in changes:
        row.customer_id = known_customer(work, changes["customer"]).id
    if "customer" in {*changes, *gone}:
        _refuse_other_customer(work, row)


def _refuse_other_customer(work: Work, row: SurveyAnswer) -> None:
    """Raise UsageProblem if the contact or complaint has another customer."""
    if row.contact_id is not None:
        what, about = "contact", ref(CONTACT, row.contact_id)
        customer = get_contact(work, row.contact_id).customer_id
    elif row.complaint_id is not None:
        what, about = "complaint", ref(COMPLAINT, row.complaint_id)
        customer = get_complaint(work, row.complaint_id).customer_id
    else:
        return
    if customer != row.customer_id:
        raise UsageProblem(
            f"{ref(ANSWER, row.id)} is about {about}, which says whose it is.",
            f"Add --clear {what}, or correct the {what}.",
        )


def _change_answer(
    row: SurveyAnswer, changes: dict[str, Any], gone: tuple[str, ...]
) -> None:
    """Set score, scale, direction, comment and instants."""
    if "score" in gone:
        row.score = row.answered_at = None
    if "asked" in gone:
        row.asked_at = None
    if "comment" in gone:
        row.comment = None
    if "scale" in changes:
        row.scale_min, row.scale_max = changes["scale"].low, changes["scale"].high
    row.direction = changes.get("direction", row.direction)
    row.comment = changes.get("comment", row.comment)
    row.asked_at = changes.get("asked", row.asked_at)
    row.answered_at = changes.get("answered", row.answered_at)
    scale = scale_of(row)
    if "score" in changes:
        row.score = score_on(row.kind, changes["score"], scale)
    elif row.score is not None and not scale.low <= row.score <= scale.high:
        raise UsageProblem(
            f"Its score {row.score:g} is not on the scale {scale}.",
            "Add --score SCORE.",
        )


def _check_instants(work: Work, row: SurveyAnswer) -> None:
    """Raise UsageProblem if an edited answer's instants contradict each other."""
    name, asked_at, answered_at = ref(ANSWER, row.id), row.asked_at, row.answered_at
    if answered_at is None and asked_at is None:
        raise UsageProblem(
            f"{name} would be neither asked nor answered.",
            f"To take it away: csdesk survey remove {name}",
        )
    if row.score is None and answered_at is not None:
        raise UsageProblem(
            f"{name} would be answered without a score.", "Leave --answered out."
        )
    if answered_at is not None and asked_at is not None and answered_at < asked_at:
        raise UsageProblem(
            f"Its answer ({work.format_instant(answered_at)}) would be before it was "
            f"asked ({work.format_instant(asked_at)}).",
            "Write an earlier --asked or a later --answered.",
        )
