"""Names of backups, and finding desk files in a folder.

No database is opened: a few bytes tell whether a file is a desk, and SQLite would
create files of its own beside one that it opens.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from csdesk.store.files.protected_file import MAGIC, followed
from csdesk.store.files.temporary_file import (
    PARTS,
    leftovers,
    remove_leftover,
    temporaries,
)
from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

BACKUP: Final = "backup"
BEFORE_RESTORE: Final = "before-restore"
STAMP: Final = r"(?P<when>\d{4}-\d\d-\d\d-\d{6})(?:-(?P<again>\d+))?"
STAMPED: Final = re.compile(rf"-{STAMP}$")
# Former names of temporary files, which had no lock: with the id of their process.
FORMER: Final = re.compile(
    r"\.(?P<name>.+)\.(?P<pid>\d+)\.new(?:-wal|-shm|-journal)?", re.DOTALL
)
APPLICATION_ID_AT: Final = 68  # of the header of an SQLite file, four bytes
HEADER_BYTES: Final = 100


def own(path: Path) -> Path:
    """Return the desk's file itself, where `path` is a link to it."""
    return followed(path)


def dated(path: Path, kind: str, at: datetime, again: int = 1) -> str:
    """Return the name of a copy made at `at`: desk.db.backup-2026-11-18-100000.

    `at` is local time; `kind` is BACKUP or BEFORE_RESTORE; `again` is 2 for the second
    copy within a second.
    """
    name = f"{own(path).name}.{kind}-{at:%Y-%m-%d-%H%M%S}"
    return name if again == 1 else f"{name}-{again}"


def is_taken(copy: Path) -> bool:
    """Return whether a file has the name, or that of a log that SQLite would read."""
    return any(os.path.lexists(f"{copy}{part}") for part in ("", *PARTS))


def dated_copies(path: Path, kind: str, folder: Path | None = None) -> tuple[Path, ...]:
    """Find the copies of that kind and desk in `folder`, oldest first.

    `folder` None: that of the desk. Found by name, and by bytes that identify a desk.
    """
    desk = own(path)
    pattern = re.compile(f"{re.escape(desk.name)}\\.{kind}-{STAMP}")
    found = [
        (match["when"], int(match["again"] or 1), file)
        for file in regular_files(folder or desk.parent)
        if (match := pattern.fullmatch(file.name)) and is_desk(file)
    ]
    return tuple(file for _, _, file in sorted(found))


def copies(path: Path) -> tuple[Path, ...]:
    """Find all other desks in the folder of the desk `path`, by name.

    Regular files only: links are not followed. Raises OSError where the folder cannot
    be read.
    """
    desk = own(path)
    return tuple(
        file
        for file in regular_files(desk.parent)
        if file.name != desk.name and not _is_same(file, desk) and is_desk(file)
    )


def unfinished(path: Path) -> tuple[Path, ...]:
    """Find temporary files in the folder of the desk `path`, by name.

    SQLite writes the first page of a copy last: such a file is no desk by its bytes,
    but may contain most of one. Files of running commands are included.
    """
    desk = own(path)
    former = [
        file
        for file in regular_files(desk.parent)
        if (match := FORMER.fullmatch(file.name))
        and (match["name"] == desk.name or match["name"].startswith(f"{desk.name}."))
    ]
    return tuple(sorted([*former, *temporaries(desk.parent)]))


def is_running(file: Path) -> bool:
    """Return whether the command that writes one of `unfinished` still runs."""
    match = FORMER.fullmatch(file.name)
    if match is None:
        return file not in leftovers(file.parent)
    try:
        os.kill(int(match["pid"]), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def remove_unfinished(file: Path) -> bool:
    """Remove one of `unfinished` unless its command runs; True if removed."""
    if FORMER.fullmatch(file.name) is None:
        return remove_leftover(file)
    if is_running(file):
        return False
    with suppress(OSError):
        file.unlink()
        return True
    return False


def remove_all_unfinished(path: Path) -> list[Path]:
    """Remove temporary files of killed commands; return those removed."""
    return [file for file in unfinished(path) if remove_unfinished(file)]


def is_desk(file: Path) -> bool:
    """Return whether the file is a desk by its bytes; False if it cannot be read."""
    try:
        with file.open("rb") as opened:
            header = opened.read(HEADER_BYTES)
    except OSError:
        return False
    end = APPLICATION_ID_AT + 4
    number = int.from_bytes(header[APPLICATION_ID_AT:end], "big")
    return header.startswith(MAGIC) and number == schema.APPLICATION_ID


def regular_files(folder: Path) -> Iterator[Path]:
    """Yield the regular files of `folder`, by name; links are not followed."""
    for file in sorted(folder.iterdir()):
        try:
            kind = file.lstat().st_mode
        except OSError:
            continue  # it went away meanwhile
        if stat.S_ISREG(kind):
            yield file


def _is_same(file: Path, desk: Path) -> bool:
    try:
        return file.samefile(desk)
    except OSError:
        return False
