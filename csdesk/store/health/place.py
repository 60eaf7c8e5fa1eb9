"""Checks of the desk's place: its permissions, its drive, the files beside it."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.store.files.place_kind import is_known, risky_place
from csdesk.store.files.temporary_file import leftovers as found_leftovers
from csdesk.store.health.finding import (
    Finding,
    named,
    note,
    problem,
)
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.backup.checksum import matches_checksum

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY: Final = 86_400
OLD_BACKUP: Final = 7 * DAY
LITTLE_SPACE: Final = 20_000_000  # bytes
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def permissions(path: Path) -> Finding:
    """Check that only the owner may read the desk and its copies.

    And that only the owner may write its folder.
    """
    if os.name != "posix":
        return Finding("permissions", "Rights are this system's own business.")
    desk = files.own(path)
    readable = [
        file
        for file in (desk, *files.copies(desk), *files.unfinished(desk))
        if _mode(file) & OTHERS
    ]
    folder = desk.parent.stat().st_mode
    if readable:
        return problem(
            "permissions",
            f"Others on this machine may read {named(one.name for one in readable)}.",
            f"chmod 600 {' '.join(quoted(one) for one in readable)}",
        )
    if folder & OTHERS_WRITE and not folder & stat.S_ISVTX:
        return problem(
            "permissions",
            f"Others on this machine may write the desk's folder {desk.parent}.",
            f"chmod 700 {quoted(desk.parent)}",
        )
    if desk.stat().st_uid != os.geteuid():
        return note("permissions", "The desk's file belongs to another user.")
    return Finding("permissions", "Only its owner may read the desk and its copies.")


def _mode(file: Path) -> int:
    """Return the rights of a file; 0 for one that was removed meanwhile."""
    try:
        return file.lstat().st_mode
    except OSError:
        return 0


def _changed(file: Path, now: int) -> float:
    """Return when a file was last changed; `now` for one that was removed meanwhile."""
    try:
        return file.lstat().st_mtime
    except OSError:
        return now


def drive(path: Path, mounts: str | None = None) -> Finding:
    """Check that the desk is on a local drive; `mounts` is a text like /proc/mounts."""
    found = risky_place(path, mounts)
    if found is None and mounts is None and not is_known():
        return note("drive", "This system does not say what kind of drive it is.")
    if found is None:
        return Finding("drive", "The desk lies on a drive of this machine.")
    make = problem if found.is_network else note
    return make("drive", found.problem, found.advice)


def leftovers(path: Path, now: int) -> Finding:
    """Check for files of killed commands beside the desk and in the working folder.

    Where no lock shows whether a command still runs, its files count after a day.
    """
    folders = [files.own(path).absolute().parent]
    with suppress(OSError):  # the working folder may be gone
        folders.append(Path.cwd())
    old = [file for one in dict.fromkeys(folders) for file in found_leftovers(one)]
    old += [
        file
        for file in files.unfinished(path)
        if file not in old and now - _changed(file, now) > DAY
    ]
    if not old:
        return Finding("leftovers", "No command left anything unfinished.")
    has_folder = "-r " if any(one.is_dir() for one in old) else ""
    return problem(
        "leftovers",
        f"A command that was killed left customers' data in {named(_names(old))}.",
        f"rm {has_folder}{' '.join(quoted(one) for one in old)}",
    )


def backups(path: Path, now: int) -> Finding:
    """Check the age and the checksum of the newest dated backup beside the desk."""
    found = files.dated_copies(path, files.BACKUP)
    do = "csdesk backup --keep 14, and a copy on another disk."
    if not found:
        return note("backup", "No dated backup lies beside the desk.", do)
    coming = [one for one in found if _day_of(one) > now + 2 * DAY]
    if coming:
        return problem(
            "backup",
            f"These backups are dated after now: {named(_names(coming))}.",
            "Look at this machine's clock; if it is right, rename them by the day "
            "they were made.",
        )
    newest = found[-1]
    if matches_checksum(newest) is False:
        return problem(
            "backup",
            f"The newest backup beside the desk, {newest.name}, is damaged.",
            f"rm {quoted(newest)}, then make a new one: csdesk backup",
        )
    made = newest.stat().st_mtime
    day = datetime.fromtimestamp(made, UTC).date().isoformat()
    text = f"The newest backup beside the desk is {newest.name}"
    if now - made > OLD_BACKUP:
        return note("backup", f"{text}, of {day}.", do)
    return Finding("backup", f"{text}, and whole.")


def _day_of(file: Path) -> float:
    """Return the instant in the name of a dated copy, to within a time zone."""
    when = files.STAMPED.search(file.name)
    stamp = f"{when['when']} +0000" if when else ""
    try:
        return datetime.strptime(stamp, "%Y-%m-%d-%H%M%S %z").timestamp()
    except ValueError:
        return 0.0


def space(path: Path, free: int | None = None) -> Finding:
    """Check that there is room to work and for a backup; `free` is in bytes."""
    desk = files.own(path)
    if free is None:
        free = shutil.disk_usage(desk.parent).free
    size = desk.stat().st_size
    text = f"{free / 1e6:,.0f} MB are free; the desk has {size / 1e6:,.1f} MB."
    if free < LITTLE_SPACE:
        return problem("space", text, "Free some space on that disk.")
    if free < 3 * size:  # a restore holds the desk, its log, and what it replaces
        return note("space", text, "Free some space: a restore needs three times that.")
    return Finding("space", text)


def quoted(path: Path) -> str:
    """Quote a path for a shell."""
    import shlex

    return shlex.quote(str(path))


def _names(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths]
