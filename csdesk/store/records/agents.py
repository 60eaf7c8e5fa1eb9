"""Agents by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from csdesk.store.settings import Execute


class KnownAgent(NamedTuple):
    """An agent of the desk."""

    id: int
    name: str


def agents(execute: Execute) -> dict[str, KnownAgent]:
    """Every agent, by the folded name."""
    return {
        row["name_key"]: KnownAgent(row["id"], row["name"])
        for row in execute("SELECT id, name, name_key FROM agent ORDER BY id")
    }


def who_may_grant(execute: Execute, amount: int) -> list[str]:
    """The names of agents at work whose limit, if any, reaches `amount` (minor units).

    Those with a limit come first, the lowest first.
    """
    rows = execute(
        "SELECT name FROM agent"
        " WHERE active = 1 AND (goodwill_limit IS NULL OR goodwill_limit >= ?)"
        " ORDER BY goodwill_limit IS NULL, goodwill_limit, name_key",
        (amount,),
    )
    return [row["name"] for row in rows]
