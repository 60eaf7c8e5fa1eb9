"""Findings of the health check: in order, worth knowing, or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMED: Final = 5
MOST_IDS: Final = 100


class Level(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check: its text, what to do (None: nothing), and the records.

    It names ids, never what a customer is called or wrote. A hundred ids at most.
    """

    check: str
    text: str
    level: Level = Level.OK
    do: str | None = None
    ids: tuple[str, ...] = ()


def problem(check: str, text: str, do: str, ids: Iterable[str] = ()) -> Finding:
    """Return a finding of a problem."""
    return Finding(check, text, Level.PROBLEM, do, tuple(ids)[:MOST_IDS])


def note(
    check: str, text: str, do: str | None = None, ids: Iterable[str] = ()
) -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(check, text, Level.NOTE, do, tuple(ids)[:MOST_IDS])


def named(ids: Iterable[str]) -> str:
    """Format ids: `C1, C2, C3, C4, C5 and 12 more`."""
    every = list(ids)
    listed = ", ".join(every[:MOST_NAMED])
    more = len(every) - MOST_NAMED
    return f"{listed} and {more:,} more" if more > 0 else listed
