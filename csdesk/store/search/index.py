"""Full-text index of `csdesk search`: one FTS5 table, kept up to date by triggers.

Every text is a document of the table `search`, whose number identifies its row: the
row's id, and above it the place of its table in DOCUMENTS. A trigger notes in
`search_due` which documents a change of rows makes stale, by whatever it is made:
commands, imports, undo. Just before a unit of work commits they are written again
(`catch_up`). SQLite lets no trigger write a virtual table where the schema of a file is
not trusted, as on every connection of csdesk; an ordinary table can be written.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csdesk.store.connection import Reader, Writer

ID_BITS: Final = 48
LARGEST_ID: Final = (1 << ID_BITS) - 1  # larger ids occur only in forged files
INDEX: Final = "search"
DUE: Final = "search_due"
# SQLite's own tables behind an FTS5 table, and the table of stale documents.
TABLES: Final = (
    INDEX,
    DUE,
    *(f"{INDEX}_{part}" for part in ("config", "content", "data", "docsize", "idx")),
)
# unicode61: a word is a run of letters and digits, whatever their case and accents.
CREATE: Final = (
    f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(
    title, body, keys, tokenize = 'unicode61 remove_diacritics 2'
)""",
    f"CREATE TABLE {DUE} (doc INTEGER NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Document:
    """Document of a row of `table`: SQL of its parts, and the columns that they use.

    `keys` is searched, but never shown.
    """

    table: str
    columns: tuple[str, ...]
    title: str
    body: str = "NULL"
    keys: str = "NULL"


def _joined(*columns: str) -> str:
    return " || char(10) || ".join(f"coalesce({column}, '')" for column in columns)


def _without(column: str, characters: str) -> str:
    sql = column
    for character in characters:
        sql = f"replace({sql}, '{character}', '')"
    return sql


_COMPLAINT: Final = (
    "decision", "root_cause", "corrective_action", "asked", "product", "order_ref",
)  # fmt: skip
_CUSTOMER: Final = ("company", "email", "phone", "note")
# A document's place here is part of its number: none is ever moved or removed.
DOCUMENTS: Final = (
    Document("contact", ("subject", "notes"), "subject", "notes"),
    Document(
        "complaint",
        ("description", *_COMPLAINT),
        "description",
        _joined(*_COMPLAINT),
    ),
    Document("complaint_event", ("text",), "text"),
    Document(
        "customer",
        ("name", *_CUSTOMER, "phone_key", "tags"),
        "name",
        _joined(*_CUSTOMER),
        # A number is found however its digits are grouped.
        f"{_joined(_without('phone', ' -/().'), 'phone_key', 'tags')}",
    ),
    Document("survey_answer", ("comment",), "comment"),
    Document("follow_up", ("text", "outcome"), "text", "outcome"),
    Document("article", ("title", "body", "tags"), "title", "body", "tags"),
    Document("purchase", ("product",), "product"),
    # A code is found with its dashes and without.
    Document("voucher", ("code",), "code", keys=_without("code", "-")),
    Document("pause", ("reason",), "reason"),
    Document("reopening", ("reason",), "reason"),
    Document("departure", ("reason",), "reason"),
)
PLACES: Final = {one.table: place for place, one in enumerate(DOCUMENTS, start=1)}


def triggers(of: Document) -> dict[str, str]:
    """Build the DDL of the three triggers of a table, by name."""
    note = f"INSERT INTO {DUE} (doc) VALUES ({{row}}.id | {_above(of)});"
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in of.columns)
    events = (
        ("insert", "INSERT", _any(of, "NEW."), note.format(row="NEW")),
        ("update", f"UPDATE OF {', '.join(of.columns)}", changed,
         note.format(row="NEW")),
        ("delete", "DELETE", _any(of, "OLD."), note.format(row="OLD")),
    )  # fmt: skip
    return {
        f"search_{of.table}_{event}": f"CREATE TRIGGER search_{of.table}_{event}"
        f" AFTER {when} ON {of.table}\nWHEN {condition}\nBEGIN\n    {then}\nEND"
        for event, when, condition, then in events
    }


