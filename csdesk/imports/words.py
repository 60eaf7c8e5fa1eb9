"""The shop's own words in a file: agents, categories, tiers, one spelling each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.vocabulary import fold
from csdesk.store.records.agents import agents
from csdesk.store.records.words import words_in

if TYPE_CHECKING:
    from csdesk.imports.ground import Ground
    from csdesk.store.records.words import Column, Table


class AgentIds(dict[str | None, int | None]):
    """An agent's name -> id; a name that is new is added to the desk."""

    def __init__(self, ground: Ground) -> None:
        super().__init__({None: None})
        self._ground = ground
        known = agents(ground.work.execute)
        self._by_key = {key: agent.id for key, agent in known.items()}

    def __missing__(self, name: str) -> int:
        """Look a name up that was not seen yet."""
        key = fold(name)
        number = self._by_key.get(key)
        if number is None:
            number = self._by_key[key] = self._add(" ".join(name.split()), key)
        self[name] = number
        return number

    def _add(self, name: str, key: str) -> int:
        from csdesk.store.models import Agent

        session = self._ground.work.session
        agent = Agent(name=name, name_key=key)
        session.add(agent)
        session.flush()
        assert agent.id is not None  # noqa: S101 - flushed
        self._ground.notes.name("New agents", name)
        return agent.id


class Spellings(dict[str | None, str | None]):
    """A word as it comes -> as the shop writes it: the desk's, else the first seen.

    `tables` are those whose `column` holds such words.
    """

    def __init__(
        self, ground: Ground, column: Column, tables: tuple[Table, ...]
    ) -> None:
        super().__init__({None: None})
        self._ground, self._column = ground, column
        self._by_key: dict[str, str] = {}
        for table in tables:
            for word in words_in(ground.work.execute, table, column):
                self._by_key.setdefault(fold(word), word)

    def __missing__(self, word: str) -> str:
        """Settle the spelling of a word that was not seen yet."""
        written = self._by_key.setdefault(fold(word), word)
        if written != word:
            self._ground.notes.say(
                f"The {self._column} '{word}' is counted as '{written}'."
            )
        self[word] = written
        return written
