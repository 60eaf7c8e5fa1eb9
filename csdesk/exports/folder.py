"""Files into a folder of their own: all of them or none, for the owner alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from csdesk.errors import UsageProblem
from csdesk.store import atomic_file
from csdesk.store.protected_file import require_writable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def check_folder(folder: Path) -> None:
    """Raise UsageProblem where `folder` is no new or empty one."""
    try:
        require_writable(folder)
        is_folder = folder.is_dir()
        is_taken = any(folder.iterdir()) if is_folder else os.path.lexists(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    if is_taken:
        raise UsageProblem(
            f"{folder} is there already, and is no empty folder.",
            "Name a new folder: nothing is written over.",
        )


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into `folder`, a new or an empty one; 0700, each file 0600.

    Raises UsageProblem where it cannot be written; nothing of it is there then.
    """
    check_folder(folder)
    try:
        atomic_file.write_folder(folder, files)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"{folder} cannot be written: {error.strerror}.",
        "Name a folder that you may write.",
    )
