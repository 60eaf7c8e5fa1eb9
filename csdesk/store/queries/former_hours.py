"""Opening hours as an operation left them, from the journal; and which set a deadline.

A deadline stays as it was made; these are the hours that explain it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.sla.business_hours import Hours
from csdesk.store.connection import fields
from csdesk.store.journal.queries import read_row
from csdesk.store.queries.hours import days_of, week_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from csdesk.store.connection import Reader
    from csdesk.store.queries.hours import OwnDay

# Table -> its columns, the first of which its rows are sorted by.
WEEK: Final = "opening_interval"
DAYS: Final = "closed_day"
COLUMNS: Final = {
    WEEK: ("weekday", "valid_from", "opens", "closes"),
    DAYS: ("day", "opens", "closes", "name", "country"),
}
LATER: Final = """
SELECT row_id, before
FROM change
WHERE table_name = ? AND operation_id > ?
ORDER BY id DESC
"""
# What an undo brought back was set before.
OF_ROW: Final = """
SELECT change.operation_id, change.after
FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = ? AND change.row_id = ? AND change.after IS NOT NULL
  AND operation.undoes_id IS NULL
ORDER BY change.id
"""
IMPORTED: Final = """
SELECT import_run.operation_id
FROM {table} AS imported
JOIN import_run ON import_run.id = imported.import_run_id
WHERE imported.id = ?
"""


def entry_of(
    reader: Reader, table: str, row_id: int, column: str, value: int
) -> int | None:
    """Find the operation that last set a column of a record to its value.

    None where the journal does not tell.
    """
    entry: int | None = None
    had = None
    for row in reader.rows(OF_ROW, (table, row_id)):
        found = read_row(row["after"]).get(column)
        if found == value and had != value:
            entry = row["operation_id"]
        had = found
    if entry is None:
        run = reader.first(IMPORTED.format(table=table), (row_id,))
        entry = None if run is None else run["operation_id"]
    return entry


def hours_after(
    reader: Reader, zone: ZoneInfo, operation: int
) -> tuple[Hours | None, Mapping[date, OwnDay]]:
    """Read the hours, and the days with hours of their own, after an operation.

    The hours are None where no week was set then.
    """
    week = week_of(_rows_after(reader, WEEK, operation))
    days = days_of(_rows_after(reader, DAYS, operation))
    if not any(week):
        return None, days
    return Hours(zone, week, {day: own.intervals for day, own in days.items()}), days


def _rows_after(reader: Reader, table: str, operation: int) -> list[dict[str, Any]]:
    """Read the rows of a table as an operation left them, in the order of its list."""
    names = COLUMNS[table]
    found = {
        row["id"]: fields(row)
        for row in reader.rows(
            f"SELECT id, {', '.join(names)} FROM {table} ORDER BY id"
        )
    }
    for row in reader.rows(LATER, (table, operation)):
        found.pop(row["row_id"], None)
        if row["before"] is not None:
            before = read_row(row["before"])
            found[row["row_id"]] = {name: before.get(name) for name in ("id", *names)}
    by = names[: names.index("opens") + 1]

    def order(row: Mapping[str, Any]) -> tuple[Any, ...]:
        opens = -1 if row["opens"] is None else row["opens"]
        return *(row[name] for name in by[:-1]), opens, row["id"]

    return sorted(found.values(), key=order)
