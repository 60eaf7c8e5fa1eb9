"""What an operation changed, as the journal has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def changed_rows(
    connection: sqlite3.Connection, operation: int, most: int
) -> list[tuple[str, int, str | None, str | None]]:
    """Table, id, before and after (JSON) of at most `most` changes of an operation."""
    return connection.execute(
        "SELECT table_name, row_id, before, after FROM change"
        " WHERE operation_id = ? ORDER BY id LIMIT ?",
        (operation, most),
    ).fetchall()


def changes_by_table(
    connection: sqlite3.Connection, operation: int
) -> list[tuple[int, str, str]]:
    """How many rows of which table an operation changed, removed or brought back."""
    return connection.execute(
        "SELECT count(*), table_name, CASE WHEN after IS NULL THEN 'removed'"
        " WHEN before IS NULL THEN 'back' ELSE 'changed' END AS what FROM change"
        " WHERE operation_id = ? GROUP BY table_name, what ORDER BY table_name, what",
        (operation,),
    ).fetchall()


def agent_names(connection: sqlite3.Connection, operation: int) -> dict[int, str]:
    """Names of agents by id: those there, and those of the operation's own changes."""
    rows = connection.execute(
        "SELECT row_id, json_extract(coalesce(after, before), '$.name') FROM change"
        " WHERE operation_id = ? AND table_name = 'agent'"
        " UNION ALL SELECT id, name FROM agent",
        (operation,),
    )
    return dict(rows.fetchall())
