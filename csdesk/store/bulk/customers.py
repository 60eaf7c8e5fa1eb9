"""Customers and erased customers, as an import looks them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.dialect import among, as_list
from csdesk.store.journal.queries import ERASE_VERB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csdesk.store.bulk.lookup import Imported
    from csdesk.store.connection import Reader, Writer


By = Literal["external_id", "email", "phone", "name"]
CONDITIONS: Final[dict[By, str]] = {
    "external_id": "external_id = ? AND source = ?",
    "email": "email_key = ?",
    "phone": "phone_key = ?",
    # Customers with an id of their own are identified by it.
    "name": "name_key = ? AND source = ? AND external_id IS NULL"
    " AND email_key IS NULL AND phone_key IS NULL",
}
FIND: Final[dict[By, str]] = {
    # A merged customer counts as the one it was merged into.
    by: f"SELECT coalesce(merged_into_id, id) FROM customer WHERE {condition}"
    " ORDER BY id LIMIT 1"
    for by, condition in CONDITIONS.items()
}
COLUMNS: Final = (
    "id", "source", "external_id", "import_run_id", "name", "name_key", "email",
    "email_key", "phone", "phone_key", "company", "tier", "since", "do_not_contact",
)  # fmt: skip


def customer_id(db: Reader, by: By, values: tuple[str | None, ...]) -> int | None:
    """Find the first customer with these values, or None.

    `values`: source and external_id; the folded email; the phone number as compared;
    the folded name and the source.
    """
    row = db.first(FIND[by], values)
    return None if row is None else int(row[0])


def has_customers(db: Reader) -> bool:
    """Return whether the desk has any customer."""
    return db.first("SELECT 1 FROM customer LIMIT 1") is not None


def date_from(db: Writer, since: Mapping[int, int]) -> None:
    """Write since when customers are known: id -> Unix seconds."""
    rows = ((at, number) for number, at in since.items())
    db.run_many("UPDATE customer SET since = ? WHERE id = ?", rows)


def departures_of(db: Reader, customer: int) -> list[tuple[int, int | None]]:
    """Read when a customer left and came back, in epoch seconds, oldest first."""
    return db.tuples(
        "SELECT left_at, returned_at FROM departure WHERE customer_id = ?"
        " ORDER BY left_at, id",
        (customer,),
    )


CUSTOMERS: Final = "SELECT id FROM customer WHERE erased_at IS NOT NULL"
STORED: Final = f"""
SELECT external_id FROM {{table}}
WHERE source = ? AND {among("external_id")}"""
BY_HASH: Final = """
SELECT customer_id FROM erased_key WHERE kind = ? AND hash = ? ORDER BY id LIMIT 1"""
# An erasure has touched every row of the person; later rows refer to the customer or,
# where that is in the journal alone, have the digest of an erased row: below 0.
RECORDS: Final = f"""
SELECT id FROM {{table}} AS record
WHERE {among("id", "?1")} AND (
  row_digest < 0 OR {{customer}} IN ({CUSTOMERS}) OR EXISTS (
    SELECT 1 FROM change JOIN operation ON operation.id = change.operation_id
    WHERE change.table_name = ?2 AND change.row_id = record.id
      AND operation.verb = '{ERASE_VERB}'))"""


def erased_customers(db: Reader) -> set[int]:
    """Read the ids of erased customers."""
    return {number for (number,) in db.each(CUSTOMERS)}


def customer_with_hash(db: Reader, kind: str, hashed: str) -> int | None:
    """Find the first erased customer with that hash of a key, or None."""
    row = db.first(BY_HASH, (kind, hashed))
    return None if row is None else int(row[0])


def stored_ids(
    db: Reader, table: Imported, source: str, hashed_ids: Sequence[str]
) -> set[str]:
    """Return which of the hashed ids belong to records of `source`."""
    found = db.each(STORED.format(table=table), (source, as_list(hashed_ids)))
    return {name for (name,) in found}


def erased_records(db: Reader, table: Imported, numbers: Iterable[int]) -> set[int]:
    """Return which of the records `numbers` belong to erased customers."""
    customer = "id" if table == "customer" else "customer_id"
    sql = RECORDS.format(table=table, customer=customer)
    return {number for (number,) in db.each(sql, (as_list(numbers), table))}
