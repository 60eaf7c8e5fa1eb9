"""Contacts: written down, answered, resolved, put on hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from csdesk.domain.case import (
    ITSELF,
    OUTBOUND,
    TOO_EARLY,
    can_be_answered,
    can_carry_resolution,
    is_live_inbound,
    is_reply,
    live_length,
    why_not_followed,
)
from csdesk.domain.contact_fields import TypedFields
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.domain.vocabulary import LIVE_CHANNELS
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services import cases
from csdesk.services.customers.customers import customer_for, seen
from csdesk.services.get import (
    agent_called,
    category_word,
    get_complaint,
    get_contact,
    not_before,
)
from csdesk.store.models import Contact

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class NewContact(TypedFields):
    """A contact as it is told; durations in seconds, ids as numbers."""

    who: str
    subject: str | None = None
    channel: str = "phone"
    direction: str = "inbound"
    phase: str | None = "after-sale"
    reason: str | None = "question"
    category: str | None = None
    notes: str | None = None
    wait: int | None = None
    took: int | None = None
    abandoned: bool = False
    resolved: bool = False
    follows: int | None = None
    complaint: int | None = None
    may_be_piece: bool = False  # a person confirmed who it is


def log_contact(work: Work, told: NewContact) -> Contact:
    """Write down a contact.

    Without a given instant a live contact ends now: it was received `wait` and `took`
    ago. Resolved means at that end; by other channels, at receipt. Raises
    UsageProblem for facts that contradict each other, RefusedError where a rule of
    cases and threads forbids it.
    """
    _check_facts(told)
    received = work.at
    if told.channel in LIVE_CHANNELS and not work.is_dated:
        received -= timedelta(seconds=live_length(told.wait, told.took)[0])
    customer = customer_for(work, told.who, may_be_piece=told.may_be_piece)
    if customer is not None:
        seen(customer, received)
    if told.complaint is not None:
        get_complaint(work, told.complaint)
    contact = Contact(
        customer_id=customer.id if customer else None,
        agent_id=None if told.abandoned else agent_called(work, work.agent).id,
        channel=told.channel,
        direction=told.direction,
        phase=told.phase,
        reason=told.reason,
        category=category_word(work, told.category),
        subject=(told.subject or "").strip() or None,
        notes=(told.notes or "").strip() or None,
        received_at=received,
        abandoned=told.abandoned,
        wait_seconds=told.wait,
        handle_seconds=told.took,
        complaint_id=told.complaint,
        **told.columns(),
    )
    if told.follows is not None:
        follow(work, contact, told.follows)
    work.session.add(contact)
    work.session.flush()
    if told.resolved:
        _resolve_at_end(work, contact)
    work.session.flush()
    return contact


def follow(work: Work, contact: Contact, number: int) -> None:
    """Put `contact` into the thread of the contact of that number.

    An outbound contact is the first response of what it follows, where that had none.
    Raises RefusedError where such a contact cannot be followed.
    """
    named = get_contact(work, number)
    first = cases.first_of_thread(work, named)
    _check_link(work, first, contact, ref(CONTACT, number))
    contact.follows_id = first.id
    for asked in {named.id: named, first.id: first}.values():
        if is_reply(asked, contact) and can_be_answered(asked):
            asked.first_response_at = contact.received_at


def _check_link(work: Work, first: Contact, contact: Contact, name: str) -> None:
    """Raise where `contact` cannot follow `name`, whose thread begins with `first`."""
    why = why_not_followed(first, contact)
    if why == ITSELF:
        raise RefusedError(f"{name} cannot follow itself.", "Name an earlier contact.")
    if why == OUTBOUND:
        raise RefusedError(
            f"{name} went out: only a contact that came in can be followed.",
            "Name the customer's own contact with --follows.",
        )
    if why == TOO_EARLY:
        not_before(contact.received_at, first.received_at, f"{name}'s receipt", work)
    elif why is not None:
        raise RefusedError(
            f"{name} was {why}: only a contact of yours can follow it.",
            "Leave --follows out, or add --direction outbound.",
        )


def respond(work: Work, number: int) -> Contact:
    """Record the first response to a contact at the instant of the work.

    Raises RefusedError where there was one, or none is called for.
    """
    contact = get_contact(work, number)
    name = ref(CONTACT, number)
    if contact.first_response_at is not None:
        raise RefusedError(
            f"{name} was first answered {work.say(contact.first_response_at)}.",
            "A later answer is a contact of its own: "
            f"csdesk log WHO TEXT --direction outbound --follows {name}",
        )
    if not can_be_answered(contact):
        what = "went out" if contact.direction == "outbound" else "was answered at once"
        raise RefusedError(
            f"{name} {what}: it has no first response.",
            f"See it: csdesk contact show {name}",
        )
    not_before(work.at, contact.received_at, "its receipt", work)
    contact.first_response_at = work.at
    if contact.agent_id is None:
        contact.agent_id = agent_called(work, work.agent).id
    work.session.flush()
    return contact


def resolve_contact(work: Work, number: int) -> Contact:
    """Resolve the case of a contact at the instant of the work; returns the case."""
    case = cases.case_of(work, number)
    cases.settle(work, case, work.at)
    work.session.flush()
    return case


def reopen_contact(work: Work, number: int, reason: str | None = None) -> Contact:
    """Reopen the case of a contact; returns the case. The first response stays."""
    case = cases.case_of(work, number)
    cases.reopen_case(work, case, reason)
    work.session.flush()
    return case


def hold_contact(work: Work, number: int, reason: str) -> Contact:
    """Put the open case of a contact on hold; returns the case."""
    case = cases.case_of(work, number)
    already = cases.resolved_when(work, case)
    name = ref(CONTACT, case.id)
    if already:
        raise RefusedError(
            f"{name} was resolved {already}.", f"csdesk contact reopen {name}"
        )
    not_before(work.at, case.received_at, "its receipt", work)
    cases.begin_pause(work, reason, contact_id=case.id)
    return case


def resume_contact(work: Work, number: int) -> Contact:
    """End the hold of a contact's case; returns the case."""
    case = cases.case_of(work, number)
    if cases.end_pause(work, work.at, contact_id=case.id) is None:
        name = ref(CONTACT, case.id)
        raise RefusedError(
            f"{name} is not on hold.", f"csdesk contact hold {name} REASON"
        )
    work.session.flush()
    return case


