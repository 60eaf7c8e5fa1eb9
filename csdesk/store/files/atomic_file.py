"""Write files completely or not at all, and sync them against a power cut.

Every file that csdesk makes is written here, except the desk itself and the notice of a
long operation (`lock_notice`): it grows as a temporary file, is synced, and only then
gets its name. Files that must not be overwritten are refused (`protected_file`).
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.errors import UsageProblem
from csdesk.store.files.protected_file import followed, require_writable
from csdesk.store.files.temporary_file import NEW, temporary_file, temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from io import BufferedWriter, TextIOWrapper

    from csdesk.store.files.temporary_file import Temporary

PRIVATE: Final = 0o600  # written files may contain customers' data
PUBLIC: Final = 0o644
MOST_LINKS: Final = 40


def write_text(
    target: Path,
    pieces: Iterable[str],
    *,
    is_private: bool = True,
    errors: str = "strict",
) -> None:
    """Write `pieces` to `target` in UTF-8, over an existing text file.

    Links are followed. A pipe, a device or an open descriptor (/dev/stdout) is written
    to directly. The file is readable by its owner alone, with no more rights than the
    one that it replaces; unless `is_private`, its rights stay. Raises UsageProblem for
    a protected file, and OSError.
    """
    require_writable(target)
    number = _open_special(target)
    if number is not None:
        with open(  # noqa: PTH123 - a descriptor
            number, "w", encoding="utf-8", errors=errors, newline=""
        ) as file:
            file.writelines(pieces)
        return
    real = followed(target)
    with temporary_file(real) as made:
        with as_text(made, errors=errors) as file:
            file.writelines(pieces)
        os.chmod(made.path, _rights(real, is_private=is_private))  # noqa: PTH101
        require_writable(target)  # a desk may have been made there meanwhile
        place_over(made.path, real)


def write_new(target: Path, content: bytes) -> None:
    """Write a new file for its owner alone. Raises FileExistsError, and as above."""
    require_writable(target)
    with temporary_file(target) as made:
        with as_bytes(made) as file:
            file.write(content)
        place_new(made.path, target)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new or an empty folder with `files`, for its owner alone. As above."""
    require_writable(folder)
    real = Path(os.path.abspath(followed(folder)))  # noqa: PTH100 - links stay
    if real.is_dir() and real.samefile(os.curdir):
        raise UsageProblem(
            f"{folder} is the folder that you are in.", "Name a new folder."
        )
    real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with temporary_folder(real) as made:
        for name, content in files.items():
            _write(made.path / name, content)
        sync_folder(made.path)
        if os.name != "posix" and real.is_dir():
            real.rmdir()  # empty, or it fails
        made.path.rename(real)
        sync_folder(real.parent)


def as_text(
    made: Temporary, encoding: str = "utf-8", errors: str = "strict"
) -> TextIOWrapper:
    """Open a temporary file for writing text, without newline translation."""
    return os.fdopen(_again(made), "w", encoding=encoding, errors=errors, newline="")


def as_bytes(made: Temporary) -> BufferedWriter:
    """Open a temporary file for writing bytes."""
    return os.fdopen(_again(made), "wb")


def place_new(finished: Path, place: Path) -> None:
    """Move `finished` to `place`; FileExistsError where something is there."""
    sync(finished)
    try:
        os.link(finished, place)  # fails where another process was faster
        finished.unlink()
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(place):
            raise FileExistsError(place) from None
        finished.rename(place)
    sync_folder(place.parent)


def place_over(finished: Path, place: Path) -> None:
    """Move `finished` to `place`, over an existing file."""
    sync(finished)
    finished.replace(place)
    sync_folder(place.parent)


def sync(file: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    # Windows syncs no file that is opened read-only.
    number = os.open(file, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_folder(folder: Path) -> None:
    """Sync the names in `folder`: those made, moved and removed so far.

    Windows does so by itself. Raises OSError where the disk fails.
    """
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _write(file: Path, content: bytes) -> None:
    number = os.open(file, NEW, PRIVATE)
    with open(number, "wb") as opened:  # noqa: PTH123 - a descriptor
        opened.write(content)
        opened.flush()
        os.fsync(number)


def _again(made: Temporary) -> int:
    """Duplicate the file's descriptor: closing the duplicate keeps the lock."""
    if made.number is None:
        return os.open(made.path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    return os.dup(made.number)


def _rights(target: Path, *, is_private: bool) -> int:
    try:
        there = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return PRIVATE if is_private else PUBLIC
    return there & PRIVATE | stat.S_IRUSR if is_private else there


def _open_special(target: Path) -> int | None:
    """Open a target that can be written but not replaced; None for a file.

    None for a new name, too. Raises OSError for a folder and anything that cannot be
    written.
    """
    own = _own_descriptor(target)
    if own is not None:
        return os.dup(own)
    try:
        kind = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(kind):
        return None
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if stat.S_ISFIFO(kind) or stat.S_ISCHR(kind):
        return os.open(target, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(target))


def _own_descriptor(target: Path) -> int | None:
    """Return the number of an open descriptor: /dev/stdout, /dev/fd/3; or None."""
    here = str(target)
    for _ in range(MOST_LINKS):
        folder, name = os.path.split(here)
        real = os.path.realpath(folder)
        is_own = real in {f"/proc/{os.getpid()}/fd", "/dev/fd"}
        if is_own and name.isdecimal():
            return int(name)
        if not os.path.islink(here):  # noqa: PTH114 - Path's raises for a long name
            return None
        here = os.path.join(real, os.readlink(here))  # noqa: PTH115, PTH118
    return None
