"""What can go wrong for a user, each with its exit code (DESIGN.md §5)."""

from __future__ import annotations

from typing import ClassVar


class DeskError(Exception):
    """Something the user asked for cannot be done.

    The message names the offending value, `hint` says what to type. Neither ever
    holds a customer's data. Subclasses set `exit_code`.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, hint: str | None = None) -> None:
        super().__init__(problem)
        self.hint = hint


class ExpectedNoError(DeskError):
    """An answer that is a plain no: rows rejected, a check that found something."""

    exit_code = 1


class UsageProblem(DeskError):  # noqa: N818 - the field's word for exit code 2
    """What was typed, or a file as it stands, cannot be understood."""

    exit_code = 2


class NotFoundError(DeskError):
    """No record has the id or name that was typed."""

    exit_code = 3


class RefusedError(DeskError):
    """A rule of the desk forbids it."""

    exit_code = 4


class BusyError(DeskError):
    """Another program held the desk for too long; nothing was written."""

    exit_code = 5


class UnusableDeskError(DeskError):
    """The desk file is missing, foreign, newer, damaged, read-only or full."""

    exit_code = 6


class StoppedError(KeyboardInterrupt):
    """A signal asked the program to end; it cleans up, and ends as the shell expects.

    No DeskError: nothing is said of it, as nothing is of Ctrl-C.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number
