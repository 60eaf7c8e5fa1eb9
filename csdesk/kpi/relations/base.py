"""Relations that measures are taken over: one or more sources in plain SQL.

The sources of a relation (complaints and contacts are both cases) are queried one by
one, so that each can use its own indexes, and the results are added. The marks in
braces are those of `csdesk.kpi.measure.Measure`; `{oldest}` is the earliest instant as
of which a query is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.domain.vocabulary import LIVE_CHANNELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csdesk.kpi.scope import Scope
    from csdesk.store.connection import Reader


ROW = re.compile(r"\br\.(\w+)")


@dataclass(frozen=True, slots=True)
class Source:
    """One source of rows: `tables` is the FROM clause, `where` selects the rows.

    A column `r.name` of the relation is `columns[name]`, else that column of `base`.
    `r.letter` and `r.number` make the id that people know a row by. `dimensions` has an
    SQL expression for each of `csdesk.kpi.dimensions`. `sign` -1: rows to subtract
    from those of another source.
    """

    base: str
    tables: str
    where: str = "1"
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    sign: int = 1

    def sql(self, text: str) -> str:
        """Replace the columns `r.…` in `text` by this source's own expressions."""
        return ROW.sub(lambda found: self.column(found[1]), text)

    def column(self, name: str) -> str:
        """Return the SQL of the column `name` of the relation."""
        otherwise = "id" if name == "number" else name
        return self.columns.get(name, f"{self.base}.{otherwise}")


@dataclass(frozen=True, slots=True)
class Relation:
    """Named rows to measure; `meaning` describes one row.

    Where `sources` count many rows as one, `one_by_one` are sources that do not.
    `prepare` fills the temporary tables that `sources` read, for one scope.
    """

    key: str
    meaning: str
    sources: tuple[Source, ...]
    one_by_one: tuple[Source, ...] = ()
    prepare: Callable[[Reader, Scope], None] | None = None

    @property
    def rows(self) -> tuple[Source, ...]:
        """The sources that give every row."""
        return self.one_by_one or self.sources


def listed(words: tuple[str, ...]) -> str:
    """Write words of the vocabulary as a SQL list."""
    return ", ".join(f"'{word}'" for word in words)


LIVE = listed(LIVE_CHANNELS)


def by_clock(elapsed: str, business: str) -> str:
    """Return SQL of seconds by the scope's clock; elapsed ones without hours."""
    return (
        f"CASE WHEN {{is_business}} THEN coalesce({business}, {elapsed})"
        f" ELSE {elapsed} END"
    )
