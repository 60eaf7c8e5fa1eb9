"""What csdesk itself reports of a desk file, read in this process."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.periods import ALL, Period
from csdesk.kpi.query import first_record
from csdesk.reports.build import ReportOptions, build
from csdesk.reports.periods import plan
from csdesk.store.open_desk import reading
from csdesk.store.settings import read_settings
from tests.recount.lives import Desk, read_desk

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.result import Report
    from tests.recount.spans import Days


def report_on(  # noqa: PLR0913 - what can be asked of a report
    path: Path,
    days: Days | None,
    now: int,
    last: int = 1,
    *,
    as_of: int | None = None,
    by: tuple[str, ...] = (),
    clock: str | None = None,
) -> Report:
    """The report of `days` (None: all) at `now` on the desk at `path`."""
    with reading(path) as connection:
        settings = read_settings(connection)
        asked = plan(
            connection,
            _period(days),
            now=datetime.fromtimestamp(now, UTC),
            zone=settings.zone,
            last=last,
            as_of=None if as_of is None else datetime.fromtimestamp(as_of, UTC),
        )
        return build(
            connection,
            asked,
            settings,
            ReportOptions(by=by, clock=clock, everything=True),
        )


def has_begun(path: Path, at: int) -> bool:
    """Whether a report may be as of `at`: the desk has a record before it, or none."""
    with reading(path) as connection:
        first = first_record(connection)
    return first is None or first < at


def rows_of(path: Path) -> Desk:
    """The rows of the desk at `path`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return read_desk(connection)


def _period(days: Days | None) -> Period:
    if days is None:
        return ALL
    return Period(f"{days.start}", days.start, days.end, days.kind)
