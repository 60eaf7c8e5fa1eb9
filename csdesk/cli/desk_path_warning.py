"""Warn once a day of a desk on a network drive or in a synchronised folder."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from csdesk import clock
from csdesk.cli.io.output import warn
from csdesk.errors import UsageProblem
from csdesk.store.files.place_kind import risky_place

if TYPE_CHECKING:
    from pathlib import Path


def warn_of_place(desk: Path) -> None:
    """Warn of the place of `desk`, once a day. Never raises OSError.

    The day is stored in the user's state folder, not in the folder of the desk.
    """
    place = risky_place(desk)
    if place is None:
        return
    today = clock.now().astimezone().date().isoformat()
    if not _is_new(desk, today):
        return
    warn(f"{place.problem} {place.advice}")


def _is_new(desk: Path, today: str) -> bool:
    """Return whether this is the first warning of `today`, and store the day."""
    import hashlib

    from platformdirs import user_state_path

    from csdesk.store.files.atomic_file import write_text

    name = hashlib.sha256(os.fsencode(os.path.realpath(desk))).hexdigest()[:32]
    memory = user_state_path("csdesk", appauthor=False) / "warned" / name
    with suppress(OSError, ValueError):
        if memory.read_text("utf-8") == today:
            return False
    with suppress(OSError, UsageProblem):
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_text(memory, [today])
    return True
