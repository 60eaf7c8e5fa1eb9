"""Whole copies of a desk, its write-ahead log included."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from csdesk.errors import UnusableDeskError
from csdesk.store import schema
from csdesk.store.durable import sync_folder

if TYPE_CHECKING:
    from pathlib import Path


def back_up(path: Path, copy: Path) -> None:
    """Copy the desk at `path` to `copy`, and verify the copy; 0600.

    Raises UnusableDeskError where the copy does not pass SQLite's integrity check, or
    cannot be written; a copy of that name from before is replaced only by one that
    passes.
    """
    unfinished = copy.with_name(f".{copy.name}.{os.getpid()}.new")
    try:
        # Whatever lies there is a leftover: its rights need not be those of a desk.
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with (
            closing(schema.open_file(path, "ro")) as source,
            closing(schema.open_file(unfinished, "rw")) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = target.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise UnusableDeskError(
                f"The desk {path} is damaged: its copy failed the integrity check.",
                "Put your last backup in its place.",
            )
        unfinished.replace(copy)
        sync_folder(copy.parent)
    except OSError as error:
        raise UnusableDeskError(
            f"No backup can be written to {copy}: {error.strerror}.",
            "Nothing was changed. Free some space there, or give yourself the right "
            "to write that folder.",
        ) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
