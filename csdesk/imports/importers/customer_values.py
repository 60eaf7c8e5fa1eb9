"""Columns and departures from rows of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.imports.rows.chronology import check_order, settle_twice
from csdesk.imports.rows.update import update_record
from csdesk.services.customers.addresses import email_key, phone_key
from csdesk.store.bulk.customers import departures_of
from csdesk.store.bulk.insert import insert, next_id
from csdesk.store.bulk.lookup import brought_part
from csdesk.store.journal import journal

if TYPE_CHECKING:
    from csdesk.imports.mapping.columns import Batch, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.rows.references import Spellings
    from csdesk.imports.session import ImportSession

    Row = dict[str, Any]


# Fields of which a row needs at least one: they identify a customer.
IDENTIFYING: Final = ("name", "email", "phone", "external_id")
COPIED: Final = ("name", "email", "phone", "company", "tier", "tags", "note", "since")
LEFT_AT: Final = "left_at"


def customer_columns(
    batch: Batch, country: str | None, tiers: Spellings, rejects: Rejects
) -> Columns:
    """Compute the columns of the customer table, and left_at, of the mapped fields."""
    settle_twice(batch, "since", (LEFT_AT,))
    none: list[Any] = [None] * len(batch.lines)
    columns: Columns = {
        name: batch.values[name] for name in (*COPIED, LEFT_AT) if name in batch.values
    }
    check_order(
        batch.values.get("since", none),
        batch.values.get(LEFT_AT, none),
        "the customer left before the day that since says. Check the two dates.",
        rejects,
    )
    cells = zip(*(batch.values.get(name, none) for name in IDENTIFYING), strict=True)
    for i, values in enumerate(cells):
        if not any(values):
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


def named(new: Row, external_id: str | None) -> Row:
    """Return `new` with a name: without one, its e-mail, phone number or id."""
    if new.get("name"):
        return new
    called = new.get("email") or new.get("phone") or external_id or ""
    return new | {"name": called, "name_key": fold(called)}


def values_for(row: Row, new: Row, *, fill_only: bool, may_empty: bool) -> Row:
    """Select the values of `new` to be written into the customer `row`.

    With `fill_only` only empty columns are written. With `may_empty` an empty cell
    empties the column, but never a name. `since` is the earlier of the two.
    """
    values: Row = {}
    for name, value in new.items():
        if value is None:
            if may_empty and name not in {"name", "name_key", "since"}:
                values[name] = None
        elif name == "since" and row["since"] is not None:
            values[name] = min(value, row["since"])
        elif not fill_only or row[name] is None or _goes_by_address(row, name):
            values[name] = value
    return {name: value for name, value in values.items() if row[name] != value}


def _goes_by_address(row: Row, name: str) -> bool:
    """Return whether the column is a name that is only the address or the id."""
    return name in {"name", "name_key"} and row["name"] in {
        row["email"],
        row["phone"],
        row["external_id"],
    }


TABLE: Final = "departure"
COLUMNS: Final = ("id", "customer_id", "left_at")


class Departures:
    """The departures that an import writes; those entered by hand stay as they are."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._added: dict[int, int] = {}  # customer -> departure, of this operation

    def write(self, customer: int, left_at: int | None, line: int) -> bool:
        """Write the departure, None: has not left; return whether anything changed."""
        own = self._own(customer)
        if left_at is None:
            if own is None or own["returned_at"] is not None:
                return False
            self._added.pop(customer, None)
            self._session.remove(TABLE, own)
            return True
        if own and (own["returned_at"] is None or left_at <= own["returned_at"]):
            if own["left_at"] == left_at:
                return False
            update_record(self._session, TABLE, own, {"left_at": left_at}, line)
            return True
        return self._add(customer, left_at, line)

    def _own(self, customer: int) -> dict[str, Any] | None:
        """Find the departure of this customer that an import wrote, or None."""
        found = self._added.get(customer)
        if found is None:
            found = brought_part(self._session.db, TABLE, "customer_id", customer)
        return None if found is None else self._session.row(TABLE, found)

    def _add(self, customer: int, left_at: int, line: int) -> bool:
        session = self._session
        for left, returned in departures_of(session.db, customer):
            if left == left_at:
                return False
            if returned is None:
                session.warnings.line(
                    line,
                    f"{ref(CUSTOMER, customer)} has left on another day already, "
                    "which stays.",
                )
                return False
        number = next_id(session.db, TABLE)
        # A departure has no import run: undo takes it from the journal.
        journal.remember(session.work.session, TABLE, number)
        self._added[customer] = number
        insert(session.db, TABLE, COLUMNS, [(number, customer, left_at)])
        return True
