"""A file that cannot be opened makes room for another one, and is kept as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store import beside

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

# What SQLite would read into whatever file comes to bear the name.
LOGS: Final = ("-wal", "-journal")


def move_aside(path: Path, local: datetime) -> Path | None:
    """Move the file at `path` and its logs aside; where to, None where none is there.

    The file itself keeps its old name as well, as long as nothing takes its place.
    """
    there = [part for part in ("", *LOGS) if path.with_name(path.name + part).exists()]
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    if not there:
        return None
    again = 1
    while beside.is_taken(
        aside := path.with_name(beside.dated(path, beside.BEFORE_RESTORE, local, again))
    ):
        again += 1
    for part in there:
        old, new = (one.with_name(one.name + part) for one in (path, aside))
        if part:
            old.rename(new)
            continue
        try:
            new.hardlink_to(old)
        except (OSError, NotImplementedError):  # a file system without links
            old.rename(new)
    return aside
