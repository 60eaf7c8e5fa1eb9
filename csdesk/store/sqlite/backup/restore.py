"""Restore a backup as the desk, completely or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import TYPE_CHECKING, Final

from csdesk.errors import BusyError, RefusedError, UnusableDeskError
from csdesk.store.files.atomic_file import place_new, place_over, sync
from csdesk.store.files.protected_file import require_desk_name
from csdesk.store.files.temporary_file import temporary_file
from csdesk.store.privacy.erase_again import erase_again_in
from csdesk.store.privacy.erased_list import erased_lists, keep_list
from csdesk.store.privacy.vacuum import clean
from csdesk.store.sqlite import foreign_schema, schema, sqlite_errors
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.backup.checksum import matches_checksum
from csdesk.store.sqlite.backup.copy import (
    COPYING,
    STEP,
    DamagedDeskError,
    back_up_dated,
    copy_verified,
)
from csdesk.store.sqlite.backup.staging import (
    bring_up_to_date,
    compare,
    copy_pending_cleaning,
    have_page_size,
    keep_own_identity,
)
from csdesk.store.sqlite.backup.summary import DeskSummary, summary_of_file
from csdesk.store.sqlite.backup.validate import damaged, require_backup, require_sound
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.integrity import is_damage
from csdesk.store.sqlite.read_only import open_read_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from csdesk.store.sqlite.backup.copy import CopyProgress


@dataclass(frozen=True, slots=True)
class Prepared:
    """Verified and migrated copy of a backup, beside the desk that it will replace.

    `contents` summarises the backup, `now` the desk: None where it cannot be read or
    does not exist (`is_missing`). `newer` counts the operations that would be lost,
    None where the backup is of another desk. `revision` is the backup's own schema;
    `erased` are the ids of customers who were erased since, and are erased in it again.
    """

    path: Path
    stage: Path
    contents: DeskSummary
    revision: int
    broken_links: int
    is_missing: bool
    now: DeskSummary | None
    newer: int | None
    erased: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReplacedDesk:
    """Copy of the desk that was replaced; `is_damaged`: as it was, not verified.

    `erased` are the customers who were erased again in the restored desk.
    """

    file: Path | None
    is_damaged: bool = False
    erased: tuple[int, ...] = ()


@contextmanager
def prepared(
    path: Path, file: Path, progress: CopyProgress | None = None
) -> Iterator[Prepared]:
    """Prepare the backup `file` to become the desk at `path`.

    Only a temporary copy is made, which is removed at the end. Raises UsageProblem
    where there is no such file, UnusableDeskError where it is damaged, no desk, or made
    by a newer csdesk.
    """
    require_backup(path, file)
    desk = files.own(path)
    require_desk_name(desk)
    with sqlite_errors.explained(path):
        made = _make_folder(desk.parent)
        try:
            with temporary_file(desk) as temporary:
                stage = temporary.path
                with _as_damage_of(file):
                    broken_links = _copy(file, stage, progress)
                    revision = bring_up_to_date(stage)
                    keep_own_identity(desk, stage)
                    contents = summary_of_file(stage)
                with bare(stage, "ro") as connection:
                    is_missing, now, newer = compare(desk, connection)
                erased = erase_again_in(stage, erased_lists(desk))
                yield Prepared(
                    desk, stage, contents, revision, broken_links, is_missing, now,
                    newer, erased,
                )  # fmt: skip
        except OSError as error:
            raise UnusableDeskError(
                f"Nothing can be restored to {path}: {error.strerror}.",
                "Free some space there, or give yourself the right to write there.",
            ) from None
        finally:
            if made:
                with suppress(OSError):  # it is not empty any more
                    desk.parent.rmdir()


def replace(
    ready: Prepared, local: datetime, progress: CopyProgress | None = None
) -> ReplacedDesk:
    """Replace the desk by the backup, and keep the former desk under a dated name.

    `local` is the time in that name. Raises BusyError where another program writes for
    too long, UnusableDeskError.
    """
    with sqlite_errors.explained(ready.path):
        keep_list(ready.path)
        lists = erased_lists(ready.path)
        # A customer may have been erased during the confirmation.
        erased = (*ready.erased, *erase_again_in(ready.stage, lists))
        is_unclean = ready.now is not None and copy_pending_cleaning(
            ready.path, ready.stage
        )
        saved = _placed(ready, local, progress)
        with suppress(OSError):
            ready.path.chmod(0o600)
        if saved.file is not None and not saved.is_damaged:
            erase_again_in(saved.file, lists)
        if lists:
            files.remove_all_unfinished(ready.path)  # they may contain erased data
        if is_unclean:
            with suppress(BusyError):  # it stays pending in the desk
                clean(ready.path)
        return replaced(saved, erased=erased)


def _placed(
    ready: Prepared, local: datetime, progress: CopyProgress | None
) -> ReplacedDesk:
    if ready.is_missing or not ready.path.stat().st_size:
        return _replace_file(ready, local)
    try:
        return _restore_into(ready, local, progress)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return _replace_file(ready, local)


@contextmanager
def _as_damage_of(file: Path) -> Iterator[None]:
    """Raise UnusableDeskError where the block fails because of damage of `file`."""
    try:
        yield
    except DamagedDeskError:
        raise damaged(file) from None
    except Exception as error:
        if not is_damage(error):
            raise
        raise damaged(file) from None


def _copy(file: Path, stage: Path, progress: CopyProgress | None) -> int:
    """Copy and verify the backup; return how many broken references it was made with.

    Raises UnusableDeskError where it is damaged. Broken references pass where the
    checksum matches: they were reported when the backup was made.
    """
    with open_read_only(file) as connection:
        revision = schema.revision(connection, file)
        foreign_schema.require_own_backup(connection, file, revision)
    copied = copy_verified(file, stage, progress)
    if copied.broken_links and not matches_checksum(file):
        raise UnusableDeskError(
            f"The backup {file} is damaged: rows of it refer to others that are not "
            f"there ({copied.broken_links:,}).",
            "Nothing was changed. Restore another one.",
        )
    require_sound(stage, file)
    return copied.broken_links


def _restore_into(
    ready: Prepared, local: datetime, progress: CopyProgress | None
) -> ReplacedDesk:
    with closing(schema.open_file(ready.path, "rw")) as target:
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = FULL")
        (size,) = target.execute("PRAGMA page_size").fetchone()
        have_page_size(ready.stage, size)
        with closing(schema.open_file(ready.stage, "ro")) as source:
            (pages,) = source.execute("PRAGMA page_count").fetchone()
            former = _FormerDeskBackup(ready.path, local, progress)
            # The first step locks the desk, which is copied before the last step.
            source.backup(target, pages=min(STEP, pages - 1), progress=former)
        with suppress(sqlite3.Error):  # a reader is open: it is done when that closes
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return former.saved


class _FormerDeskBackup:
    """Progress callback of a restore; after the first step, the desk is locked."""

    def __init__(
        self, path: Path, local: datetime, progress: CopyProgress | None
    ) -> None:
        self.saved = ReplacedDesk(None)
        self._path, self._local, self._progress = path, local, progress

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if status in sqlite_errors.LOCKED:  # SQLite has waited for the others already
            raise BusyError(
                "The desk is busy: another program held it for "
                f"{sqlite_errors.BUSY_SECONDS:g} seconds.",
                "Nothing was restored; type the command again.",
            )
        if self.saved.file is None:
            self.saved = self._back_up()
        if self._progress:
            self._progress(COPYING, total - remaining, total)

    def _back_up(self) -> ReplacedDesk:
        try:
            file, _ = self._copy(as_is=False)
        except DamagedDeskError:
            pass
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        else:
            return ReplacedDesk(file)
        file, _ = self._copy(as_is=True)
        return ReplacedDesk(file, is_damaged=True)

    def _copy(self, *, as_is: bool) -> tuple[Path, object]:
        return back_up_dated(
            self._path,
            self._path.parent,
            files.BEFORE_RESTORE,
            self._local,
            as_is=as_is,
        )


def _replace_file(ready: Prepared, local: datetime) -> ReplacedDesk:
    """Move the backup to the place of a desk that cannot be opened or is missing."""
    with closing(schema.open_file(ready.stage, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    sync(ready.stage)
    moved_to = move_away(ready.path, local)
    if ready.is_missing:
        try:
            place_new(ready.stage, ready.path)
        except FileExistsError:
            raise RefusedError(
                f"Somebody has made a desk at {ready.path} meanwhile.",
                "Nothing was restored; look at it, then type the command again.",
            ) from None
    else:
        place_over(ready.stage, ready.path)
    return ReplacedDesk(moved_to, is_damaged=moved_to is not None)


def _make_folder(folder: Path) -> bool:
    if folder.is_dir():
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return True


# Logs that SQLite would apply to any file of that name.
LOGS: Final = ("-wal", "-journal")


def move_away(path: Path, local: datetime) -> Path | None:
    """Rename the file at `path` and its logs; return the new name, None for no file.

    The file itself keeps its old name as well, until another one takes its place.
    """
    there = [part for part in ("", *LOGS) if path.with_name(path.name + part).exists()]
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    if not there:
        return None
    again = 1
    while files.is_taken(
        moved_to := path.with_name(
            files.dated(path, files.BEFORE_RESTORE, local, again)
        )
    ):
        again += 1
    for part in there:
        old, new = (one.with_name(one.name + part) for one in (path, moved_to))
        if part:
            old.rename(new)
            continue
        try:
            new.hardlink_to(old)
        except (OSError, NotImplementedError):  # a file system without links
            old.rename(new)
    return moved_to
