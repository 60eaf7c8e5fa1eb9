"""Vouchers issued to customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.local_time import say_day
from csdesk.domain.money import say_amount
from csdesk.domain.references import VOUCHER, ref
from csdesk.services.vouchers import new_voucher
from csdesk.store.models import LoyaltyRule

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.services.work import Work
    from csdesk.store.models import Voucher


def issue(
    work: Work,
    customer_id: int | None,
    value: int,
    expires_at: datetime | None,
    *,
    rule_id: int | None = None,
    reached: str | None = None,
) -> Voucher:
    """A new voucher of `value` minor units, issued now under a code of its own.

    `expires_at` None: it never does. `rule_id` and `reached` say which loyalty rule
    it comes from and what of it was reached; a rule rewards that once.
    """
    row = new_voucher(work, value, customer_id, expires_at=expires_at)
    row.issued_at = work.now
    row.loyalty_rule_id, row.reached = rule_id, reached
    work.session.flush()
    return row


def said(work: Work, voucher: Voucher) -> str:
    """`voucher ABCD2345 (V3) over 15.00 EUR until Tue 16 Feb 2027, 10th visit (10)`."""
    value = say_amount(voucher.value, work.settings.text("currency"))
    until = ""
    if voucher.expires_at is not None:
        until = f" until {say_day(voucher.expires_at.astimezone(work.settings.zone))}"
    rule = None
    if voucher.loyalty_rule_id is not None:
        rule = work.session.get(LoyaltyRule, voucher.loyalty_rule_id)
    why = f", {rule.name} ({voucher.reached})" if rule else ""
    name = ref(VOUCHER, voucher.id)
    return f"voucher {voucher.code} ({name}) over {value}{until}{why}"
