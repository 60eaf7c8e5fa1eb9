"""Files into a folder of their own: all of them or none, for the owner alone."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def check_folder(folder: Path) -> None:
    """Raise UsageProblem where `folder` is there and is no empty folder."""
    try:
        if folder.is_dir():
            is_taken = any(folder.iterdir())
        else:
            is_taken = folder.exists() or folder.is_symlink()
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
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        for name, content in files.items():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            flags |= getattr(os, "O_BINARY", 0)
            handle = os.open(unfinished / name, flags, 0o600)
            with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(content)
        if folder.is_dir():
            folder.rmdir()  # empty, as was seen
        unfinished.rename(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"{folder} cannot be written: {error.strerror}.",
        "Name a folder that you may write.",
    )
