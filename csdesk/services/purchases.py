"""Purchases: log, edit and remove them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import CUSTOMER, PURCHASE
from csdesk.domain.money import read_amount
from csdesk.services.customers.customers import (
    customer_for,
    extend_since,
    known_customer,
)
from csdesk.services.get import get
from csdesk.services.loyalty import reward
from csdesk.services.unit_of_work import past_instant
from csdesk.store.models import Customer, Purchase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Voucher


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """A purchase to log; `amount` and `paid` as typed.

    `paid` None: paid when it was bought; `is_unpaid`: not yet paid.
    """

    who: str
    amount: str
    product: str | None = None
    quantity: int | None = None
    paid: str | None = None
    is_unpaid: bool = False


def log_purchase(work: Work, new: NewPurchase) -> tuple[Purchase, list[Voucher]]:
    """Log a purchase at the instant of the work; return it and the vouchers it earns.

    Raises AmountError for an invalid amount, DateError for an invalid day.
    """
    amount = read_amount(new.amount, work.settings.text("currency"))
    paid_at = None if new.is_unpaid else work.at
    if new.paid is not None:
        paid_at = past_instant(work, new.paid, "--paid")
    customer = customer_for(work, new.who)
    row = Purchase(
        customer_id=customer.id if customer else None,
        amount=amount,
        product=(new.product or "").strip() or None,
        quantity=new.quantity,
        paid_at=paid_at,
        at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    return row, reward(work, row.customer_id)


def edit_purchase(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> tuple[Purchase, list[Voucher]]:
    """Edit a purchase; `cleared` names the fields to empty.

    Fields are customer (WHO), amount, product, quantity, at and paid_at (instants).
    Returns it with vouchers newly earned; no voucher is withdrawn.
    """
    row = get(work, Purchase, PURCHASE, number)
    for field in cleared:
        setattr(
            row, {"customer": "customer_id", "paid": "paid_at"}.get(field, field), None
        )
    if "amount" in changes:
        row.amount = read_amount(changes["amount"], work.settings.text("currency"))
    if "customer" in changes:
        row.customer_id = known_customer(work, changes["customer"]).id
    if "product" in changes:
        row.product = changes["product"].strip() or None
    row.quantity = changes.get("quantity", row.quantity)
    row.at = changes.get("at", row.at)
    row.paid_at = changes.get("paid_at", row.paid_at)
    if row.customer_id is not None:
        extend_since(get(work, Customer, CUSTOMER, row.customer_id), row.at)
    work.session.flush()
    return row, reward(work, row.customer_id)


def remove_purchase(work: Work, number: int) -> Purchase:
    """Remove a purchase; vouchers that it earned stay."""
    row = get(work, Purchase, PURCHASE, number)
    work.session.delete(row)
    work.session.flush()
    return row
