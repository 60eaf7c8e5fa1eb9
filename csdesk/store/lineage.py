"""Identity of a desk: its id, its path, and the desks that it was copied from."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import hexadecimal, joined, keys_of
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.sqlite_errors import DatabaseError, OperationalError

if TYPE_CHECKING:
    from csdesk.store.connection import Reader, Writer


BYTES: Final = 6
ID_KEY: Final = "desk"
DESK_ID: Final = f"""coalesce(
    (SELECT value FROM setting WHERE key = 'desk'),
    (SELECT {hexadecimal("at")} FROM operation ORDER BY id LIMIT 1))"""


def write_id(db: Writer) -> None:
    """Write the id of a new desk, outside the journal."""
    db.run(
        "INSERT INTO setting (key, value, valid_from) VALUES ('desk', ?, 0)",
        (new_id(),),
    )


def new_id() -> str:
    """Return a random id, in hexadecimal."""
    return secrets.token_hex(BYTES)


def desk_id(db: Reader) -> str | None:
    """Read the id of the desk; None for one without any operation."""
    found = db.value(f"SELECT {DESK_ID}")
    return None if found is None else str(found)


PLACE_KEY: Final = "place"
PARENTS_KEY: Final = "parents"
# The ids of a desk and its parents as one text: the origin noted in its exports. A desk
# that is no copy has one id.
FAMILY: Final = f"""({DESK_ID} || coalesce(
    (SELECT ' ' || {joined("parent.key", " ")}
     FROM setting, {keys_of("setting.value", "parent")}
     WHERE setting.key = '{PARENTS_KEY}'), ''))"""
PATIENCE: Final = 0.1  # seconds to wait for a process that has the noted desk open
UNDECIDED: Final = ""  # no desk has that id
READ: Final = """
SELECT CAST(value AS BLOB) FROM setting WHERE key = ? ORDER BY valid_from DESC"""
WRITE: Final = """
INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)
ON CONFLICT (key, valid_from) DO UPDATE SET value = excluded.value"""

Lineage = dict[str, int | None]


def settle(db: Writer, path: Path) -> None:
    """Give a copied desk an id of its own, and note the path where it is written.

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


def note_place(db: Writer, path: Path) -> None:
    """Note the path of the desk."""
    db.run(WRITE, (PLACE_KEY, os.path.realpath(path)))


def lineage(db: Reader) -> Lineage:
    """Read the desk's id and those of its parents, with the last shared operation.

    None for the desk's own id. Empty for a desk without any operation.
    """
    own = desk_id(db)
    if own is None:
        return {}
    return {own: None} | _parents(db)


def is_of(db: Reader, other: Reader) -> bool:
    """Return whether `other` is the same desk, or one that it was copied from."""
    return desk_id(other) in lineage(db)


def keep_identity(db: Writer, now: Reader) -> None:
    """Give a backup `db` the identity of the desk `now` that it was made from.

    Nothing changes where both have one id, or the backup is of another desk.
    """
    if desk_id(db) != desk_id(now) and is_of(now, db):
        for key in (ID_KEY, PARENTS_KEY, PLACE_KEY):
            value = _read(now, key)
            if value is not None:
                db.run(WRITE, (key, value))


def _part(db: Writer) -> None:
    """Give the copy its own id, and note the operations shared with its parents."""
    last = db.value("SELECT coalesce(max(id), 0) FROM operation")
    parents = {name: last if at is None else at for name, at in lineage(db).items()}
    db.run(WRITE, (PARENTS_KEY, json.dumps(parents)))
    db.run(WRITE, (ID_KEY, new_id()))


def _read(db: Reader, key: str) -> str | None:
    found = db.first(READ, (key,))
    return None if found is None else (found[0] or b"").decode("utf-8", "replace")


def _parents(db: Reader) -> Lineage:
    """Read the parents; none where another program left an unreadable value."""
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
    """Read the id of the desk at `noted`; None where no desk is there any more.

    UNDECIDED where it cannot be read now: the next command that writes tries again.
    """
    place = Path(noted)
    try:
        if not place.is_file():
            return None
        with bare(place, "ro", patience=PATIENCE) as db:
            application = db.value("PRAGMA application_id")
            return desk_id(db) if application == schema.APPLICATION_ID else None
    except OperationalError:
        return UNDECIDED
    except (OSError, ValueError, DatabaseError):
        return None
