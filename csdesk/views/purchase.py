"""View of purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.ids import PURCHASE, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.dialect import folded
from csdesk.views.base import View, record_fields, shown

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

VIEW = View(
    title="Purchases",
    source="purchase",
    joins={
        "customer": "customer ON customer.id = purchase.customer_id",
    },
    order="purchase.at DESC, purchase.id DESC",
    empty="No purchases. Write one down: csdesk purchase log WHO AMOUNT",
    dated="purchase.at",
    columns=(
        shown("id", "Id", "purchase.id", Kind.REF, letter="B"),
        shown("at", "Bought", "purchase.at", Kind.INSTANT),
        shown("customer", "Who", "purchase.customer_id", Kind.REF, 0, letter="P"),
        shown("customer_name", "Customer", "customer.name", grows=True),
        shown("amount", "Amount", "purchase.amount", Kind.MONEY),
        shown("product", "Product", "purchase.product", grows=True),
        shown("quantity", "Quantity", "purchase.quantity", Kind.NUMBER, 2),
        shown("paid_at", "Paid", "purchase.paid_at", Kind.INSTANT),
        shown("source", "Source", "purchase.source", width=0),
        shown("external_id", "External id", "purchase.external_id", width=0),
    ),
    filters={
        "id": "purchase.id = ?",
        "customer": "purchase.customer_id = ?",
        "product": f"{folded('purchase.product')} = {folded('?')}",
        "unpaid": "purchase.paid_at IS NULL",
    },
)


def purchase_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return a purchase. Raises NotFoundError."""
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no purchase {ref(PURCHASE, number)}.",
            "List them with 'csdesk purchase list'.",
        )
    return Record(
        title=f"Purchase {ref(PURCHASE, number)}", fields=found, locale=locale
    )
