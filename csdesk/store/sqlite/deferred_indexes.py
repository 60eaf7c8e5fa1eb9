"""Build indexes, CHECKs and triggers once at the end of a large import.

Each inserted row otherwise touches a page of every index and evaluates every CHECK:
those of 200,000 contacts took 1.3 s one by one and 0.25 s in one statement. All of it
happens inside the transaction of the import: after a power cut the desk is as it was
before, and rows that a CHECK refuses are not stored.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from csdesk.store.search import index
from csdesk.store.sqlite.sqlite_errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.store.connection import Reader, Writer

BYTES_A_ROW: Final = 100  # of a file, roughly: only to compare with the existing rows
WORTH_IT: Final = 5_000  # rows; for fewer the indexes cost little
INDEXES: Final = """
SELECT name, sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL
ORDER BY rowid"""
TABLES: Final = """
SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK (%'"""
CHECK: Final = re.compile(r"\bCHECK \(")


def is_worth_deferring(db: Reader, table: str, file_bytes: int) -> bool:
    """Return whether the file's rows outnumber those of the table, and are many."""
    rows = file_bytes // BYTES_A_ROW
    if rows < WORTH_IT:
        return False
    existing = db.value(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)", (rows,)
    )
    return int(existing) < rows


@contextmanager
def postponed(db: Writer, tables: Sequence[str]) -> Iterator[None]:
    """Fill `tables` without indexes, CHECKs and triggers, which follow at the end.

    Within a transaction, on its connection; nothing changes where there are no tables.
    Until the block ends, rows of `tables` are found by id alone, and not by `csdesk
    search`. The indexes are built again with the same text and in the same order.
    Raises IntegrityError where an inserted row breaks a unique index, or a CHECK of any
    table.
    """
    if not tables:
        yield
        return
    statements: list[str] = []
    for table in tables:
        for name, sql in db.rows(INDEXES, (table,)):
            db.run(f"DROP INDEX {name}")
            statements.append(sql)
    rules_of = checks(db)
    last = {table: _last(db, table) for table in rules_of}
    db.run("PRAGMA ignore_check_constraints = ON")
    try:
        with index.deferred(db, tables):
            yield
    finally:
        db.run("PRAGMA ignore_check_constraints = OFF")
    for table, rules in rules_of.items():
        _look(db, table, rules, last[table])
    for sql in statements:
        db.run(sql)


def checks(db: Reader) -> dict[str, str]:
    """Read the CHECKs of every table that has some, as one condition a table."""
    found: dict[str, str] = {}
    for table, sql in db.rows(TABLES):
        rules = [
            f"coalesce({rule}, 1)"  # NULL breaks no CHECK
            for rule in (_enclosed(sql, match.end()) for match in CHECK.finditer(sql))
        ]
        if rules:
            found[table] = " AND ".join(rules)
    return found


def _enclosed(sql: str, begin: int) -> str:
    """Return the text from `begin`, after a parenthesis, to its closing one."""
    depth, is_text = 1, False
    for end in range(begin, len(sql)):
        if sql[end] == "'":
            is_text = not is_text
        elif not is_text:
            depth += (sql[end] == "(") - (sql[end] == ")")
            if not depth:
                return sql[begin:end]
    raise ValueError(sql)


def _last(db: Reader, table: str) -> int:
    last = db.value(f"SELECT coalesce(max(id), 0) FROM {table}")
    return int(last)


def _look(db: Reader, table: str, rules: str, after: int) -> None:
    broken = db.first(
        f"SELECT id FROM {table} WHERE id > ? AND NOT ({rules}) LIMIT 1", (after,)
    )
    if broken is not None:
        raise IntegrityError(f"CHECK constraint failed: {table} {broken[0]}")
