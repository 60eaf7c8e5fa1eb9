"""Purchases: what customers bought, as the shop's other systems tell it."""

from datetime import datetime

from sqlalchemy import Index

from csdesk.store.models.base import (
    Imported,
    found,
    imported,
    instant,
    instant_or_none,
    not_negative,
    own_id,
    ref,
    table_parts,
)


class Purchase(Imported, table=True):
    """Something bought; by whom is not always known."""

    __tablename__ = "purchase"
    __table_args__ = table_parts(
        "purchase",
        *not_negative("amount", "quantity"),
        Index("ix_purchase_at", "at"),
        found("customer_id", "at"),
        *imported("purchase"),
    )
    id: int | None = own_id()
    customer_id: int | None = ref("customer.id")
    amount: int  # minor units
    product: str | None = None
    quantity: int | None = None
    paid_at: datetime | None = instant_or_none()  # None: not paid yet
    at: datetime = instant()
