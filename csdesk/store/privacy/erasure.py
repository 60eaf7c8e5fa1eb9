"""Erase a customer's personal data from a desk, in one transaction, for good.

Works on the desk and on any copy of it, of any schema. Values that figures use stay, in
the rows and in the journal's copies of them, so that every report prints the same. The
journal gets one operation that touched every row of the person: so no earlier operation
on one of them can be undone, by the general rule on later changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.connection import fields
from csdesk.store.dialect import among, as_list, not_among
from csdesk.store.journal import journal
from csdesk.store.journal.queries import ERASE_VERB, read_row
from csdesk.store.privacy.columns import (
    EMPTIED,
    ERASED,
    REMOVED,
    REPLACED,
    SCRUBBED,
    TABLES,
)
from csdesk.store.privacy.former import keep_former
from csdesk.store.privacy.identity import known_by
from csdesk.store.privacy.mentions import scrub_runs
from csdesk.store.privacy.pseudonyms import (
    Hasher,
    ensure_hasher,
    hasher_of,
    new_salt,
)
from csdesk.store.privacy.subject import columns_of
from csdesk.store.privacy.vacuum import PENDING_KEY
from csdesk.store.search import index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.store.connection import Reader, Writer
    from csdesk.store.privacy.identity import Known
    from csdesk.store.privacy.subject import Subject

    Row = dict[str, Any]

COPIES: Final = f"""
SELECT id, before, after FROM change
WHERE table_name = ? AND {among("row_id")}"""
EXISTING: Final = f"""
SELECT id FROM customer WHERE {among("id")}"""
HEADS: Final = f"""
SELECT id, coalesce(merged_into_id, id) FROM customer
WHERE {among("id")}"""
ROWS: Final = f"SELECT * FROM {{table}} WHERE {among('id')}"


class Redaction:
    """Erasure of personal data in a row, of its table or of the journal."""

    def __init__(
        self, db: Reader, hasher: Hasher, known: Known, subject: Subject
    ) -> None:
        self._db, self._hasher, self._subject = db, hasher, subject
        self._words: dict[str, str] = {}
        self._instead: dict[str, str] = {}  # folded word -> its replacement
        self._spelling = known.spelling

    def changes(self, table: str, row: Row) -> Row:
        """Return the columns of `row` that change, with their new values."""
        new: Row = {name: None for name in EMPTIED.get(table, ()) if name in row}
        new |= {
            name: value
            for name, value in REPLACED.get(table, {}).items()
            if name in row
        }
        for name in SCRUBBED.get(table, ()):
            if row.get(name) is not None:
                new[name] = self._scrubbed(name, row[name])
        if "external_id" in row:
            new["external_id"] = self._hasher.external_id(
                row.get("source"), row["external_id"]
            )
        if "row_digest" in row:
            new["row_digest"] = self._hasher.digest(row["row_digest"])
        return {name: value for name, value in new.items() if row[name] != value}

    def text(self, table: str, stored: str | None) -> str | None:
        """Redact a row in the journal's JSON."""
        if stored is None:
            return None
        row = read_row(stored)
        return journal.text(row | self.changes(table, row))

    def _scrubbed(self, column: str, word: str) -> str:
        """Redact a word of the shop's, unless others' records share it."""
        if word not in self._words:
            without = self._spelling.without(word, ERASED)
            if without != word and _is_shared(self._db, self._subject, column, word):
                without = word
            self._words[word] = without
            if without != word:
                self._words[word] = self._numbered(column, fold(word), without)
        return self._words[word]

    def _numbered(self, column: str, word: str, without: str) -> str:
        """Add a number where another word became the same.

        Figures count words: two of them must not become one.
        """
        if word not in self._instead:
            found, count = without, 1
            while found in self._instead.values() or _is_shared(
                self._db, self._subject, column, found
            ):
                count += 1
                found = f"{without} {count}"
            self._instead[word] = found
        return self._instead[word]


def erase_rows(  # noqa: PLR0913 - who, when, by whom, with which salt
    db: Writer,
    subject: Subject,
    at: int,
    agent: str,
    *,
    salt: str | None = None,
    operation: int | None = None,
) -> int:
    """Erase a person's data from the desk, within a transaction.

    `at` is in epoch seconds; `salt` that of the desk whose copy this is; `operation`
    the journal's entry, else one is made. Returns that entry's id.
    """
    known = known_by(db, subject)
    hasher = ensure_hasher(db, salt)
    redaction = Redaction(db, hasher, known, subject)
    if operation is None:
        operation = _enter(db, at, agent)
    for table in TABLES:
        if columns_of(db, table):
            _copies(db, redaction, table, subject)
            _rows(db, redaction, table, subject.rows.get(table, ()))
            _enter_touched(db, redaction, table, subject, operation)
    _date(db, subject.customers, at)
    _keep_keys(db, known, hasher)
    scrub_runs(db, known.spelling)
    db.run(
        "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)"
        " ON CONFLICT DO NOTHING",
        (PENDING_KEY, str(at)),
    )
    search_index_of(db)
    return operation


