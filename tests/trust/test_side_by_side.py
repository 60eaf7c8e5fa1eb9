"""Backups and restores while others work: nobody waits, nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite.backup import files
from tests.imports.large import READING, holds, large_file, start
from tests.store.dumps import is_sound

if TYPE_CHECKING:
    from tests.conftest import Csdesk

if sys.platform != "linux":
    pytest.skip("measures by Linux's means", allow_module_level=True)

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ROWS = 100_000
BACKUPS = 3  # while an import runs, at least
MOST_MEMORY = 10_000_000  # bytes that a desk of 100,000 contacts may take more
# Logs one contact after another, and says which are acknowledged.
LOGS = """
import contextlib, io, sys
from csdesk.cli.app import app
for number in range(int(sys.argv[1])):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            app(["log", "-", f"call {number}", "--no-input"], prog_name="csdesk")
    except SystemExit as end:
        if not end.code:
            print(number, flush=True)
"""
MEASURED = """
import contextlib, io, sys
from csdesk.cli.app import app
try:
    with contextlib.redirect_stdout(io.StringIO()):
        app(sys.argv[1:], prog_name="csdesk")
except SystemExit as end:
    # Not what getrusage says: that counts the process that started this one, too.
    with open("/proc/self/status") as status:
        (most,) = (line for line in status if line.startswith("VmHWM"))
    print(end.code, int(most.split()[1]) * 1024)
"""


def python(script: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *args],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def memory(*command: str) -> int:
    """The most bytes that the command had at a time."""
    told, _ = python(MEASURED, *command).communicate()
    code, most = map(int, told.split())
    assert code == 0
    return most


def test_backups_while_an_import_runs_hold_nothing_or_all_of_it(
    csdesk: Csdesk,
) -> None:
    file = large_file(csdesk.folder / "large.csv", ROWS)
    csdesk.ok("log", "Ann Lee", "hello", "--no-input")
    before = holds(csdesk.path)
    run = start("import", "contacts", str(file))
    run.reach(READING)  # from here on it writes
    meanwhile = 0
    while run.process.poll() is None:
        csdesk.ok("backup")
        meanwhile += run.process.poll() is None
    assert run.end()[0] == 0
    csdesk.ok("backup")
    after = holds(csdesk.path)
    copies = files.dated_copies(csdesk.path, files.BACKUP)
    found = [holds(copy) for copy in copies]
    assert all(is_sound(copy) for copy in copies)
    assert set(found) == {before, after}
    assert found[-1] == after
    sys.stdout.write(f"{meanwhile} backups while an import of {ROWS:,} rows ran\n")
    assert meanwhile >= BACKUPS


def test_memory_does_not_grow_with_the_desk(csdesk: Csdesk) -> None:
    small = memory("backup", "small"), memory("restore", "small", "--yes")
    csdesk.ok("import", "contacts", str(large_file(csdesk.folder / "l.csv", ROWS)))
    assert csdesk.path.stat().st_size > 2 * MOST_MEMORY
    large = memory("backup", "large"), memory("restore", "large", "--yes")
    sys.stdout.write(f"bytes: backup, restore of a small desk {small}, large {large}\n")
    for little, much in zip(small, large, strict=True):
        assert much - little < MOST_MEMORY


def test_what_was_acknowledged_during_a_restore_is_in_the_desk_or_in_what_was_kept(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("backup", "copy")
    writers = [python(LOGS, "60") for _ in range(2)]
    restores = 0
    while any(one.poll() is None for one in writers):
        csdesk.ok("restore", "copy", "--yes")
        restores += 1
    acknowledged = sorted(
        int(line) for one in writers for line in one.communicate()[0].split()
    )
    assert len(acknowledged) == 120  # nobody was turned away
    kept = files.dated_copies(csdesk.path, files.BEFORE_RESTORE)
    assert len(kept) == restores
    there = sorted(number for file in (csdesk.path, *kept) for number in calls(file))
    assert there == acknowledged
    sys.stdout.write(f"{restores} restores while 120 contacts were logged\n")
    assert restores >= 3


def calls(file: Path) -> list[int]:
    """The numbers of the calls in a desk."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT subject FROM contact").fetchall()
    return [int(subject.split()[1]) for (subject,) in rows]
