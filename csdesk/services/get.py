"""Records that a verb is about: found by id, or refused with a sentence."""

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

# Where categories are, which they share.
CATEGORISED: tuple[Table, ...] = ("complaint", "contact")
Record = TypeVar("Record", bound=SQLModel)


def get(work: Work, model: type[Record], noun: Noun, number: int) -> Record:
    """The record of that id. Raises NotFoundError."""
    found = work.session.get(model, number)
    if found is None:
        raise NotFoundError(
            f"There is no {noun.word} {ref(noun, number)}.",
            f"List them with 'csdesk {noun.word.split()[0]} list'.",
        )
    return found


def get_contact(work: Work, number: int) -> Contact:
    """The contact of that id. Raises NotFoundError."""
    return get(work, Contact, CONTACT, number)


def get_complaint(work: Work, number: int) -> Complaint:
    """The complaint of that id. Raises NotFoundError."""
    return get(work, Complaint, COMPLAINT, number)


def agent_called(work: Work, name: str) -> Agent:
    """The agent of that name; a new one is added, and said.

    Raises UsageProblem where the name is nearly that of an agent who is there: a slip
    of the keys must not split somebody's figures.
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
    work.note(f"New agent: {agent.name}.")
    return agent


def shop_word(work: Work, table: Table, column: Column, word: str | None) -> str | None:
    """The shop's own word as it was first written, whatever the case it comes in.

    A word never used before is taken as it is; a near miss of one in use is said.
    """
    if word is None or not word.split():
        return None
    known = {fold(used): used for used in distinct_values(work.reader, table, column)}
    if fold(word) in known:
        return known[fold(word)]
    near = nearest(word, known.values())
    if near:
        work.note(f"'{word}' is a new {column}. Did you mean '{near}'?")
    return " ".join(word.split())


def category_word(work: Work, word: str | None) -> str | None:
    """A category as the shop writes it; contacts and complaints share theirs."""
    if word is not None:
        for table in CATEGORISED:
            for used in distinct_values(work.reader, table, "category"):
                if fold(used) == fold(word):
                    return used
    return shop_word(work, "contact", "category", word)


def not_before(at: datetime, start: datetime, what: str, work: Work) -> None:
    """Raise UsageProblem where `at` comes before `start`; `what` tells of the start."""
    if at < start:
        raise UsageProblem(
            f"{work.say(at)} is before {what} ({work.say(start)}).",
            "Write a later instant with --at.",
        )
