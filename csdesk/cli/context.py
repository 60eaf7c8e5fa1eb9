"""Open the desk of a command, to read it or in a unit of work."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk import clock
from csdesk.cli.desk_path import desk_path
from csdesk.cli.io.output import show_waiting, warn
from csdesk.cli.options.common import read_text
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from csdesk.services.unit_of_work import Work
    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings

AGENT_VARIABLE = "CSDESK_AGENT"


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk open for reading: its connection and its settings."""

    connection: Reader
    settings: Settings


def agent_name(agent: str | None) -> str:
    """Return the agent: `--agent`, or CSDESK_AGENT, or the login name."""
    if agent is None:
        agent = os.environ.get(AGENT_VARIABLE)
    if agent and agent.strip():
        return " ".join(read_text(agent).split())
    import getpass

    try:
        return read_text(getpass.getuser())
    except (KeyError, OSError, UsageProblem):
        return "somebody"


@contextmanager
def at_work(
    ctx: typer.Context,
    verb: str,
    agent: str | None = None,
    at: str | None = None,
    *,
    mending: bool = False,
) -> Iterator[Work]:
    """Open a unit of work on the desk; print its warnings to stderr at the end.

    `mending` also opens a desk with unreadable settings.
    """
    from csdesk.cli.desk_path_warning import warn_of_place
    from csdesk.services.unit_of_work import working

    desk, who = desk_path(ctx), agent_name(agent)
    with working(
        desk, verb, who, clock.now(), at, on_wait=show_waiting, mending=mending
    ) as work:
        yield work
    warn_of_place(desk)
    for message in work.warnings:
        warn(message)


@contextmanager
def reading_desk(ctx: typer.Context, *, mending: bool = False) -> Iterator[OpenDesk]:
    """Open the desk read-only.

    `mending` also opens a desk with unreadable settings or texts, and warns of them.
    """
    from csdesk.store.open_desk import reading
    from csdesk.store.settings import read_settings
    from csdesk.store.sqlite.schema import decoded

    damaged = 0

    def read(text: bytes) -> str:
        nonlocal damaged
        try:
            return text.decode()
        except UnicodeDecodeError:
            damaged += 1
            return decoded(text)

    with reading(desk_path(ctx), read if mending else str) as connection:
        settings = read_settings(connection, mending=mending)
        for one in settings.unreadable:
            warn(f"{one.text} Mend it: {one.do}")
        yield OpenDesk(connection, settings)
    if damaged:
        warn(
            "Some texts of the desk are damaged; U+FFFD stands for what cannot be "
            "read. See where with 'csdesk check'."
        )
