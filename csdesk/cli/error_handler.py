"""Turn an error into a sentence on stderr and an exit code (DESIGN.md §5).

A fault of csdesk shows its kind and place, never its message, which may quote a
customer. CSDESK_DEBUG, set to anything, also shows the traceback without values.
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

# Resource that the machine has run out of -> (problem, hint).
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
    """Print an error with its hint, and return the exit code."""
    if isinstance(error, UnreadableTextError):
        error = _error_of_desk(error.path) or error
    if isinstance(error, DeskError):
        complain(str(error), error.hint)
        return error.exit_code
    if isinstance(error, typer.Abort | KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, typer.TyperException):
        return report_usage(error)
    cause = getattr(error, "orig", error)  # of an error that SQLAlchemy wraps
    if isinstance(cause, OSError) and cause.errno in SHORTAGES:
        complain(*SHORTAGES[cause.errno])
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
        f"report the line above; {DEBUG_VARIABLE}=1 shows more details.",
    )
    _debug(error)
    return OUR_FAULT


def _error_of_desk(desk: Path | None) -> DeskError | None:
    """Find invalid values in the desk, with which no command can work."""
    from csdesk.store.health.values import error_of_desk

    return None if desk is None else error_of_desk(desk)


def _debug(error: BaseException) -> None:
    if os.environ.get(DEBUG_VARIABLE):
        for line in trace(error):
            remark(line)


def report_usage(error: typer.TyperException) -> int:
    """Print a usage error of Typer in our form, and return the exit code."""
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


def exit_code(code: int) -> int:
    """Return the final exit code: an output that could not be written is a failure."""
    fault = output_fault()
    if fault is None:
        return code
    complain(
        f"The output could not be written: {fault}.",
        "What the command did to the desk is kept: see 'csdesk history'.",
    )
    return code or UNUSABLE


def where(error: BaseException) -> str:
    """Return the file and line of csdesk where `error` was raised; no values."""
    from traceback import walk_tb

    found = "outside csdesk"
    for frame, line in walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if OURS in name:
            found = f"at {name.rsplit(os.sep, 1)[1]}:{line}"
    return found


def trace(error: BaseException | None) -> list[str]:
    """Format the traceback of `error` and its causes, without values."""
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


def silence_python() -> None:
    """Keep Python from printing unraisable errors and warnings: they quote values."""
    sys.unraisablehook = _ignore
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")


def _ignore(_fault: Any) -> None:
    """Ignore an unraisable error."""
