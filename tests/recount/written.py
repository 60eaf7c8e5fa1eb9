"""A desk as rows, written straight into a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

Row = dict[str, Any]
TABLES = (
    "agent", "customer", "departure", "complaint", "contact", "complaint_event",
    "reopening", "remedy", "survey_answer", "setting", "pause", "follow_up",
    "voucher", "purchase",
)  # fmt: skip
# Times by the desk's opening hours, on desks that keep them.
BUSINESS = ("response_business_seconds", "resolution_business_seconds")


@dataclass(repr=False)
class Desk:
    """A desk to be written: its zone and currency, and its rows by table."""

    zone: ZoneInfo
    change: date  # the day about which everything happens
    currency: str
    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {table: [] for table in TABLES}
    )

    def __repr__(self) -> str:
        """In short: of a whole desk Hypothesis warns, and warnings are errors here."""
        sizes = {table: len(rows) for table, rows in self.tables.items() if rows}
        return f"Desk({self.zone.key}, {self.change}, {self.currency}, {sizes})"

    def add(self, table: str, **row: Any) -> Row:
        """Add a row; without an id the next one of its table."""
        rows = self.tables[table]
        if table != "setting":
            row = {"id": len(rows) + 1, **row}
        rows.append(row)
        return row

    def write(self, path: Path, template: bytes) -> None:
        """Write it over `path`, beginning with the bytes of an empty desk."""
        path.write_bytes(template)
        rules = (("timezone", self.zone.key), ("currency", self.currency))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for key, value in rules:
                connection.execute(
                    "UPDATE setting SET value = ? WHERE key = ?", (value, key)
                )
            for table, rows in self.tables.items():
                kept = connection.execute(f"SELECT * FROM {table}").description
                left_out = set(BUSINESS) - {column for column, *_ in kept}
                for full in rows:
                    row = {key: full[key] for key in full if key not in left_out}
                    names, marks = ", ".join(row), ", ".join("?" * len(row))
                    connection.execute(
                        f"INSERT INTO {table} ({names}) VALUES ({marks})",
                        tuple(row.values()),
                    )
