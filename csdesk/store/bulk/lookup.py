"""Look up records of earlier imports, by external id or digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.dialect import among, as_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.store.connection import Reader, Row

Linked = Literal["contact", "complaint"]
Part = Literal["remedy", "departure"]
Owner = Literal["complaint_id", "customer_id"]
Imported = Literal["contact", "complaint", "survey_answer", "customer", "purchase"]
# One list of ids for a batch: a query for each would take as long as the insert.
KNOWN: Final = f"""
SELECT external_id, id, row_digest
FROM {{table}}
WHERE source = ? AND {among("external_id")}{{but}}
"""
# Answers that came with a contact's row have its external id: they are no survey's.
BUT: Final[dict[Imported, str]] = {"survey_answer": "  AND row_digest IS NOT NULL"}
HISTORY: Final = """
SELECT change.before, change.after, change.operation_id IN (
    SELECT operation_id FROM import_run
)
FROM change
WHERE table_name = ? AND row_id = ?
ORDER BY change.id
"""
# Related rows of an imported row are recorded in the journal alone.
BROUGHT_PART: Final = """
SELECT id
FROM {table} AS part
WHERE {owner} = ? AND EXISTS (
    SELECT 1
    FROM change
    WHERE table_name = ? AND row_id = part.id AND before IS NULL
      AND operation_id IN (SELECT operation_id FROM import_run)
)
ORDER BY id
LIMIT 1
"""


GRANTED: Final = """
SELECT id
FROM remedy
WHERE complaint_id = ? AND granted_at IS NOT NULL
ORDER BY granted_at DESC, id DESC
LIMIT 1
"""


def digests(db: Reader, table: Imported, source: str) -> set[int]:
    """Read the digests of the rows that `source` brought without external ids."""
    found = db.each(
        f"SELECT row_digest FROM {table} WHERE source = ?"
        " AND external_id IS NULL AND row_digest IS NOT NULL",
        (source,),
    )
    return {digest for (digest,) in found}


def has_external_ids(db: Reader, table: Imported, source: str) -> bool:
    """Return whether `source` has brought records with external ids."""
    found = db.first(
        f"SELECT 1 FROM {table} WHERE source = ? AND external_id IS NOT NULL LIMIT 1",
        (source,),
    )
    return found is not None


def known_rows(
    db: Reader, table: Imported, source: str, external_ids: Sequence[str]
) -> dict[str, tuple[int, int | None]]:
    """Map external id to (record, its row's digest), of those of `source`."""
    known = KNOWN.format(table=table, but=BUT.get(table, ""))
    found = db.each(known, (source, as_list(external_ids)))
    return {external_id: (number, digest) for external_id, number, digest in found}


def linked_id(
    db: Reader, table: Imported, source: str, external_id: str | None
) -> int | None:
    """Find the record of `source` with that external id, or None."""
    row = db.first(
        f"SELECT id FROM {table} WHERE source = ? AND external_id = ?",
        (source, external_id),
    )
    return None if row is None else int(row[0])


def is_there(db: Reader, table: Imported, number: int) -> bool:
    """Return whether the record of that id exists."""
    return db.first(f"SELECT 1 FROM {table} WHERE id = ?", (number,)) is not None


def changes_of(db: Reader, table: str, number: int) -> Iterator[Row]:
    """Read the journal of one row, oldest first: before, after (JSON), is import."""
    return db.each(HISTORY, (table, number))


def customer_of(db: Reader, table: Imported, number: int) -> int | None:
    """Read the customer of a record, or None."""
    found: int | None = db.value(
        f"SELECT customer_id FROM {table} WHERE id = ?", (number,)
    )
    return found


def brought_part(db: Reader, table: Part, owner: Owner, number: int) -> int | None:
    """Find the first row of `table` that an import added to a record, or None."""
    row = db.first(BROUGHT_PART.format(table=table, owner=owner), (number, table))
    return None if row is None else int(row[0])


def granted_remedy(db: Reader, complaint: int) -> int | None:
    """Find the remedy granted last, which an export contains, or None."""
    row = db.first(GRANTED, (complaint,))
    return None if row is None else int(row[0])
