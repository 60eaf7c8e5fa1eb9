"""What brings customers back: vouchers and the rules that issue them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.store.models.base import (
    found,
    instant,
    instant_or_none,
    not_negative,
    one_of,
    only,
    own_id,
    ref,
    table_parts,
)

OPEN_VOUCHER = "redeemed_at IS NULL AND expires_at IS NOT NULL"


class LoyaltyRule(SQLModel, table=True):
    """What a customer has to reach for a voucher."""

    __tablename__ = "loyalty_rule"
    __table_args__ = table_parts(
        "loyalty_rule",
        one_of("basis", words.LOYALTY_BASES),
        CheckConstraint("reaches > 0", name="reaches"),
        *not_negative("voucher", "expires_days"),
        Index("ux_loyalty_rule_name_key", "name_key", unique=True),
    )
    id: int | None = own_id()
    name: str
    name_key: str
    basis: str  # what is counted: visits, amount, quantity, prompt, years
    reaches: int  # how much of it; minor units where it is an amount
    voucher: int  # minor units
    expires_days: int | None = None  # of the voucher, from its issue
    valid_from: datetime = instant()  # purchases and years before it count for nothing


class Voucher(SQLModel, table=True):
    """An amount that a customer may take off a purchase, once and whole."""

    __tablename__ = "voucher"
    __table_args__ = table_parts(
        "voucher",
        CheckConstraint("value > 0", name="value"),
        CheckConstraint("expires_at > issued_at", name="expires_at"),
        CheckConstraint("redeemed_at >= issued_at", name="redeemed_at"),
        Index("ux_voucher_code", "code", unique=True),
        # A rule rewards a customer once for what was reached.
        Index(
            "ux_voucher_loyalty_rule_id_customer_id_reached",
            "loyalty_rule_id",
            "customer_id",
            "reached",
            unique=True,
            sqlite_where=text("loyalty_rule_id IS NOT NULL"),
        ),
        found("customer_id"),
        found("remedy_id"),
        Index("ix_voucher_issued_at", "issued_at"),
        only("ix_voucher_open", "expires_at", OPEN_VOUCHER),
    )
    id: int | None = own_id()
    code: str
    customer_id: int | None = ref("customer.id")
    remedy_id: int | None = ref("remedy.id")
    loyalty_rule_id: int | None = ref("loyalty_rule.id")
    reached: str | None = None  # what of the rule, such as 10 or 2026
    value: int  # minor units
    issued_at: datetime = instant()
    expires_at: datetime | None = instant_or_none()
    redeemed_at: datetime | None = instant_or_none()
    approved_by_id: int | None = ref("agent.id")  # who let it pass the goodwill limit
