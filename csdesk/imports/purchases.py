"""What a purchase's mapped fields come to: DESIGN.md §6, "Purchases"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.imports.order import settle_twice
from csdesk.imports.plain import plain_columns

if TYPE_CHECKING:
    from csdesk.imports.columns import Batch, Rejects
    from csdesk.imports.notes import Notes
    from csdesk.imports.plain import Columns, Plain

PLAIN: Final[Plain] = {
    "at": ("at", None),
    "amount": ("amount", None),
    "product": ("product", None),
    "quantity": ("quantity", None),
    "paid_at": ("paid_at", None),
}


def purchase_columns(batch: Batch, rejects: Rejects, notes: Notes) -> Columns:
    """Columns of the purchase table for every row; a purchase may be paid before."""
    del rejects, notes
    settle_twice(batch, "at", ("paid_at",))
    return plain_columns(batch, PLAIN, ())
