"""Customers and agents, purchases, loyalty rules and vouchers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.store.models.base import (
    Imported,
    flag,
    imported,
    instant,
    instant_or_none,
    not_negative,
    one_of,
    own_id,
    partial_index,
    ref,
    sparse_index,
    table_parts,
)
from csdesk.store.sql.open import is_unredeemed


class Customer(Imported, table=True):
    """Person or firm that the shop serves."""

    __tablename__ = "customer"
    __table_args__ = table_parts(
        "customer",
        sparse_index("email_key"),
        sparse_index("phone_key"),
        Index("ix_customer_name_key", "name_key"),
        Index("ix_customer_since", "since"),
        *imported("customer"),
        *flag("do_not_contact"),
        sparse_index("merged_into_id"),
        sparse_index("referred_by_id"),
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
    )
    id: int | None = own_id()
    name: str
    name_key: str  # folded by case and blanks, for finding
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    phone_key: str | None = None  # E.164 where the number could be read
    company: str | None = None
    tier: str | None = None
    tags: str | None = None  # folded, between commas: ,garden,vip,
    note: str | None = None
    since: datetime | None = instant_or_none()
    referred_by_id: int | None = ref("customer.id")
    do_not_contact: bool = False
    merged_into_id: int | None = ref(
        "customer.id"
    )  # its records belong to that customer now
    erased_at: datetime | None = instant_or_none()


class Departure(SQLModel, table=True):
    """Departure of a customer, and the return if there was one."""

    __tablename__ = "departure"
    __table_args__ = table_parts(
        "departure",
        sparse_index("customer_id"),
        CheckConstraint("returned_at >= left_at", name="returned_at"),
    )
    id: int | None = own_id()
    customer_id: int = ref("customer.id")
    left_at: datetime = instant()
    reason: str | None = None
    returned_at: datetime | None = instant_or_none()


class ErasedKey(SQLModel, table=True):
    """Key of an erased customer, as a salted hash (`privacy.pseudonyms`).

    An import recognises the customer of a row by it, and stores the row without
    personal data.
    """

    __tablename__ = "erased_key"
    __table_args__ = table_parts(
        "erased_key",
        one_of("kind", words.IDENTITIES),
        sparse_index("customer_id"),
        Index("ix_erased_key_hash", "hash"),
    )
    id: int | None = own_id()
    customer_id: int = ref("customer.id")
    kind: str
    hash: str


class Agent(SQLModel, table=True):
    """Person who answers customers."""

    __tablename__ = "agent"
    __table_args__ = table_parts(
        "agent",
        Index("ux_agent_name_key", "name_key", unique=True),
        *flag("active"),
        *not_negative("goodwill_limit"),
    )
    id: int | None = own_id()
    name: str
    name_key: str
    active: bool = True
    goodwill_limit: int | None = None  # minor units


class Purchase(Imported, table=True):
    """Purchase; its customer is not always known."""

    __tablename__ = "purchase"
    __table_args__ = table_parts(
        "purchase",
        *not_negative("amount", "quantity"),
        Index("ix_purchase_at", "at"),
        sparse_index("customer_id", "at"),
        *imported("purchase"),
    )
    id: int | None = own_id()
    customer_id: int | None = ref("customer.id")
    amount: int  # minor units
    product: str | None = None
    quantity: int | None = None
    paid_at: datetime | None = instant_or_none()  # None: not paid yet
    at: datetime = instant()


OPEN_VOUCHER = f"{is_unredeemed(None)} AND expires_at IS NOT NULL"


class LoyaltyRule(SQLModel, table=True):
    """Rule: what a customer has to reach for a voucher."""

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
    valid_from: datetime = instant()  # earlier purchases and years do not count


class Voucher(SQLModel, table=True):
    """Amount that a customer may take off one purchase, in full."""

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
        sparse_index("customer_id"),
        sparse_index("remedy_id"),
        Index("ix_voucher_issued_at", "issued_at"),
        partial_index("ix_voucher_open", "expires_at", OPEN_VOUCHER),
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
    approved_by_id: int | None = ref(
        "agent.id"
    )  # who approved it beyond the goodwill limit
