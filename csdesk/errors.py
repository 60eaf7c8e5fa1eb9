"""Errors shown to users, each with its exit code (DESIGN.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class DeskError(Exception):
    """A request of the user that cannot be carried out.

    The message names the offending value, `hint` what to type. Neither contains a
    customer's data. Subclasses set `exit_code`.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, hint: str | None = None) -> None:
        super().__init__(problem)
        self.hint = hint


class ExpectedNoError(DeskError):
    """A negative result: rows rejected, problems found by a check."""

    exit_code = 1


class UsageProblem(DeskError):  # noqa: N818 - the usual word for exit code 2
    """Typed text, or the content of a file, cannot be understood."""

    exit_code = 2


class NotFoundError(DeskError):
    """No record has the id or name."""

    exit_code = 3


class RefusedError(DeskError):
    """A rule of the desk forbids the request."""

    exit_code = 4


class BusyError(DeskError):
    """Another program locked the desk for too long; nothing was written."""

    exit_code = 5


class UnusableDeskError(DeskError):
    """The desk file is missing, foreign, newer, damaged, read-only or full."""

    exit_code = 6


class UnreadableTextError(UnusableDeskError):
    """A text of the desk at `path` is not UTF-8; which one, a check of values finds."""

    def __init__(self, path: Path, problem: str, hint: str | None = None) -> None:
        super().__init__(problem, hint)
        self.path = path


class StoppedError(KeyboardInterrupt):
    """A signal to end the program; it cleans up, and exits as the shell expects.

    No DeskError: no message is shown, as for Ctrl-C.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number
