"""csdesk run many times in one process: its commands are built once."""

from __future__ import annotations

import functools
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import typer

from csdesk.cli.app import app


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a command."""

    exit_code: int
    stdout: str
    stderr: str


@functools.cache
def root() -> Any:
    """The command `csdesk`, which keeps the sub-commands that it has loaded."""
    return typer.main.get_command(app)


def run(*args: str, encoding: str = "utf-8", typed: str = "") -> Told:
    """Run `csdesk *args`; what it wrote is read in `encoding`, strictly."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding, newline="", write_through=True)
        for _ in range(2)
    )
    before, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            root().main(list(args), prog_name="csdesk")
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdin = before
    texts = (one.buffer.getvalue().decode(encoding) for one in (out, err))
    return Told(code if isinstance(code, int) else 1, *texts)
