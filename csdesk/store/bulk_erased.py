"""What an import has to know of who was erased, by the driver's connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from csdesk.store.operations import ERASES_A_CUSTOMER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from csdesk.store.bulk_known import Imported

CUSTOMERS: Final = "SELECT id FROM customer WHERE erased_at IS NOT NULL"
SEALED: Final = """
SELECT external_id FROM {table}
WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))"""
BY_HASH: Final = """
SELECT customer_id FROM erased_key WHERE kind = ? AND hash = ? ORDER BY id LIMIT 1"""
# An erasure has touched every row of the person; what came later names the customer,
# or, of somebody whom the journal alone had, has the digest of an erased row: below 0.
RECORDS: Final = f"""
SELECT id FROM {{table}} AS record
WHERE id IN (SELECT value FROM json_each(?1)) AND (
  row_digest < 0 OR {{customer}} IN ({CUSTOMERS}) OR EXISTS (
    SELECT 1 FROM change JOIN operation ON operation.id = change.operation_id
    WHERE change.table_name = ?2 AND change.row_id = record.id
      AND operation.verb = '{ERASES_A_CUSTOMER}'))"""


def erased_customers(db: sqlite3.Connection) -> set[int]:
    """The customers who were erased."""
    return {number for (number,) in db.execute(CUSTOMERS)}


def customer_with_hash(db: sqlite3.Connection, kind: str, hashed: str) -> int | None:
    """The first erased customer who was known by what has that hash, or None."""
    row = db.execute(BY_HASH, (kind, hashed)).fetchone()
    return None if row is None else int(row[0])


def sealed_ids(
    db: sqlite3.Connection, table: Imported, source: str, sealed: Sequence[str]
) -> set[str]:
    """Those of the sealed ids that records of `source` have."""
    found = db.execute(SEALED.format(table=table), (source, json.dumps(sealed)))
    return {name for (name,) in found}


def erased_records(
    db: sqlite3.Connection, table: Imported, numbers: Iterable[int]
) -> set[int]:
    """Those of the records `numbers` that are of customers who were erased."""
    customer = "id" if table == "customer" else "customer_id"
    sql = RECORDS.format(table=table, customer=customer)
    return {number for (number,) in db.execute(sql, (json.dumps(list(numbers)), table))}
