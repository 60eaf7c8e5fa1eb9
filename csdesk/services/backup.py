"""Backups: choose the file, protect other files, remove old backups."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.errors import RefusedError, UsageProblem
from csdesk.store.files.atomic_file import place_new, place_over
from csdesk.store.files.protected_file import require_writable
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.backup.checksum import has_checksum
from csdesk.store.sqlite.backup.copy import back_up, back_up_dated
from csdesk.store.sqlite.backup.summary import (
    DeskSummary,
    id_of_file,
    last_in_common,
    read_summary,
    summary_of_file,
)
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.store.sqlite.sqlite_errors import explained

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from csdesk.store.sqlite.backup.copy import Copied, CopyProgress


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup just made: its file, a summary of its content, and the removed ones.

    `remain` counts the dated backups of the desk in its folder; None if FILE was named.
    """

    file: Path
    summary: DeskSummary
    size: int  # bytes
    broken_links: int
    removed: tuple[Path, ...] = ()
    remain: int | None = None


def make_backup(
    path: Path,
    file: Path | None,
    at: datetime,
    *,
    keep: int | None = None,
    progress: CopyProgress | None = None,
) -> Backup:
    """Back up the desk at `path` to `file`, or under a dated name.

    A folder as `file` gets a dated backup; None means the folder of the desk. `keep` is
    how many dated backups of this desk may remain in that folder; the oldest are
    removed (None: all remain). Raises UsageProblem if `file` cannot be written,
    RefusedError if it is anything but a backup of this desk, and UnusableDeskError or
    BusyError.
    """
    schema.require_file(path)
    with explained(path):
        with open_read_only(path) as connection:
            revision = schema.revision(connection, path)
            foreign_schema.require_own(connection, path, revision)
            summary = read_summary(connection)
        folder = files.own(path).parent if file is None else file
        is_dated = _is_folder(folder)
        if keep is not None and not is_dated:
            raise UsageProblem(
                f"--keep counts backups that bear their date, and {file} has none.",
                "Name a folder, or no FILE at all.",
            )
        _require_writable(folder if is_dated else folder.parent)
        if is_dated:
            local = at.astimezone(summary.locale.zone)
            made, copied = back_up_dated(path, folder, files.BACKUP, local, progress)
        else:
            made, copied = _back_up_to(path, folder, summary, progress)
    removed: tuple[Path, ...] = ()
    if keep is not None and not copied.broken_links:
        removed = _thin_out(path, made, summary, keep)
    summary = summary_of_file(made)  # the desk may have changed since
    remain = len(_of_this_desk(path, made.parent, summary)) if is_dated else None
    size = made.stat().st_size
    return Backup(made, summary, size, copied.broken_links, removed, remain)


def _back_up_to(
    path: Path, file: Path, summary: DeskSummary, progress: CopyProgress | None
) -> tuple[Path, Copied]:
    if not (file.exists() or file.is_symlink()):
        require_writable(file)
        try:
            return file, back_up(path, file, place=place_new, progress=progress)
        except FileExistsError:
            pass  # another process was faster: check it as any other file
    _require_own_backup(path, file, summary)

    def place(finished: Path, target: Path) -> None:
        _require_own_backup(path, target, summary)  # another file may have appeared
        place_over(finished, target)

    return file, back_up(path, file, place=place, progress=progress)


def _require_own_backup(path: Path, file: Path, summary: DeskSummary) -> None:
    """Raise RefusedError unless `file` is a backup of this desk and nothing else."""
    if file.exists() and file.samefile(path):
        raise RefusedError(
            f"{file} is the desk itself.", "Name another file, or none at all."
        )
    is_own = (
        file.is_file()
        and not file.is_symlink()
        and files.is_desk(file)
        and has_checksum(file)
        and id_of_file(file) == summary.desk
    )
    if not is_own:
        raise RefusedError(
            f"{file} is there already, and is no backup of this desk.",
            "Name another file; only a backup of the same desk is replaced.",
        )


def _require_writable(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageProblem(
            f"There is no folder {folder}.", "Make it first, or name another FILE."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageProblem(
            f"{folder} cannot be written: Permission denied.",
            "Name a file in a folder that you may write.",
        )


def _is_folder(place: Path) -> bool:
    """Return whether `place` is a folder. Raises UsageProblem for an invalid name."""
    try:
        return place.is_dir()
    except OSError as error:
        raise UsageProblem(
            f"{place} cannot be written: {error.strerror}.",
            "Name a file in a folder that you may write.",
        ) from None


def _thin_out(
    path: Path, made: Path, summary: DeskSummary, keep: int
) -> tuple[Path, ...]:
    """Remove the oldest dated backups of this desk but `keep`, never the new one."""
    older = [one for one in _of_this_desk(path, made.parent, summary) if one != made]
    gone = older[: max(0, len(older) - (keep - 1))]
    for file in gone:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise UsageProblem(
                f"{made} was written, but {file} cannot be removed: {error.strerror}.",
                "Remove it yourself, or give yourself the right to.",
            ) from None
    return tuple(gone)


def _of_this_desk(path: Path, folder: Path, summary: DeskSummary) -> list[Path]:
    """List the dated backups in `folder` of earlier states of this desk, oldest first.

    Their content decides, not the dates in their names: a clock may have been wrong. A
    backup with work that the desk has lost since is not listed, so it is neither
    counted nor removed.
    """
    ranks = []
    with open_read_only(path) as desk:
        for file in files.dated_copies(path, files.BACKUP, folder):
            is_own = id_of_file(file) == summary.desk
            last = last_in_common(desk, file) if is_own else None
            if last is not None:
                ranks.append((last, file))
    ranks.sort(key=lambda one: one[0])  # stable: equal states stay ordered by name
    return [file for _, file in ranks]
