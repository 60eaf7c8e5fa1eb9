"""What must outlast a power loss: SQLite syncs a file's bytes, this its name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in `folder`: those made, moved and removed so far.

    Windows keeps them by itself. Raises OSError where the disk fails.
    """
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
