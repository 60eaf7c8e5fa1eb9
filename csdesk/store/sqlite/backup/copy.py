"""Complete copies of a desk, its write-ahead log included.

A copy is made of one state of the desk, which others may go on changing meanwhile. It
is written under a temporary name, verified, given a checksum, synced to the disk, and
only then moved to its place: a file with a backup's name is complete.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.errors import UnusableDeskError
from csdesk.store.files.atomic_file import place_new, place_over
from csdesk.store.files.temporary_file import temporary_file
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.backup.checksum import add_checksum
from csdesk.store.sqlite.connection import bare, driver_of, reader
from csdesk.store.sqlite.integrity import broken_links, census, damage
from csdesk.store.sqlite.read_only import opened
from csdesk.store.sqlite.sqlite_errors import primary_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    CopyProgress = Callable[[str, int, int], None]  # what is done, pages done, of all

STEP: Final = 1024  # pages: 4 MB, between two calls of the progress
COPYING, CHECKING = "Copying", "Checking"


class DamagedDeskError(UnusableDeskError):
    """The desk to be copied is damaged; the copy is removed."""


class Copied(NamedTuple):
    """Result of a copy: how many rows with broken references it has."""

    broken_links: int = 0


def back_up(
    path: Path,
    copy: Path,
    *,
    place: Callable[[Path, Path], None] = place_over,
    progress: CopyProgress | None = None,
    as_is: bool = False,
) -> Copied:
    """Copy the desk at `path` to `copy`, verify it and add a checksum; mode 0600.

    Verified is: SQLite finds no damage, and each table has as many rows as the desk
    had. `place` moves the finished file; by default over an earlier copy of that name.
    `as_is` copies a damaged desk, page by page, without verification or checksum.
    Raises DamagedDeskError where the desk is damaged, UnusableDeskError where the copy
    cannot be written, FileExistsError where `place` does.
    """
    try:
        with temporary_file(copy) as made:
            copied = copy_verified(path, made.path, progress, as_is=as_is)
            if not as_is:
                add_checksum(made.path)
            place(made.path, copy)
    except FileExistsError:
        raise
    except OSError as error:
        raise _unwritable(copy, error.strerror) from None
    return copied


def back_up_dated(  # noqa: PLR0913 - what, where, called what, when
    path: Path,
    folder: Path,
    kind: str,
    local: datetime,
    progress: CopyProgress | None = None,
    *,
    as_is: bool = False,
) -> tuple[Path, Copied]:
    """Back up as `back_up`, to an unused name in `folder` with that local time."""
    for again in count(1):
        copy = folder / files.dated(path, kind, local, again)
        if files.is_taken(copy):
            continue
        with suppress(FileExistsError):  # another process was faster within this second
            return copy, back_up(
                path, copy, place=place_new, progress=progress, as_is=as_is
            )
    raise AssertionError


def copy_verified(
    path: Path, copy: Path, progress: CopyProgress | None = None, *, as_is: bool = False
) -> Copied:
    """Copy one state of the desk into the empty file `copy`, and verify it.

    Raises DamagedDeskError where the desk is damaged, unless `as_is`, and
    UnusableDeskError where the disk is full.
    """
    with (
        closing(opened(path)) as driver,
        bare(copy, "rw") as target,
    ):
        source = reader(driver)
        copy_pages(driver, driver_of(target), copy, progress)
        if as_is:
            return Copied()
        if progress:
            progress(CHECKING, 0, 0)
        if damage(target) or census(target) != census(source):
            raise DamagedDeskError(
                f"The desk {path} is damaged: its copy failed the integrity check.",
                "Restore your last backup: csdesk restore FILE.",
            )
        return Copied(len(broken_links(target)))


def copy_pages(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    copy: Path,
    progress: CopyProgress | None = None,
) -> None:
    """Copy one state of `source`, which stays in a transaction until it is closed."""

    def report(_status: int, remaining: int, total: int) -> None:
        if progress:
            progress(COPYING, total - remaining, total)

    source.execute("BEGIN")
    source.execute(
        "SELECT 1 FROM sqlite_master"
    ).fetchone()  # the transaction reads this state
    try:
        source.backup(target, pages=STEP, progress=report)
        target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        # The desk is only read: the failed write is that of the copy.
        if primary_code(error) == sqlite3.SQLITE_FULL:
            raise _unwritable(copy, "the disk is full") from None
        if error.sqlite_errorcode == sqlite3.SQLITE_IOERR_WRITE:
            raise _unwritable(copy, "the disk takes no more of it") from None
        raise


def _unwritable(copy: Path, why: str | None) -> UnusableDeskError:
    return UnusableDeskError(
        f"No backup can be written to {copy}: {why}.",
        "Nothing was changed. Free some space there, or give yourself the right "
        "to write that folder.",
    )
