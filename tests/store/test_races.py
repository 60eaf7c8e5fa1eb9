"""Many processes on one desk: nothing is lost, nobody is turned away."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import is_sound, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

ROOT = Path(__file__).parents[2]
PROCESSES = 8
LOGS, EDITS = 15, 5
# One after the other, each as a command of its own: a log, and now and then an edit of
# the one row that everybody edits. Says which commands failed, and how.
WORK = """
import json, subprocess, sys
number = sys.argv[1]
found = []
for turn in range(int(sys.argv[2])):
    commands = [["log", f"Caller {number}", f"{number}.{turn}", "--no-input"]]
    if turn < int(sys.argv[3]):
        commands.append(["contact", "edit", "C1", "--notes", f"{number}.{turn}"])
    for command in commands:
        result = subprocess.run(
            [sys.executable, "-m", "csdesk", *command],
            capture_output=True, text=True, check=False,
        )
        if result.returncode:
            found.append([command, result.returncode, result.stderr])
print(json.dumps(found))
"""


@pytest.mark.long
def test_eight_processes_at_once_lose_nothing(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "the row that all of them edit")
    at_work = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, str(number), str(LOGS), str(EDITS)],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "CSDESK_AGENT": f"Agent{'ABCDEFGH'[number] * 6}",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in at_work:
        out, _ = process.communicate()
        assert process.returncode == 0
        assert json.loads(out) == []
    count = PROCESSES * LOGS
    assert value(csdesk.path, "SELECT count(*) FROM contact") == count + 1
    assert (
        value(csdesk.path, "SELECT count(DISTINCT subject) FROM contact") == count + 1
    )
    assert value(csdesk.path, "SELECT count(*) FROM customer") == PROCESSES
    edits = "SELECT count(*) FROM operation WHERE verb = 'contact edit'"
    assert value(csdesk.path, edits) == PROCESSES * EDITS
    assert is_sound(csdesk.path)
    assert_one_unbroken_line(csdesk, PROCESSES * EDITS)


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
