"""Agents: add and edit them, with their goodwill limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.money import read_amount
from csdesk.domain.vocabulary import did_you_mean, fold
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.store.models import Agent
from csdesk.store.queries.agents import agents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work


def add_agent(work: Work, name: str, goodwill_limit: str | None = None) -> Agent:
    """Add an agent; the limit is an amount as typed, None for no limit.

    Raises RefusedError if an agent has that name.
    """
    agent = Agent(name="", name_key="")
    _rename(work, agent, name)
    if goodwill_limit is not None:
        agent.goodwill_limit = _amount(work, goodwill_limit)
    work.session.add(agent)
    work.session.flush()
    return agent


def edit_agent(
    work: Work, name: str, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Agent:
    """Change an agent's name, goodwill_limit (an amount as typed) or active.

    `cleared` may name goodwill_limit. Raises NotFoundError for an unknown agent,
    RefusedError for a name that another agent has.
    """
    agent = known_agent(work, name)
    if "goodwill_limit" in cleared:
        agent.goodwill_limit = None
    if "name" in changes:
        _rename(work, agent, changes["name"])
    if "goodwill_limit" in changes:
        agent.goodwill_limit = _amount(work, changes["goodwill_limit"])
    agent.active = changes.get("active", agent.active)
    work.session.flush()
    return agent


def known_agent(work: Work, name: str) -> Agent:
    """Find an agent by name, ignoring case. Raises NotFoundError."""
    known = agents(work.reader)
    found = known.get(fold(name))
    if found is None:
        names = [other.name for other in known.values()]
        raise NotFoundError(
            f"There is no agent '{name}'.",
            did_you_mean(name, names) or "List them with 'csdesk agent list'.",
        )
    return work.session.get_one(Agent, found.id)


def _rename(work: Work, agent: Agent, name: str) -> None:
    clean = " ".join(name.split())
    if not clean:
        raise UsageProblem("The name is empty.", "Write it, for example 'Anna'.")
    other = agents(work.reader).get(fold(clean))
    if other is not None and other.id != agent.id:
        raise RefusedError(
            f"There is an agent '{other.name}' already.",
            f"To change it: csdesk agent edit '{other.name}' --help",
        )
    agent.name, agent.name_key = clean, fold(clean)


def _amount(work: Work, text: str) -> int:
    return read_amount(text, work.settings.text("currency"))
