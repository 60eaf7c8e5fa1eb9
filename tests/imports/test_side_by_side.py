"""Two imports and reports on one desk at once: complete files, no loss, no error."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.imports.large import PEOPLE, READING, large_file, start, unreconciled
from tests.store.dumps import is_sound, value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("stops processes by POSIX's means", allow_module_level=True)

ROWS = 20_000
REPORT = ("report", "2026", "--kpi", "contacts", "--format", "json")
BUSY = 5


@pytest.fixture
def imports(csdesk: Csdesk) -> list[tuple[str, ...]]:
    """Two imports of different contacts of the same customers."""
    files = [large_file(csdesk.folder / f"{name}.csv", ROWS, name) for name in "ab"]
    return [("import", "contacts", str(file), "--source", file.stem) for file in files]


def reported() -> int:
    """How many contacts a report finds; it must be printed during any write."""
    code, output = start(*REPORT).end()
    assert code == 0, output
    (figure,) = json.loads(output)["kpis"]
    return int(figure["value"] or 0)


def assert_all_is_there(path: Path) -> None:
    assert value(path, "SELECT count(DISTINCT external_id) FROM contact") == 2 * ROWS
    assert value(path, "SELECT count(*) FROM contact") == 2 * ROWS
    assert value(path, "SELECT count(*) FROM survey_answer") == ROWS
    assert value(path, "SELECT count(*) FROM customer") == PEOPLE
    assert value(path, "SELECT count(*) FROM import_run") == 2
    assert unreconciled(path) == []
    assert is_sound(path)


@pytest.mark.long
def test_two_imports_and_reports_at_once(
    csdesk: Csdesk, imports: list[tuple[str, ...]]
) -> None:
    runs = [start(*command) for command in imports]
    while any(run.process.poll() is None for run in runs):
        assert reported() in {0, ROWS, 2 * ROWS}
    for run in runs:
        code, output = run.end()
        assert code == 0, output
    assert reported() == 2 * ROWS
    assert_all_is_there(csdesk.path)


@pytest.mark.long
def test_an_import_behind_one_that_lasts_is_told_to_be_typed_again(
    csdesk: Csdesk, imports: list[tuple[str, ...]]
) -> None:
    first, second = imports
    lasting = start(*first)
    lasting.reach(READING)
    lasting.process.send_signal(signal.SIGSTOP)
    code, output = start(*second, environment={"PATIENCE": "0.2"}).end()
    found = reported()
    lasting.process.send_signal(signal.SIGCONT)
    assert (code, found) == (BUSY, 0), output
    assert is_busy(output), output
    assert lasting.end()[0] == 0
    assert start(*second).end()[0] == 0
    assert_all_is_there(csdesk.path)


def is_busy(output: str) -> bool:
    """Whether the output is the error of a busy desk, and its hint."""
    lines = output.splitlines()
    return len(lines) == 2 and (
        lines[0].startswith(
            "Error: The desk is busy: 'csdesk import contacts' by Anna held it"
        )
        and lines[1] == "Hint: Nothing was written; type the command again."
    )
