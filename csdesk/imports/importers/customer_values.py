"""Values of a customers row, and departures that such files state."""

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


TABLE: Final = "departure"
COLUMNS: Final = ("id", "customer_id", "left_at")


class Departures:
    """The departures that an import brings; those a hand wrote stay as they are."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._brought: dict[int, int] = {}  # customer -> departure, of this operation

    def bring(self, customer: int, left_at: int | None, line: int) -> bool:
        """The customer left then, or has not left; whether that changed anything."""
        own = self._own(customer)
        if left_at is None:
            if own is None or own["returned_at"] is not None:
                return False
            self._brought.pop(customer, None)
            self._session.remove(TABLE, own)
            return True
        if own and (own["returned_at"] is None or left_at <= own["returned_at"]):
            if own["left_at"] == left_at:
                return False
            update_record(self._session, TABLE, own, {"left_at": left_at}, line)
            return True
        return self._add(customer, left_at, line)

    def _own(self, customer: int) -> dict[str, Any] | None:
        """The departure of this customer that an import brought, or None."""
        found = self._brought.get(customer)
        if found is None:
            found = brought_part(self._session.db, TABLE, "customer_id", customer)
        return None if found is None else self._session.row(TABLE, found)

    def _add(self, customer: int, left_at: int, line: int) -> bool:
        session = self._session
        for left, returned in departures_of(session.db, customer):
            if left == left_at:
                return False
            if returned is None:
                session.notes.line(
                    line,
                    f"{ref(CUSTOMER, customer)} has left on another day already, "
                    "which stays.",
                )
                return False
        number = next_id(session.db, TABLE)
        # A departure knows no import run: the journal says what undo takes back.
        journal.remember(session.work.session, TABLE, number)
        self._brought[customer] = number
        insert(session.db, TABLE, COLUMNS, [(number, customer, left_at)])
        return True
