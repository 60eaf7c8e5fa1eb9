"""Imports without a person: their file's name, their mapping, the name of their source.

Records are told apart by source and id, so a source is renamed wherever it stands, to
a name that no other source has; by a hash of the old name later imports find the new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.person import columns_of
from csdesk.store.person_columns import ERASED, TABLES
from csdesk.store.pseudonyms import seal_of

if TYPE_CHECKING:
    import sqlite3

    from csdesk.domain.spelling import Spelling

TEXTS: Final = ("file_name", "mapping")
RENAMED: Final = "erased_source:"  # and a hash of the old name: a key of `setting`


def scrub_runs(db: sqlite3.Connection, spelling: Spelling) -> None:
    """Take the person's name and addresses out of what is kept of imports."""
    if not columns_of(db, "import_run"):
        return
    for column in set(TEXTS) & set(columns_of(db, "import_run")):
        told = db.execute(f"SELECT DISTINCT {column} FROM import_run").fetchall()
        for (text,) in told:
            without = spelling.without(text, ERASED) if text else text
            if without != text:
                db.execute(
                    f"UPDATE import_run SET {column} = ? WHERE {column} = ?",
                    (without, text),
                )
    tables = [one for one in (*TABLES, "import_run") if "source" in columns_of(db, one)]
    sources = {
        source
        for table in tables
        for (source,) in db.execute(f"SELECT DISTINCT source FROM {table}")
        if source
    }
    for source in sorted(sources):
        if not spelling.stands_in(source):
            continue  # a short name is a word like others, and others' source
        without = spelling.without(source, ERASED)
        if without != source:
            _rename(db, tables, source, _free(without, sources))


def source_now(db: sqlite3.Connection, source: str) -> str:
    """What a source is called in the desk: otherwise, where its name named a person."""
    seal = seal_of(db)
    if seal is None:
        return source
    asked = "SELECT value FROM setting WHERE key = ?"
    row = db.execute(asked, (RENAMED + seal.source(source),)).fetchone()
    return source if row is None else str(row[0])


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number where another source has it; noted as taken."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name} {count}"
    taken.add(found)
    return found


def _rename(db: sqlite3.Connection, tables: list[str], old: str, new: str) -> None:
    for table in tables:
        db.execute(f"UPDATE {table} SET source = ? WHERE source = ?", (new, old))
        for text in ("before", "after"):
            db.execute(
                f'UPDATE change SET "{text}" = json_set("{text}", \'$.source\', ?)'
                f" WHERE table_name = ? AND json_extract(\"{text}\", '$.source') = ?",
                (new, table, old),
            )
    seal = seal_of(db)
    if seal is not None:
        db.execute(
            "INSERT OR IGNORE INTO setting (key, value, valid_from) VALUES (?, ?, 0)",
            (RENAMED + seal.source(old), new),
        )
