"""The ids by which a desk's own exports call its records: C12, K3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.references import LARGEST_ID, NOUNS
from csdesk.store.bulk_known import is_there

if TYPE_CHECKING:
    import sqlite3

    from csdesk.store.bulk_known import Imported

LETTERS: Final = {noun.table: noun.letter for noun in NOUNS}


def own_number(table: Imported, name: str) -> int:
    """The number in the `C12` of an export; one that no record has where it is none."""
    letter, digits = name[:1], name[1:]
    if letter != LETTERS[table] or not (digits.isascii() and digits.isdecimal()):
        return LARGEST_ID
    return min(int(digits), LARGEST_ID)


def own_id(db: sqlite3.Connection, table: Imported, name: str | None) -> int | None:
    """The record of this desk that its own exports call so, or None."""
    number = None if name is None else own_number(table, name)
    return number if number is not None and is_there(db, table, number) else None
