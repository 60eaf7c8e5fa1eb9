"""Load records by id, agents by name and words by spelling, or raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlmodel import SQLModel

from csdesk.domain.ids import (
    COMPLAINT,
    CONTACT,
    Noun,
    ref,
)
from csdesk.domain.vocabulary import fold, nearest
from csdesk.errors import NotFoundError, UsageProblem
from csdesk.store.models import Agent, Complaint, Contact
from csdesk.store.queries.agents import agents, distinct_values

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.services.unit_of_work import Work
    from csdesk.store.queries.agents import Column, Table

# Tables that share their categories.
CATEGORISED: tuple[Table, ...] = ("complaint", "contact")
Record = TypeVar("Record", bound=SQLModel)


def get(work: Work, model: type[Record], noun: Noun, number: int) -> Record:
    """Load a record by id. Raises NotFoundError."""
    found = work.session.get(model, number)
    if found is None:
        raise NotFoundError(
            f"There is no {noun.word} {ref(noun, number)}.",
            f"List them with 'csdesk {noun.word.split()[0]} list'.",
        )
    return found


def get_contact(work: Work, number: int) -> Contact:
    """Load a contact by id. Raises NotFoundError."""
    return get(work, Contact, CONTACT, number)


def get_complaint(work: Work, number: int) -> Complaint:
    """Load a complaint by id. Raises NotFoundError."""
    return get(work, Complaint, COMPLAINT, number)


def agent_called(work: Work, name: str) -> Agent:
    """Find an agent by name, or add one with a warning.

    Raises UsageProblem if the name is nearly that of an existing agent: a typing error
    must not split an agent's figures.
    """
    known = agents(work.reader)
    found = known.get(fold(name))
    if found is not None:
        return work.session.get_one(Agent, found.id)
    near = nearest(name, [other.name for other in known.values()])
    if near is not None:
        raise UsageProblem(
            f"There is no agent '{name}'. Did you mean '{near}'?",
            f"If not, add the new one first: csdesk agent add '{name}'.",
        )
    agent = Agent(name=" ".join(name.split()), name_key=fold(name))
    work.session.add(agent)
    work.session.flush()
    work.warn(f"New agent: {agent.name}.")
    return agent


def shop_word(work: Work, table: Table, column: Column, word: str | None) -> str | None:
    """Return a word as the shop first wrote it, ignoring case; None for none.

    A new word is taken as it is, with a warning if it is close to one in use.
    """
    if word is None or not word.split():
        return None
    known = {fold(used): used for used in distinct_values(work.reader, table, column)}
    if fold(word) in known:
        return known[fold(word)]
    near = nearest(word, known.values())
    if near:
        work.warn(f"'{word}' is a new {column}. Did you mean '{near}'?")
    return " ".join(word.split())


def category_word(work: Work, word: str | None) -> str | None:
    """Return a category as the shop writes it; contacts and complaints share them."""
    if word is not None:
        for table in CATEGORISED:
            for used in distinct_values(work.reader, table, "category"):
                if fold(used) == fold(word):
                    return used
    return shop_word(work, "contact", "category", word)


def not_before(at: datetime, start: datetime, what: str, work: Work) -> None:
    """Raise UsageProblem if `at` is before `start`; `what` names the start."""
    if at < start:
        raise UsageProblem(
            f"{work.format_instant(at)} is before {what} "
            f"({work.format_instant(start)}).",
            "Write a later instant with --at.",
        )
