"""Vouchers: issue, redeem and format them; each is redeemed once, in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, time
from typing import TYPE_CHECKING

from csdesk.domain.ids import COMPLAINT, CUSTOMER, VOUCHER, ref
from csdesk.domain.money import format_amount, read_amount
from csdesk.domain.parsing.date import read_expiry
from csdesk.domain.timezone import SECOND, format_day
from csdesk.domain.voucher_codes import ALPHABET, new_code, read_code
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.randomness import draws
from csdesk.services.agents import known_agent
from csdesk.services.complaints.remedies import refuse_above_limit
from csdesk.services.complaints.workflow import step
from csdesk.services.customers.customer_lookup import UNKNOWN_CALLER
from csdesk.services.customers.customers import known_customer
from csdesk.services.get import get, get_complaint, not_before
from csdesk.store.models import LoyaltyRule, Remedy, Voucher
from csdesk.store.queries.loyalty import remedy_without_voucher, voucher_with_code

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Complaint


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher to issue; value and end as typed.

    `who` is WHO, or `-` for any bearer. `expires` None: never. `approved_by` names the
    agent who approved it.
    """

    who: str
    value: str
    expires: str | None = None
    complaint: int | None = None
    approved_by: str | None = None


def issue(work: Work, new: NewVoucher) -> Voucher:
    """Issue a voucher; for a complaint it is a granted remedy, with an event.

    Raises RefusedError above the acting agent's goodwill limit.
    """
    value = _amount(work, new.value)
    customer = None
    if new.who.strip() != UNKNOWN_CALLER:
        customer = known_customer(work, new.who).id
    expires = None if new.expires is None else voucher_end(work, new.expires)
    approver = refuse_above_limit(work, value, new.approved_by, new.complaint)
    remedy = None
    if new.complaint is not None:
        complaint = get_complaint(work, new.complaint)
        _warn_of_other_customer(work, complaint, customer)
        remedy = _granted(work, complaint, value, approver)
    return new_voucher(
        work, value, customer, remedy=remedy, expires_at=expires, approver=approver
    )


def new_voucher(
    work: Work,
    value: int,
    customer_id: int | None,
    *,
    remedy: Remedy | None = None,
    expires_at: datetime | None = None,
    approver: str | None = None,
) -> Voucher:
    """Add a voucher of `value` minor units, with a unique code.

    `approver` is the name of the agent who approved it above a goodwill limit.
    """
    approved_by = None if approver is None else known_agent(work, approver)
    voucher = Voucher(
        code=_free_code(work),
        customer_id=customer_id,
        remedy_id=remedy.id if remedy else None,
        value=value,
        issued_at=work.at,
        expires_at=expires_at,
        approved_by_id=approved_by.id if approved_by else None,
    )
    work.session.add(voucher)
    work.session.flush()
    return voucher


def redeem(work: Work, code: str) -> Voucher:
    """Redeem a voucher at the instant of the work.

    Raises CodeError for a mistyped code, NotFoundError for an unknown one, RefusedError
    if it was redeemed before or has expired.
    """
    voucher = voucher_called(work, code)
    name = ref(VOUCHER, voucher.id)
    if voucher.redeemed_at is not None:
        by = work.by("voucher", voucher.id, "redeemed_at")
        raise RefusedError(
            f"{name} was redeemed{by} {work.format_instant(voucher.redeemed_at)}.",
            f"A voucher is redeemed once. See it: csdesk voucher show {name}",
        )
    not_before(work.at, voucher.issued_at, f"the issue of {name}", work)
    if voucher.expires_at is not None and work.at > voucher.expires_at:
        raise RefusedError(
            f"{name} expired {_end(work, voucher.expires_at)}.",
            "Redeemed in time, and written down late? Add --at WHEN. Else a new one: "
            "csdesk voucher issue WHO VALUE",
        )
    voucher.redeemed_at = work.at
    work.session.flush()
    return voucher


def voucher_called(work: Work, code: str) -> Voucher:
    """Find a voucher by its code as typed. Raises CodeError, NotFoundError."""
    number = voucher_with_code(work.reader, read_code(code))
    if number is None:
        raise NotFoundError(
            f"There is no voucher '{code}'.",
            "Nothing is mistyped in it; was it issued by another desk, or undone?",
        )
    return get(work, Voucher, VOUCHER, number)


