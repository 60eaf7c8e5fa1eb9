"""Backups: where they go, what they may replace, how many are kept."""

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
    """A backup that was made: its file, what it holds, which older ones went.

    `remain` are the dated backups of the desk in its folder; None where FILE was named.
    """

    file: Path
    held: DeskSummary
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
    """Back the desk at `path` up to `file`, or to a dated name beside it or in `file`.

    `keep` is how many dated backups of this desk may then lie in that folder, the
    oldest are removed (None: all stay). Raises UsageProblem where `file` cannot be
    written, RefusedError where it is anything but a backup of this desk, and
    UnusableDeskError or BusyError.
    """
    schema.require_file(path)
    with explained(path):
        with open_read_only(path) as connection:
            revision = schema.revision(connection, path)
            foreign_schema.require_own(connection, path, revision)
            held = read_summary(connection)
        folder = files.own(path).parent if file is None else file
        is_dated = _is_folder(folder)
        if keep is not None and not is_dated:
            raise UsageProblem(
                f"--keep counts backups that bear their date, and {file} has none.",
                "Name a folder, or no FILE at all.",
            )
        _require_writable(folder if is_dated else folder.parent)
        if is_dated:
            local = at.astimezone(held.locale.zone)
            made, copied = back_up_dated(path, folder, files.BACKUP, local, progress)
        else:
            made, copied = _back_up_to(path, folder, held, progress)
    removed: tuple[Path, ...] = ()
    if keep is not None and not copied.broken_links:
        removed = _thin_out(path, made, held, keep)
    held = summary_of_file(made)  # others may have worked on since it was looked at
    remain = len(_of_this_desk(path, made.parent, held)) if is_dated else None
    size = made.stat().st_size
    return Backup(made, held, size, copied.broken_links, removed, remain)


def _back_up_to(
    path: Path, file: Path, held: DeskSummary, progress: CopyProgress | None
) -> tuple[Path, Copied]:
    if not (file.exists() or file.is_symlink()):
        require_writable(file)
        try:
            return file, back_up(path, file, place=place_new, progress=progress)
        except FileExistsError:
            pass  # somebody was faster: it is looked at as any other
    _require_own_backup(path, file, held)

    def place(finished: Path, target: Path) -> None:
        _require_own_backup(path, target, held)  # another file may have come there
        place_over(finished, target)

    return file, back_up(path, file, place=place, progress=progress)


def _require_own_backup(path: Path, file: Path, held: DeskSummary) -> None:
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
        and id_of_file(file) == held.desk
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
    """Whether it is one. Raises UsageProblem for a name that no file can have."""
    try:
        return place.is_dir()
    except OSError as error:
        raise UsageProblem(
            f"{place} cannot be written: {error.strerror}.",
            "Name a file in a folder that you may write.",
        ) from None


def _thin_out(path: Path, made: Path, held: DeskSummary, keep: int) -> tuple[Path, ...]:
    """Remove the oldest dated backups of this desk but `keep`, never the new one."""
    older = [one for one in _of_this_desk(path, made.parent, held) if one != made]
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


def _of_this_desk(path: Path, folder: Path, held: DeskSummary) -> list[Path]:
    """List the dated backups in `folder` that hold a past of this desk, oldest first.

    What they hold decides, not the dates in their names: a clock may have stood wrong.
    One that holds work which the desk has lost since is none of them: it is not
    counted, and never removed.
    """
    ranks = []
    with open_read_only(path) as desk:
        for file in files.dated_copies(path, files.BACKUP, folder):
            last = last_in_common(desk, file) if id_of_file(file) == held.desk else None
            if last is not None:
                ranks.append((last, file))
    ranks.sort(key=lambda one: one[0])  # those of one state stay in their names' order
    return [file for _, file in ranks]
