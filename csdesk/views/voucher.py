"""View of vouchers as of an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.ids import VOUCHER, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.views.base import View, record_fields, shown

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

STATES = ("open", "redeemed", "expired")


def vouchers(now: int) -> View:
    """Return the view of vouchers, with their states at `now` in epoch seconds."""
    state = (
        "CASE WHEN voucher.redeemed_at IS NOT NULL THEN 'redeemed'"
        f" WHEN voucher.expires_at < {int(now)} THEN 'expired' ELSE 'open' END"
    )
    return View(
        title="Vouchers",
        source="voucher",
        joins={
            "customer": "customer ON customer.id = voucher.customer_id",
            "remedy": "remedy ON remedy.id = voucher.remedy_id",
            "loyalty_rule": "loyalty_rule ON loyalty_rule.id = voucher.loyalty_rule_id",
            "approver": "agent AS approver ON approver.id = voucher.approved_by_id",
        },
        order="voucher.issued_at DESC, voucher.id DESC",
        empty="No vouchers. Issue one: csdesk voucher issue WHO VALUE",
        dated="voucher.issued_at",
        columns=(
            shown("id", "Id", "voucher.id", Kind.REF, letter=VOUCHER.letter),
            shown("code", "Code", "voucher.code"),
            shown("value", "Value", "voucher.value", Kind.MONEY),
            shown("state", "State", state),
            shown("customer", "Who", "voucher.customer_id", Kind.REF, 0, letter="P"),
            shown("customer_name", "Customer", "customer.name", grows=True),
            shown("complaint", "For", "remedy.complaint_id", Kind.REF, letter="K"),
            shown("loyalty_rule", "Rule", "loyalty_rule.name", width=2, grows=True),
            shown("issued_at", "Issued", "voucher.issued_at", Kind.INSTANT, 2),
            shown("expires_at", "Holds to", "voucher.expires_at", Kind.INSTANT),
            shown("redeemed_at", "Redeemed", "voucher.redeemed_at", Kind.INSTANT, 2),
            shown("approved_by", "Approved by", "approver.name", width=0),
        ),
        filters={
            "id": "voucher.id = ?",
            "code": "voucher.code = ?",
            "customer": "voucher.customer_id = ?",
            "complaint": "remedy.complaint_id = ?",
            **{name: f"{state} = '{name}'" for name in STATES},
        },
    )


def voucher_record(connection: Reader, number: int, locale: Locale, now: int) -> Record:
    """Return a voucher. Raises NotFoundError."""
    found = record_fields(connection, vouchers(now), number)
    if found is None:
        raise NotFoundError(
            f"There is no voucher {ref(VOUCHER, number)}.",
            "List them with 'csdesk voucher list'.",
        )
    return Record(f"Voucher {ref(VOUCHER, number)}", found, locale)
