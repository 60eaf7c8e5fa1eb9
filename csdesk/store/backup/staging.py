"""What is done to the copy of a backup before it becomes the desk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from csdesk.store.backup.summary import DeskSummary, newer_operations, read_held
from csdesk.store.health.integrity import is_damage
from csdesk.store.lineage import keep_identity
from csdesk.store.privacy.vacuum import PENDING_KEY, is_pending
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.read_only import opened

if TYPE_CHECKING:
    from pathlib import Path


def bring_up_to_date(stage: Path) -> int:
    """Apply what is pending to the copy; of which schema the backup was."""
    with closing(schema.open_file(stage, "ro")) as connection:
        revision = schema.revision(connection, stage)
    if revision < schema.NEWEST:
        from csdesk.store.sqlite.migrate import upgrade

        upgrade(stage)
    return revision


def stay_itself(desk: Path, stage: Path) -> None:
    """Let what was copied from another desk since stay a desk of its own."""
    if not desk.exists() or not desk.stat().st_size:
        return
    try:
        with closing(opened(desk)) as now, closing(schema.open_file(stage, "rw")) as db:
            if not foreign_schema.foreign(now, schema.revision(now, desk)):
                keep_identity(db, now)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise


def hand_on_cleaning(desk: Path, stage: Path) -> bool:
    """Let the restored desk know that its file still has to be cleaned, if it has.

    The desk is one that can be read.
    """
    with closing(opened(desk)) as db:
        if not is_pending(db):
            return False
    with closing(schema.open_file(stage, "rw")) as db:
        db.execute(
            "INSERT OR IGNORE INTO setting (key, value, valid_from) VALUES (?, '', 0)",
            (PENDING_KEY,),
        )
    return True


def compare(
    desk: Path, backup: sqlite3.Connection
) -> tuple[bool, DeskSummary | None, int | None]:
    """Whether the desk is missing, what it holds, how many operations would go."""
    if not desk.exists():
        return True, None, None
    schema.require_file(desk)
    if not desk.stat().st_size:
        return False, None, None
    try:
        with closing(opened(desk)) as connection:
            revision = schema.revision(connection, desk)
            if foreign_schema.foreign(connection, revision):
                return False, None, None
            return False, read_held(connection), newer_operations(connection, backup)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False, None, None


def have_page_size(stage: Path, size: int) -> None:
    """Pages go into a desk only where they are as large as its own."""
    with closing(schema.open_file(stage, "rw")) as connection:
        (own,) = connection.execute("PRAGMA page_size").fetchone()
        if own != size:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA page_size = {size}")
            connection.execute("VACUUM")
