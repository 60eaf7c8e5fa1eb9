"""Follow-ups: dated actions for a customer, with their outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from csdesk.domain.ids import COMPLAINT, CONTACT, CUSTOMER, FOLLOW_UP, ref
from csdesk.domain.parsing.commitment import CALL_BACK, Commitment, read_commitment
from csdesk.domain.parsing.date import read_due
from csdesk.domain.recurrence import next_time
from csdesk.domain.vocabulary import COMMITMENTS
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.customers.customer_lookup import UNKNOWN_CALLER
from csdesk.services.customers.customers import known_customer
from csdesk.services.get import get, get_complaint, get_contact
from csdesk.store.models import Customer, FollowUp
from csdesk.store.queries.customers import open_departure_id
from csdesk.store.queries.follow_ups import earlier_in_series, follow_ups_of

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Complaint, Contact


def move_follow_ups(
    work: Work,
    case: Literal["contact", "complaint"],
    number: int | None,
    old: int | None,
    new: int | None,
) -> None:
    """Move a case's follow-ups from its old customer to its new one.

    Follow-ups of any other customer stay as they are.
    """
    for row in _of(work, case, number):
        if row.customer_id == old:
            row.customer_id = new


def unlink_follow_ups(
    work: Work,
    case: Literal["contact", "complaint"],
    number: int | None,
    customer_id: int | None,
) -> list[str]:
    """Keep the follow-ups of a case about to be removed; return their ids as text."""
    rows = _of(work, case, number)
    for row in rows:
        setattr(row, f"{case}_id", None)
        row.customer_id = row.customer_id or customer_id
    return [ref(FOLLOW_UP, row.id) for row in rows]


def _of(
    work: Work, case: Literal["contact", "complaint"], number: int | None
) -> list[FollowUp]:
    found = follow_ups_of(work.reader, case, number)
    return [work.session.get_one(FollowUp, one) for one in found]


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """A follow-up to add; `who` is `-` to take the customer of contact or complaint."""

    who: str
    text: str | None
    kind: str = CALL_BACK
    every: str | None = None
    contact: int | None = None
    complaint: int | None = None


def add_follow_up(work: Work, new: NewFollowUp, due: str) -> FollowUp:
    """Add a follow-up due at `due`, as typed.

    `tomorrow` and the like count from the instant of the work. Raises NotFoundError for
    an unknown customer, RefusedError for a past time, or for outreach to a customer who
    is not to be contacted.
    """
    customer = _whose(work, new)
    check_reachable(work, customer, new.kind)
    when = due_instant(work, due)
    row = FollowUp(
        customer_id=customer,
        contact_id=new.contact,
        complaint_id=new.complaint,
        kind=new.kind,
        text=(new.text or "").strip() or None,
        promised_at=when,
        due_at=when,
        every=new.every,
    )
    work.session.add(row)
    work.session.flush()
    return row


def add_commitment(
    work: Work,
    text: str,
    *,
    contact: Contact | None = None,
    complaint: Complaint | None = None,
) -> FollowUp:
    """Add the follow-up of a commitment, to the customer of a case just written.

    `text` is as typed: `call back tomorrow 10:00`. Raises DateError naming the part
    that is no time, RefusedError for a past time.
    """
    commitment = _read(work, text)
    case = contact or complaint
    row = FollowUp(
        customer_id=case.customer_id if case else None,
        contact_id=contact.id if contact else None,
        complaint_id=complaint.id if complaint else None,
        kind=commitment.kind,
        text=commitment.text,
        promised_at=commitment.due,
        due_at=commitment.due,
    )
    check_reachable(work, row.customer_id, row.kind)
    work.session.add(row)
    work.session.flush()
    return row


def add_commitment_line(
    work: Work,
    text: str | None,
    *,
    contact: Contact | None = None,
    complaint: Complaint | None = None,
) -> str:
    """Add the commitment `text`, if any; return a line for the result, or nothing."""
    if not text:
        return ""
    row = add_commitment(work, text, contact=contact, complaint=complaint)
    return f"\nPromised: {format_follow_up(work, row)}."


def finish(
    work: Work, number: int, outcome: str | None = None
) -> tuple[FollowUp, FollowUp | None]:
    """Finish a follow-up at the instant of the work; return it and its next one.

    The next one of a series is due at the first time after both this one's due time and
    the instant of the work: missed ones are skipped. None if it does not recur. Raises
    RefusedError if it was done before.
    """
    row = open_follow_up(work, number)
    row.done_at = work.at
    row.outcome = (outcome or "").strip() or None
    coming = None if row.every is None else _next(work, row, row.every)
    if coming is not None:
        work.session.add(coming)
    work.session.flush()
    return row, coming


def move(work: Work, number: int, due: str) -> FollowUp:
    """Change the due time of a follow-up; the time first promised stays on record."""
    row = open_follow_up(work, number)
    row.due_at = due_instant(work, due)
    work.session.flush()
    return row


def remove_follow_up(work: Work, number: int) -> FollowUp:
    """Remove a follow-up that was added by mistake."""
    row = get(work, FollowUp, FOLLOW_UP, number)
    work.session.delete(row)
    work.session.flush()
    return row


def open_follow_up(work: Work, number: int) -> FollowUp:
    """Return the open follow-up of that id. Raises RefusedError if it is done."""
    row = get(work, FollowUp, FOLLOW_UP, number)
    if row.done_at is not None:
        name = ref(FOLLOW_UP, number)
        by = work.by("follow_up", number, "done_at")
        raise RefusedError(
            f"{name} was done{by} {work.format_instant(row.done_at)}.",
            f"See it: csdesk followup show {name}",
        )
    return row


def due_instant(work: Work, text: str) -> datetime:
    """Read a due time. Raises DateError, RefusedError if it is past."""
    understood = read_due(
        text,
        now=work.at,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    if understood.note:
        work.warn(understood.note)
    _refuse_past(work, text, understood.instant)
    return understood.instant


def check_reachable(work: Work, customer_id: int | None, kind: str) -> None:
    """Warn of a customer who is not to be contacted; refuse outreach to one.

    Commitments may be kept to anyone; reminders and win-backs may not be sent.
    """
    if customer_id is None:
        return
    customer = get(work, Customer, CUSTOMER, customer_id)
    name = ref(CUSTOMER, customer_id)
    if kind == "reminder" and open_departure_id(work.reader, customer_id) is not None:
        raise RefusedError(
            f"{name} left: no reminder.",
            f"Add --kind win-back; or, if they are back: csdesk customer return {name}",
        )
    if not customer.do_not_contact:
        return
    if kind not in COMMITMENTS:
        raise RefusedError(
            f"{name} is not to be contacted: no {kind}.",
            f"If they agreed to it: csdesk customer edit {name} --may-contact",
        )
    work.warn(f"{name} is marked 'do not contact'.")


def format_follow_up(work: Work, row: FollowUp) -> str:
    """Format a follow-up: `call back Tue 24 Nov 2026 10:00 (F4)`."""
    what = row.text or row.kind.replace("-", " ")
    return f"{what} {work.format_instant(row.due_at)} ({ref(FOLLOW_UP, row.id)})"


def _whose(work: Work, new: NewFollowUp) -> int | None:
    """Return the customer, who must be that of the contact or complaint."""
    if new.contact is not None and new.complaint is not None:
        raise UsageProblem(
            "--contact and --complaint each say what it is about.",
            "Give one of them, such as --complaint.",
        )
    owner: Contact | Complaint
    if new.contact is not None:
        name, owner = ref(CONTACT, new.contact), get_contact(work, new.contact)
    elif new.complaint is not None:
        name = ref(COMPLAINT, new.complaint)
        owner = get_complaint(work, new.complaint)
    else:
        return _named(work, new.who).id
    if new.who.strip() == UNKNOWN_CALLER:
        return owner.customer_id
    customer = known_customer(work, new.who)
    if owner.customer_id not in {None, customer.id}:
        raise UsageProblem(
            f"{name} is not of {ref(CUSTOMER, customer.id)}.",
            f"Write {ref(CUSTOMER, owner.customer_id)}, or another id.",
        )
    return customer.id


def _named(work: Work, who: str) -> Customer:
    if who.strip() == UNKNOWN_CALLER:
        raise UsageProblem(
            "'-' is nobody who can be followed up.",
            "Write P7, an e-mail, a phone number or a name, or add --contact C12.",
        )
    return known_customer(work, who)


def _read(work: Work, text: str) -> Commitment:
    commitment = read_commitment(
        text,
        now=work.at,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    if commitment.note:
        work.warn(commitment.note)
    _refuse_past(work, text, commitment.due)
    return commitment


def _refuse_past(work: Work, text: str, due: datetime) -> None:
    if due > work.at:
        return
    seen_from = f"before {work.format_instant(work.at)}" if work.is_dated else "past"
    earlier = "" if work.is_dated else "; or say with --at when it was promised"
    raise RefusedError(
        f"'{text}' is {work.format_instant(due)}, which is {seen_from}.",
        f"Write a time to come, such as 'tomorrow 10:00'{earlier}.",
    )


def _next(work: Work, row: FollowUp, every: str) -> FollowUp:
    zone = work.settings.zone
    first = _first_of_series(work, row, every)
    due = next_time(every, first, max(row.promised_at, work.at), zone)
    return FollowUp(
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        complaint_id=row.complaint_id,
        kind=row.kind,
        text=row.text,
        promised_at=due,
        due_at=due,
        every=every,
    )


def _first_of_series(work: Work, row: FollowUp, every: str) -> datetime:
    """Return when the series of a follow-up began.

    A day of its own may be clipped: the last day of a month that has no 31st.
    """
    zone = work.settings.zone
    just_before = row.promised_at - row.promised_at.resolution
    for seconds in earlier_in_series(work.reader, row.id):
        begin = datetime.fromtimestamp(seconds, UTC)
        if next_time(every, begin, just_before, zone) == row.promised_at:
            return begin
    return row.promised_at
