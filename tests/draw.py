"""Draw a quarter of each large table by the commit; CSDESK_ALL=1 takes all of it.

A push tries a quarter of the kills, faults, rows and random desks, and the next one
another: the draw goes by the hash of the commit, so that it is the same again on every
machine. Without git (in a source archive) it is always the same one.
"""

from __future__ import annotations

import os
import random
import subprocess
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parents[1]
PARTS: Final = 4
Row = TypeVar("Row")
IS_WHOLE: Final = os.environ.get("CSDESK_ALL") == "1"


@cache
def commit() -> str:
    """Read the hash of the commit under test; empty without git."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return found.stdout.strip()


def number(table: str) -> int:
    """Draw a number for `table`; the same for one commit, on every machine."""
    return int.from_bytes(sha256(f"{commit()} {table}".encode()).digest()[:4])


def drawn(rows: Iterable[Row], table: str) -> list[Row]:
    """Draw every fourth row of `table`, from one of its first four on."""
    every = list(rows)
    if IS_WHOLE:
        return every
    return every[number(table) % min(PARTS, len(every) or 1) :: PARTS]


def share(count: int) -> int:
    """Count a quarter of `count`, at least one."""
    return count if IS_WHOLE else -(-count // PARTS)


def dice(table: str) -> random.Random:
    """Make the dice that are thrown for `table` on this commit."""
    return random.Random(number(table))  # noqa: S311 - a draw, no secret


def scaled(variable: str, otherwise: int) -> int:
    """Read how many there are of something, which a variable scales up by hand."""
    return int(os.environ.get(variable, otherwise))


def told() -> str:
    """Say what is drawn, for the head of a run."""
    if IS_WHOLE:
        return "drawn: all of every table"
    of = f"commit {commit()[:12]}" if commit() else "no commit"
    return f"drawn: a quarter of every large table, by {of} (CSDESK_ALL=1: all)"
