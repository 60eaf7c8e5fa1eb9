"""Check that a file is a backup that may be restored."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from csdesk.errors import UnusableDeskError, UsageProblem
from csdesk.store.health.values import unsound
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.backup.checksum import matches_checksum
from csdesk.store.sqlite.connection import bare

if TYPE_CHECKING:
    from pathlib import Path


def require_backup(path: Path, file: Path) -> None:
    """Raise UsageProblem or UnusableDeskError unless `file` may be restored."""
    try:
        if not file.exists():
            raise UsageProblem(f"There is no backup at {file}.", _newest(path))
        if not file.is_file():
            raise UsageProblem(f"{file} is no file, so no backup.", _newest(path))
        if path.exists() and file.samefile(path):
            raise UsageProblem(f"{file} is the desk itself.", _newest(path))
        file.open("rb").close()
        is_intact = matches_checksum(file)
    except OSError as error:
        raise UsageProblem(
            f"{file} cannot be read: {error.strerror}.",
            "Give yourself the right to read it.",
        ) from None
    if is_intact is False:
        raise damaged(file)
    if not files.is_desk(file):
        raise UnusableDeskError(
            f"{file} is not a csdesk desk, so nothing was restored.", _newest(path)
        )


def require_sound(copy: Path, file: Path) -> None:
    """Raise UnusableDeskError where `copy`, of `file`, has invalid values."""
    with bare(copy, "ro") as connection:
        found = unsound(connection)
    if found:
        table, row_id = found
        raise UnusableDeskError(
            f"The backup {file} is damaged: {table} {row_id} holds a value that "
            "csdesk never writes.",
            "Nothing was changed. Restore another one.",
        )


def damaged(file: Path) -> UnusableDeskError:
    """Return the error of a backup that was changed since it was made."""
    return UnusableDeskError(
        f"The backup {file} is damaged: it is not as it was when it was made.",
        "Nothing was changed. Restore another one.",
    )


def _newest(path: Path) -> str:
    """Return the hint: the newest backup beside the desk, where there is one."""
    with suppress(OSError):
        found = files.dated_copies(path, files.BACKUP)
        if found:
            return f"The newest beside the desk is {found[-1]}."
    return "Name a file that 'csdesk backup' made."
