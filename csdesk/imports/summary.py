"""Counts of an import's rows, and the period that they span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from csdesk.imports.rows.errors import RowErrors


@dataclass(slots=True)
class Counts:
    """Counts of a file's rows: read = added + updated + unchanged + rejected.

    `blank` rows are not among those read. `first` and `last` are the earliest and
    the latest instant, in Unix seconds, or None.
    """

    file: str
    source: str
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    blank: int = 0
    first: int | None = None
    last: int | None = None

    def span(self, instants: Sequence[int]) -> None:
        """Widen `first` and `last` to these instants."""
        if instants:
            first, last = min(instants), max(instants)
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)


@dataclass(frozen=True, slots=True)
class Result:
    """Result of an import: the counts of each file, and the ids of its import runs.

    Without any run nothing changed. `period` spans the instants of all rows, in the
    form that a report takes.
    """

    files: tuple[Counts, ...]
    run_ids: tuple[int, ...]
    period: str
    row_errors: RowErrors  # of the rows that --skip-bad left out

    @property
    def runs(self) -> str:
        """The ids of the runs, as text for a message."""
        return ", ".join(map(str, self.run_ids))


def period_of(counts: Sequence[Counts], zone: ZoneInfo) -> str:
    """Format the local days that all files span: `2021-01-01..2021-03-31`, or `all`."""
    days = [
        datetime.fromtimestamp(at, zone).date().isoformat()
        for each in counts
        for at in (each.first, each.last)
        if at is not None
    ]
    return f"{min(days)}..{max(days)}" if days else "all"