def catch_up(db: Writer) -> None:
    """Write every stale document again; within a transaction."""
    places = [row[0] for row in db.each(f"SELECT DISTINCT doc >> 48 FROM {DUE}")]
    if not places:
        return
    db.run(f"DELETE FROM {INDEX} WHERE rowid IN (SELECT doc FROM {DUE})")
    for place in sorted(set(PLACES.values()).intersection(places)):
        of = DOCUMENTS[place - 1]
        ids = f"SELECT doc & {LARGEST_ID} FROM {DUE} WHERE doc >> 48 = {place}"
        _add(db, of, f"id IN ({ids})")
    db.run(f"DELETE FROM {DUE}")


@contextmanager
def deferred(db: Writer, tables: Sequence[str]) -> Iterator[None]:
    """Fill `tables` without triggers; new rows are indexed together at the end.

    New are the rows with a higher id than any before. Older rows may not change
    meanwhile.
    """
    found = [one for one in DOCUMENTS if one.table in tables]
    last = {one.table: _last(db, one.table) for one in found}
    _drop(db, found)
    yield
    for one in found:
        _add(db, one, f"id > {last[one.table]}")
    _create(db, found)


@contextmanager
def replaced(db: Writer) -> Iterator[None]:
    """Fill the desk without triggers; every document is written at the end.

    An error meanwhile must roll the transaction back. A desk of an older schema is
    filled without an index: the migration builds it.
    """
    revision = db.value("PRAGMA user_version")
    if revision != schema.NEWEST:
        yield
        return
    _drop(db, DOCUMENTS)
    yield
    db.run(f"DELETE FROM {DUE}")
    db.run(f"DELETE FROM {INDEX}")
    for one in DOCUMENTS:
        _add(db, one, "1")
    _create(db, DOCUMENTS)


def find_mismatches(db: Reader) -> list[tuple[str, int]]:
    """Find the rows whose document is missing, different, or left though they are gone.

    A hundred of each table at most.
    """
    content = f"{INDEX}_content"
    found: list[tuple[str, int]] = []
    for of in DOCUMENTS:
        rows = db.each(
            f"SELECT t.id FROM {of.table} AS t"
            f" LEFT JOIN {content} AS stored ON stored.id = t.id | {_above(of)}"
            f" WHERE t.id BETWEEN 1 AND {LARGEST_ID} AND ({_any(of, 't.')})"
            " AND (stored.id IS NULL OR (stored.c0, stored.c1, stored.c2) IS NOT"
            f" (SELECT {of.title}, {of.body}, {of.keys} FROM {of.table}"
            " WHERE id = t.id))"
            f" UNION ALL SELECT stored.id & {LARGEST_ID} FROM {content} AS stored"
            f" LEFT JOIN {of.table} AS t ON t.id = stored.id & {LARGEST_ID}"
            f" WHERE stored.id >> {ID_BITS} = {PLACES[of.table]}"
            f" AND (t.id IS NULL OR NOT ({_any(of, 't.')}))"
            " LIMIT 100"
        )
        found += [(of.table, number) for (number,) in rows]
    return found


def copy_into(db: Reader, schema_name: str) -> None:
    """Copy the full-text table, page by page, into an attached file."""
    db.scratch(CREATE[0].replace(f"TABLE {INDEX}", f"TABLE {schema_name}.{INDEX}"))
    for table in TABLES[2:]:
        db.scratch(f"DELETE FROM {schema_name}.{table}")
        db.scratch(f"INSERT INTO {schema_name}.{table} SELECT * FROM main.{table}")


def _any(of: Document, row: str) -> str:
    return " OR ".join(f"{row}{name} IS NOT NULL" for name in of.columns)


def _above(of: Document) -> int:
    """Return the bits above the id in a document's number."""
    return PLACES[of.table] << ID_BITS


def _add(db: Writer, of: Document, condition: str) -> None:
    db.run(
        f"INSERT INTO {INDEX} (rowid, title, body, keys)\n"
        f"SELECT id | {_above(of)}, {of.title}, {of.body}, {of.keys}\n"
        f"FROM {of.table}\n"
        f"WHERE {condition} AND id BETWEEN 1 AND {LARGEST_ID} AND ({_any(of, '')})"
    )


def _last(db: Reader, table: str) -> int:
    last = db.value(f"SELECT coalesce(max(id), 0) FROM {table}")
    return int(last)


def _drop(db: Writer, documents: Iterable[Document]) -> None:
    for one in documents:
        for name in triggers(one):
            db.run(f"DROP TRIGGER {name}")


def _create(db: Writer, documents: Iterable[Document]) -> None:
    for one in documents:
        for sql in triggers(one).values():
            db.run(sql)
