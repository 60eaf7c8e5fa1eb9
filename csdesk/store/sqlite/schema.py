"""Identify a file without Alembic: a desk, of which revision, or none."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.errors import UnusableDeskError
from csdesk.store.sqlite import sqlite_errors

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

APPLICATION_ID = 0x63734465  # "csDe"
# The newest revision of migrations/versions; PRAGMA user_version holds it as a number.
NEWEST = 6
CREATE_HINT = "Create one with 'csdesk init', or name your desk with --db PATH."
ELSEWHERE_HINT = "Name your desk with --db PATH; 'csdesk init' replaces nothing."


def migrations_folder() -> Path:
    """Return the folder of migrations: in the wheel, or in a checkout."""
    package = Path(__file__).parents[2]
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def open_file(
    path: Path, mode: str, *, patience: float | None = None, immutable: bool = False
) -> sqlite3.Connection:
    """Open a connection to the file at `path`; `mode` is SQLite's: ro, rw or rwc.

    Nothing is created unless `mode` is rwc. The driver begins no transaction itself.
    `patience` is how many seconds to wait for other programs (None: BUSY_SECONDS);
    `immutable` asserts that nobody writes, so that no lock is needed. A text that is no
    UTF-8 is decoded with U+FFFD; `text_factory = str` raises an error instead. Raises
    UnusableDeskError where SQLite is too old.
    """
    sqlite_errors.require_sqlite()
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}",
        uri=True,
        isolation_level=None,
        timeout=sqlite_errors.BUSY_SECONDS if patience is None else patience,
    )
    connection.text_factory = decoded
    return connection


def decoded(text: bytes) -> str:
    """Decode a text of the file; bytes that are no UTF-8 become U+FFFD."""
    return text.decode("utf-8", "replace")


def require_file(path: Path) -> None:
    """Raise UnusableDeskError where there is no file at `path`."""
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise UnusableDeskError(f"There is no desk at {path}.", CREATE_HINT) from None
    except OSError as error:
        raise UnusableDeskError(
            f"The desk {path} cannot be opened: {error.strerror}.",
            "Check that you may read and write the file and its folder.",
        ) from None
    if stat.S_ISDIR(kind):
        raise UnusableDeskError(f"{path} is a folder, not a desk.", ELSEWHERE_HINT)
    if not stat.S_ISREG(kind):
        raise UnusableDeskError(f"{path} is no file, so no desk.", ELSEWHERE_HINT)


def revision(connection: Reader, path: Path) -> int:
    """Read the desk's schema revision.

    Raises UnusableDeskError for a file that is no desk, or one made by a newer csdesk.
    """
    application = connection.value("PRAGMA application_id")
    number = connection.value("PRAGMA user_version")
    if application != APPLICATION_ID:
        raise UnusableDeskError(f"{path} is not a csdesk desk.", ELSEWHERE_HINT)
    if number > NEWEST:
        raise UnusableDeskError(
            f"The desk {path} was made by a newer csdesk.",
            "Install the newest csdesk: pip install --upgrade csdesk.",
        )
    return int(number)
