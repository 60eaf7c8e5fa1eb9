"""Rewrite the file so that erased data is gone from its pages and its log.

Done after the erasure is committed, and repeated until it succeeds: a setting in the
file marks it as pending.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.errors import BusyError, UnusableDeskError
from csdesk.store.sqlite import sqlite_errors
from csdesk.store.sqlite.backup.files import own
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.sqlite_errors import explained

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

# While this setting exists, the file still has to be cleaned.
PENDING_KEY: Final = "erasure_pending"
LOG: Final = "-wal"
SPARE: Final = 4 * 1024 * 1024  # beyond what the file itself takes


def is_pending(db: Reader) -> bool:
    """Return whether erased data may still be in the bytes of the file or its log."""
    query = "SELECT 1 FROM setting WHERE key = ?"
    return db.first(query, (PENDING_KEY,)) is not None


def require_room(path: Path) -> None:
    """Raise UnusableDeskError where the disk has no room to rewrite the file.

    It is written once into a temporary file of SQLite's, and once into the desk's log.
    """
    desk = own(path)
    size = desk.stat().st_size + _size(desk.with_name(desk.name + LOG)) + SPARE
    places = [desk.parent, Path(os.environ.get("SQLITE_TMPDIR", tempfile.gettempdir()))]
    wanted: dict[int, int] = {}
    for place in places:
        device = place.stat().st_dev
        wanted[device] = wanted.get(device, 0) + size
        free = shutil.disk_usage(place).free
        if free < wanted[device]:
            raise UnusableDeskError(
                f"Erasing writes {path.name} anew: {_megabytes(wanted[device])} are "
                f"needed in {place}, {_megabytes(free)} are free.",
                "Nothing was changed. Free some space and type the command again.",
            )


def clean(path: Path, patience: float | None = None) -> None:
    """Rewrite the desk at `path` and empty its log; it is then no longer pending.

    Raises BusyError where another program keeps the log in use for `patience` seconds.
    """
    with (
        explained(path),
        bare(path, "rw", patience=patience) as db,
    ):
        db.run("PRAGMA trusted_schema = OFF")
        db.run("PRAGMA secure_delete = ON")
        db.run("VACUUM")
        _empty_log(db, path)
        db.run("DELETE FROM setting WHERE key = ?", (PENDING_KEY,))
        _empty_log(db, path)


def _empty_log(db: Reader, path: Path) -> None:
    (is_busy, _, _) = db.one("PRAGMA wal_checkpoint(TRUNCATE)")
    if is_busy:
        raise BusyError(
            f"Another program has {path.name} open, whose log still holds what was "
            f"erased: waited {sqlite_errors.BUSY_SECONDS:g} seconds.",
            "The customer is erased. Close the other program, then type the same "
            "command again: it finishes the cleaning.",
        )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.0f} MB"
