"""`csdesk check`: every check of a desk in turn; none changes anything.

A damaged file is checked as far as it can be read; checks that fail are reported.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.domain.timezone import midnight
from csdesk.kpi.invariant import inconsistent_cases
from csdesk.kpi.query import first_record
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.health import pages, place, rows
from csdesk.store.health.erasures import erasures
from csdesk.store.health.finding import (
    Finding,
    Level,
    named,
    note,
    problem,
)
from csdesk.store.settings import read_settings
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.backup.summary import UNKNOWN, DeskSummary, read_summary
from csdesk.store.sqlite.integrity import unless_damaged, unless_unreadable
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.store.sqlite.sqlite_errors import DatabaseError, explained, require_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from csdesk.store.connection import Reader

FORMAT: Final = 1
WEEKS: Final = 4
COLUMNS: Final = (
    Column("check", "Check"),
    Column("ok", "Ok", Kind.FLAG, width=0),
    Column("level", "Is"),
    Column("says", "What", grows=True),
    Column("do", "What to do", grows=True),
    Column("ids", "Ids", Kind.WORDS, width=0),
)


class CheckResult(NamedTuple):
    """The findings of the checks of a desk, in their order."""

    path: Path
    summary: DeskSummary
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> int:
        """The number of problems."""
        return sum(one.level is Level.PROBLEM for one in self.findings)

    def listing(self) -> Listing:
        """List the findings alone."""
        rows = tuple(
            (one.check, one.level is not Level.PROBLEM, one.level.value, one.text,
             one.do, one.ids)
            for one in self.findings
        )  # fmt: skip
        return Listing("Checks", COLUMNS, rows, self.summary.locale)

    def record(self) -> Record:
        """Return the findings, and whether the desk is in order, for programs."""
        return Record(
            title="Check",
            fields=(
                (Column("format", "Format", Kind.NUMBER), FORMAT),
                (Column("desk", "Desk"), self.summary.name or None),
                (Column("path", "File"), str(self.path)),
                (Column("ok", "In order", Kind.FLAG), not self.problems),
            ),
            locale=self.summary.locale,
            sections=(("checks", self.listing()),),
        )

    def page(self) -> Record:
        """Return the findings for people."""
        record = self.record()
        return replace(record, fields=record.fields[-2:])


def check_desk(path: Path, now: datetime) -> CheckResult:
    """Check the desk at `path` as of `now`; nothing is written.

    Raises UnusableDeskError where it is no desk or cannot be opened, BusyError.
    """
    schema.require_file(path)
    seconds = int(now.timestamp())
    with explained(path):
        summary, found = _inside(path, now)
        found += [
            place.permissions(path),
            place.drive(path),
            place.leftovers(path, seconds),
            place.backups(path, seconds),
            place.space(path),
            *erasures(path),
        ]
    return CheckResult(path, summary, tuple(found))


def _inside(path: Path, now: datetime) -> tuple[DeskSummary, list[Finding]]:
    """Summarise the content of the desk, and check it."""
    with unless_unreadable(), open_read_only(path) as connection:
        revision = schema.revision(connection, path)
        require_parts(connection)
        own = pages.own_schema(connection, revision)
        if not pages.may_be_read(own):  # its schema is not trusted: nothing is queried
            return UNKNOWN, [own]
        return _summary(connection), _of_rows(connection, revision, now, own)
    message = "SQLite cannot read the file at all: it is damaged."
    return UNKNOWN, [problem("integrity", message, pages.RESTORE)]


def _of_rows(
    connection: Reader, revision: int, now: datetime, own: Finding
) -> list[Finding]:
    is_current = revision == schema.NEWEST
    found = [pages.engine(), own] if is_current else [pages.engine()]
    found.append(_done("integrity", lambda: pages.integrity(connection)))
    found.append(_done("rules", lambda: pages.rules(connection, current=is_current)))
    found.append(_done("links", lambda: pages.links(connection)))
    if not is_current:
        message = "The desk was made by an older csdesk: its rows were not looked at."
        do = "Any other command brings it up to date, and backs it up before."
        return [*found, note("schema", message, do)]
    seconds = int(now.timestamp())
    return [
        *found,
        _done("settings", lambda: rows.settings(connection)),
        _done("journal", lambda: rows.journal(connection)),
        _done("search", lambda: pages.search(connection)),
        _done("imports", lambda: rows.imports(connection)),
        _done("backlog", lambda: backlog(connection, now)),
        _done("clock", lambda: rows.clock(connection, seconds)),
    ]


def backlog(connection: Reader, now: datetime) -> Finding:
    """Check that open cases are those opened and not resolved, now and weekly."""
    settings = read_settings(connection, mending=True)
    first = first_record(connection)
    today = now.astimezone(settings.zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    ends = [int(midnight(day, settings.zone).timestamp()) for day in days]
    instants = [int(now.timestamp()) + 1, *ends]
    if first is not None:
        instants = [one for one in instants if one > first]
    ids = inconsistent_cases(connection, settings, instants)
    if not ids:
        return Finding("backlog", "What is open is what came and was not resolved.")
    message = f"The instants of these contradict each other: {named(ids)}."
    do = "Look at each, and edit what is dated wrongly: csdesk contact show, edit."
    return problem("backlog", message, do, ids)


def _done(check: str, look: Callable[[], Finding]) -> Finding:
    """Return the finding of a check, or that the damage prevents it."""
    with unless_damaged():
        return look()
    message = "This could not be looked at: the file is damaged there."
    return problem(check, message, pages.RESTORE)


def _summary(connection: Reader) -> DeskSummary:
    with suppress(DatabaseError):
        return read_summary(connection)
    return UNKNOWN
