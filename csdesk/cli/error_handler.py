"""What becomes of an error: a sentence on stderr and an exit code (DESIGN.md §5).

A fault of ours shows its kind and place, never its message, which may quote a
customer. CSDESK_DEBUG, set to anything, shows the way to it, file by file, too.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import typer

from csdesk.cli.io.output import complain, remark
from csdesk.cli.io.streams import output_fault, put
from csdesk.errors import DeskError, UnreadableTextError

# What the machine has run out of, wherever it is met -> (what is wrong, what to do).
SHORTAGES = {
    errno.ENOSPC: ("The disk is full.", "Free some space and type the command again."),
    errno.EMFILE: (
        "This terminal lets a program open too few files at once.",
        "Raise that limit (ulimit -n 256) and type the command again.",
    ),
    errno.ENFILE: (
        "This machine can open no more files.",
        "Close some programs and type the command again.",
    ),
}
UNUSABLE = 6
INTERRUPTED = 130
OUR_FAULT = 70
USAGE = 2
DEBUG_VARIABLE = "CSDESK_DEBUG"
OURS = f"{os.sep}csdesk{os.sep}"


def report_error(error: BaseException) -> int:
    """Say what went wrong, and return the exit code."""
    if isinstance(error, UnreadableTextError):
        error = _error_of_desk(error.path) or error
    if isinstance(error, DeskError):
        complain(str(error), error.hint)
        return error.exit_code
    if isinstance(error, typer.Abort | KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, typer.TyperException):
        return report_usage(error)
    if isinstance(error, OSError) and error.errno in SHORTAGES:
        complain(*SHORTAGES[error.errno])
        return UNUSABLE
    from csdesk.store.files.protected_file import desk_in_use

    found = _error_of_desk(desk_in_use())
    if found is not None:
        complain(str(found), found.hint)
        _debug(error)
        return found.exit_code
    complain(
        f"csdesk itself failed ({type(error).__name__} {where(error)}).",
        "Nothing is half-written: 'csdesk history' shows whether it was done. Please "
        f"report the line above; with {DEBUG_VARIABLE}=1 csdesk shows more of it.",
    )
    _debug(error)
    return OUR_FAULT


def _error_of_desk(desk: Path | None) -> DeskError | None:
    """Look for values in the desk that no command can work with."""
    from csdesk.store.health.values import error_of_desk

    return None if desk is None else error_of_desk(desk)


def _debug(error: BaseException) -> None:
    if os.environ.get(DEBUG_VARIABLE):
        for line in way_to(error):
            remark(line)


def report_usage(error: typer.TyperException) -> int:
    """A usage error of Typer's, in our words."""
    if type(error).__name__ == "NoArgsIsHelpError":
        put(f"{error.message}\n", err=True)
        return USAGE
    ctx = getattr(error, "ctx", None)
    see = f"See '{ctx.command_path} --help'." if ctx else None
    possible = getattr(error, "possibilities", None)
    if possible:
        see = f"Did you mean '{possible[0]}'?"
    problem = error.message if possible else error.format_message()
    complain(problem[:1].upper() + problem[1:].rstrip(".") + ".", see)
    return error.exit_code


def end(code: int) -> int:
    """The exit code after all was written; an output that took nothing is a fault."""
    fault = output_fault()
    if fault is None:
        return code
    complain(
        f"The output could not be written: {fault}.",
        "What the command did to the desk is kept: see 'csdesk history'.",
    )
    return code or UNUSABLE


def where(error: BaseException) -> str:
    """File and line of ours where `error` was raised; no values."""
    from traceback import walk_tb

    found = "outside csdesk"
    for frame, line in walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if OURS in name:
            found = f"at {name.rsplit(os.sep, 1)[1]}:{line}"
    return found


def way_to(error: BaseException | None) -> list[str]:
    """Where `error` passed, and what it came from: files, lines, names; no values."""
    from traceback import walk_tb

    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__name__}, by way of")
        lines += [
            f"  {frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ]
        error = error.__cause__ or error.__context__
    return lines


def be_quiet() -> None:
    """Keep Python from telling by itself of what went wrong aside: it quotes values."""
    sys.unraisablehook = _untold
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")


def _untold(_fault: Any) -> None:
    """Say nothing of it."""
