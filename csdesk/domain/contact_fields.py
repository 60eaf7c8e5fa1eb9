"""Plain fields of contacts, as data: columns that no rule depends on.

Exports, imports, lists, erasure and restatements take them from here. A field with a
rule of its own (an instant, a link, free text, the channel) stands in each by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple


class PlainField(NamedTuple):
    """A field named as its column is.

    `words` are the values of a word. Correcting a field that is `counted` in a figure
    restates past figures.
    """

    name: str
    heading: str
    kind: Literal["count", "yes/no", "word"]
    words: tuple[str, ...] = ()
    counted: bool = True


SENTIMENTS: Final = ("positive", "neutral", "negative")
# In the order of files and lists.
PLAIN_FIELDS: Final = (
    PlainField("agent_replies", "Replies", "count"),
    PlainField("reopens", "Reopens", "count"),
    PlainField("avoidable", "Avoidable", "yes/no"),
    PlainField("sentiment", "Sentiment", "word", SENTIMENTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFields:
    """Values of the plain fields that are typed; the others only come by imports."""

    avoidable: bool | None = None
    sentiment: str | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {name: getattr(self, name) for name in TypedFields.__slots__}


def plain_names(kind: str) -> tuple[str, ...]:
    """List the plain fields of a kind."""
    return tuple(one.name for one in PLAIN_FIELDS if one.kind == kind)
