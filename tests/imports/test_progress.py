"""The bar of a long import: on a terminal, with its rate and the time that is left."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from csdesk.cli.commands.desk.import_run import progress_bar

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_the_rate_and_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with progress_bar(4_000_000) as progress:
        assert progress is not None
        progress(1_000_000)
        progress(4_000_000)
    shown = terminal.getvalue()
    assert "100%" in shown
    assert "/s" in shown
    assert "left:" in shown


def test_a_program_sees_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress_bar(4_000_000) as progress:
        assert progress is None
    assert pipe.getvalue() == ""
