"""A finished file goes to its place, and is there after a pulled plug."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from csdesk.store.durable import sync_folder

if TYPE_CHECKING:
    from pathlib import Path


def make_private(file: Path) -> None:
    """Make an empty file that only its owner may read. Raises OSError.

    What lies there is a leftover: its rights need not be those of a desk.
    """
    remove(file)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def remove(file: Path) -> None:
    """Remove a file and what SQLite keeps beside it, where they are there."""
    for part in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + part).unlink(missing_ok=True)


def place_new(finished: Path, place: Path) -> None:
    """Move `finished` to `place`, where nothing may stand: FileExistsError."""
    sync(finished)
    try:
        os.link(finished, place)  # fails where somebody was faster
        finished.unlink()
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system without links
        if place.exists():
            raise FileExistsError(place) from None
        finished.rename(place)
    sync_folder(place.parent)


def place_over(finished: Path, place: Path) -> None:
    """Move `finished` to `place`, over what stands there."""
    sync(finished)
    finished.replace(place)
    sync_folder(place.parent)


def sync(file: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    number = os.open(file, os.O_RDWR)  # Windows syncs nothing that is opened to read
    try:
        os.fsync(number)
    finally:
        os.close(number)
