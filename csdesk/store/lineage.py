"""Identity of a desk: its id, where it lives, and the desks that it was copied from."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from csdesk.store.sqlite import schema

BYTES: Final = 6
ID_KEY: Final = "desk"
DESK_ID: Final = """coalesce(
    (SELECT value FROM setting WHERE key = 'desk'),
    (SELECT printf('%x', at) FROM operation ORDER BY id LIMIT 1))"""


def give_id(db: sqlite3.Connection) -> None:
    """Give a new desk its id; it is no rule, so nothing is journalled."""
    db.execute(
        "INSERT INTO setting (key, value, valid_from) VALUES ('desk', ?, 0)",
        (new_id(),),
    )


def new_id() -> str:
    """An id of chance, in hexadecimal."""
    return secrets.token_hex(BYTES)


def desk_id(db: sqlite3.Connection) -> str | None:
    """The id of the desk; None for one in which nothing was ever done."""
    (found,) = db.execute(f"SELECT {DESK_ID}").fetchone()
    return None if found is None else str(found)


PLACE_KEY: Final = "place"
PARENTS_KEY: Final = "parents"
# The ids of a desk and its parents in one word: what its exports say of where they are
# from. A desk that is no copy has one.
FAMILY: Final = f"""({DESK_ID} || coalesce(
    (SELECT ' ' || group_concat(parent.key, ' ')
     FROM setting, json_each(iif(json_valid(setting.value), setting.value, '{{}}'))
       AS parent
     WHERE setting.key = '{PARENTS_KEY}'), ''))"""
PATIENCE: Final = 0.1  # seconds to wait for who has the noted desk open
UNDECIDED: Final = ""  # no desk has that id
READ: Final = """
SELECT CAST(value AS BLOB) FROM setting WHERE key = ? ORDER BY valid_from DESC"""
WRITE: Final = """
INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)
ON CONFLICT (key, valid_from) DO UPDATE SET value = excluded.value"""

Lineage = dict[str, int | None]


def settle(db: sqlite3.Connection, path: Path) -> None:
    """Give a copy an id of its own, and note where the desk is written.

    Called within a transaction that writes, for the desk at `path`.
    """
    noted = _read(db, PLACE_KEY)
    if noted == os.path.abspath(path):  # noqa: PTH100 - one call, and no system call
        return
    place = os.path.realpath(path)
    if noted == place:
        return
    if noted is not None and not _is_same(noted, place):
        other = _id_at(noted)
        if other is UNDECIDED:
            return
        own = desk_id(db)
        if own is not None and other == own:
            _part(db)
    note_place(db, path)


def note_place(db: sqlite3.Connection, path: Path) -> None:
    """Note that the desk lives at `path`."""
    db.execute(WRITE, (PLACE_KEY, os.path.realpath(path)))


def lineage(db: sqlite3.Connection) -> Lineage:
    """The desk's id, and those of its parents: the last operation shared with each.

    None for the desk's own id. Empty for a desk in which nothing was ever done.
    """
    own = desk_id(db)
    if own is None:
        return {}
    return {own: None} | _parents(db)


def is_of(db: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether `other` is that desk, or one that it was copied from."""
    return desk_id(other) in lineage(db)


def keep_identity(db: sqlite3.Connection, now: sqlite3.Connection) -> None:
    """Let a backup `db` be the desk `now` again, not the one that this was copied from.

    Nothing changes where both have one id, or the backup is of another desk.
    """
    if desk_id(db) != desk_id(now) and is_of(now, db):
        for key in (ID_KEY, PARENTS_KEY, PLACE_KEY):
            value = _read(now, key)
            if value is not None:
                db.execute(WRITE, (key, value))


def _part(db: sqlite3.Connection) -> None:
    """Give the copy an id of its own; what is done so far is its parents' as well."""
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()
    parents = {name: last if at is None else at for name, at in lineage(db).items()}
    db.execute(WRITE, (PARENTS_KEY, json.dumps(parents)))
    db.execute(WRITE, (ID_KEY, new_id()))


def _read(db: sqlite3.Connection, key: str) -> str | None:
    found = db.execute(READ, (key,)).fetchone()
    return None if found is None else (found[0] or b"").decode("utf-8", "replace")


def _parents(db: sqlite3.Connection) -> Lineage:
    """Read the parents; none where another program left what cannot be read."""
    try:
        found = json.loads(_read(db, PARENTS_KEY) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_same(noted: str, place: str) -> bool:
    try:
        return Path(noted).samefile(place)
    except (OSError, ValueError):  # no path: a NUL in it
        return False


def _id_at(noted: str) -> str | None:
    """The id of the desk at `noted`; None where no desk is there any more.

    UNDECIDED where it cannot be told now: the next command that writes asks again.
    """
    place = Path(noted)
    try:
        if not place.is_file():
            return None
        with closing(schema.open_file(place, "ro", patience=PATIENCE)) as db:
            (application,) = db.execute("PRAGMA application_id").fetchone()
            return desk_id(db) if application == schema.APPLICATION_ID else None
    except sqlite3.OperationalError:
        return UNDECIDED
    except (OSError, ValueError, sqlite3.DatabaseError):
        return None
