"""What the tests of backups do to files, and read from them."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 4096


def mode(path: Path) -> str:
    """The file's rights, as 0o600."""
    return oct(stat.S_IMODE(path.stat().st_mode))


def names(folder: Path) -> list[str]:
    """The files in the folder but what SQLite keeps beside an open desk."""
    return sorted(
        file.name
        for file in folder.iterdir()
        if not file.name.endswith(("-wal", "-shm"))
    )


def flip(path: Path, text: bytes) -> None:
    """Change one byte in the middle of each place where `text` stands."""
    content = path.read_bytes()
    assert text in content
    middle = len(text) // 2
    other = text[:middle] + bytes([text[middle] ^ 1]) + text[middle + 1 :]
    path.write_bytes(content.replace(text, other))


def spoil_page(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    page = value(path, "SELECT rootpage FROM sqlite_master WHERE name = ?", table)
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def run(path: Path, *statements: str) -> None:
    """Run SQL as another tool would: no foreign keys, no triggers' owner."""
    with closing(sqlite3.connect(path)) as connection:
        for sql in statements:
            connection.execute(sql)
        connection.commit()
