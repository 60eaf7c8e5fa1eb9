"""Translate errors of SQLite into messages with a next step for the owner."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.errors import (
    BusyError,
    DeskError,
    UnreadableTextError,
    UnusableDeskError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader

# The driver's exceptions, by the names that every engine's driver has.
Error = sqlite3.Error
DatabaseError = sqlite3.DatabaseError
DataError = sqlite3.DataError
IntegrityError = sqlite3.IntegrityError
OperationalError = sqlite3.OperationalError

BUSY_SECONDS = 10.0  # how long a command waits for another one; read at each opening
LARGEST_WRITE = 65_536  # bytes that SQLite writes at once: a page at its largest
PRIMARY = 0xFF  # the low byte of an extended SQLite result code

# pragma_table_list came with 3.37; window functions, UPSERT and FILTER are older.
NEEDED_SQLITE = (3, 37, 0)
NEEDED = ".".join(map(str, NEEDED_SQLITE[:2]))
NEWER_PYTHON = (
    "Install a newer Python, which brings its own: python.org, uv or your system's."
)
# Optional parts of SQLite -> a SELECT with a row where the part is there.
PROBES = {
    "FTS5": "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'",
    "JSON": "SELECT value FROM json_each('[1]')",
}
# Beginnings of SQLite's error for a missing part.
MISSING = (
    ("no such module: fts5", "FTS5"),
    ("no such function: json", "JSON"),
    ("no such table: json_", "JSON"),
)

# SQLite's primary result code -> (what is wrong, what to do).
MESSAGES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_READONLY: (
        "The desk {path} cannot be written: the file or its folder is read-only.",
        "Give yourself the right to write both, or name another desk with --db.",
    ),
    sqlite3.SQLITE_FULL: (
        "The disk is full; nothing was written to {path}.",
        "Free some space and type the command again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk failed while the desk {path} was in use.",
        "Check the disk, then see with 'csdesk history' what was kept.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The desk {path} is damaged.",
        "Restore your last backup: csdesk restore FILE.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "{path} is not a csdesk desk.",
        "Name your desk with --db PATH; 'csdesk init' replaces nothing.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The desk {path} cannot be opened.",
        "Check that you may read and write the file and its folder.",
    ),
    sqlite3.SQLITE_PERM: (
        "The desk {path} cannot be opened: no permission.",
        "Check that you may read and write the file and its folder.",
    ),
}


# Beginning of the driver's error for a damaged text, which has no code.
UNDECODABLE = "Could not decode to UTF-8"
MALFORMED_JSON = "malformed JSON"
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)


def primary_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code of `error`, or of the error it wraps.

    A log without room for its index is a full disk, though SQLite calls it an I/O
    error.
    """
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return sqlite3.SQLITE_FULL
    if code is not None:
        return int(code) & PRIMARY
    return sqlite3.SQLITE_CORRUPT if _is_undecodable(error) else None


def _is_undecodable(error: BaseException) -> bool:
    """Return whether a text of the file is no UTF-8."""
    cause = getattr(error, "orig", None) or error
    return isinstance(cause, sqlite3.OperationalError) and str(cause).startswith(
        UNDECODABLE
    )


def require_sqlite() -> None:
    """Raise UnusableDeskError where Python's SQLite is too old."""
    if sqlite3.sqlite_version_info < NEEDED_SQLITE:
        raise UnusableDeskError(
            f"SQLite {sqlite3.sqlite_version} is too old for csdesk: it needs "
            f"{NEEDED} or newer.",
            NEWER_PYTHON,
        )


def require_parts(connection: Reader) -> None:
    """Raise UnusableDeskError where SQLite was built without FTS5 or JSON."""
    for part, probe in PROBES.items():
        try:
            found = connection.first(probe)
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_ERROR:
                raise
            found = None
        if found is None:
            raise _without(part)


def _without(part: str) -> UnusableDeskError:
    return UnusableDeskError(
        f"SQLite {sqlite3.sqlite_version} was built without {part}, which csdesk "
        "needs.",
        NEWER_PYTHON,
    )


def _missing_part(error: BaseException) -> str | None:
    """Return the part of SQLite that `error` misses, FTS5 or JSON, or None."""
    message = str(getattr(error, "orig", None) or error)
    for beginning, part in MISSING:
        if message.startswith(beginning):
            return part
    return None


def as_desk_error(
    error: BaseException, path: Path, *, reads: bool = False
) -> DeskError | None:
    """Return the message for a failing desk file, or None for an error of csdesk.

    `error` is SQLite's, or SQLAlchemy's wrapper of one; `reads`: nothing was to be
    written.
    """
    primary = primary_code(error)
    if primary == sqlite3.SQLITE_ERROR and (part := _missing_part(error)):
        return _without(part)
    if (limit := _file_limit(error, path)) is not None:
        return UnusableDeskError(
            f"The disk is full; nothing was written to {path}: "
            f"no file may be larger than {limit:,} bytes here.",
            "Raise that limit (ulimit -f) and type the command again.",
        )
    if primary in LOCKED:
        return BusyError(
            f"The desk is busy: another program held it for {BUSY_SECONDS:g} seconds.",
            "Nothing was written; type the command again.",
        )
    if _is_unreadable_json(error):
        return UnusableDeskError(
            f"The journal of the desk {path} has an entry that cannot be read.",
            "See which with 'csdesk check'; restore a backup from before it.",
        )
    if primary not in MESSAGES:
        return None
    if primary == sqlite3.SQLITE_CANTOPEN and _is_read_only(path):
        primary = sqlite3.SQLITE_READONLY
    problem, hint = MESSAGES[primary]
    if reads and primary == sqlite3.SQLITE_FULL:
        problem = "The disk is full: there is no room to open the desk {path}."
    if primary == sqlite3.SQLITE_CORRUPT and _is_undecodable(error):
        return UnreadableTextError(path, problem.format(path=path), hint)
    return UnusableDeskError(problem.format(path=path), hint)


def _is_unreadable_json(error: BaseException) -> bool:
    """Return whether SQLite met text of the journal that is no valid JSON."""
    cause = getattr(error, "orig", None) or error
    return isinstance(cause, sqlite3.OperationalError) and str(cause).startswith(
        MALFORMED_JSON
    )


def _is_read_only(path: Path) -> bool:
    """Return whether the file can be read, but it or its folder not written."""
    places = (path, path.absolute().parent)
    return os.access(path, os.R_OK) and not all(
        os.access(place, os.W_OK) for place in places
    )


def _file_limit(error: BaseException, path: Path) -> int | None:
    """Return the limit on file sizes that a write reached, in bytes, or None.

    SQLite reports it as an ordinary I/O error.
    """
    cause = getattr(error, "orig", None) or error
    if getattr(cause, "sqlite_errorcode", None) != sqlite3.SQLITE_IOERR_WRITE:
        return None
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit == resource.RLIM_INFINITY:
        return None
    sizes = [
        one.stat().st_size
        for one in (path, path.with_name(f"{path.name}-wal"))
        if one.exists()
    ]
    return limit if max(sizes, default=0) + LARGEST_WRITE > limit else None


@contextmanager
def explained(path: Path, *, reads: bool = False) -> Iterator[None]:
    """Raise a DeskError where the block fails because of the desk file at `path`.

    `reads`: the block writes nothing of its own.
    """
    try:
        yield
    except DeskError:
        raise
    except Exception as error:
        desk_error = as_desk_error(error, path, reads=reads)
        if desk_error is None:
            raise
        raise desk_error from None  # the cause may quote a customer's row
