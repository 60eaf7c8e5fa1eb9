"""Turn signals that end the program into an exception, so that it cleans up first."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from csdesk.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

NAMES: Final = ("SIGTERM", "SIGHUP", "SIGINT")
# The handlers of a program by default; `nohup`, for example, ignores SIGHUP.
DEFAULTS: Final = (signal.SIG_DFL, signal.default_int_handler)


@contextmanager
def cleaning_up() -> Iterator[None]:
    """Raise StoppedError within the block where a signal would end the program.

    The first signal raises; later ones are ignored during the clean-up. A signal that
    is ignored or handled already stays so.
    """
    former = {}
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if not stopped:
            stopped.append(number)
            raise StoppedError(number)

    try:
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) in DEFAULTS:
                former[number] = signal.signal(number, stop)
    except ValueError:  # only the main thread may handle signals
        pass
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
