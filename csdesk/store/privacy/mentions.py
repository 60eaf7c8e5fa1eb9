"""Names of an erased person in import runs, and in texts written later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.store.dialect import json_field, json_with
from csdesk.store.journal import journal
from csdesk.store.privacy.columns import EMPTIED, ERASED, REMOVED, SCRUBBED, TABLES
from csdesk.store.privacy.pseudonyms import has_erased, hasher_of
from csdesk.store.privacy.subject import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

    from csdesk.store.connection import Reader, Writer
    from csdesk.store.privacy.identity import Spelling


TEXTS: Final = ("file_name", "mapping")
RENAMED: Final = "erased_source:"  # and a hash of the old name: a key of `setting`


def scrub_runs(db: Writer, spelling: Spelling) -> None:
    """Redact the person's name and addresses in what is stored of imports."""
    if not columns_of(db, "import_run"):
        return
    for column in set(TEXTS) & set(columns_of(db, "import_run")):
        rows = db.rows(f"SELECT DISTINCT {column} FROM import_run")
        for (text,) in rows:
            without = spelling.without(text, ERASED) if text else text
            if without != text:
                db.run(
                    f"UPDATE import_run SET {column} = ? WHERE {column} = ?",
                    (without, text),
                )
    tables = [one for one in (*TABLES, "import_run") if "source" in columns_of(db, one)]
    sources = {
        source
        for table in tables
        for (source,) in db.each(f"SELECT DISTINCT source FROM {table}")
        if source
    }
    for source in sorted(sources):
        if not spelling.stands_in(source):
            continue  # a short name may be an ordinary word, and another source
        without = spelling.without(source, ERASED)
        if without != source:
            _rename(db, tables, source, _free(without, sources))


def source_now(db: Reader, source: str) -> str:
    """Return the present name of a source: another one if it named a person."""
    hasher = hasher_of(db)
    if hasher is None:
        return source
    query = "SELECT value FROM setting WHERE key = ?"
    row = db.first(query, (RENAMED + hasher.source(source),))
    return source if row is None else str(row[0])


def _free(name: str, taken: set[str]) -> str:
    """Return `name`, numbered where another source has it, and add it to `taken`."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name} {count}"
    taken.add(found)
    return found


def _rename(db: Writer, tables: list[str], old: str, new: str) -> None:
    for table in tables:
        db.run(f"UPDATE {table} SET source = ? WHERE source = ?", (new, old))
        for text in ('"before"', '"after"'):
            db.run(
                f"UPDATE change SET {text} = {json_with(text, 'source')}"
                f" WHERE table_name = ? AND {json_field(text, 'source')} = ?",
                (new, table, old),
            )
    hasher = hasher_of(db)
    if hasher is not None:
        db.run(
            "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)"
            " ON CONFLICT DO NOTHING",
            (RENAMED + hasher.source(old), new),
        )


# Columns in which text about a person may be written.
WRITTEN: Final = {
    **dict.fromkeys(REMOVED, ("name",)),
    **{
        table: (*EMPTIED.get(table, ()), *SCRUBBED.get(table, ()))
        for table in (*EMPTIED, *SCRUBBED)
    },
}
# A command writes few rows; an import, which writes many, omits such texts itself.
MOST: Final = 500
OF: Final = ("customer", "complaint", "contact")


def texts_of_erased(session: Session) -> Iterator[str]:
    """Yield P7, for each text written about an erased customer.

    It reads the rows that the journal is about to enter, so it works for every verb.
    """
    session.flush()
    book = journal.book_of(session)
    book.settle()
    written = [one for one in book.before if one[0] in WRITTEN]
    if not 0 < len(written) <= MOST:
        return
    db = journal.driver(session)
    if not has_erased(db):
        return
    for table, number in written:
        text = book.before[table, number]
        found = journal.read_texts(session, table, [number]).get(number)
        row: dict[str, Any] = json.loads(found) if found else {}
        before = json.loads(text) if text else {}
        is_written = any(
            row.get(name) not in {None, before.get(name)} for name in WRITTEN[table]
        )
        customer = _customer(db, row) if is_written else None
        if customer is not None:
            yield ref(CUSTOMER, customer)


def _customer(db: Reader, row: dict[str, Any]) -> int | None:
    """Read the erased customer of the row, or of its case; None for nobody."""
    for table in OF:
        number = row.get(f"{table}_id")
        if number is None:
            continue
        column = "id" if table == "customer" else "customer_id"
        found = db.first(
            f"SELECT c.id FROM {table} AS r JOIN customer AS c ON c.id = r.{column}"
            " WHERE r.id = ? AND c.erased_at IS NOT NULL",
            (number,),
        )
        return None if found is None else int(found[0])
    return None
