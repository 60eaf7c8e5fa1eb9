"""kill -9 at any moment: all of a command or nothing of it, and it can be repeated."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import Dump, dump, is_sound, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

ROOT = Path(__file__).parents[2]
ROWS = 20_000
IMPORTS, LOGS, INITS = 20, 12, 12
DICE = random.Random(20261118)  # noqa: S311 - the same moments in each run


def start(*args: str) -> subprocess.Popen[bytes]:
    """csdesk as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "csdesk", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seconds(*args: str) -> float:
    """How long the command takes when nobody kills it."""
    began = time.monotonic()
    assert start(*args).wait() == 0
    return time.monotonic() - began


def killed(after: float, *args: str) -> bool:
    """Kill the command after so many seconds; whether that was in time."""
    process = start(*args)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() != 0


def moments(count: int, longest: float) -> list[float]:
    """`count` moments of a command, one in each equal part of its time."""
    part = longest / count
    return [part * (number + DICE.random()) for number in range(count)]


@pytest.fixture
def big(csdesk: Csdesk) -> Path:
    """A file of 20,000 contacts of 5,000 customers, half of them with a score."""
    path = csdesk.folder / "big.csv"
    rows = "".join(
        f"x{i},2026-11-{i % 17 + 1:02}T10:00:00+01:00,{'phone' if i % 3 else 'email'},"
        f"Matter {i},Name {i % 5000},n{i % 5000}@x.org,{i % 5 + 1 if i % 2 else ''}\n"
        for i in range(ROWS)
    )
    heading = (
        "external_id,received_at,channel,subject,customer_name,customer_email,csat\n"
    )
    path.write_text(heading + rows)
    return path


@pytest.mark.long
def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(
    csdesk: Csdesk, big: Path
) -> None:
    before = csdesk.path.read_bytes()
    command = ("import", "contacts", str(big))
    longest = seconds(*command)
    whole = dump(csdesk.path)
    csdesk.path.write_bytes(before)
    nothing = dump(csdesk.path)
    kills = 0
    for moment in moments(IMPORTS, longest):
        kills += killed(moment, *command)
        assert is_sound(csdesk.path), moment
        found = dump(csdesk.path)
        assert found in (nothing, whole), moment
        if found == whole:  # it was done before the kill: begin anew
            csdesk.path.write_bytes(before)
    assert kills >= IMPORTS * 3 // 4
    assert start(*command).wait() == 0
    assert dump(csdesk.path) == whole
    assert value(csdesk.path, "SELECT count(*) FROM contact") == ROWS


@pytest.mark.long
def test_a_log_that_is_killed_is_there_or_is_not(csdesk: Csdesk) -> None:
    command = ("log", "Ann Lee", "hello", "--wait", "20s", "--resolved")
    longest = seconds(*command)
    kills = 0
    for moment in moments(LOGS, longest):
        count = value(csdesk.path, "SELECT count(*) FROM contact")
        journal = value(csdesk.path, "SELECT count(*) FROM operation")
        kills += killed(moment, *command)
        assert is_sound(csdesk.path), moment
        more = value(csdesk.path, "SELECT count(*) FROM contact") - count
        assert more in {0, 1}, moment
        assert value(csdesk.path, "SELECT count(*) FROM operation") == journal + more
    assert kills >= LOGS // 2
    csdesk.ok(*command)


def without_id(path: Path) -> Dump:
    """All that a new desk holds, but the id of its own that it must have."""
    found = dump(path)
    *found["setting"], (_, key, *_) = found["setting"]
    assert key == "desk"
    return found


@pytest.mark.long
def test_an_init_that_is_killed_leaves_no_desk_or_a_whole_one(bare: Csdesk) -> None:
    command = ("init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--yes")
    longest = seconds(*command)
    expected = without_id(bare.path)
    kills = 0
    for moment in moments(INITS, longest):
        bare.path.unlink(missing_ok=True)
        kills += killed(moment, *command)
        if bare.path.exists():
            assert is_sound(bare.path), moment
            assert without_id(bare.path) == expected, moment
        else:
            assert "no desk" in bare.refused(6, "contact", "list")
    assert kills >= INITS // 2
    bare.path.unlink(missing_ok=True)
    bare.ok(*command)
