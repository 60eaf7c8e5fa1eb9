"""Whose turn it is to write: the wait is shown, and for an import it may be long."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from csdesk.errors import BusyError
from csdesk.store.sqlite import lock_notice, sqlite_errors, write_lock
from csdesk.store.sqlite.write_lock import WriteLock
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("lasting work says so by POSIX's locks", allow_module_level=True)

IMPORT = "'csdesk import contacts' by Bert"


def connected(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False))


@contextmanager
def at_work(path: Path, verb: str, seconds: float | None = None) -> Iterator[None]:
    """Meanwhile another one has its turn, for good or for so many seconds."""
    with connected(path) as db:
        other = WriteLock(path, verb, "Bert")
        other.take(db)

        def done() -> None:
            db.execute("ROLLBACK")
            other.end()

        timer = threading.Timer(seconds or 0, done)
        if seconds:
            timer.start()
        yield
        timer.join() if seconds else done()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Quick limits, and what one who waits is told."""
    monkeypatch.setattr(write_lock, "ROUND", 0.1)
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.3)
    monkeypatch.setattr(write_lock, "LASTING_SECONDS", 3.0)
    return []


def wait(path: Path, told: list[str]) -> None:
    with connected(path) as db:
        WriteLock(path, "log", "Anna", on_wait=told.append).take(db)


def test_a_log_waits_for_an_import_longer_than_for_others(
    csdesk: Csdesk, told: list[str]
) -> None:
    with at_work(csdesk.path, "import contacts", seconds=0.9):
        wait(csdesk.path, told)
    assert told == [IMPORT]


def test_a_log_does_not_wait_so_long_for_others(
    csdesk: Csdesk, told: list[str]
) -> None:
    with (
        at_work(csdesk.path, "contact edit"),
        pytest.raises(BusyError, match=r"another program held it for 0\.3 seconds"),
    ):
        wait(csdesk.path, told)
    assert told == ["another program"]


def test_an_import_without_end_is_not_waited_for_without_end(
    csdesk: Csdesk, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "LASTING_SECONDS", 0.5)
    with (
        at_work(csdesk.path, "import contacts"),
        pytest.raises(BusyError, match=rf"{IMPORT} held it for 0\.5 seconds"),
    ):
        wait(csdesk.path, told)


def test_nobody_is_told_of_a_wait_that_is_short(
    csdesk: Csdesk, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "ROUND", 1.0)
    with at_work(csdesk.path, "import contacts", seconds=0.2):
        wait(csdesk.path, told)
    assert told == []


def test_work_that_was_killed_is_at_work_no_more(csdesk: Csdesk) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from csdesk.store.sqlite import lock_notice\n"
        "lock_notice.announce(Path(sys.argv[1]), 'an import')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", code, str(csdesk.path)]
    killed = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert killed.returncode == -9
    assert (csdesk.folder / ".desk.db.at-work").exists()
    assert lock_notice.at_work(csdesk.path) is None
    (csdesk.folder / "x.csv").write_text("received_at,channel\n2026-11-17,phone\n")
    csdesk.ok("import", "contacts", "x.csv")
    assert {one.name for one in csdesk.folder.iterdir()} == {"desk.db", "x.csv"}


def test_whoever_comes_next_says_so_before_the_last_one_is_gone(
    csdesk: Csdesk,
) -> None:
    first = lock_notice.announce(csdesk.path, "an import")
    second = lock_notice.announce(csdesk.path, "another one")
    assert first is not None
    assert second is not None
    lock_notice.withdraw(csdesk.path, first)
    assert lock_notice.at_work(csdesk.path) == "another one"
    lock_notice.withdraw(csdesk.path, second)
    assert lock_notice.at_work(csdesk.path) is None
    assert [one.name for one in csdesk.folder.iterdir()] == ["desk.db"]


@pytest.mark.parametrize(
    ("verb", "lasts"),
    [
        ("import contacts", True),
        ("undo", True),
        ("log", False),
        ("important", False),
        ("customer add", False),
    ],
)
def test_which_work_lasts(verb: str, lasts: bool) -> None:
    assert lock_notice.is_lasting(verb) is lasts
