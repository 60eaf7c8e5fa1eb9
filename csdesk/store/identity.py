"""What a customer was ever known by: of the desk as it is, and of its journal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.store.person import columns_of, held_ids
from csdesk.store.person_columns import ERASED
from csdesk.store.pseudonyms import PREFIX

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from csdesk.store.person import Person
    from csdesk.store.pseudonyms import Identity, Seal

Key = tuple["Identity", str, str | None]  # kind, value as compared, source of an id
JOURNAL: Final = """
SELECT before, after FROM change
WHERE table_name = 'customer' AND row_id IN (SELECT value FROM json_each(?))
ORDER BY id DESC"""
SPELT: Final = ("name", "email", "phone", "phone_key", "external_id")
WANTED: Final = (
    "id", "name", "name_key", "email", "email_key", "phone", "phone_key", "source",
    "external_id",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What somebody was known by, at any time.

    `keys` find the customer, `spellings` are names and addresses as they were written,
    the longest first; `ids` are what other systems called their records.
    """

    keys: set[Key] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # folded
    spellings: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def hashes(self, seal: Seal) -> set[tuple[Identity, str]]:
        """(kind, hash) of each key."""
        return {
            (kind, seal.identity(kind, value, source))
            for kind, value, source in self.keys
        }


def known_by(db: sqlite3.Connection, whose: Person) -> Known:
    """What the customer and those merged into it were ever known by."""
    found = Known()
    spelt: set[str] = set()
    for row in _versions(db, whose.every("customer")):
        if row.get("name") == ERASED:
            continue
        found.keys |= set(keys_of(row))
        if row.get("name_key"):
            found.names.add(row["name_key"])
        spelt |= {str(row[name]) for name in SPELT if row.get(name)}
    found.spellings = sorted(
        (one for one in spelt if not one.startswith(PREFIX)),
        key=lambda one: (-len(one), one),
    )
    found.ids = set(_external_ids(db, whose))
    return found


def keys_of(row: Mapping[str, Any]) -> Iterator[Key]:
    """What a customer's row is known by: addresses and id, else its source's name."""
    for kind, column in (("email", "email_key"), ("phone", "phone_key")):
        if row.get(column):
            yield kind, row[column], None  # type: ignore[misc]
    external_id = row.get("external_id")
    if external_id and not external_id.startswith(PREFIX):
        yield "external_id", external_id, row.get("source")
    if not (row.get("email_key") or row.get("phone_key") or external_id):
        yield "name", row["name_key"], row.get("source")


def customers_of(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every customer of a desk of any schema, by what they are known by."""
    columns = [name for name in WANTED if name in columns_of(db, "customer")]
    for row in db.execute(f"SELECT {', '.join(columns)} FROM customer"):
        yield dict(zip(columns, row, strict=True))


def _versions(
    db: sqlite3.Connection, numbers: Sequence[int]
) -> Iterator[dict[str, Any]]:
    for row in customers_of(db):
        if row["id"] in numbers:
            yield row
    for texts in db.execute(JOURNAL, (held_ids(numbers),)):
        for text in texts:
            if text:
                yield json.loads(text)


def _external_ids(db: sqlite3.Connection, whose: Person) -> Iterator[str]:
    for table, numbers in whose.rows.items():
        if "external_id" not in columns_of(db, table):
            continue
        for (name,) in db.execute(
            f"SELECT external_id FROM {table} WHERE external_id IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?))",
            (held_ids(numbers),),
        ):
            if not name.startswith(PREFIX):
                yield name
