"""Former customers: those in the journal alone, and the stored hashes of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from csdesk.errors import UnusableDeskError
from csdesk.store.dialect import json_field
from csdesk.store.journal.queries import read_row
from csdesk.store.privacy.columns import ERASED
from csdesk.store.privacy.identity import customers_of, keys_of, known_by
from csdesk.store.privacy.subject import subject_by_id
from csdesk.store.queries.ids import first_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csdesk.store.connection import Reader, Writer
    from csdesk.store.privacy.identity import Known
    from csdesk.store.privacy.subject import Subject

    Hashes = set[tuple[str, str]]


FORMER: Final = """
SELECT row_id, before, after FROM change
WHERE table_name = 'customer' AND row_id NOT IN (SELECT id FROM customer)
ORDER BY row_id, id"""
ONCE: Final = """
SELECT DISTINCT row_id AS id FROM change
WHERE table_name = 'customer'
  AND ?1 IN ({before}, {after})
ORDER BY 1"""
BROUGHT: Final = f"""
SELECT DISTINCT change.row_id AS id FROM change
WHERE change.table_name = 'customer'
  AND {json_field("change.before", "import_run_id")} = ?
  AND {json_field("change.before", "name")} <> ?
  AND change.row_id NOT IN (SELECT id FROM customer)
ORDER BY 1"""


def customers_once_with(reader: Reader, column: str, key: str) -> list[int]:
    """Find ids whose `column` was ever `key`, according to the journal."""
    before, after = (json_field(text, column) for text in ("before", "after"))
    sql = ONCE.format(before=before, after=after)
    return [row["id"] for row in reader.rows(sql, (key,))]


def is_in_journal(reader: Reader, number: int) -> bool:
    """Return whether a customer of that id ever existed."""
    query = "SELECT 1 FROM change WHERE table_name = 'customer' AND row_id = ? LIMIT 1"
    return any(True for _ in reader.rows(query, (number,)))


def brought_by(reader: Reader, run: int) -> list[int]:
    """Find customers of an import in the journal alone, and not erased there."""
    return [row["id"] for row in reader.rows(BROUGHT, (run, ERASED))]


def operation_of(reader: Reader, run: int) -> int | None:
    """Read the operation of import `run`; None for no such import."""
    query = "SELECT operation_id AS id FROM import_run WHERE id = ?"
    return first_id(reader.rows(query, (run,)))


def former_customers(db: Reader) -> Iterator[dict[str, Any]]:
    """Yield every version of customers in the journal alone, unless erased."""
    for _, *texts in db.each(FORMER):
        for text in texts:
            if text and (row := read_row(text))["name"] != ERASED:
                yield row


def subject_of(db: Reader, *numbers: int) -> Subject:
    """Read all rows of these customers, and of the same people in the journal.

    The same person has one of the keys and, where others have that key too or it is a
    phone number, the name; or has the name and no key.
    """
    subject = subject_by_id(db, *numbers)
    known = known_by(db, subject)
    if not known.keys:
        return subject
    others = {
        key
        for row in customers_of(db)
        if row["id"] not in subject.customers
        for key in keys_of(row)
    }
    twins = {
        row["id"]: None
        for row in former_customers(db)
        if row["id"] not in subject.customers and _is_same(row, known, others)
    }
    return subject_by_id(db, *numbers, *twins) if twins else subject


def namesakes(db: Reader, known: Known, subject: Subject) -> list[int]:
    """Find other customers of the same name, existing or in the journal alone."""
    rows = [*customers_of(db), *former_customers(db)]
    return sorted({
        row["id"]
        for row in rows
        if row["id"] not in subject.customers and row["name_key"] in known.names
    })  # fmt: skip


def _is_same(row: dict[str, Any], known: Known, others: set[Any]) -> bool:
    is_called_so = row["name_key"] in known.names
    keys = set(keys_of(row))
    if is_called_so and {kind for kind, *_ in keys} <= {"name"}:
        return True
    shared = keys & known.keys
    return any(
        is_called_so or (key[0] != "phone" and key not in others) for key in shared
    )


KEY: Final = "erased_former:"
NOBODY: Final = 0  # no customer's id: for customers not in the desk
END: Final = "erased_former;"  # sorts after every such key
FORMER_HASHES: Final = "SELECT key, value FROM setting WHERE key >= ? AND key < ?"
FORGET: Final = "DELETE FROM setting WHERE key = ?"
KEEP: Final = "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)"


def former_hashes(db: Reader) -> dict[int, set[tuple[str, str]]]:
    """Read the hashes of customers erased from the journal alone, by id.

    Raises UnusableDeskError where a setting is not as it was written.
    """
    found: dict[int, set[tuple[str, str]]] = {}
    for key, value in db.each(FORMER_HASHES, (KEY, END)):
        try:
            hashes = {(str(kind), str(hashed)) for kind, hashed in json.loads(value)}
            found[int(key.removeprefix(KEY))] = hashes
        except (ValueError, TypeError):
            raise UnusableDeskError(
                f"The setting {key} of the desk cannot be read.",
                "Restore a backup from before: csdesk restore FILE.",
            ) from None
    return found


def keep_former(db: Writer, hashes: Mapping[int, Hashes]) -> None:
    """Store the hashes of former customers by id, with those stored before."""
    if not hashes:
        return
    stored = former_hashes(db)
    for number, new in hashes.items():
        every = sorted(new | stored.get(number, set()))
        db.run(FORGET, (f"{KEY}{number}",))
        db.run(KEEP, (f"{KEY}{number}", json.dumps(every)))
