"""Contacts: log, answer, resolve, reopen and hold them."""

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
from csdesk.services.customers.customers import customer_for, extend_since
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
    """A contact to log; durations in seconds, ids as numbers."""

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
    may_be_piece: bool = False  # a person confirmed a part of a name


def log_contact(work: Work, new: NewContact) -> Contact:
    """Log a contact.

    Without a given instant a live contact ends now: it was received `wait` and `took`
    seconds ago. `resolved` means resolved at that end; on other channels, at receipt.
    Raises UsageProblem for facts that contradict each other, RefusedError if a rule of
    cases and threads forbids it.
    """
    _check_facts(new)
    received = work.at
    if new.channel in LIVE_CHANNELS and not work.is_dated:
        received -= timedelta(seconds=live_length(new.wait, new.took)[0])
    customer = customer_for(work, new.who, may_be_piece=new.may_be_piece)
    if customer is not None:
        extend_since(customer, received)
    if new.complaint is not None:
        get_complaint(work, new.complaint)
    contact = Contact(
        customer_id=customer.id if customer else None,
        agent_id=None if new.abandoned else agent_called(work, work.agent).id,
        channel=new.channel,
        direction=new.direction,
        phase=new.phase,
        reason=new.reason,
        category=category_word(work, new.category),
        subject=(new.subject or "").strip() or None,
        notes=(new.notes or "").strip() or None,
        received_at=received,
        abandoned=new.abandoned,
        wait_seconds=new.wait,
        handle_seconds=new.took,
        complaint_id=new.complaint,
        **new.columns(),
    )
    if new.follows is not None:
        follow(work, contact, new.follows)
    work.session.add(contact)
    work.session.flush()
    if new.resolved:
        _resolve_at_end(work, contact)
    work.session.flush()
    return contact


def follow(work: Work, contact: Contact, number: int) -> None:
    """Add `contact` to the thread of the contact of that number.

    An outbound contact is the first response to the contact that it follows, if that
    had none. Raises RefusedError if that contact cannot be followed.
    """
    named = get_contact(work, number)
    first = cases.first_of_thread(work, named)
    _check_link(work, first, contact, ref(CONTACT, number))
    contact.follows_id = first.id
    for earlier in {named.id: named, first.id: first}.values():
        if is_reply(earlier, contact) and can_be_answered(earlier):
            earlier.first_response_at = contact.received_at


def _check_link(work: Work, first: Contact, contact: Contact, name: str) -> None:
    """Raise if `contact` cannot follow `name`, whose thread begins with `first`."""
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

    Raises RefusedError if there was one, or none is due.
    """
    contact = get_contact(work, number)
    name = ref(CONTACT, number)
    if contact.first_response_at is not None:
        raise RefusedError(
            f"{name} was first answered "
            f"{work.format_instant(contact.first_response_at)}.",
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
    """Resolve the case of a contact at the instant of the work; return the case."""
    case = cases.case_of(work, number)
    cases.settle(work, case, work.at)
    work.session.flush()
    return case


def reopen_contact(work: Work, number: int, reason: str | None = None) -> Contact:
    """Reopen the case of a contact; return the case. The first response stays."""
    case = cases.case_of(work, number)
    cases.reopen_case(work, case, reason)
    work.session.flush()
    return case


def hold_contact(work: Work, number: int, reason: str) -> Contact:
    """Put the open case of a contact on hold; return the case."""
    case = cases.case_of(work, number)
    already = cases.format_resolution(work, case)
    name = ref(CONTACT, case.id)
    if already:
        raise RefusedError(
            f"{name} was resolved {already}.", f"csdesk contact reopen {name}"
        )
    not_before(work.at, case.received_at, "its receipt", work)
    cases.begin_pause(work, reason, contact_id=case.id)
    return case


def resume_contact(work: Work, number: int) -> Contact:
    """End the hold of a contact's case; return the case."""
    case = cases.case_of(work, number)
    if cases.end_pause(work, work.at, contact_id=case.id) is None:
        name = ref(CONTACT, case.id)
        raise RefusedError(
            f"{name} is not on hold.", f"csdesk contact hold {name} REASON"
        )
    work.session.flush()
    return case


def _check_facts(new: NewContact) -> None:
    """Raise UsageProblem or RefusedError if the values contradict each other."""
    if new.abandoned and not is_live_inbound(new.direction, new.channel):
        raise UsageProblem(
            f"A contact by {new.channel}, {new.direction}, cannot be abandoned.",
            "--abandoned is for phone, chat or in person, inbound.",
        )
    if new.abandoned and new.took is not None:
        raise UsageProblem(
            "An abandoned contact was never handled.",
            "Leave out --took or --abandoned.",
        )
    if not new.resolved:
        return
    if new.complaint is not None:
        name = ref(COMPLAINT, new.complaint)
        raise RefusedError(
            f"A contact of {name} is resolved with it, not by itself.",
            f"Leave --resolved out; then csdesk complaint resolve {name}",
        )
    if not can_carry_resolution(
        new.direction, new.channel, abandoned=new.abandoned, follows=new.follows
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
