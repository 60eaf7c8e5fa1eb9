"""What a row of a customers file comes to, column by column of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.imports.order import check_order, settle_twice
from csdesk.services.addresses import email_key, phone_key

if TYPE_CHECKING:
    from csdesk.imports.columns import Batch, Rejects
    from csdesk.imports.plain import Columns
    from csdesk.imports.words import Spellings

    Row = dict[str, Any]

# Fields that a customer may be known by, the first of them by which a name goes.
NAMING: Final = ("name", "email", "phone", "external_id")
PLAIN: Final = ("name", "email", "phone", "company", "tier", "tags", "note", "since")
LEFT_AT: Final = "left_at"


def customer_columns(
    batch: Batch, country: str | None, tiers: Spellings, rejects: Rejects
) -> Columns:
    """Columns of the customer table, and left_at; what is not mapped is not there."""
    settle_twice(batch, "since", (LEFT_AT,))
    none: list[Any] = [None] * len(batch.lines)
    columns: Columns = {
        name: batch.values[name] for name in (*PLAIN, LEFT_AT) if name in batch.values
    }
    check_order(
        batch.values.get("since", none),
        batch.values.get(LEFT_AT, none),
        "the customer left before the day that since says. Check the two dates.",
        rejects,
    )
    cells = zip(*(batch.values.get(name, none) for name in NAMING), strict=True)
    for i, naming in enumerate(cells):
        if not any(naming):
            rejects.add(i, "the row names nobody. Give it a name or an address.")
    if "name" in columns:
        columns["name_key"] = [name and fold(name) for name in columns["name"]]
    if "email" in columns:
        columns["email_key"] = list(map(email_key, columns["email"]))
    if "phone" in columns:
        columns["phone_key"] = [phone_key(one, country) for one in columns["phone"]]
    if "tier" in columns:
        columns["tier"] = list(map(tiers.__getitem__, columns["tier"]))
    return columns


def named(told: Row, external_id: str | None) -> Row:
    """`told` with a name: what a customer without one goes by."""
    if told.get("name"):
        return told
    called = told.get("email") or told.get("phone") or external_id or ""
    return told | {"name": called, "name_key": fold(called)}


def values_for(row: Row, told: Row, *, fill_only: bool, may_empty: bool) -> Row:
    """What of `told` is to be written into the customer `row`.

    With `fill_only` what the desk knows stays. An empty cell empties what a file wrote
    before (`may_empty`), but never a name. Known since when: the earlier of the two.
    """
    values: Row = {}
    for name, value in told.items():
        if value is None:
            if may_empty and name not in {"name", "name_key", "since"}:
                values[name] = None
        elif name == "since" and row["since"] is not None:
            values[name] = min(value, row["since"])
        elif not fill_only or row[name] is None or _goes_by_address(row, name):
            values[name] = value
    return {name: value for name, value in values.items() if row[name] != value}


def _goes_by_address(row: Row, name: str) -> bool:
    """Whether a customer has no name of its own yet."""
    return name in {"name", "name_key"} and row["name"] in {
        row["email"],
        row["phone"],
        row["external_id"],
    }
