"""Service targets: how soon a response or a resolution is due, and for whom.

The scope of a target may name a channel, a severity and a tier. Of those that fit, the
most specific counts, then the newest valid at the receipt. Its SLA term is stored as
text with the deadline: `2h business: phone, gold`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.duration import UNIT_SECONDS, DurationError, read_duration
from csdesk.domain.vocabulary import (
    CHANNELS,
    CLOCKS,
    SEVERITIES,
    fold,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

BUSINESS, ELAPSED = CLOCKS
RESPONSE, RESOLUTION = "response", "resolution"
OFF: Final = "off"
_TIER: Final = "tier "  # before a tier that could be read as another word
_COUNTS_DAYS = re.compile(r"[dw]")
_TERM = re.compile(r"(?P<length>\w+) (?P<clock>\w+)(?:: (?P<scope>.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TargetScope:
    """The scope of a target: the records it is for; None: any."""

    channel: str | None = None
    severity: str | None = None
    tier: str | None = None

    @property
    def size(self) -> int:
        """How many properties it names: 0 to 3."""
        return sum(
            part is not None for part in (self.channel, self.severity, self.tier)
        )

    def takes(self, other: TargetScope) -> bool:
        """Return whether a record with these properties is within the scope."""
        return (
            self.channel in (None, other.channel)
            and self.severity in (None, other.severity)
            and (self.tier is None or fold(self.tier) == fold(other.tier or ""))
        )

    @property
    def key(self) -> tuple[str | None, str | None, str | None]:
        """The key of a scope: equal for scopes of the same records."""
        tier = None if self.tier is None else fold(self.tier)
        return self.channel, self.severity, tier


@dataclass(frozen=True, slots=True)
class Target:
    """A target valid from the Unix second `valid_from` on.

    `seconds` None: from then on nothing is due for its scope.
    """

    what: str
    seconds: int | None
    clock: str = BUSINESS
    scope: TargetScope = TargetScope()
    valid_from: int = 0


@dataclass(frozen=True, slots=True)
class SlaTerm:
    """The SLA term of a record: seconds by a clock, and the scope of its target."""

    seconds: int
    clock: str
    scope: TargetScope = TargetScope()


def fitting(targets: Iterable[Target], what: str, facts: TargetScope) -> list[Target]:
    """Return the targets for `what` that fit a record, the most specific first.

    Of the same size and day the later of `targets` comes first.
    """
    found = [one for one in targets if one.what == what and one.scope.takes(facts)]
    found.reverse()
    return sorted(found, key=lambda one: (-one.scope.size, -one.valid_from))


def choose(ranked: Iterable[Target], at: int) -> Target | None:
    """Choose the target valid at a receipt, of those that `fitting` ranked.

    None where none is valid, or where the one that counts is `off`.
    """
    for one in ranked:
        if one.valid_from <= at:
            return one if one.seconds is not None else None
    return None


def read_length(text: str, clock: str) -> int | None:
    """Read the seconds in `2h`, `1h30m`, or by elapsed time `2d`; None for `off`.

    Raises DurationError for anything else, for 0, and for days by opening hours: one
    day is open longer than another.
    """
    refuse_long(text, "A duration", DurationError)
    if fold(text) == OFF:
        return None
    try:
        seconds = read_duration(text, unit=None)
    except DurationError as error:
        raise DurationError(
            str(error), f"{error.hint} Or 'off' for no target."
        ) from None
    if seconds == 0:
        raise DurationError(
            f"'{text}' leaves no time at all.", "Write 30m, or 'off' for no target."
        )
    if clock == BUSINESS and _COUNTS_DAYS.search(_units_of(text)):
        raise DurationError(
            f"'{text}' of opening hours could be of any length.",
            f"Write hours, such as 8h; or {text} --clock elapsed, where a day is 24 h.",
        )
    return seconds


def format_length(seconds: int, clock: str) -> str:
    """Format as `2h`, `1h30m`; by elapsed time with days: `2d12h`. Exact."""
    text, left = "", seconds
    for unit in "dhms" if clock == ELAPSED else "hms":
        count, left = divmod(left, UNIT_SECONDS[unit])
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def format_scope(scope: TargetScope) -> str:
    """Format as `phone, high, gold`; empty for a scope of any record."""
    tier = scope.tier
    if tier is not None and (_is_taken(tier) or fold(tier).startswith(_TIER)):
        tier = _TIER + tier
    return ", ".join(part for part in (scope.channel, scope.severity, tier) if part)


def format_term(term: SlaTerm) -> str:
    """Format as `2h business: phone, gold`, to be stored and read by `read_term`."""
    text = f"{format_length(term.seconds, term.clock)} {term.clock}"
    scope = format_scope(term.scope)
    return f"{text}: {scope}" if scope else text


def read_term(text: str) -> SlaTerm:
    """Read the text of `format_term`. Raises ValueError for anything else."""
    match = _TERM.fullmatch(text)
    if match is None or match["clock"] not in CLOCKS:
        raise ValueError(text)
    seconds = read_duration(match["length"], unit=None)
    return SlaTerm(seconds, match["clock"], _read_scope(match["scope"] or ""))


def _read_scope(text: str) -> TargetScope:
    rest, found = text, []
    for words in (CHANNELS, SEVERITIES):
        first, comma, others = rest.partition(", ")
        found.append(first if first in words else None)
        rest = (others if comma else "") if first in words else rest
    return TargetScope(found[0], found[1], rest.removeprefix(_TIER) or None)


def _is_taken(tier: str) -> bool:
    """Return whether a tier could be read as a channel or a severity."""
    return tier.partition(", ")[0] in (*CHANNELS, *SEVERITIES)


def _units_of(text: str) -> str:
    """Return the first letters of a duration's units: `hm` of `1 hour 30 min`."""
    return "".join(word[0] for word in re.findall(r"[a-z]+", fold(text)))
