"""Business times with their start and end (epoch seconds), and holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.domain.sla.business_time import ENDS, RESOLUTION, RESPONSE
from csdesk.store.dialect import among, as_list
from csdesk.store.journal import journal
from csdesk.store.queries.ids import first_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

    from csdesk.store.connection import Reader


@dataclass(frozen=True, slots=True)
class StampedColumn:
    """Column of business seconds: its table, and the instants that it lies between."""

    table: str
    column: str
    source: str
    start: str
    end: str


# A thread is one case: it begins when the first of its contacts was received.
FIRST: Final = "LEFT JOIN contact AS f ON f.id = c.follows_id"
CASE_OPENED: Final = "coalesce(f.received_at, c.received_at)"
# Table and column -> the rows, and the instant at which the time begins.
SOURCES: Final = {
    ("contact", RESPONSE): ("contact AS m", "m.received_at"),
    ("contact", RESOLUTION): (
        f"contact AS m JOIN contact AS c ON c.id = m.id {FIRST}",
        CASE_OPENED,
    ),
    ("complaint", RESOLUTION): ("complaint AS m", "m.opened_at"),
    ("reopening", RESOLUTION): (
        f"""reopening AS m
LEFT JOIN complaint AS k ON k.id = m.complaint_id
LEFT JOIN contact AS c ON c.id = m.contact_id {FIRST}""",
        f"coalesce(k.opened_at, {CASE_OPENED})",
    ),
}
MEASURES: Final = tuple(
    StampedColumn(table, column, *SOURCES[table, column], end)
    for table, ends in ENDS.items()
    for column, end in ends.items()
)


class Measured(NamedTuple):
    """Value of a measure: its row, its two instants, and the stored seconds."""

    row_id: int
    start: int
    end: int
    seconds: int | None


def measured_since(
    reader: Reader, measure: StampedColumn, since: int
) -> list[Measured]:
    """Read every value whose end is at `since` or later."""
    return _measured(reader, measure, f"m.{measure.end} >= ?", since)


def measured_of(
    reader: Reader, measure: StampedColumn, row_ids: Iterable[int]
) -> list[Measured]:
    """Read the value of each of those rows that has an end."""
    condition = f"m.{measure.end} IS NOT NULL AND {among('m.id')}"
    return _measured(reader, measure, condition, as_list(row_ids))


def _measured(
    reader: Reader, measure: StampedColumn, condition: str, bound: object
) -> list[Measured]:
    rows = reader.rows(
        f"SELECT m.id AS id, {measure.start} AS start, m.{measure.end} AS at,"
        f" m.{measure.column} AS seconds FROM {measure.source}"
        f" WHERE {condition} ORDER BY m.id",
        (bound,),
    )
    return [
        Measured(row["id"], row["start"], row["at"], row["seconds"]) for row in rows
    ]


def write_measured(
    session: Session, measure: StampedColumn, values: Sequence[tuple[int | None, int]]
) -> None:
    """Write (seconds, row) into the column of `measure`, journalled."""
    session.flush()
    journal.remember(session, measure.table, *(row_id for _, row_id in values))
    journal.driver(session).run_many(
        f"UPDATE {measure.table} SET {measure.column} = ? WHERE id = ?", values
    )


def open_pause_id(
    reader: Reader, contact_id: int | None, complaint_id: int | None
) -> int | None:
    """Find the open pause of the case, or None."""
    return first_id(
        reader.rows(
            "SELECT id FROM pause WHERE until IS NULL"
            " AND (contact_id = ? OR complaint_id = ?)",
            (contact_id, complaint_id),
        )
    )


def last_pause_end(
    reader: Reader, contact_id: int | None, complaint_id: int | None
) -> int | None:
    """Read when the last pause of the case ended, in epoch seconds, or None."""
    row = reader.one(
        "SELECT max(until) AS at FROM pause WHERE contact_id = ? OR complaint_id = ?",
        (contact_id, complaint_id),
    )
    at: int | None = row["at"]
    return at
