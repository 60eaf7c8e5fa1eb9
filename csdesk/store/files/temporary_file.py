"""Temporary files beside their targets, and the removal of those of killed commands.

A temporary file has a random name, is newly created (no existing file is opened), for
its owner alone, and locked as long as its command runs. The lock ends with the process,
however that ends: a temporary file that can be locked is a leftover.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.store.files.stop_signals import cleaning_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Endings of SQLite's own files beside a database.
PARTS: Final = ("-wal", "-shm", "-journal")
LONGEST: Final = 120  # bytes of a file's name in that of its temporary file
NAME: Final = re.compile(
    r"\.(?P<name>.*)\.csdesk-(?P<chance>[0-9a-f]{32})(?P<check>[0-9a-f]{8})\.new"
    r"(?P<part>-wal|-shm|-journal)?",
    re.DOTALL,
)
# A pipe is not waited for, and a link not followed.
NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
NO_LINK: Final = NO_WAIT | getattr(os, "O_NOFOLLOW", 0)
NEW: Final = (
    os.O_RDWR
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
_mine: set[Path] = set()


class Temporary(NamedTuple):
    """Temporary file, open and locked under `number`; None where locks are missing."""

    path: Path
    number: int | None


@contextmanager
def temporary_file(target: Path) -> Iterator[Temporary]:
    """Make a temporary file beside `target`; it is removed in any case.

    Leftovers in that folder are removed first. Raises OSError.
    """
    with _temporary(target, _new_file) as made:
        yield made


@contextmanager
def temporary_folder(target: Path) -> Iterator[Temporary]:
    """Make a temporary folder, as `temporary_file` makes a file."""
    with _temporary(target, _new_folder) as made:
        yield made


def leftovers(folder: Path) -> tuple[Path, ...]:
    """Find temporary files of killed commands in `folder`, by name."""
    found = []
    for one in temporaries(folder):
        with suppress(OSError):  # it went away meanwhile
            if _is_dead(one):
                found.append(one)
    return tuple(found)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files of killed commands in `folder`, where possible."""
    for one in temporaries(folder):
        remove_leftover(one)


def remove_leftover(path: Path) -> bool:
    """Remove a temporary file if no command uses it; return whether it is gone."""
    try:
        return _is_dead(path, then_remove=True)
    except OSError:
        return False


def temporaries(folder: Path) -> list[Path]:
    """Find the temporary files in `folder`, those of running commands too, by name."""
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if ".csdesk-" in one.name]
    except OSError:
        return []
    return [Path(folder, name) for name in sorted(names) if is_temporary(name)]


def is_temporary(name: str) -> bool:
    """Return whether the name is of a temporary file, by its check digits."""
    match = NAME.fullmatch(name)
    return match is not None and match["check"] == _check(
        match["name"], match["chance"]
    )


def remove(file: Path) -> None:
    """Remove a file, and SQLite's files beside it, where they exist."""
    for part in (*PARTS, ""):  # the main file last: a leftover is found by it
        file.with_name(file.name + part).unlink(missing_ok=True)


@contextmanager
def _temporary(target: Path, make: Callable[[Path], int | None]) -> Iterator[Temporary]:
    remove_leftovers(target.parent)
    made, path = None, _named(target)
    with cleaning_up():
        try:
            while made is None:
                path = _named(target)
                _mine.add(path)  # before it is there: a signal may come at any time
                made = _made(path, make)
            yield made
        finally:
            _mine.discard(path)
            try:
                _clear(path)
            except KeyboardInterrupt:
                _clear(path)
                raise
            if made is not None and made.number is not None:
                os.close(made.number)  # last: that ends the lock, and SQLite's too


def _made(path: Path, make: Callable[[Path], int | None]) -> Temporary | None:
    """Make and lock it; None where another command removed it as a leftover."""
    try:
        number = make(path)
    except FileNotFoundError:
        if path.parent.is_dir():
            return None
        raise
    if number is None:
        return Temporary(path, None)
    if os.name != "posix":  # Windows moves no file that is open
        os.close(number)
        return Temporary(path, None)
    with suppress(OSError):  # a drive without locks: it is never a leftover
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX)
    if is_at(number, path):
        return Temporary(path, number)
    os.close(number)
    return None


def _new_file(path: Path) -> int:
    return os.open(path, NEW, 0o600)


def _new_folder(path: Path) -> int | None:
    path.mkdir(mode=0o700)
    return os.open(path, os.O_RDONLY | NO_LINK) if os.name == "posix" else None


def _named(target: Path) -> Path:
    start = target.name.encode("utf-8", "surrogateescape")[:LONGEST]
    name, chance = start.decode("utf-8", "ignore"), os.urandom(16).hex()
    return target.with_name(f".{name}.csdesk-{chance}{_check(name, chance)}.new")


def _check(name: str, chance: str) -> str:
    text = f"{name}.{chance}".encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(text):08x}"


def _clear(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            remove(path)


def _is_dead(path: Path, *, then_remove: bool = False) -> bool:
    """Return whether no command uses the temporary file; `then_remove` removes it."""
    match = NAME.fullmatch(path.name)
    part = (match and match["part"]) or ""
    main = path.with_name(path.name.removesuffix(part))
    if main in _mine:
        return False  # opening and closing it would end SQLite's locks on it
    if part and not os.path.lexists(main):
        is_dead = stat.S_ISREG(path.lstat().st_mode)
        if is_dead and then_remove:
            path.unlink(missing_ok=True)
        return is_dead
    with _locked(main) as is_dead:
        if is_dead and then_remove:
            _clear(main)
    return is_dead and not (then_remove and os.path.lexists(path))


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Lock an unused temporary file; False if it is in use, or without locks."""
    try:
        import fcntl

        number = os.open(path, os.O_RDONLY | NO_LINK)
    except (ImportError, OSError):
        yield False
        return
    try:
        kind = os.fstat(number).st_mode
        is_ours = stat.S_ISREG(kind) or stat.S_ISDIR(kind)
        if is_ours:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_free = is_ours and is_at(number, path)
    except OSError:
        is_free = False
    try:
        yield is_free
    finally:
        os.close(number)


def is_at(number: int, path: Path) -> bool:
    """Return whether the open file is the one of that name now."""
    try:
        return os.path.samestat(os.fstat(number), path.lstat())
    except OSError:
        return False
