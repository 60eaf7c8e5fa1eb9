"""Print messages and results: to stdout, stderr or a file."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from csdesk.cli.io.streams import (
    for_people,
    put,
    put_data,
    stderr,
    stdout,
    without_blanks,
)
from csdesk.domain.lengths import shorten_lines
from csdesk.errors import UsageProblem
from csdesk.render.console import safe

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from csdesk.render import Format
    from csdesk.result import Listing, Record, Report

FOR_PEOPLE = ("table", "plain", "markdown")
JSON = ("json", "jsonl")
DIM, RED, YELLOW, CYAN = "\x1b[2m", "\x1b[31m\x1b[1m", "\x1b[33m", "\x1b[36m"
RESET = "\x1b[0m"


def say(sentence: str, *, then: str | None = None) -> None:
    """Print what a command did, and a command that may come next."""
    put(f"{safe(sentence)}\n")
    if then:
        suggest(then)


def suggest(then: str) -> None:
    """Print a command that may come next."""
    put(f"{DIM}{safe(f'Next: {then}')}{RESET}\n")


def warn(sentence: str) -> None:
    """Print a note that is no error, on stderr."""
    put(f"{YELLOW}{safe(f'Note: {shorten_lines(sentence)}')}{RESET}\n", err=True)


def remark(line: str) -> None:
    """Print a line for the person at the terminal, on stderr."""
    put(f"{safe(line)}\n", err=True)


def show_waiting(who: str) -> None:
    """Print whose write the command waits for, if stderr is a terminal."""
    if stderr().is_terminal:
        waiting = safe(f"Waiting: {who} is writing to the desk …")
        put(f"{DIM}{waiting}{RESET}\n", err=True)


def complain(problem: str, hint: str | None) -> None:
    """Print an error and its hint, on stderr."""
    put(f"{RED}Error:{RESET} {safe(shorten_lines(problem))}\n", err=True)
    if hint:
        put(f"{CYAN}Hint:{RESET} {safe(shorten_lines(hint))}\n", err=True)


def show(
    what: Listing | Record | Report, fmt: Format, output: Path | None = None
) -> None:
    """Print `what`, or write it to the file `output`.

    Raises UsageProblem where that file cannot be written.
    """
    from csdesk.render import render

    text = render(what, fmt, stdout().width)
    if fmt in FOR_PEOPLE:
        text = without_blanks(text)
    if output is not None:
        if fmt in FOR_PEOPLE:
            text = for_people(text, colours=False)
        with suppress(BrokenPipeError):
            _write_all([text], output)
    elif fmt in FOR_PEOPLE:
        put(text)
    else:
        put_data([text], is_json=fmt in JSON)


def pour(
    pieces: Generator[str],
    output: Path | None,
    *,
    is_json: bool = False,
) -> None:
    """Print `pieces` one after the other, or write them to the file `output`.

    They are data: UTF-8 whatever the terminal's encoding. The file is written
    completely or not at all. Raises UsageProblem where it cannot be written.
    """
    # A reader that went away is no error. Close `pieces` before their desk closes.
    with suppress(BrokenPipeError), closing(pieces):
        if output is None:
            put_data(pieces, is_json=is_json)
        else:
            _write_all(pieces, output)


def _write_all(pieces: Iterable[str], output: Path) -> None:
    """Write `pieces` to a file, completely or not at all, for its owner only."""
    from csdesk.store.files.atomic_file import write_text

    try:
        write_text(output, pieces)
    except BrokenPipeError:
        raise  # of /dev/stdout: its reader went away
    except OSError as error:
        raise unwritable(output, error) from None


def unwritable(output: Path, error: OSError) -> UsageProblem:
    """Return the error for a file that cannot be written."""
    return UsageProblem(
        f"{output} cannot be written: {error.strerror}.",
        "Name a file in a folder that you may write.",
    )
