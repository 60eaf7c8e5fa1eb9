"""What a measure is taken over: a relation, of one or more legs in plain SQL.

A relation with several legs (complaints and contacts are both cases) is asked leg by
leg, so that each can use its own indexes, and the answers are added. The marks in
braces are those of `csdesk.kpi.measure.Measure`; `{oldest}` is the earliest instant as
of which a query is asked.
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
    """Rows of one kind: `source` is what follows FROM, `where` which of it count.

    A column `r.name` of the relation is `columns[name]`, else that column of `base`.
    `r.letter` and `r.number` make the id that people know a row by. `dimensions` has an
    SQL expression for each of `csdesk.kpi.dimensions`. `sign` -1: rows to take away
    from those of another leg.
    """

    base: str
    source: str
    where: str = "1"
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    sign: int = 1

    def sql(self, text: str) -> str:
        """`text` over a row `r`, with this leg's own expressions in its place."""
        return ROW.sub(lambda found: self.column(found[1]), text)

    def column(self, name: str) -> str:
        """The SQL of the column `name` of the relation."""
        otherwise = "id" if name == "number" else name
        return self.columns.get(name, f"{self.base}.{otherwise}")


@dataclass(frozen=True, slots=True)
class Relation:
    """Named rows to measure; `meaning` says in words what one row is.

    Where `legs` count many rows as one, `one_by_one` are the legs that do not.
    `prepare` makes ready what `legs` read beside the desk's tables, for one scope.
    """

    key: str
    meaning: str
    legs: tuple[Source, ...]
    one_by_one: tuple[Source, ...] = ()
    prepare: Callable[[Reader, Scope], None] | None = None

    @property
    def rows(self) -> tuple[Source, ...]:
        """The legs that give every row."""
        return self.one_by_one or self.legs


def listed(words: tuple[str, ...]) -> str:
    """Words of ours as a SQL list."""
    return ", ".join(f"'{word}'" for word in words)


LIVE = listed(LIVE_CHANNELS)


def by_clock(elapsed: str, business: str) -> str:
    """Seconds by the clock asked for; without hours business time is elapsed time."""
    return (
        f"CASE WHEN {{is_business}} THEN coalesce({business}, {elapsed})"
        f" ELSE {elapsed} END"
    )
