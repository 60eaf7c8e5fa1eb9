"""References of rows: agents, categories, tiers, and records of the same source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.vocabulary import fold
from csdesk.store.queries.agents import agents, distinct_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.lookup import Linked
    from csdesk.store.queries.agents import Column, Table


class LinkedIds(dict[str | None, int | None]):
    """External id -> id of the contact or complaint of this source, or None."""

    def __init__(self, session: ImportSession, table: Linked) -> None:
        super().__init__({None: None})
        self._session, self._table = session, table

    def column(
        self, names: Sequence[str | None], lines: Sequence[int]
    ) -> list[int | None]:
        """Look up records by name; those not found are None, with a warning."""
        found = list(map(self.__getitem__, names))
        self._session.warnings.count(
            f"its {self._table} was not brought by this source; the link is left empty",
            [
                line
                for line, name, number in zip(lines, names, found, strict=True)
                if number is None and name is not None
            ],
        )
        return found

    def __missing__(self, name: str) -> int | None:
        """Look up an external id seen for the first time."""
        found = self[name] = self._session.called(self._table, name)
        return found


class AgentIds(dict[str | None, int | None]):
    """Name of an agent -> id; a new name is added to the desk."""

    def __init__(self, session: ImportSession) -> None:
        super().__init__({None: None})
        self._session = session
        known = agents(session.work.reader)
        self._by_key = {key: agent.id for key, agent in known.items()}

    def __missing__(self, name: str) -> int:
        """Look up or add a name seen for the first time."""
        key = fold(name)
        number = self._by_key.get(key)
        if number is None:
            number = self._by_key[key] = self._add(" ".join(name.split()), key)
        self[name] = number
        return number

    def _add(self, name: str, key: str) -> int:
        from csdesk.store.models import Agent

        session = self._session.work.session
        agent = Agent(name=name, name_key=key)
        session.add(agent)
        session.flush()
        assert agent.id is not None  # noqa: S101 - flushed
        self._session.warnings.name("New agents", name)
        return agent.id


class Spellings(dict[str | None, str | None]):
    """Word of a file -> its spelling in the desk, else the first spelling seen.

    `tables` are those whose `column` has such words.
    """

    def __init__(
        self, session: ImportSession, column: Column, tables: tuple[Table, ...]
    ) -> None:
        super().__init__({None: None})
        self._session, self._column = session, column
        self._by_key: dict[str, str] = {}
        for table in tables:
            for word in distinct_values(session.work.reader, table, column):
                self._by_key.setdefault(fold(word), word)

    def __missing__(self, word: str) -> str:
        """Choose the spelling of a word seen for the first time."""
        written = self._by_key.setdefault(fold(word), word)
        if written != word:
            self._session.warnings.add(
                f"The {self._column} '{word}' is counted as '{written}'."
            )
        self[word] = written
        return written
