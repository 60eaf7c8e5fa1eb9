"""Few file handles: each command works, or is refused in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from csdesk.cli.error_handler import SHORTAGES, report_error

if TYPE_CHECKING:
    from tests.conftest import Csdesk

COMMANDS: Final = (
    ("today",), ("log", "Nia", "x", "--no-input"), ("report",), ("backup",), ("check",),
    ("export", "contacts"), ("--db", "other.db", "init", "--yes"),
)  # fmt: skip


@pytest.mark.parametrize("number", SHORTAGES)
def test_what_a_machine_runs_out_of_is_no_fault_of_ours(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report_error(OSError(number, os.strerror(number))) == 6
    assert SHORTAGES[number][0] in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_few_file_handles_are_no_fault_of_ours(
    csdesk: Csdesk, command: tuple[str, ...]
) -> None:
    import resource

    for limit in (*range(5, 12), 16, 20):
        told = subprocess.run(
            [sys.executable, "-m", "csdesk", *command],
            cwd=csdesk.folder,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda limit=limit: resource.setrlimit(  # type: ignore[misc]
                resource.RLIMIT_NOFILE, (limit, limit)
            ),
        )
        assert told.returncode in {0, 2, 4, 6}, (limit, told.stderr)
        assert "Traceback" not in told.stderr
