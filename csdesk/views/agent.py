"""View of agents."""

from __future__ import annotations

from csdesk.result import Kind
from csdesk.views.base import View, shown

# People know agents by name: `-q` prints names as ids.
VIEW = View(
    title="Agents",
    source="agent",
    order="agent.active DESC, agent.name_key",
    empty="No agents. Whoever writes something down is one; or: csdesk agent add NAME",
    columns=(
        shown("name", "Name", "agent.name", grows=True),
        shown("active", "Active", "agent.active", Kind.FLAG),
        shown("goodwill_limit", "Goodwill limit", "agent.goodwill_limit", Kind.MONEY),
    ),
    filters={"active": "agent.active = 1", "inactive": "agent.active = 0"},
)
