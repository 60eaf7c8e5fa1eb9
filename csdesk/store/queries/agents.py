"""Agents and articles by name or title, and distinct values of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from csdesk.store.dialect import differs
from csdesk.store.queries.ids import first_id

if TYPE_CHECKING:
    from csdesk.store.connection import Reader


class KnownAgent(NamedTuple):
    """Agent of the desk."""

    id: int
    name: str


def agents(reader: Reader) -> dict[str, KnownAgent]:
    """Read every agent, by the folded name."""
    return {
        row["name_key"]: KnownAgent(row["id"], row["name"])
        for row in reader.rows("SELECT id, name, name_key FROM agent ORDER BY id")
    }


def agents_who_may_grant(reader: Reader, amount: int) -> list[str]:
    """Read names of active agents whose limit allows `amount`.

    `amount` is in minor units. Those with a limit come first, the lowest first.
    """
    rows = reader.rows(
        "SELECT name FROM agent"
        " WHERE active = 1 AND (goodwill_limit IS NULL OR goodwill_limit >= ?)"
        " ORDER BY goodwill_limit IS NULL, goodwill_limit, name_key",
        (amount,),
    )
    return [row["name"] for row in rows]


def article_titled(reader: Reader, key: str, but: int | None) -> int | None:
    """Find an article other than `but` with that folded title, or None."""
    return first_id(
        reader.rows(
            f"SELECT id FROM article WHERE title_key = ? AND {differs('id')} LIMIT 1",
            (key, but),
        )
    )


def use_of(reader: Reader, article_id: int, contact_id: int) -> int | None:
    """Find the note that the article answered the contact, or None."""
    return first_id(
        reader.rows(
            "SELECT id FROM article_use WHERE article_id = ? AND contact_id = ?",
            (article_id, contact_id),
        )
    )


Table = Literal["contact", "complaint", "customer"]
Column = Literal["category", "tier"]


def distinct_values(reader: Reader, table: Table, column: Column) -> list[str]:
    """Read the distinct values in a column of a table, in every spelling."""
    rows = reader.rows(
        f"SELECT DISTINCT {column} AS word FROM {table} WHERE {column} IS NOT NULL"
    )
    return [row["word"] for row in rows]
