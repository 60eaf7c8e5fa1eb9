"""Notice beside the desk that a long operation, such as an import, holds the lock.

A waiting command reads there that it should wait longer. The file is locked as long as
the operation runs: the notice of a killed process does not count. Where a system has no
such locks (Windows), there is no notice, and the usual limit applies.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from csdesk.store.files.temporary_file import NO_LINK, is_at

if TYPE_CHECKING:
    from pathlib import Path

# The first words of the verbs that may hold the lock for many seconds.
VERBS: Final = ("import", "undo", "migration", "hours recompute", "customer erase")
TRIES: Final = 10
LONGEST_NOTE: Final = 400  # bytes
MARK: Final = b"csdesk is at work: "  # before a note: other files are not changed
UNKNOWN_HOLDER: Final = "work that lasts"  # a holder that has not written its note yet


def is_lasting(verb: str) -> bool:
    """Return whether an operation of that verb may take long."""
    return any(f"{verb} ".startswith(f"{word} ") for word in VERBS)


def announce(path: Path, holder: str) -> int | None:
    """Write who holds the lock, and return the descriptor for `withdraw`.

    None where it cannot be written: nothing else depends on it.
    """
    for _ in range(TRIES):
        file = _locked(_place(path))
        if file is None:
            break
        try:
            if is_at(file, _place(path)):
                os.ftruncate(file, 0)
                os.write(file, MARK + holder.encode()[:LONGEST_NOTE])
                return file
        except OSError:
            withdraw(path, file)
            break
        os.close(file)  # the former holder has just removed it
    return None


def withdraw(path: Path, file: int) -> None:
    """Remove the notice of `announce`, unless the next operation wrote its own."""
    import fcntl

    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if is_at(file, _place(path)):
            _place(path).unlink()
    os.close(file)


def at_work(path: Path) -> str | None:
    """Read the holder that `announce` wrote, while it still works; None for nobody."""
    try:
        import fcntl

        file = os.open(_place(path), os.O_RDONLY | NO_LINK)
    except (ImportError, OSError):
        return None
    try:
        note = _note(file)
        if note is None:
            return None
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return _note(file) or UNKNOWN_HOLDER
    else:
        return None
    finally:
        os.close(file)


def _place(path: Path) -> Path:
    return path.with_name(f".{path.name}.at-work")


def _locked(place: Path) -> int | None:
    """Open and lock the file, shared with others that announce."""
    try:
        import fcntl

        file = os.open(place, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
    except (ImportError, OSError):
        return None
    try:
        if _note(file) is not None:
            fcntl.flock(file, fcntl.LOCK_SH)
            return file
    except OSError:
        pass
    os.close(file)
    return None


def _note(file: int) -> str | None:
    """Read a notice, empty before it is written; None for a file that is none.

    A file of another name, or with other content, is not overwritten.
    """
    how = os.fstat(file)
    if not stat.S_ISREG(how.st_mode) or how.st_nlink > 1:
        return None
    text = os.pread(file, len(MARK) + LONGEST_NOTE, 0)
    if not MARK.startswith(text[: len(MARK)]):  # an incomplete mark: the disk is full
        return None
    return text[len(MARK) :].decode(errors="replace")
