"""A desk's deadlines as they are kept, and what `csdesk today` makes of them."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.conftest import Csdesk

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """The epoch second of a time in Berlin."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def stamp(csdesk: Csdesk, table: str, number: int, **due: str | None) -> None:
    """Write deadlines as they are kept."""
    with sqlite3.connect(csdesk.path) as desk:
        for column, when in due.items():
            value = None if when is None else at(when)
            desk.execute(
                f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, number)
            )
    desk.close()


def ids(csdesk: Csdesk) -> list[str]:
    return csdesk.ok("today", "-q").split()


def rows(csdesk: Csdesk) -> Any:
    return csdesk.json("today")


def reasons(csdesk: Csdesk) -> list[tuple[str, str, list[str]]]:
    return [(row["id"], row["reason"], row["also"]) for row in rows(csdesk)]