def search_index_of(db: Writer) -> None:
    """Remove erased words from the search index, its old segments included."""
    if columns_of(db, index.DUE):
        index.catch_up(db)
        db.run("INSERT INTO search (search) VALUES ('optimize')")


def _is_shared(db: Reader, subject: Subject, column: str, word: str) -> bool:
    """Return whether another person's record has that word in that column."""
    return any(
        db.first(
            f"SELECT 1 FROM {table} WHERE {column} = ? AND {not_among('id')} LIMIT 1",
            (word, as_list(subject.rows.get(table, ()))),
        )
        for table, columns in SCRUBBED.items()
        if column in columns
    )


def _enter(db: Writer, at: int, agent: str) -> int:
    number = db.value(
        "INSERT INTO operation (at, agent, verb) VALUES (?, ?, ?) RETURNING id",
        (at, agent, ERASE_VERB),
    )
    return int(number)


def _copies(db: Writer, redaction: Redaction, table: str, subject: Subject) -> None:
    """Redact the journal's copies of these rows."""
    for number, *texts in db.rows(COPIES, (table, as_list(subject.every(table)))):
        redacted = [redaction.text(table, one) for one in texts]
        if redacted != texts:
            db.run(
                'UPDATE change SET "before" = ?, "after" = ? WHERE id = ?',
                (*redacted, number),
            )


def _rows(db: Writer, redaction: Redaction, table: str, ids: Sequence[int]) -> None:
    for row in _read_rows(db, table, ids):
        new = redaction.changes(table, row)
        if new:
            assigned = ", ".join(f'"{name}" = ?' for name in new)
            db.run(
                f"UPDATE {table} SET {assigned} WHERE id = ?",
                (*new.values(), row["id"]),
            )


def _enter_touched(
    db: Writer,
    redaction: Redaction,
    table: str,
    subject: Subject,
    operation: int,
) -> None:
    """Journal every row as touched by the erasure, and remove those that go.

    A row that was gone before is entered as absent before, so that no figure takes it
    for a correction.
    """
    marks: list[tuple[int, str | None, str | None]] = []
    for row in _read_rows(db, table, subject.rows.get(table, ())):
        text = journal.text(row)
        marks.append((row["id"], text, None if table in REMOVED else text))
    for number in subject.gone.get(table, ()):
        text = db.value(
            "SELECT coalesce(after, before) FROM change WHERE table_name = ?"
            " AND row_id = ? ORDER BY id DESC LIMIT 1",
            (table, number),
        )
        marks.append((number, None, redaction.text(table, text)))
    db.run_many(
        journal.INSERT, [(operation, table, number, *texts) for number, *texts in marks]
    )
    if table in REMOVED:
        db.run(
            f"DELETE FROM {table} WHERE {among('id')}",
            (as_list(subject.rows.get(table, ())),),
        )


def _date(db: Writer, ids: Sequence[int], at: int) -> None:
    """Write when the customers were erased; older schemas have no column for it."""
    if "erased_at" in columns_of(db, "customer"):
        db.run(
            "UPDATE customer SET erased_at = ? WHERE erased_at IS NULL"
            f" AND {among('id')}",
            (at, as_list(ids)),
        )


def _keep_keys(db: Writer, known: Known, hasher: Hasher) -> None:
    """Store hashes of the keys with the customers who have them now.

    Those of a customer in the journal alone are stored by the former id, and with the
    one customer who is erased together with it.
    """
    ids = as_list(known.by_customer)
    existing = {number for (number,) in db.each(EXISTING, (ids,))}
    former: dict[int, set[tuple[str, str]]] = {
        number: {(kind, hasher.identity(kind, value, of)) for kind, value, of in keys}
        for number, keys in known.by_customer.items()
        if number not in existing and keys
    }
    keep_former(db, former)
    if not columns_of(db, "erased_key"):
        return
    now: dict[int, int] = dict(db.tuples(HEADS, (ids,)))
    heads = set(now.values())
    only = heads.pop() if len(heads) == 1 else None
    rows = {
        (head, kind, hasher.identity(kind, value, source))
        for number, keys in known.by_customer.items()
        if (head := now.get(number, only)) is not None
        for kind, value, source in keys
    }
    db.run_many(
        "INSERT INTO erased_key (customer_id, kind, hash) VALUES (?, ?, ?)",
        sorted(rows),
    )


def has_later_data(db: Reader, subject: Subject) -> bool:
    """Return whether an erased person has personal data written since."""
    redaction = Redaction(
        db, hasher_of(db) or Hasher(new_salt()), known_by(db, subject), subject
    )
    for table in TABLES:
        if not columns_of(db, table):
            continue
        rows = list(_read_rows(db, table, subject.rows.get(table, ())))
        if any(redaction.changes(table, row) for row in rows):
            return True
        if rows and table in REMOVED:
            return True
        for _, *texts in db.each(COPIES, (table, as_list(subject.every(table)))):
            if [redaction.text(table, one) for one in texts] != texts:
                return True
    return False


def _read_rows(db: Reader, table: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    return [fields(row) for row in db.each(ROWS.format(table=table), (as_list(ids),))]
