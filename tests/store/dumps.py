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
# Which desk it is and where its file lies: no rule of the shop's.
IDENTITY = ("desk", "parents", "place")


def dump(path: Path) -> Dump:
    """Every row of every table of the desk but the journal's."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main'"
            " AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        ).fetchall()
        found = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
            for (name,) in names
            if name not in KEEPS_GROWING
        }
        found["setting"] = [row for row in found["setting"] if row[1] not in IDENTITY]
        # What can be found, too; SQLite's tables behind it are its own business.
        texts = "SELECT rowid, * FROM search ORDER BY rowid"
        return found | {"search": connection.execute(texts).fetchall()}


def value(path: Path, sql: str, *parameters: object) -> Any:
    """The first value of the first row of a SELECT."""
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute(sql, parameters).fetchone()
        return found


def is_sound(path: Path) -> bool:
    """Whether SQLite finds the file whole and every link of it in place."""
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        has_search = "SELECT 1 FROM sqlite_master WHERE name = 'search'"
        if connection.execute(has_search).fetchone():  # schemas before 5 have none
            # Raises where the words do not agree with the texts.
            check = "INSERT INTO search (search) VALUES ('integrity-check')"
            connection.execute(check)
        return (
            verdict == "ok"
            and not connection.execute("PRAGMA foreign_key_check").fetchall()
        )
