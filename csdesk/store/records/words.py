"""The shop's own words: each as it was written in some record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

Table = Literal["contact", "complaint", "customer"]
Column = Literal["category", "tier"]


def words_in(execute: Execute, table: Table, column: Column) -> list[str]:
    """The different words in a column of a table, in every spelling."""
    rows = execute(
        f"SELECT DISTINCT {column} AS word FROM {table} WHERE {column} IS NOT NULL"
    )
    return [row["word"] for row in rows]
