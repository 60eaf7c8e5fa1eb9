"""Edit and remove contacts, and check that their facts still agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.case import (
    can_carry_resolution,
    is_live_inbound,
    is_resolved,
)
from csdesk.domain.ids import CONTACT, CUSTOMER, ref
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.contacts import follow
from csdesk.services.customers.customers import extend_since, known_customer
from csdesk.services.follow_ups import move_follow_ups, unlink_follow_ups
from csdesk.services.get import (
    agent_called,
    category_word,
    get,
    get_complaint,
    get_contact,
)
from csdesk.services.surveys import move_answers
from csdesk.store.models import (
    ArticleUse,
    Attachment,
    Contact,
    Customer,
    Pause,
    Reopening,
    SurveyAnswer,
)
from csdesk.store.queries.contacts import (
    answers_about_contact,
    follower_too_early,
    followers,
    parts_of_contact,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import SQLModel

    from csdesk.services.unit_of_work import Work
    from csdesk.store.queries.contacts import Part

# Tables whose rows are removed with a contact.
PARTS: tuple[tuple[type[SQLModel], Part], ...] = (
    (Attachment, "attachment"),
    (ArticleUse, "article_use"),
    (Pause, "pause"),
    (Reopening, "reopening"),
)


def edit_contact(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Contact:
    """Change a contact's fields; `cleared` names fields to empty.

    `customer` is WHO, `complaint` and `follows` are ids, `handled_by` is an agent's
    name; the others are columns. Raises UsageProblem if the facts would contradict each
    other, RefusedError if a thread forbids it.
    """
    contact = get_contact(work, number)
    was_inbound, was_whose = contact.direction == "inbound", contact.customer_id
    contact.received_at = changes.get("received_at", contact.received_at)
    _check_instants(work, contact)  # before lookups, which flush the changes
    for field in cleared:
        _write(work, contact, field, None)
    for field, value in changes.items():
        _write(work, contact, field, value)
    _check_facts(contact)
    if {"abandoned", "channel", "direction"} & changes.keys():
        _check_resolution(contact)
    if was_inbound and contact.direction == "outbound":
        _refuse_if_followed(work, contact, "become outbound")
    if "received_at" in changes:
        _check_thread(work, contact)
    if contact.customer_id != was_whose:
        move_answers(work, number, was_whose, contact.customer_id)
        move_follow_ups(work, "contact", number, was_whose, contact.customer_id)
    if contact.customer_id is not None:
        customer = get(work, Customer, CUSTOMER, contact.customer_id)
        extend_since(customer, contact.received_at)
    work.session.flush()
    return contact


def remove_contact(work: Work, number: int) -> Contact:
    """Remove a contact with its attachments, holds, reopenings and article uses.

    Its survey answers and follow-ups stay, without a contact. Raises RefusedError if
    another contact follows it.
    """
    contact = get_contact(work, number)
    _refuse_if_followed(work, contact, "be removed")
    for answer_id in answers_about_contact(work.reader, number):
        answer = work.session.get_one(SurveyAnswer, answer_id)
        answer.contact_id = None
        answer.customer_id = answer.customer_id or contact.customer_id
        work.warn(f"S{answer.id} stays, without its contact.")
    for name in unlink_follow_ups(work, "contact", number, contact.customer_id):
        work.warn(f"{name} stays, without its contact.")
    for model, table in PARTS:
        for part in parts_of_contact(work.reader, table, number):
            work.session.delete(work.session.get_one(model, part))
    work.session.flush()
    work.session.delete(contact)
    work.session.flush()
    return contact


def _write(work: Work, contact: Contact, field: str, value: Any) -> None:
    if field == "customer":
        contact.customer_id = known_customer(work, value).id if value else None
    elif field == "complaint":
        contact.complaint_id = get_complaint(work, value).id if value else None
    elif field == "follows":
        contact.follows_id = None
        if value is not None:
            _refuse_if_followed(work, contact, "follow another")
            follow(work, contact, value)
    elif field == "handled_by":
        contact.agent_id = agent_called(work, value).id if value else None
    elif field == "category":
        contact.category = category_word(work, value)
    else:
        setattr(contact, field, None if value == "" else value)


def _refuse_if_followed(work: Work, contact: Contact, what: str) -> None:
    following = followers(work.reader, contact.id)
    if following:
        follower = ref(CONTACT, following[0])
        raise RefusedError(
            f"{ref(CONTACT, contact.id)} cannot {what}: {follower} follows it.",
            f"Change that one first: csdesk contact edit {follower} --clear follows",
        )


def _check_instants(work: Work, contact: Contact) -> None:
    """Raise UsageProblem if a contact would be answered before its receipt."""
    later: tuple[tuple[datetime | None, str], ...] = (
        (contact.first_response_at, "first response"),
        (contact.resolved_at, "resolution"),
    )
    for instant, what in later:
        if instant is not None and instant < contact.received_at:
            raise UsageProblem(
                f"Its {what} ({work.format_instant(instant)}) would be before its "
                f"receipt ({work.format_instant(contact.received_at)}).",
                "Write an earlier --received.",
            )


def _check_thread(work: Work, contact: Contact) -> None:
    """Raise UsageProblem if a contact would begin after one that follows it."""
    early = follower_too_early(work.reader, contact.id)
    if early is not None:
        follower = ref(CONTACT, early)
        raise UsageProblem(
            f"{follower} would come before the contact that it follows.",
            f"Write another --received, or first: "
            f"csdesk contact edit {follower} --clear follows",
        )


def _check_facts(contact: Contact) -> None:
    """Raise UsageProblem if an edited contact's facts contradict each other."""
    if contact.abandoned and not is_live_inbound(contact.direction, contact.channel):
        raise UsageProblem(
            f"A contact by {contact.channel}, {contact.direction}, "
            "cannot be abandoned.",
            "Add --not-abandoned.",
        )
    if contact.abandoned and contact.handle_seconds is not None:
        raise UsageProblem(
            "An abandoned contact was never handled.", "Add --clear took."
        )


def _check_resolution(contact: Contact) -> None:
    """Raise RefusedError if a resolved contact could not carry a resolution."""
    if is_resolved(contact) and not can_carry_resolution(
        contact.direction, contact.channel,
        abandoned=contact.abandoned, follows=contact.follows_id,
    ):  # fmt: skip
        name = ref(CONTACT, contact.id)
        raise RefusedError(
            f"{name} is resolved: only what a customer asked and somebody answered is.",
            f"If it was no question: csdesk contact reopen {name}, then this again.",
        )