def format_voucher(work: Work, voucher: Voucher) -> str:
    """Format `V1 over 15.00 EUR, code WFVY-VN46-JTM9, good to Tue 16 Feb 2027`."""
    amount = format_amount(voucher.value, work.settings.text("currency"))
    until = f", good to {_end(work, voucher.expires_at)}" if voucher.expires_at else ""
    return f"{ref(VOUCHER, voucher.id)} over {amount}, code {voucher.code}{until}"


def _amount(work: Work, text: str) -> int:
    value = read_amount(text, work.settings.text("currency"))
    if value == 0:
        raise UsageProblem("A voucher over nothing is none.", "Write what it is worth.")
    return value


def voucher_end(work: Work, text: str) -> datetime:
    """Return the last second of a voucher. Raises UsageProblem if it is past."""
    understood = read_expiry(
        text,
        now=work.at,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    if understood.note:
        work.warn(understood.note)
    expires = understood.instant.astimezone(UTC)
    if expires <= work.at:
        raise UsageProblem(
            f"--expires '{text}' is {_end(work, expires)}, before it is issued.",
            "Write a day to come, or 90d.",
        )
    return expires


def _end(work: Work, expires: datetime) -> str:
    """Format the last day of a voucher; with the time if it ends within the day."""
    local = expires.astimezone(work.settings.zone)
    ends_a_day = (local + SECOND).time() == time()
    return format_day(local.date()) if ends_a_day else work.format_instant(expires)


def _granted(
    work: Work, complaint: Complaint, value: int, approver: str | None
) -> Remedy:
    """Return the remedy of a voucher: one granted without a voucher, else a new one."""
    number = remedy_without_voucher(work.reader, complaint.id)
    text = f"voucher, {format_amount(value, work.settings.text('currency'))}"
    text += f"; approved by {approver}" if approver else ""
    step(work, complaint, "note", text)
    if number is not None:
        remedy = work.session.get_one(Remedy, number)
        if remedy.value in (None, value):
            remedy.value = value
            work.session.flush()
            return remedy
    assert complaint.id is not None  # noqa: S101 - from the desk
    remedy = Remedy(
        complaint_id=complaint.id, kind="voucher", value=value, granted_at=work.at
    )
    work.session.add(remedy)
    work.session.flush()
    return remedy


def _warn_of_other_customer(
    work: Work, complaint: Complaint, customer: int | None
) -> None:
    if complaint.customer_id not in (None, customer):
        work.warn(
            f"{ref(COMPLAINT, complaint.id)} is of "
            f"{ref(CUSTOMER, complaint.customer_id)}."
        )


def _free_code(work: Work) -> str:
    drawn = draws(ALPHABET)
    code = new_code(drawn)
    while voucher_with_code(work.reader, code) is not None:
        code = new_code(drawn)
    return code


def issue_reward(
    work: Work,
    customer_id: int | None,
    value: int,
    expires_at: datetime | None,
    *,
    rule_id: int | None = None,
    reached: str | None = None,
) -> Voucher:
    """Issue a voucher of `value` minor units now.

    `expires_at` None: never. `rule_id` and `reached` name the loyalty rule and the
    threshold reached; a rule rewards each once.
    """
    row = new_voucher(work, value, customer_id, expires_at=expires_at)
    row.issued_at = work.now
    row.loyalty_rule_id, row.reached = rule_id, reached
    work.session.flush()
    return row


def format_reward(work: Work, voucher: Voucher) -> str:
    """Format an earned voucher, with its rule and the threshold reached.

    `voucher ABCD2345 (V3) over 15.00 EUR until Tue 16 Feb 2027, 10th visit (10)`.
    """
    value = format_amount(voucher.value, work.settings.text("currency"))
    until = ""
    if voucher.expires_at is not None:
        until = (
            f" until {format_day(voucher.expires_at.astimezone(work.settings.zone))}"
        )
    rule = None
    if voucher.loyalty_rule_id is not None:
        rule = work.session.get(LoyaltyRule, voucher.loyalty_rule_id)
    why = f", {rule.name} ({voucher.reached})" if rule else ""
    name = ref(VOUCHER, voucher.id)
    return f"voucher {voucher.code} ({name}) over {value}{until}{why}"
