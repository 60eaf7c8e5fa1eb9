"""Prepare the copy of a backup before it becomes the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.lineage import keep_identity
from csdesk.store.privacy.vacuum import PENDING_KEY, is_pending
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.backup.summary import (
    DeskSummary,
    newer_operations,
    read_summary,
)
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.integrity import unless_damaged
from csdesk.store.sqlite.read_only import open_read_only

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.store.connection import Reader


def bring_up_to_date(stage: Path) -> int:
    """Apply pending migrations to the copy; return the backup's own revision."""
    with bare(stage, "ro") as connection:
        revision = schema.revision(connection, stage)
    if revision < schema.NEWEST:
        from csdesk.store.sqlite.migrate import upgrade

        upgrade(stage)
    return revision


def keep_own_identity(desk: Path, stage: Path) -> None:
    """Give the copy the id of the desk, where that was copied from it since."""
    if not desk.exists() or not desk.stat().st_size:
        return
    with unless_damaged(), open_read_only(desk) as now, bare(stage, "rw") as db:
        if not foreign_schema.foreign(now, schema.revision(now, desk)):
            keep_identity(db, now)


def copy_pending_cleaning(desk: Path, stage: Path) -> bool:
    """Note in the restored desk that its file still has to be cleaned.

    False where that is not pending. The desk must be readable.
    """
    with open_read_only(desk) as db:
        if not is_pending(db):
            return False
    with bare(stage, "rw") as db:
        db.run(
            "INSERT INTO setting (key, value, valid_from) VALUES (?, '', 0)"
            " ON CONFLICT DO NOTHING",
            (PENDING_KEY,),
        )
    return True


def compare(desk: Path, backup: Reader) -> tuple[bool, DeskSummary | None, int | None]:
    """Return whether the desk is missing, its summary, and operations to be lost."""
    if not desk.exists():
        return True, None, None
    schema.require_file(desk)
    if not desk.stat().st_size:
        return False, None, None
    with unless_damaged(), open_read_only(desk) as connection:
        if not foreign_schema.foreign(connection, schema.revision(connection, desk)):
            return False, read_summary(connection), newer_operations(connection, backup)
    return False, None, None


def have_page_size(stage: Path, size: int) -> None:
    """Give the copy the desk's page size: pages are copied as they are."""
    with bare(stage, "rw") as connection:
        own = connection.value("PRAGMA page_size")
        if own != size:
            connection.run("PRAGMA journal_mode = DELETE")
            connection.run(f"PRAGMA page_size = {size}")
            connection.run("VACUUM")
