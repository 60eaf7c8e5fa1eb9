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
