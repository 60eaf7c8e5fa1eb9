"""Whatever is written while CSDESK_NOW is set says so, on stderr."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from csdesk import clock
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.conftest import Csdesk

SAID = f"Note: CSDESK_NOW is set: the clock stands at {NOW}.\n"
INIT = ("init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--yes")


@pytest.fixture
def told(csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch) -> Csdesk:
    """csdesk on a desk with a customer and a contact, with the note as it is."""
    csdesk.ok("log", "Ann Lee", "where is it?")
    monkeypatch.setattr(clock, "set_to", lambda: os.environ.get("CSDESK_NOW"))
    return csdesk


@pytest.mark.parametrize(
    "command",
    [
        ("log", "-", "hello"),
        ("contact", "resolve", "C1"),
        ("contact", "edit", "C1", "--category", "delivery"),
        ("hours", "set", "mon-fri", "9-17"),
        ("settings", "set", "hourly_cost", "20"),
        ("undo",),
        ("customer", "erase", "P1", "--yes"),
        ("--db", "other.db", *INIT),
    ],
    ids=" ".join,
)
def test_a_write_says_once_that_the_clock_is_set(
    told: Csdesk, command: tuple[str, ...]
) -> None:
    done = told(*command)
    assert done.exit_code == 0, done.output
    assert done.stderr.count(SAID) == 1
    assert SAID not in done.stdout


def test_a_dated_write_says_where_the_clock_stands(told: Csdesk) -> None:
    assert SAID in told("log", "-", "hello", "--at", "yesterday 14:05").stderr


@pytest.mark.parametrize(
    "command",
    [
        ("contact", "list"),
        ("today",),
        ("report",),
        ("contact", "resolve", "C99"),
        ("contact", "edit", "C1", "--subject", "where is it?"),
    ],
    ids=" ".join,
)
def test_what_writes_nothing_says_nothing_of_it(
    told: Csdesk, command: tuple[str, ...]
) -> None:
    assert "CSDESK_NOW" not in told(*command).stderr


def test_a_clock_that_runs_by_itself_is_not_spoken_of(told: Csdesk) -> None:
    told.monkeypatch.delenv("CSDESK_NOW")
    assert "CSDESK_NOW" not in told("log", "-", "hello").stderr
