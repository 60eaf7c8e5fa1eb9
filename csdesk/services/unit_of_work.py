"""The unit of work of a command: session, instant, agent, settings and warnings."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.domain.parsing.date import format_instant, read_instant
from csdesk.errors import UsageProblem
from csdesk.services.sla import business_time, deadlines
from csdesk.store.connection import Reader
from csdesk.store.journal.journal import driver, session_reader
from csdesk.store.privacy.mentions import texts_of_erased
from csdesk.store.queries.broken_rules import broken_rows, drop
from csdesk.store.queries.complaints import agent_who_filled
from csdesk.store.session import writing
from csdesk.store.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlmodel import Session

    from csdesk.store.connection import Cursor
    from csdesk.store.settings import Settings
    from csdesk.store.sqlite.write_lock import OnWait


@dataclass(slots=True)
class Work:
    """One unit of work on a desk.

    `at` is when it happened (`--at`, else now); `is_dated` is whether `--at` was given.
    `agent` is the name of the acting agent. `warnings` are shown beside the result: a
    customer added, a category never used before.
    """

    session: Session
    now: datetime
    at: datetime
    is_dated: bool
    agent: str
    settings: Settings
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Add a warning, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    @property
    def reader(self) -> Reader:
        """Read the desk with everything written so far; flushes the session."""

        def cursor() -> Cursor:
            self.session.flush()
            return driver(self.session).cursor()

        return Reader(cursor)

    @property
    def unflushed(self) -> Reader:
        """Read without flushing: a half-written record is not seen yet."""
        return session_reader(self.session)

    def drop_broken(self, tables: Sequence[str]) -> None:
        """Remove unreadable rows of these tables, and warn of each."""
        found = broken_rows(self.reader, tables)
        drop(driver(self.session), found)
        for one in found:
            self.warn(f"{one.text} It is gone; undo does not bring it back.")

    def by(self, table: str, number: int | None, column: str) -> str:
        """Format ` by Anna`, who filled that field of a row; empty if unknown."""
        agent = agent_who_filled(self.reader, table, number, column) if number else None
        return f" by {agent}" if agent else ""

    def format_instant(self, instant: datetime) -> str:
        """Format `instant` in the desk's time zone."""
        return format_instant(instant, self.settings.zone)


@contextmanager
def working(
    path: Path,
    verb: str,
    agent: str,
    now: datetime,
    at: str | None = None,
    *,
    on_wait: OnWait | None = None,
    mending: bool = False,
) -> Iterator[Work]:
    """Run one unit of work on the desk at `path`, journalled as `verb` by `agent`.

    `at` is as typed; None means now. `on_wait` is called once, after a second, with
    what the write lock waits for; `mending` leaves out settings that cannot be read.
    Raises DateError, UsageProblem for an instant in the future, and what `writing`
    raises.
    """
    with writing(path, verb, agent, now, on_wait=on_wait) as session:
        reader = session_reader(session)
        settings = read_settings(reader, mending=mending)
        business_time.attach(session, reader, settings.zone)
        deadlines.attach(session, reader, settings.zone)
        work = Work(session, now, now, at is not None, agent, settings)
        if at is not None:
            work.at = past_instant(work, at)
            work.warn(f"Dated {work.format_instant(work.at)}.")
        yield work
        for whose in texts_of_erased(session):
            work.warn(
                f"{whose} was erased: write nothing that tells who it was. "
                f"Such texts go by 'csdesk customer erase {whose}'."
            )


def past_instant(work: Work, text: str, option: str = "--at") -> datetime:
    """Read an instant that is not in the future. Raises DateError, UsageProblem."""
    understood = read_instant(
        text,
        now=work.now,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    if understood.note:
        work.warn(understood.note)
    if understood.instant > work.now:
        raise UsageProblem(
            f"{option} '{text}' is {work.format_instant(understood.instant)}, "
            "which is still to come.",
            "Write when it happened, for example --at 'yesterday 14:05'.",
        )
    return understood.instant
