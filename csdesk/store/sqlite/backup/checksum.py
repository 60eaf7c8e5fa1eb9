"""Checksum at the end of a backup: the SHA-256 of all bytes before it.

SQLite's own check does not find a changed byte within a text. It never reads beyond the
pages that a file's header counts, so the checksum is stored there. It is valid for a
backup that nobody changes: a program that works on it as on a desk turns on the
write-ahead log first, and that flag in the header invalidates the checksum; VACUUM
removes it.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MARK: Final = b"\ncsdesk backup sha256 "
LENGTH: Final = len(MARK) + hashlib.sha256().digest_size * 2 + 1
WITHOUT_LOG: Final = b"\x01\x01"  # bytes 18 and 19 of the header: no write-ahead log
CHUNK: Final = 1 << 20
LARGEST_PAGE: Final = 65_536  # bytes; too large for the header, which has 1


def add_checksum(file: Path) -> None:
    """Append a checksum to a file that has none. Raises OSError."""
    checksum = _digest(file, file.stat().st_size)
    with file.open("ab") as opened:
        opened.write(MARK + checksum.encode() + b"\n")


def renew_checksum(file: Path) -> None:
    """Replace the checksum of a backup whose pages were changed. Raises OSError."""
    with file.open("rb+") as opened:
        header = opened.read(32)
        size = int.from_bytes(header[16:18], "big")
        size = LARGEST_PAGE if size == 1 else size
        opened.truncate(size * int.from_bytes(header[28:32], "big"))
    add_checksum(file)


def has_checksum(file: Path) -> bool:
    """Return whether the file has a checksum, right or wrong. Raises OSError."""
    return _read_checksum(file) is not None


def matches_checksum(file: Path) -> bool | None:
    """Return whether the checksum matches; None without one. Raises OSError."""
    checksum = _read_checksum(file)
    if checksum is None:
        return None
    return checksum == _digest(file, file.stat().st_size - LENGTH).encode()


def _read_checksum(file: Path) -> bytes | None:
    with file.open("rb") as opened:
        header = opened.read(20)
        size = opened.seek(0, os.SEEK_END)
        if size < LENGTH or header[18:20] != WITHOUT_LOG:
            return None
        opened.seek(-LENGTH, os.SEEK_END)
        end = opened.read(LENGTH)
    return end[len(MARK) : -1] if end.startswith(MARK) else None


def _digest(file: Path, size: int) -> str:
    """Return the SHA-256 of the file's first `size` bytes."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while size > 0 and (piece := opened.read(min(CHUNK, size))):
            found.update(piece)
            size -= len(piece)
    return found.hexdigest()
