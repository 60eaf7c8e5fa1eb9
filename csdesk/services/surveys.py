"""Surveys: questions and answers, scores with their scale and direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.ids import (
    ANSWER,
    COMPLAINT,
    CONTACT,
    CUSTOMER,
    ref,
)
from csdesk.domain.surveys import (
    NPS_SCALE,
    Scale,
    format_answer,
    is_unhappy,
    read_scale,
    read_score,
)
from csdesk.errors import UsageProblem
from csdesk.services.customers.customer_lookup import UNKNOWN_CALLER
from csdesk.services.customers.customers import customer_for, known_customer
from csdesk.services.get import (
    get,
    get_complaint,
    get_contact,
    not_before,
)
from csdesk.store.models import SurveyAnswer
from csdesk.store.queries.contacts import answers_about_contact_by, open_survey_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work
    from csdesk.store.queries.contacts import About


@dataclass(frozen=True, slots=True)
class Question:
    """A survey question: about at most one of who, contact and complaint.

    `scale` and `direction` None: those of the open question, else the desk's own.
    """

    kind: str
    who: str | None = None
    contact: int | None = None
    complaint: int | None = None
    scale: Scale | None = None
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class _Subject:
    """Customer and record of an answer; `within` is the complaint of the contact."""

    customer: int | None = None
    contact: int | None = None
    complaint: int | None = None
    within: int | None = None


def ask(work: Work, question: Question) -> SurveyAnswer:
    """Record that a question was asked at the instant of the work.

    Raises UsageProblem for a scale or direction that its kind does not have,
    NotFoundError for an unknown customer: asking adds no customer.
    """
    _check_question(question)
    if question.who not in {None, UNKNOWN_CALLER}:
        customer = known_customer(work, str(question.who))
        if customer.do_not_contact:
            work.warn(f"{ref(CUSTOMER, customer.id)} is marked 'do not contact'.")
    row = _new(work, question, _subject(work, question))
    row.asked_at = work.at
    work.session.add(row)
    work.session.flush()
    return row


def record_answer(
    work: Work, question: Question, score: str, comment: str | None = None
) -> SurveyAnswer:
    """Record a score given at the instant of the work.

    It fills the newest open question of that kind for that contact, else complaint,
    else customer, and keeps its scale and direction unless others are given; without an
    open question it is a row of its own. Raises UsageProblem for a score off the scale.
    """
    _check_question(question)
    subject = _subject(work, question)
    row = _open_ask(work, question.kind, subject)
    if row is None:
        row = _new(work, question, subject)
        work.session.add(row)
    else:
        _complete(row, question, subject)
    row.score = score_on(row.kind, score, scale_of(row))
    row.answered_at = work.at
    row.comment = comment or row.comment
    work.session.flush()
    return row


def remove_answer(work: Work, number: int) -> SurveyAnswer:
    """Remove an answer or an open question; `undo` brings it back."""
    row = get(work, SurveyAnswer, ANSWER, number)
    work.session.delete(row)
    work.session.flush()
    return row


def move_answers(work: Work, contact: int, old: int | None, new: int | None) -> None:
    """Move a contact's answers from its old customer to its new one.

    Answers of any other customer stay as they are.
    """
    for number in answers_about_contact_by(work.reader, contact, old):
        get(work, SurveyAnswer, ANSWER, number).customer_id = new


def scale_of(row: SurveyAnswer) -> Scale:
    """Return the scale of a question."""
    return Scale(row.scale_min, row.scale_max)


def format_score(row: SurveyAnswer) -> str:
    """Format the score of an answered question: `NPS 9, promoter`."""
    assert row.score is not None  # noqa: S101 - answered
    return format_answer(row.kind, row.score, scale_of(row), row.direction)


def next_step(row: SurveyAnswer) -> str:
    """Return the next command after an answer: a complaint for an unhappy customer."""
    assert row.score is not None  # noqa: S101 - answered
    if row.customer_id is None or row.complaint_id is not None:
        return "csdesk survey list"
    if not is_unhappy(row.kind, row.score, scale_of(row), row.direction):
        return f"csdesk customer show {ref(CUSTOMER, row.customer_id)}"
    about = f" --contact {ref(CONTACT, row.contact_id)}" if row.contact_id else ""
    return f"csdesk complaint open {ref(CUSTOMER, row.customer_id)} TEXT{about}"


def _check_question(question: Question) -> None:
    options = [
        option
        for option, value in (
            ("--customer", question.who),
            ("--contact", question.contact),
            ("--complaint", question.complaint),
        )
        if value is not None
    ]
    if len(options) > 1:
        raise UsageProblem(
            f"{' and '.join(options)} each say whose answer it is.",
            f"Give {options[-1]} only: it knows its customer."
            if options[0] == "--customer"
            else "Give one of them.",
        )
    check_kind(question.kind, question.scale, question.direction)


def check_kind(kind: str, scale: Scale | None, direction: str | None) -> None:
    """Raise UsageProblem for a scale or a direction that a kind does not have."""
    if kind == "nps" and scale not in {None, NPS_SCALE}:
        raise UsageProblem(
            f"NPS is asked from 0 to 10, not {scale}.",
            "Leave --scale out, or record it as csat or ces.",
        )
    if kind != "ces" and direction is not None:
        raise UsageProblem(
            f"{kind.upper()} has no direction.", "--direction is for ces; leave it out."
        )


def _subject(work: Work, question: Question) -> _Subject:
    """Load the subject of a question. Raises NotFoundError."""
    if question.contact is not None:
        contact = get_contact(work, question.contact)
        name = ref(CONTACT, contact.id)
        not_before(work.at, contact.received_at, f"{name}'s receipt", work)
        return _Subject(
            contact.customer_id, contact=contact.id, within=contact.complaint_id
        )
    if question.complaint is not None:
        complaint = get_complaint(work, question.complaint)
        name = ref(COMPLAINT, complaint.id)
        not_before(work.at, complaint.opened_at, f"{name}'s opening", work)
        return _Subject(complaint.customer_id, complaint=complaint.id)
    customer = None if question.who is None else customer_for(work, question.who)
    return _Subject(customer.id if customer else None)


def _open_ask(work: Work, kind: str, subject: _Subject) -> SurveyAnswer | None:
    """Find the newest open question that an answer about `subject` belongs to."""
    until = int(work.at.timestamp())
    for about, number in _places(subject):
        found = open_survey_id(work.reader, kind, until, about, number)
        if found is not None:
            return work.session.get(SurveyAnswer, found)
    return None


def _places(subject: _Subject) -> Iterable[tuple[About, int | None]]:
    """List where to look for an open question, the nearest first.

    A question about another matter of the same customer does not belong to this one.
    """
    if subject.contact is not None:
        yield "contact", subject.contact
    if subject.within is not None:
        yield "complaint alone", subject.within
    if subject.complaint is not None:
        yield "complaint", subject.complaint
    if subject.customer is None:
        if subject == _Subject():
            yield "nobody", None
    elif subject == _Subject(subject.customer):
        yield "customer", subject.customer
    else:
        yield "customer alone", subject.customer


def _new(work: Work, question: Question, subject: _Subject) -> SurveyAnswer:
    kind, settings = question.kind, work.settings
    scale, direction = question.scale or NPS_SCALE, question.direction
    if kind != "nps" and question.scale is None:
        scale = read_scale(settings.text(f"{kind}_scale"))
    if kind == "ces" and direction is None:
        direction = settings.text("ces_direction")
    return SurveyAnswer(
        kind=kind,
        scale_min=scale.low,
        scale_max=scale.high,
        direction=direction,
        customer_id=subject.customer,
        contact_id=subject.contact,
        complaint_id=subject.complaint,
    )


def _complete(row: SurveyAnswer, question: Question, subject: _Subject) -> None:
    """Add to an open question what its answer knows besides the score."""
    if question.scale is not None:
        row.scale_min, row.scale_max = question.scale.low, question.scale.high
    row.direction = question.direction or row.direction
    row.customer_id = row.customer_id or subject.customer
    row.contact_id = row.contact_id or subject.contact
    row.complaint_id = row.complaint_id or subject.complaint


def score_on(kind: str, text: str, scale: Scale) -> float:
    """Read a score as typed. Raises UsageProblem if it is off the scale."""
    if kind != "nps":
        return read_score(text, scale)
    try:
        score = read_score(text, scale)
    except UsageProblem as error:
        raise UsageProblem(str(error), "Write a whole number from 0 to 10.") from None
    if not score.is_integer():
        raise UsageProblem(
            f"'{text}' is no score of NPS.", "Write a whole number from 0 to 10."
        )
    return score
