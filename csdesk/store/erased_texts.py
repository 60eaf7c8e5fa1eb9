"""Texts that a unit of work wrote into records of customers who were erased."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.references import CUSTOMER, ref
from csdesk.store import journal
from csdesk.store.person_columns import EMPTIED, REMOVED, SCRUBBED
from csdesk.store.pseudonyms import has_erased

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlmodel import Session

# Where somebody may write of a person: the whole row, or these columns.
WRITTEN: Final = {
    **dict.fromkeys(REMOVED, ("name",)),
    **{
        table: (*EMPTIED.get(table, ()), *SCRUBBED.get(table, ()))
        for table in (*EMPTIED, *SCRUBBED)
    },
}
# A person writes few; an import, which writes many, leaves such texts out by itself.
MOST: Final = 500
OF: Final = ("customer", "complaint", "contact")


def texts_of_erased(session: Session) -> Iterator[str]:
    """P7, for each text that was written of somebody erased.

    Asks for what the journal is about to enter, so it holds for every verb.
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
        whose = _customer(db, row) if is_written else None
        if whose is not None:
            yield ref(CUSTOMER, whose)


def _customer(db: sqlite3.Connection, row: dict[str, Any]) -> int | None:
    """The erased customer whose the row is, or whose the case is; None for nobody."""
    for table in OF:
        number = row.get(f"{table}_id")
        if number is None:
            continue
        column = "id" if table == "customer" else "customer_id"
        found = db.execute(
            f"SELECT c.id FROM {table} AS r JOIN customer AS c ON c.id = r.{column}"
            " WHERE r.id = ? AND c.erased_at IS NOT NULL",
            (number,),
        ).fetchone()
        return None if found is None else int(found[0])
    return None
