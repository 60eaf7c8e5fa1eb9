"""Customers and agents."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.store.models.base import (
    Imported,
    flag,
    found,
    imported,
    instant,
    instant_or_none,
    not_negative,
    one_of,
    own_id,
    ref,
    table_parts,
)


class Customer(Imported, table=True):
    """A person or firm that the shop serves."""

    __tablename__ = "customer"
    __table_args__ = table_parts(
        "customer",
        found("email_key"),
        found("phone_key"),
        Index("ix_customer_name_key", "name_key"),
        Index("ix_customer_since", "since"),
        *imported("customer"),
        *flag("do_not_contact"),
        found("merged_into_id"),
        found("referred_by_id"),
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
    merged_into_id: int | None = ref("customer.id")  # whose records are that one's now
    erased_at: datetime | None = instant_or_none()


class Departure(SQLModel, table=True):
    """A customer's leaving, and the return if there was one."""

    __tablename__ = "departure"
    __table_args__ = table_parts(
        "departure",
        found("customer_id"),
        CheckConstraint("returned_at >= left_at", name="returned_at"),
    )
    id: int | None = own_id()
    customer_id: int = ref("customer.id")
    left_at: datetime = instant()
    reason: str | None = None
    returned_at: datetime | None = instant_or_none()


class ErasedKey(SQLModel, table=True):
    """What identified somebody who was erased, as a salted hash (store.pseudonyms).

    An import knows by it whose a row is, and keeps the row without personal data.
    """

    __tablename__ = "erased_key"
    __table_args__ = table_parts(
        "erased_key",
        one_of("kind", words.IDENTITIES),
        found("customer_id"),
        Index("ix_erased_key_hash", "hash"),
    )
    id: int | None = own_id()
    customer_id: int = ref("customer.id")
    kind: str
    hash: str


class Agent(SQLModel, table=True):
    """Somebody who answers customers."""

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
