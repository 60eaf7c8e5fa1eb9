"""What a desk holds, as plain values that can be compared."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Dump = dict[str, list[tuple[Any, ...]]]
# What undo adds to on purpose: it forgets nothing.
KEEPS_GROWING = {"operation", "change", "import_run", "alembic_version"}


def dump(path: Path) -> Dump:
    """Every row of every table of the desk but the journal's."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
            for (name,) in names
            if name not in KEEPS_GROWING
        }


def value(path: Path, sql: str, *parameters: object) -> Any:
    """The first value of the first row of a SELECT."""
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute(sql, parameters).fetchone()
        return found


def is_sound(path: Path) -> bool:
    """Whether SQLite finds the file whole and every link of it in place."""
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        return (
            verdict == "ok"
            and not connection.execute("PRAGMA foreign_key_check").fetchall()
        )
