"""A customer's rows without what tells of the person: in one transaction, for good.

Works on the desk and on any copy of it, of whichever schema. What figures count stays
as it is, in the rows and in the journal's copies of them, so that every report prints
the same. The journal gets one operation, which touched every row of the person: so
whatever touched one before it can no longer be undone, by the rule that holds for all
later work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.connection import fields
from csdesk.store.dialect import among, as_list, not_among
from csdesk.store.journal import journal
from csdesk.store.journal.queries import ERASES_A_CUSTOMER, read_row
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
    give_seal,
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
THERE: Final = f"""
SELECT id FROM customer WHERE {among("id")}"""
HEADS: Final = f"""
SELECT id, coalesce(merged_into_id, id) FROM customer
WHERE {among("id")}"""
WHOLE: Final = f"SELECT * FROM {{table}} WHERE {among('id')}"


class Redaction:
    """What becomes of a row, be it in its table or in the journal."""

    def __init__(self, db: Reader, seal: Hasher, known: Known, whose: Subject) -> None:
        self._db, self._seal, self._whose = db, seal, whose
        self._words: dict[str, str] = {}
        self._instead: dict[str, str] = {}  # folded word -> what stands for it
        self._spelling = known.spelling

    def changes(self, table: str, row: Row) -> Row:
        """The columns of `row` that change, with what stands there afterwards."""
        told: Row = {name: None for name in EMPTIED.get(table, ()) if name in row}
        told |= {
            name: value
            for name, value in REPLACED.get(table, {}).items()
            if name in row
        }
        for name in SCRUBBED.get(table, ()):
            if row.get(name) is not None:
                told[name] = self._scrubbed(name, row[name])
        if "external_id" in row:
            told["external_id"] = self._seal.external_id(
                row.get("source"), row["external_id"]
            )
        if "row_digest" in row:
            told["row_digest"] = self._seal.digest(row["row_digest"])
        return {name: value for name, value in told.items() if row[name] != value}

    def text(self, table: str, told: str | None) -> str | None:
        """A row in the journal's JSON, as it is kept."""
        if told is None:
            return None
        row = read_row(told)
        return journal.text(row | self.changes(table, row))

    def _scrubbed(self, column: str, word: str) -> str:
        """A word of the shop's without the person; what others' records share stays."""
        if word not in self._words:
            without = self._spelling.without(word, ERASED)
            if without != word and _is_shared(self._db, self._whose, column, word):
                without = word
            self._words[word] = without
            if without != word:
                self._words[word] = self._told_apart(column, fold(word), without)
        return self._words[word]

    def _told_apart(self, column: str, word: str, without: str) -> str:
        """`without`, with a number where another word came to the same.

        Figures count words: two of them must not become one.
        """
        if word not in self._instead:
            found, count = without, 1
            while found in self._instead.values() or _is_shared(
                self._db, self._whose, column, found
            ):
                count += 1
                found = f"{without} {count}"
            self._instead[word] = found
        return self._instead[word]


def erase_rows(  # noqa: PLR0913 - who, when, by whom, with which salt
    db: Writer,
    whose: Subject,
    at: int,
    agent: str,
    *,
    salt: str | None = None,
    operation: int | None = None,
) -> int:
    """Take out of the desk what tells of a person, within a transaction.

    `at` is in epoch seconds; `salt` that of the desk whose copy this is; `operation`
    the journal's entry, else one is made. Returns that entry's id.
    """
    known = known_by(db, whose)
    seal = give_seal(db, salt)
    redaction = Redaction(db, seal, known, whose)
    if operation is None:
        operation = _enter(db, at, agent)
    for table in TABLES:
        if columns_of(db, table):
            _copies(db, redaction, table, whose)
            _rows(db, redaction, table, whose.rows.get(table, ()))
            _mark(db, redaction, table, whose, operation)
    _date(db, whose.customers, at)
    _keep_keys(db, known, seal)
    scrub_runs(db, known.spelling)
    db.run(
        "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)"
        " ON CONFLICT DO NOTHING",
        (PENDING_KEY, str(at)),
    )
    search_index_of(db)
    return operation


def search_index_of(db: Writer) -> None:
    """Let search forget the words that are gone: deleted ones stay in its segments."""
    if columns_of(db, index.DUE):
        index.catch_up(db)
        db.run("INSERT INTO search (search) VALUES ('optimize')")