def _check_facts(told: NewContact) -> None:
    """Raise UsageProblem where what was told contradicts itself."""
    if told.abandoned and not is_live_inbound(told.direction, told.channel):
        raise UsageProblem(
            f"A contact by {told.channel}, {told.direction}, cannot be abandoned.",
            "--abandoned is for phone, chat or in person, inbound.",
        )
    if told.abandoned and told.took is not None:
        raise UsageProblem(
            "An abandoned contact was never handled.",
            "Leave out --took or --abandoned.",
        )
    if not told.resolved:
        return
    if told.complaint is not None:
        name = ref(COMPLAINT, told.complaint)
        raise RefusedError(
            f"A contact of {name} is resolved with it, not by itself.",
            f"Leave --resolved out; then csdesk complaint resolve {name}",
        )
    if not can_carry_resolution(
        told.direction, told.channel, abandoned=told.abandoned, follows=told.follows
    ):
        raise RefusedError(
            "Only what a customer asked and somebody answered can be resolved.",
            "Leave --resolved out, or name the customer's contact with --follows.",
        )


def _resolve_at_end(work: Work, contact: Contact) -> None:
    end, time_known = contact.received_at, True
    if contact.channel in LIVE_CHANNELS:
        took, time_known = live_length(contact.wait_seconds, contact.handle_seconds)
        end += timedelta(seconds=took)
    assert contact.id is not None  # noqa: S101 - flushed
    case = cases.case_of(work, contact.id)
    cases.settle(work, case, end, time_known=time_known or case.id != contact.id)
