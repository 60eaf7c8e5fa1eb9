"""Write lock of a desk: one writer at a time, with a limit on waiting."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.errors import BusyError
from csdesk.store.sqlite import lock_notice, sqlite_errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    OnWait = Callable[[str], None]

ROUND: Final = 1.0  # seconds; after the first round the wait is shown
LASTING_SECONDS = 600.0  # how long a command waits for a running import


@dataclass(slots=True)
class WriteLock:
    """Write lock of a command on the desk at `path`.

    `patience` is how many seconds to wait at most; None: BUSY_SECONDS, or
    LASTING_SECONDS for a long operation that is still running. `on_wait` is called
    once, after a second, with the name of the holder.
    """

    path: Path
    verb: str = ""
    agent: str = ""
    patience: float | None = None
    on_wait: OnWait | None = None
    _announced: int | None = field(default=None, init=False)

    def take(self, db: sqlite3.Connection) -> None:
        """Begin a transaction that writes, once the lock is free.

        Raises BusyError where others hold it for too long.
        """
        waited = {False: 0.0, True: 0.0}  # for a long operation or not
        while True:
            other = lock_notice.at_work(self.path) if self.patience is None else None
            left = self._limit(lasts=other is not None) - waited[other is not None]
            if _begun(db, min(ROUND, left)):
                break
            waited[other is not None] += ROUND
            if left <= ROUND:
                raise _busy(other, self._limit(lasts=other is not None))
            if self.on_wait is not None and sum(waited.values()) == ROUND:
                self.on_wait(other or "another program")
        if lock_notice.is_lasting(self.verb) and self._announced is None:
            self._announced = lock_notice.announce(self.path, self._holder())

    def end(self) -> None:
        """Withdraw the notice of a long operation, after its transaction."""
        if self._announced is not None:
            lock_notice.withdraw(self.path, self._announced)
            self._announced = None

    def _holder(self) -> str:
        if not self.agent:
            return f"the {self.verb} of this desk"
        return f"'csdesk {self.verb}' by {self.agent}"

    def _limit(self, *, lasts: bool) -> float:
        if self.patience is not None:
            return self.patience
        return LASTING_SECONDS if lasts else sqlite_errors.BUSY_SECONDS


def _begun(db: sqlite3.Connection, seconds: float) -> bool:
    """Begin; False where another program held the lock for that many seconds."""
    db.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        # A deferred transaction that reads before it writes loses others' updates.
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if sqlite_errors.primary_code(error) == sqlite3.SQLITE_BUSY:
            return False
        raise
    db.execute(f"PRAGMA busy_timeout = {int(sqlite_errors.BUSY_SECONDS * 1000)}")
    return True


def _busy(other: str | None, seconds: float) -> BusyError:
    holder = other or "another program"
    return BusyError(
        f"The desk is busy: {holder} held it for {seconds:g} seconds.",
        "Nothing was written; type the command again.",
    )
