"""Erased customers: when they were erased, and hashes of their keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import among, as_list
from csdesk.store.journal.queries import ERASE_VERB
from csdesk.store.privacy.former import former_hashes
from csdesk.store.privacy.identity import customers_of, keys_of
from csdesk.store.privacy.pseudonyms import hasher_of
from csdesk.store.sql.case import OPEN_MATTER_ROWS
from csdesk.store.sql.open import is_open_follow_up, is_unexpired, is_unredeemed

OPEN: Final = f"""
SELECT id FROM {OPEN_MATTER_ROWS} WHERE customer_id = :customer
UNION ALL
SELECT 'F' || id FROM follow_up
WHERE {is_open_follow_up(None)} AND customer_id = :customer
UNION ALL
SELECT 'V' || id FROM voucher
WHERE {is_unredeemed(None)} AND {is_unexpired(None, ":now")}
  AND customer_id = :customer
"""

KEYS: Final = "SELECT customer_id, kind, hash FROM erased_key ORDER BY id DESC"
SOURCES: Final = "SELECT DISTINCT source FROM import_run"
OF_SOURCES: Final = frozenset({"external_id", "name"})
# For a customer in the journal alone.
FORMER: Final = """
SELECT min(operation.at) FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = 'customer' AND change.row_id = ? AND operation.verb = ?"""

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, tzinfo

    from csdesk.store.connection import Reader
    from csdesk.store.privacy.pseudonyms import Hasher, Identity
    from csdesk.store.privacy.subject import Subject


def erased_at(db: Reader, number: int) -> int | None:
    """Read when the customer was erased, in epoch seconds; None: not erased."""
    row = db.first("SELECT erased_at FROM customer WHERE id = ?", (number,))
    (at,) = row or db.one(FORMER, (number, ERASE_VERB))
    found: int | None = at
    return found


def erased_on(db: Reader, number: int, zone: tzinfo) -> date | None:
    """Return the day, in `zone`, on which the customer was erased; None: not erased."""
    at = erased_at(db, number)
    return (
        None if at is None else datetime.fromtimestamp(at, UTC).astimezone(zone).date()
    )


def erased_hashes(db: Reader, number: int) -> set[tuple[str, str]]:
    """Read (kind, hash) of an erased customer's keys."""
    found = db.each(
        "SELECT kind, hash FROM erased_key WHERE customer_id = ?", (number,)
    )
    stored = {(kind, hashed) for kind, hashed in found}
    return stored | former_hashes(db).get(number, set())


def erased_with(db: Reader, identities: Sequence[tuple[Identity, str]]) -> int | None:
    """Find the first erased customer with one of the keys (kind, value), or None.

    Names and external ids are compared for every source.
    """
    hasher = hasher_of(db)
    if hasher is None:
        return None
    rows = db.rows(SOURCES)
    sources = [None, *(source for (source,) in rows)]
    by_hash: dict[tuple[str, str], int] = {
        (kind, hashed): number
        for number, kind, hashed in db.each(KEYS)
    } | {
        one: number
        for number, hashes in former_hashes(db).items()
        for one in hashes
    }  # fmt: skip
    for kind, value in identities:
        for source in sources if kind in OF_SOURCES else (None,):
            number = by_hash.get((kind, hasher.identity(kind, value, source)))
            if number is not None:
                return number
    return None


def customers_sharing(
    db: Reader,
    hashes: Collection[tuple[str, str]],
    hasher: Hasher,
    but: Collection[int],
) -> set[int]:
    """Find the customers, except `but`, with one of these addresses or ids."""
    return {
        row["id"]
        for row in customers_of(db)
        if row["id"] not in but
        and any(
            (kind, hasher.identity(kind, value, source)) in hashes
            for kind, value, source in keys_of(row)
        )
    }


def still_open(db: Reader, number: int, now: int) -> list[str]:
    """List a customer's open records as K3, F4, V9; `now` is in epoch seconds."""
    return [one for (one,) in db.each(OPEN, {"customer": number, "now": now})]


def file_names(db: Reader, subject: Subject) -> list[str]:
    """Read the names of the files attached to a person's cases."""
    ids = as_list(subject.rows.get("attachment", ()))
    return [
        name
        for (name,) in db.each(
            f"SELECT name FROM attachment WHERE {among('id')} ORDER BY id",
            (ids,),
        )
    ]
