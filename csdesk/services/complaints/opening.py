"""Open complaints, with a new contact or from one already logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.case import is_resolved
from csdesk.domain.complaint_workflow import RECEIVED
from csdesk.domain.ids import (
    COMPLAINT,
    CONTACT,
    CUSTOMER,
    ref,
)
from csdesk.domain.policies import DEFAULT
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.services import cases
from csdesk.services.contacts import NewContact, log_contact
from csdesk.services.customers.customer_lookup import UNKNOWN_CALLER
from csdesk.services.customers.customers import customer_for, known_customer
from csdesk.services.get import (
    agent_called,
    category_word,
    get_contact,
    not_before,
)
from csdesk.store.models import Complaint, ComplaintEvent, Contact
from csdesk.store.queries.contacts import thread_without_complaint

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work

DEFAULT_CHANNEL = "phone"


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint to open.

    `contact` is the id of the contact that brought it; without one a contact is logged
    with it, if `logs_contact`. Values that are None come from that contact.
    """

    who: str | None
    text: str | None
    contact: int | None = None
    logs_contact: bool = True
    channel: str | None = None
    category: str | None = None
    severity: str = "normal"
    safety: bool = False
    product: str | None = None
    order: str | None = None
    requested_remedy: str | None = None
    owner: str | None = None
    policy: str = DEFAULT
    public: bool = False


def open_complaint(work: Work, new: NewComplaint) -> tuple[Complaint, Contact | None]:
    """Open a complaint; return it and the contact that brought it.

    It begins when that contact was received, else at the instant of the work. Raises
    UsageProblem for an empty text, RefusedError if the contact is outbound or belongs
    to another complaint.
    """
    if new.text is not None and not new.text.strip():
        raise UsageProblem("TEXT is empty.", "Say what is wrong, in a few words.")
    brought_by = None
    if new.contact is not None:
        brought_by = _free_contact(work, new.contact)
    complaint = _new(work, new, brought_by)
    if brought_by is not None:
        _link_thread(work, complaint, brought_by)
        _warn_of_differences(work, complaint, brought_by)
    elif new.logs_contact:
        brought_by = _log_its_contact(work, complaint)
    work.session.flush()
    return complaint, brought_by


def _new(work: Work, new: NewComplaint, contact: Contact | None) -> Complaint:
    """Add the complaint with its opening event."""
    category = new.category
    if contact is not None and category is None:
        category = contact.category
    opened_at = contact.received_at if contact else work.at
    complaint = Complaint(
        customer_id=_customer_id(work, new.who, contact),
        channel=new.channel or (contact.channel if contact else DEFAULT_CHANNEL),
        category=category_word(work, category),
        severity=new.severity,
        safety=new.safety,
        product=new.product,
        order_ref=new.order,
        description=new.text or (contact.subject if contact else None),
        asked=new.requested_remedy,
        owner_id=agent_called(work, new.owner or work.agent).id,
        status=RECEIVED,
        policy=new.policy,
        opened_at=opened_at,
        public_at=opened_at if new.public else None,
    )
    work.session.add(complaint)
    work.session.flush()
    assert complaint.id is not None  # noqa: S101 - flushed
    work.session.add(
        ComplaintEvent(
            complaint_id=complaint.id,
            at=complaint.opened_at,
            agent=work.agent,
            kind="open",
            to_status=RECEIVED,
        )
    )
    return complaint


def _customer_id(work: Work, who: str | None, contact: Contact | None) -> int | None:
    """Return the customer of a complaint.

    If the contact has a customer, `who` must be a known one: otherwise a TEXT given
    alone would be read as WHO and added as a customer.
    """
    if who is None:
        return contact.customer_id if contact else None
    if contact is not None and contact.customer_id and who.strip() != UNKNOWN_CALLER:
        return _known_or_explained(work, who, contact)
    customer = customer_for(work, who)
    return customer.id if customer else None


def _known_or_explained(work: Work, who: str, contact: Contact) -> int | None:
    try:
        return known_customer(work, who).id
    except NotFoundError as error:
        name = ref(CUSTOMER, contact.customer_id)
        raise NotFoundError(
            str(error),
            f"WHO comes before TEXT; {ref(CONTACT, contact.id)} is of {name}: csdesk "
            f"complaint open {name} TEXT --contact {ref(CONTACT, contact.id)}",
        ) from None


def _log_its_contact(work: Work, complaint: Complaint) -> Contact:
    """Log the inbound contact of a complaint: same text, channel and category."""
    number = complaint.customer_id
    return log_contact(
        work,
        NewContact(
            who=UNKNOWN_CALLER if number is None else ref(CUSTOMER, number),
            subject=complaint.description,
            channel=complaint.channel,
            category=complaint.category,
            reason="complaint",
            complaint=complaint.id,
        ),
    )


def _free_contact(work: Work, number: int) -> Contact:
    """Load the contact, if it may bring a complaint.

    It must be inbound, on any channel, and neither it nor the first contact of its
    thread may belong to a complaint.
    """
    contact = get_contact(work, number)
    name = ref(CONTACT, number)
    if contact.direction != "inbound":
        raise RefusedError(
            f"{name} went out: a complaint comes from a customer.",
            "Name the customer's own contact, or leave --contact out.",
        )
    not_before(work.at, contact.received_at, f"the receipt of {name}", work)
    first = cases.first_of_thread(work, contact)
    owned = contact if contact.complaint_id is not None else first
    if owned.complaint_id is not None:
        complaint = ref(COMPLAINT, owned.complaint_id)
        what = f"{name} belongs to {complaint}"
        if owned is not contact:
            what = f"{name} follows {ref(CONTACT, first.id)}, which is of {complaint}"
        raise RefusedError(
            f"{what}.",
            f"See it: csdesk complaint show {complaint}. Another matter? "
            "Leave --contact out.",
        )
    return contact


def _link_thread(work: Work, complaint: Complaint, contact: Contact) -> None:
    """Add the contact and all of its thread to the complaint.

    Each contact keeps its own facts. Their case ends: its hold at the instant of the
    work, and resolutions no longer count. Contacts of another complaint stay there.
    """
    first = cases.first_of_thread(work, contact)
    pause = cases.open_pause(work, contact_id=first.id)
    if pause is not None:
        pause.until = max(work.at, pause.since)
    others = []
    for number in thread_without_complaint(work.reader, first.id):
        member = get_contact(work, number)
        member.complaint_id = complaint.id
        if member is not contact:
            others.append(ref(CONTACT, member.id))
        if is_resolved(member):
            work.warn(
                f"{ref(CONTACT, member.id)} was resolved; that counts no more, as "
                f"{ref(COMPLAINT, complaint.id)} is open."
            )
    if others:
        work.warn(
            f"Part of {ref(COMPLAINT, complaint.id)} as well, being of the same "
            f"thread: {', '.join(others)}."
        )


def _warn_of_differences(work: Work, complaint: Complaint, contact: Contact) -> None:
    """Warn if the values given differ from those of the contact."""
    name, brought_by = ref(COMPLAINT, complaint.id), ref(CONTACT, contact.id)
    if complaint.customer_id != contact.customer_id:
        theirs = _owner(contact.customer_id)
        work.warn(
            f"{name} is of {_owner(complaint.customer_id)}, {brought_by} of {theirs}."
        )
    if work.is_dated and work.at != contact.received_at:
        work.warn(
            f"{name} begins when {brought_by} was received. Another beginning: "
            f"csdesk complaint edit {name} --opened WHEN"
        )


def _owner(customer_id: int | None) -> str:
    return "an unknown caller" if customer_id is None else ref(CUSTOMER, customer_id)
