"""What a customer was ever known by: of the desk as it is, and of its journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.spelling import Spelling
from csdesk.store.kept_rows import read_row
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
LATER_ID: Final = """
SELECT DISTINCT json_extract(coalesce(after, before), '$.external_id') FROM change
WHERE table_name = ? AND row_id IN (SELECT value FROM json_each(?))"""
NAMED: Final = ("name",)
EXACT: Final = ("email", "external_id")
DIALLED: Final = ("phone", "phone_key")
WANTED: Final = (
    "id", "name", "name_key", "email", "email_key", "phone", "phone_key", "source",
    "external_id",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What somebody was known by, at any time.

    `keys` find the customer, `by_customer` says of which id each is; `spelling` finds
    names and addresses in a text; `ids` are what other systems called their records.
    """

    keys: set[Key] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # folded
    ids: set[str] = field(default_factory=set)
    by_customer: dict[int, set[Key]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    def hashes(self, seal: Seal) -> set[tuple[Identity, str]]:
        """(kind, hash) of each key."""
        return {
            (kind, seal.identity(kind, value, source))
            for kind, value, source in self.keys
        }


def known_by(db: sqlite3.Connection, whose: Person) -> Known:
    """What the customer and those merged into it were ever known by."""
    found = Known()
    spelt: dict[str, set[str]] = {one: set() for one in (*NAMED, *EXACT, *DIALLED)}
    for row in _versions(db, whose.every("customer")):
        if row.get("name") == ERASED:
            continue
        keys = set(keys_of(row))
        found.keys |= keys
        found.by_customer.setdefault(row["id"], set()).update(keys)
        if row.get("name_key"):
            found.names.add(row["name_key"])
        for name, written in spelt.items():
            if row.get(name) and not str(row[name]).startswith(PREFIX):
                written.add(str(row[name]))
    names, exact, dialled = (
        set[str]().union(*(spelt[name] for name in group))
        for group in (NAMED, EXACT, DIALLED)
    )
    found.spelling = Spelling(names, exact, dialled)
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
                yield read_row(text)


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
    for table, numbers in whose.gone.items():
        for (name,) in db.execute(LATER_ID, (table, held_ids(numbers))):
            if name and not name.startswith(PREFIX):
                yield name
