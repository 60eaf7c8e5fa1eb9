"""How anything reaches the person or program that called: stdout, stderr, a file."""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import typer

from csdesk.errors import UsageProblem
from csdesk.render.safe import safe

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from csdesk.render import Format
    from csdesk.result import Listing, Record, Report

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
BLANKS = re.compile(r" +$", re.MULTILINE)
COLOURS_KEPT = re.compile(r"(\x1b\[[0-9;]*m)")
FOR_PEOPLE = ("table", "plain", "markdown")
DEFAULT_WIDTH = 80
WIDEST = 160


def say(sentence: str, *, then: str | None = None) -> None:
    """What a command did, in one line, and what may come next."""
    typer.echo(safe(sentence))
    if then:
        suggest(then)


def suggest(then: str) -> None:
    """What may come next."""
    typer.secho(safe(f"Next: {then}"), dim=True, color=wants_color(sys.stdout))


def warn(sentence: str) -> None:
    """Something to know that is no error: on stderr."""
    typer.secho(
        safe(f"Note: {sentence}"), fg="yellow", err=True, color=wants_color(sys.stderr)
    )


def tell_waiting(who: str) -> None:
    """A person sees for whom the command waits; a script waits in silence."""
    if sys.stderr.isatty():
        typer.secho(
            safe(f"Waiting: {who} is writing to the desk …"),
            dim=True,
            err=True,
            color=wants_color(sys.stderr),
        )


def complain(problem: str, hint: str | None) -> None:
    """An error and its remedy, on stderr."""
    color = wants_color(sys.stderr)
    label = typer.style("Error:", fg="red", bold=True)
    typer.echo(f"{label} {safe(problem)}", err=True, color=color)
    if hint:
        label = typer.style("Hint:", fg="cyan")
        typer.echo(f"{label} {safe(hint)}", err=True, color=color)


def show(
    what: Listing | Record | Report, fmt: Format, output: Path | None = None
) -> None:
    """Print `what`, or write it to the file `output`.

    Raises UsageProblem where that file cannot be written.
    """
    from csdesk.render import render

    text = render(what, fmt, terminal_width())
    if fmt in FOR_PEOPLE and (output is not None or not wants_color(sys.stdout)):
        text = without_colours(text)
    if output is None:
        write(text)
        return
    try:
        output.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise _unwritable(output, error) from None


def pour(pieces: Generator[str], output: Path | None, *, private: bool = False) -> None:
    """Print `pieces` one after the other, or write them to the file `output`.

    They are data: UTF-8 whatever the terminal's encoding. The file is whole or not
    there at all; a `private` one only its owner may read. Raises UsageProblem where it
    cannot be written.
    """
    # A reader that went away is no error; pieces end before the desk they come from.
    with suppress(BrokenPipeError), closing(pieces):
        if output is None:
            _print_all(pieces)
        else:
            _write_all(pieces, output, private=private)


def _write_all(pieces: Iterable[str], output: Path, *, private: bool) -> None:
    is_special = output.exists() and not output.is_file()  # a pipe, /dev/stdout
    unfinished = output.with_name(f".{output.name}.{os.getpid()}.new")
    place = output if is_special else unfinished
    try:
        with place.open("w", encoding="utf-8", newline="") as file:
            if private and not is_special:
                place.chmod(0o600)
            file.writelines(pieces)
        if not is_special:
            unfinished.replace(output)
    except BrokenPipeError:
        raise  # of /dev/stdout: its reader went away
    except OSError as error:
        raise _unwritable(output, error) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _print_all(pieces: Iterable[str]) -> None:
    stream = sys.stdout
    if stream.isatty():
        stream.writelines(map(safe, pieces))
        return
    stream.flush()
    if (buffer := getattr(stream, "buffer", None)) is None:
        stream.writelines(pieces)
    else:
        buffer.writelines(piece.encode() for piece in pieces)


def _unwritable(output: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"{output} cannot be written: {error.strerror}.",
        "Name a file in a folder that you may write.",
    )


def without_colours(text: str) -> str:
    """`text` as plain characters, no line ending in blanks."""
    return BLANKS.sub("", COLOURS.sub("", text))


def write(text: str) -> None:
    """Print `text` as it stands; on a terminal, nothing that could steer it.

    Our own colours pass: whoever draws them has made the rest safe already.
    """
    if sys.stdout.isatty():
        text = "".join(
            part if COLOURS.fullmatch(part) else safe(part)
            for part in COLOURS_KEPT.split(text)
        )
    sys.stdout.write(text)


def is_interactive() -> bool:
    """Whether a person sits there who can be asked something."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def wants_color(stream: object) -> bool:
    """Whether `stream` takes colours: a terminal, and nobody said NO_COLOR."""
    isatty = getattr(stream, "isatty", None)
    return (
        bool(isatty and isatty())
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def terminal_width() -> int:
    """Columns to draw in: COLUMNS, else the terminal's, else 80; 160 at most."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return min(int(columns), WIDEST)
    if sys.stdout.isatty():
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, WIDEST)
    return DEFAULT_WIDTH
