"""Measures: a filter over a relation, an aggregate, and the date that counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from csdesk.kpi.relations import LIVE
from csdesk.result import Kind

if TYPE_CHECKING:
    from csdesk.kpi.relations import Relation

DAY = 86_400
WEEK = 7 * DAY

# Conditions that several sections share. A SELECT in a condition names its tables e, l
# or m: aliases that no source of a relation uses.
INBOUND = "r.direction = 'inbound'"
LIVE_INBOUND = f"{INBOUND} AND r.channel IN ({LIVE})"
STILL_RESOLVED = "coalesce(r.reopened_at >= {T}, 1)"  # the last resolution, as of T
OPEN = "NOT r.is_resolved"
AGE = "{T} - r.opened_at"


class Take(StrEnum):
    """The aggregate of the rows."""

    COUNT = "count"
    SUM = "sum"
    MAX = "max"
    DISTINCT = "distinct"
    VALUES = "values"
    MEAN_ONLY = "mean only"  # values of which only the mean is needed


@dataclass(frozen=True, slots=True)
class Measure:
    """A number (or list of values) taken directly from the records.

    `where` and `of` are SQL over one row `r` of the relation. `{T}` is the instant as
    of which a period is taken, `{upto}` the end of what is counted in it (the earlier
    of T and the period's end), `{abandon_after}` and `{answer_within}` the desk's
    rules valid when the contact was received, `{lapsed_before}` the first instant of
    the days that decide who has lapsed. `dated` None: a stock, taken as of T rather
    than in a period. Records with a time window after them are counted `shift`
    seconds later, so that no figure is provisional.
    """

    key: str
    meaning: str
    relation: Relation
    dated: str | None
    where: str = "1"
    take: Take = Take.COUNT
    of: str = "1"
    shift: int = 0
    kind: Kind = Kind.NUMBER
