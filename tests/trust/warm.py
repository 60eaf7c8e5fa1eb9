"""What a fork server does once, so that none of its children has to: import, build."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

from tests.in_process import run
from tests.store.verbs import FILES, RESOLVED, STORY

COMMANDS = (
    ("init", "--yes", "--timezone", "Europe/Berlin"),
    *STORY,
    RESOLVED,
    ("undo",),
    ("import", "contacts", "rows.csv", "--skip-bad"),
    ("contact", "edit", "C1", "--notes", "x"),
    ("contact", "list", "--format", "json"),
    ("report", "2026-W47", "--kpi", "contacts", "--format", "json"),
    ("followup", "add", "P1", "call", "--due", "2030-01-01"),
    ("history", "--format", "json"),
)


def run_everything_once() -> None:
    """Run a few commands on a desk of their own, in this process."""
    sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115 - for good
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, CSDESK_DB=str(Path(folder) / "desk.db")),
    ):
        former = Path.cwd()
        os.chdir(folder)
        for name, text in FILES.items():
            Path(name).write_text(text)
        for command in COMMANDS:
            result = run(command)
            assert result.exit_code == 0, (command, result.output)
        os.chdir(former)
    gc.collect()
    gc.freeze()
