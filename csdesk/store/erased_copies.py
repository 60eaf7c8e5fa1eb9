"""The same person taken out of the copies that lie beside a desk.

A copy is a desk with the same id, whatever it is called and of whichever schema; it
stays what it is. Who a person is there is told by hashes of what they were known by, so
that a run which finishes an erasure needs no name.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.errors import DeskError
from csdesk.store import schema
from csdesk.store.beside import copies, remove_unfinished, unfinished
from csdesk.store.cleaning import LOG, clean, is_pending
from csdesk.store.desk_id import desk_id
from csdesk.store.erasure import erase_rows
from csdesk.store.faults import explained
from csdesk.store.identity import customers_of, keys_of
from csdesk.store.person import columns_of, person
from csdesk.store.person_columns import ERASED
from csdesk.store.seal import is_sealed, seal_anew

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from csdesk.store.pseudonyms import Seal

JOURNAL: Final = "-journal"
PATIENCE: Final = 5.0  # seconds to wait for who has a copy open


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for in the copies of a desk.

    `customers` are ids, `names` folded, `hashes` of keys; `sharing` are customers of
    the desk who have one of the addresses too, and are somebody else.
    """

    desk: str | None
    seal: Seal
    customers: frozenset[int]
    hashes: frozenset[tuple[str, str]]
    names: frozenset[str] = frozenset()
    sharing: frozenset[int] = frozenset()


@dataclass(slots=True)
class Reached:
    """What became of the files beside a desk; `unreached` with the reason."""

    copies: list[Path] = field(default_factory=list)  # all there are
    erased: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unreached: dict[Path, str] = field(default_factory=dict)


def copies_with(path: Path, sought: Sought) -> Reached:
    """The copies of the desk at `path` in which the person is; none is changed."""
    found = Reached()
    for copy in copies(path):
        try:
            with explained(copy), closing(_opened(copy, "ro")) as db:
                if desk_id(db) != sought.desk:
                    continue
                found.copies.append(copy)
                if _found(db, sought) or is_pending(db):
                    found.erased.append(copy)
        except (DeskError, OSError) as error:
            found.unreached[copy] = str(error)
    return found


def erase_copies(path: Path, sought: Sought, at: int, agent: str) -> Reached:
    """Take the person out of every copy of the desk at `path`, and clean it.

    What killed commands left unfinished is removed: it may hold anybody.
    """
    found = copies_with(path, sought)
    for copy in list(found.erased):
        try:
            with explained(copy):
                was_sealed = is_sealed(copy)
                _erase(copy, sought, at, agent)
                clean(copy, PATIENCE)
                if was_sealed:
                    seal_anew(copy)
        except (DeskError, OSError) as error:
            found.erased.remove(copy)
            found.unreached[copy] = str(error)
    for file in unfinished(path):
        if remove_unfinished(file):
            found.removed.append(file)
    return found


def _opened(copy: Path, mode: str) -> sqlite3.Connection:
    db = schema.open_file(
        copy, mode, patience=PATIENCE, immutable=mode == "ro" and _is_still(copy)
    )
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA secure_delete = ON")
        schema.revision(db, copy)
    except BaseException:
        db.close()
        raise
    return db


def _is_still(copy: Path) -> bool:
    """Whether the file is all there is of a copy: nobody writes it, or was killed so.

    A reader of such a one need not leave files of SQLite's own beside it.
    """
    beside = (copy.with_name(copy.name + one) for one in (LOG, JOURNAL))
    return not any(one.exists() and one.stat().st_size for one in beside)


def _found(db: sqlite3.Connection, sought: Sought) -> list[int]:
    """The customers there who are the person, and not erased yet."""
    return [
        row["id"]
        for row in customers_of(db)
        if row["name"] != ERASED and _is_sought(row, sought)
    ]


def _is_sought(row: dict[str, Any], sought: Sought) -> bool:
    hashes = {
        (kind, sought.seal.identity(kind, value, source))
        for kind, value, source in keys_of(row)
    }
    shares = not sought.hashes.isdisjoint(hashes)
    if row["id"] in sought.customers:
        return shares or row["name_key"] in sought.names
    return shares and row["id"] not in sought.sharing


def _erase(copy: Path, sought: Sought, at: int, agent: str) -> None:
    with closing(_opened(copy, "rw")) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("BEGIN IMMEDIATE")
        while found := _found(db, sought):  # those merged into one go with it
            now = _merged_into(db, found[0])
            erase_rows(db, person(db, now), at, agent, salt=sought.seal.salt)
        db.execute("COMMIT")


def _merged_into(db: sqlite3.Connection, number: int) -> int:
    """The customer whom that one is part of, in the copy."""
    if "merged_into_id" not in columns_of(db, "customer"):
        return number
    (now,) = db.execute(
        "SELECT coalesce(merged_into_id, id) FROM customer WHERE id = ?", (number,)
    ).fetchone()
    return int(now)