def _is_shared(db: Reader, whose: Subject, column: str, word: str) -> bool:
    """Whether a record of somebody else's has that word in that column."""
    return any(
        db.first(
            f"SELECT 1 FROM {table} WHERE {column} = ? AND {not_among('id')} LIMIT 1",
            (word, as_list(whose.rows.get(table, ()))),
        )
        for table, columns in SCRUBBED.items()
        if column in columns
    )


def _enter(db: Writer, at: int, agent: str) -> int:
    number = db.value(
        "INSERT INTO operation (at, agent, verb) VALUES (?, ?, ?) RETURNING id",
        (at, agent, ERASES_A_CUSTOMER),
    )
    return int(number)


def _copies(db: Writer, redaction: Redaction, table: str, whose: Subject) -> None:
    """What the journal keeps of these rows, as they were at any time."""
    for number, *texts in db.rows(COPIES, (table, as_list(whose.every(table)))):
        kept = [redaction.text(table, one) for one in texts]
        if kept != texts:
            db.run(
                'UPDATE change SET "before" = ?, "after" = ? WHERE id = ?',
                (*kept, number),
            )


def _rows(db: Writer, redaction: Redaction, table: str, ids: Sequence[int]) -> None:
    for row in _whole(db, table, ids):
        told = redaction.changes(table, row)
        if told:
            assigned = ", ".join(f'"{name}" = ?' for name in told)
            db.run(
                f"UPDATE {table} SET {assigned} WHERE id = ?",
                (*told.values(), row["id"]),
            )


def _mark(
    db: Writer,
    redaction: Redaction,
    table: str,
    whose: Subject,
    operation: int,
) -> None:
    """Enter every row as touched by the erasure; those removed go now.

    A row that was gone before comes as one that was not there, so that no figure takes
    it for a correction.
    """
    marks: list[tuple[int, str | None, str | None]] = []
    for row in _whole(db, table, whose.rows.get(table, ())):
        text = journal.text(row)
        marks.append((row["id"], text, None if table in REMOVED else text))
    for number in whose.gone.get(table, ()):
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
            (as_list(whose.rows.get(table, ())),),
        )


def _date(db: Writer, ids: Sequence[int], at: int) -> None:
    """Say of the customers that they were erased; older schemas have no word for it."""
    if "erased_at" in columns_of(db, "customer"):
        db.run(
            "UPDATE customer SET erased_at = ? WHERE erased_at IS NULL"
            f" AND {among('id')}",
            (at, as_list(ids)),
        )


def _keep_keys(db: Writer, known: Known, seal: Hasher) -> None:
    """Keep hashes of the keys with the customer whose they are now.

    Those of somebody whom the journal alone has are kept by the id it had, and with the
    one customer who is erased together with it.
    """
    asked = as_list(known.by_customer)
    there = {number for (number,) in db.each(THERE, (asked,))}
    former: dict[int, set[tuple[str, str]]] = {
        number: {(kind, seal.identity(kind, value, of)) for kind, value, of in keys}
        for number, keys in known.by_customer.items()
        if number not in there and keys
    }
    keep_former(db, former)
    if not columns_of(db, "erased_key"):
        return
    now: dict[int, int] = dict(db.tuples(HEADS, (asked,)))
    heads = set(now.values())
    only = heads.pop() if len(heads) == 1 else None
    rows = {
        (head, kind, seal.identity(kind, value, source))
        for number, keys in known.by_customer.items()
        if (head := now.get(number, only)) is not None
        for kind, value, source in keys
    }
    db.run_many(
        "INSERT INTO erased_key (customer_id, kind, hash) VALUES (?, ?, ?)",
        sorted(rows),
    )


def is_left(db: Reader, whose: Subject) -> bool:
    """Whether something was written of an erased person since, that should go too."""
    redaction = Redaction(
        db, hasher_of(db) or Hasher(new_salt()), known_by(db, whose), whose
    )
    for table in TABLES:
        if not columns_of(db, table):
            continue
        rows = list(_whole(db, table, whose.rows.get(table, ())))
        if any(redaction.changes(table, row) for row in rows):
            return True
        if rows and table in REMOVED:
            return True
        for _, *texts in db.each(COPIES, (table, as_list(whose.every(table)))):
            if [redaction.text(table, one) for one in texts] != texts:
                return True
    return False


def _whole(db: Reader, table: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    return [fields(row) for row in db.each(WHOLE.format(table=table), (as_list(ids),))]
