"""Files that csdesk never overwrites: desks, backups, and files that belong to them.

The file decides, by whatever link or spelling it is named, and its content; the name
decides where no file exists yet that SQLite would read as a log.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from csdesk.errors import UsageProblem
from csdesk.store.files.temporary_file import NO_WAIT, PARTS, is_temporary

MAGIC: Final = b"SQLite format 3\0"
# A write-ahead log of either byte order, and a rollback journal.
LOG_MAGICS: Final = (
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
)
BACKUP_NAME: Final = re.compile(
    r".+\.(?:(?:backup|before-restore)-\d{4}-\d\d-\d\d-\d{6}(?:-\d+)?|before-\d{4})",
    re.DOTALL,
)
WORK_NOTE: Final = re.compile(r"\..+\.at-work", re.DOTALL)
ERASED_LIST: Final = re.compile(r"\..+\.erased", re.DOTALL)
HINT: Final = "Name another file: csdesk writes over no desk and no backup."
_in_use: list[Path] = []


def protect(desk: Path) -> None:
    """Protect the desk of this command from being overwritten."""
    _in_use[:] = [desk]


def desk_in_use() -> Path | None:
    """Return the desk of this command; None before it is known."""
    return _in_use[0] if _in_use else None


def require_writable(target: Path) -> None:
    """Raise UsageProblem where writing `target` would harm a desk or backup.

    Raises OSError where it cannot be examined.
    """
    why = _reason(target)
    if why is not None:
        raise UsageProblem(f"{target} {why}.", HINT)


def require_desk_name(path: Path) -> None:
    """Raise UsageProblem where a desk at `path` would be read as another file's log."""
    why = _reason_of_name(followed(path))
    if why is not None and not os.path.lexists(path):
        raise UsageProblem(f"{path} {why}.", "Name another place for the desk.")


def is_protected(target: Path) -> bool:
    """Return whether `require_writable` would refuse it. Raises OSError."""
    return _reason(target) is not None


def followed(path: Path) -> Path:
    """Return the file itself, where `path` is a link to it."""
    # Path's own methods raise for a long name.
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114


def is_sqlite(file: Path) -> bool:
    """Return whether the file is SQLite's by its bytes; False if it is unreadable."""
    return _head(file).startswith(MAGIC)


def _reason(target: Path) -> str | None:
    """Return the reason why the file is protected; None where it may be written."""
    real = followed(target)
    for desk in _in_use:
        if _is_same(real, desk):
            return "is the desk itself"
        for own in {desk, followed(desk)}:
            if any(_is_same(real, own.with_name(own.name + part)) for part in PARTS):
                return f"is a file of the desk {own.name}"
    return _reason_of_bytes(real) or _reason_of_name(real)


def _reason_of_bytes(file: Path) -> str | None:
    head = _head(file)
    if head.startswith(MAGIC):
        return "is a desk, a backup or another SQLite database"
    if head.startswith(LOG_MAGICS):
        return "is a log of an SQLite database"
    return None


def _reason_of_name(file: Path) -> str | None:
    name = file.name
    for part in PARTS:
        stem = name[: -len(part)]
        if stem and name.casefold().endswith(part) and is_sqlite(file.with_name(stem)):
            return f"is a file of the database {stem}"
    if is_temporary(name) or WORK_NOTE.fullmatch(name):
        return "has a name that csdesk keeps for itself"
    if ERASED_LIST.fullmatch(name) and os.path.lexists(file):
        return "is the list of who was erased"
    if BACKUP_NAME.fullmatch(name) and os.path.lexists(file):
        return "is a backup by its name"
    return None


def _is_same(file: Path, other: Path) -> bool:
    """Return whether both are one file, or would be on a file system without case."""
    try:
        return os.path.samestat(file.stat(), other.stat())
    except OSError:
        pass
    if file.name.casefold() != other.name.casefold():
        return False
    try:
        return os.path.samestat(file.parent.stat(), other.parent.stat())
    except OSError:
        return os.path.abspath(file) == os.path.abspath(other)  # noqa: PTH100 - no link


def _head(file: Path) -> bytes:
    """Read the first bytes of a regular file; empty for anything else."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | NO_WAIT
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return b""
        number = os.open(file, flags)
    except OSError:
        return b""
    try:
        return os.read(number, len(MAGIC))
    except OSError:
        return b""
    finally:
        os.close(number)
