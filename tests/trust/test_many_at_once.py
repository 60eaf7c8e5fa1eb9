"""Many people on one desk: nothing is lost, nobody is turned away, nobody sees half.

CSDESK_WRITES says how many commands each of the eight processes types, if not 60.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import ROOT
from tests.draw import scaled
from tests.imports.large import large_file, unreconciled
from tests.store.dumps import is_sound, value
from tests.store.verbs import RESOLVED
from tests.trust import crowd

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long

WRITERS: Final = 8
READERS: Final = 2
KINDS: Final = 6  # of commands that each types in turn
ROWS: Final = 100_000


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_eight_write_while_others_read(csdesk: Csdesk) -> None:
    each = scaled("CSDESK_WRITES", 60) // KINDS
    csdesk.ok("log", "-", "the row that all of them edit")
    for number in range(WRITERS):
        csdesk.ok("customer", "add", f"Caller {number}")
    before = value(csdesk.path, "SELECT count(*) FROM operation")
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, crowd.__file__]
        + [str(count) for count in (WRITERS, READERS, each * KINDS)],
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    took = time.monotonic() - began
    told = json.loads(run.stdout)
    assert told["wrong"] == []
    assert told["looks"] > READERS
    all_of_it = WRITERS * each
    for table, count in {
        "operation": before + all_of_it * KINDS,
        "contact": 1 + 3 * all_of_it,  # of a log, of a promise, of a complaint
        "follow_up": all_of_it,
        "complaint": all_of_it,
        "survey_answer": all_of_it,
        "customer": WRITERS,
    }.items():
        assert value(csdesk.path, f"SELECT count(*) FROM {table}") == count, table
    settled = "SELECT count(*) FROM complaint WHERE status = 'resolved'"
    assert value(csdesk.path, settled) == all_of_it
    assert is_sound(csdesk.path)
    assert_one_unbroken_line(csdesk, all_of_it)
    sys.stdout.write(
        f"{WRITERS} processes, {all_of_it * KINDS} writes, {told['looks']} looks by "
        f"{READERS} readers, {took:.0f} s: nothing lost, nobody busy\n"
    )


def assert_one_unbroken_line(csdesk: Csdesk, count: int) -> None:
    """Each edit of C1 must have found what the one before had left."""
    with closing(sqlite3.connect(csdesk.path)) as connection:
        rows = connection.execute(
            "SELECT before ->> '$.notes', after ->> '$.notes' FROM change"
            " WHERE table_name = 'contact' AND row_id = 1 ORDER BY id"
        ).fetchall()
    assert len(rows) == count + 1
    for (_, left), (found, _) in pairwise(rows):
        assert found == left


def start(*command: str) -> subprocess.Popen[str]:
    """csdesk as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "csdesk", *command],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_people_work_on_while_large_files_come_in(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "broken", "--no-contact")
    files = [large_file(csdesk.folder / f"{name}.csv", ROWS, name) for name in "ab"]
    imports = [
        start("import", "contacts", str(file), "--source", file.stem) for file in files
    ]
    logged, longest = 0, 0.0
    resolving = [start(*RESOLVED, "--agent", name) for name in ("Bertram", "Cleo")]
    while any(one.poll() is None for one in imports):
        began = time.monotonic()
        log = start("log", "-", f"while it lasts {logged}", "--no-input")
        out, err = log.communicate()
        assert log.returncode == 0, err
        logged += 1
        longest = max(longest, time.monotonic() - began)
    for one in imports:
        out, err = one.communicate()
        assert one.returncode == 0, out + err
    ends = [(one.communicate()[1], one.returncode) for one in resolving]
    assert sorted(code for _, code in ends) == [0, 4]
    second = next(said for said, code in ends if code)
    first = next(name for name in ("Bertram", "Cleo") if f"by {name} " in second)
    assert f"Error: K1 was resolved by {first} Wed 18 Nov 2026" in second
    assert value(csdesk.path, "SELECT count(*) FROM contact") == 2 * ROWS + logged
    assert value(csdesk.path, "SELECT count(*) FROM import_run") == 2
    assert unreconciled(csdesk.path) == []
    assert is_sound(csdesk.path)
    sys.stdout.write(
        f"2 imports of {ROWS:,} rows, {logged} logs beside them, the slowest "
        f"{longest:.1f} s; 2 people resolved one complaint\n"
    )
