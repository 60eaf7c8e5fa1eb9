"""Faults put into csdesk as it runs: any function of it raises, once, when called."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.trust.running import Told, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

MARK = "Zyxmarker"  # a customer's name, which stderr must never know
PACKAGE = Path(__file__).parents[2] / "csdesk"
# Who tells of a fault; a fault of theirs is met by `error_handler.silence_python`.
TELLERS = {"cli/error_handler.py", "cli/io/output.py", "cli/io/streams.py"}


def _pydantic() -> Exception:
    from pydantic import BaseModel, ValidationError

    class Aged(BaseModel):
        age: int

    try:
        Aged.model_validate({"age": MARK})
    except ValidationError as error:
        return error
    raise AssertionError


def _sqlalchemy() -> Exception:
    from sqlalchemy.exc import IntegrityError

    return IntegrityError("INSERT", {"name": MARK}, sqlite3.IntegrityError(MARK))


def _chained() -> Exception:
    error = RuntimeError(MARK)
    error.__cause__ = ValueError(MARK)
    error.add_note(MARK)
    return error


FAULTS: dict[str, Callable[[], BaseException]] = {
    "RuntimeError": _chained,
    "KeyboardInterrupt": KeyboardInterrupt,
    "OSError": lambda: OSError(errno.EIO, os.strerror(errno.EIO), MARK),
    "disk full": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), MARK),
    "no right": lambda: PermissionError(errno.EACCES, os.strerror(errno.EACCES), MARK),
    "OperationalError": lambda: sqlite3.OperationalError(MARK),
    "IntegrityError": lambda: sqlite3.IntegrityError(MARK),
    "DatabaseError": lambda: sqlite3.DatabaseError(MARK),
    "SQLAlchemy's": _sqlalchemy,
    "pydantic's": _pydantic,
    "MemoryError": lambda: MemoryError(MARK),
    "RecursionError": lambda: RecursionError(MARK),
    "KeyError": lambda: KeyError(MARK),
    "ValueError": lambda: ValueError(MARK),
    "not text": lambda: UnicodeDecodeError("utf-8", MARK.encode(), 0, 1, MARK),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A function of csdesk's, by where it begins."""

    module: str
    line: int
    name: str


def place_of(code: CodeType) -> Place | None:
    """Where a function stands in csdesk, or None elsewhere."""
    if not code.co_filename.startswith(f"{PACKAGE}{os.sep}"):
        return None
    module = Path(code.co_filename).relative_to(PACKAGE).as_posix()
    return Place(module, code.co_firstlineno, code.co_name)


def passed(*args: str) -> tuple[Told, list[Place]]:
    """Run csdesk; what it told, and its functions in the order in which it came by."""
    codes: dict[CodeType, None] = {}

    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call":
            codes.setdefault(frame.f_code)

    sys.settrace(watch)
    try:
        told = run(*args)
    finally:
        sys.settrace(None)
    places = dict.fromkeys(map(place_of, codes))
    # A module that is loaded once is not loaded again, and builds its commands once.
    return told, [
        place
        for place in places
        if place
        and place.module not in TELLERS
        and place.name not in {"<module>", "main"}
    ]


def struck(place: Place, fault: Callable[[], BaseException], *args: str) -> Told | None:
    """Run csdesk with `fault` raised where it first comes to `place`, if it does."""
    is_struck = False

    def strike(frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal is_struck
        code = frame.f_code
        if (
            event == "call"
            and code.co_firstlineno == place.line
            and code.co_name == place.name
            and place_of(code) == place
        ):
            is_struck = True
            sys.settrace(None)
            raise fault()

    sys.settrace(strike)
    try:
        told = run(*args)
    finally:
        sys.settrace(None)
    return told if is_struck else None
