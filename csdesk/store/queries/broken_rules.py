"""Find rows of opening hours and targets that csdesk never writes, and remove them.

Another program may have written them. Reading such a row raises its error; the commands
that set hours or targets remove it first, so that they repair the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.kept_settings import (
    LARGEST,
    is_day,
    is_instant,
    is_interval,
)
from csdesk.domain.timezone import WEEKDAYS
from csdesk.domain.vocabulary import CHANNELS, CLOCKS, SEVERITIES, TARGETS
from csdesk.errors import UnusableDeskError
from csdesk.store.dialect import is_bytes, raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from csdesk.store.connection import Columns, Reader, Row, Writer


SET_WEEK: Final = "csdesk hours set mon-fri 09:00-17:00"
SET_TARGET: Final = "csdesk targets set response 4h --channel email"
HOURS: Final = ("opening_interval", "closed_day")
SERVICE_TARGETS: Final = ("service_target",)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """Row that cannot be read, and the command that repairs it."""

    table: str
    row_id: int
    do: str

    @property
    def text(self) -> str:
        """Sentence that names the row."""
        words = self.table.replace("_", " ")
        return f"The row {words} {self.row_id} of the desk cannot be read."

    @property
    def error(self) -> UnusableDeskError:
        """Error for a command that needs the row."""
        return UnusableDeskError(self.text, f"Mend it: {self.do}")


def broken_interval(row: Columns) -> BrokenRow | None:
    """Check a row of weekly hours; None where it is valid."""
    weekday = row["weekday"]
    is_weekday = type(weekday) is int and 0 <= weekday < len(WEEKDAYS)
    if (
        is_weekday
        and is_day(row["valid_from"])
        and is_interval(row["opens"], row["closes"])
    ):
        return None
    do = SET_WEEK
    if is_weekday:
        do = f"csdesk hours set {WEEKDAYS[weekday][:3].casefold()} 09:00-17:00"
    return BrokenRow("opening_interval", row["id"], do)


def broken_day(row: Columns) -> BrokenRow | None:
    """Check a row of a day with hours of its own; None where it is valid."""
    is_dated = is_day(row["day"])
    texts = (row["name"], row["country"])
    if (
        is_dated
        and is_interval(row["opens"], row["closes"])
        and all(one is None or _is_text(one) for one in texts)
    ):
        return None
    do = f"csdesk hours close {row['day']}" if is_dated else SET_WEEK
    return BrokenRow("closed_day", row["id"], do)


def broken_target(row: Columns) -> BrokenRow | None:
    """Check a row of a service target; None where it is valid."""
    seconds, tier = row["seconds"], row["tier"]
    is_valid = (
        row["what"] in TARGETS
        and (seconds is None or (type(seconds) is int and 0 < seconds <= LARGEST))
        and row["clock"] in CLOCKS
        and row["channel"] in (None, *CHANNELS)
        and row["severity"] in (None, *SEVERITIES)
        and (tier is None or _is_text(tier))
        and is_instant(row["valid_from"])
    )
    return None if is_valid else BrokenRow("service_target", row["id"], SET_TARGET)


# Table -> its columns, and the function that checks a row.
_ROWS: Final[dict[str, tuple[str, Callable[[Columns], BrokenRow | None]]]] = {
    "opening_interval": ("weekday, valid_from, opens, closes", broken_interval),
    "closed_day": ("day, opens, closes, name, country", broken_day),
    "service_target": (
        "what, seconds, clock, tier, channel, severity, valid_from",
        broken_target,
    ),
}


def broken_rows(reader: Reader, tables: Iterable[str]) -> list[BrokenRow]:
    """Find every broken row of these tables, by id."""
    found = []
    for table in tables:
        columns, look = _ROWS[table]
        # Texts are read as bytes: the driver fails on one that is no UTF-8.
        selected = ", ".join(
            f"{raw(name)} AS {name}, {is_bytes(name)} AS {name}_is_blob"
            for name in columns.split(", ")
        )
        for row in reader.rows(f"SELECT id, {selected} FROM {table} ORDER BY id"):
            read = {name: _decoded(row, name) for name in columns.split(", ")}
            found.append(look({"id": row["id"], **read}))
    return [one for one in found if one is not None]


def drop(db: Writer, rows: Iterable[BrokenRow]) -> None:
    """Remove rows outside the journal, which cannot represent them."""
    for one in rows:
        db.run(f"DELETE FROM {one.table} WHERE id = ?", (one.row_id,))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _decoded(row: Row, name: str) -> object:
    """Decode a text; one that is no UTF-8 stays bytes, which no column may have."""
    value = row[name]
    if not isinstance(value, bytes) or row[f"{name}_is_blob"]:
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
