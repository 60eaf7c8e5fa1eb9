"""Service targets: how soon a response or a resolution is owed, and to whom.

A target asks for a channel, a severity, a tier, or for none of them. Of those that fit,
the one that asks for most counts, then the newest that held at the receipt. What was
promised stays as text beside its deadline: `2h business: phone, gold`.
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
_TIER: Final = "tier "  # before a tier that could be taken for another word
_SAYS_DAYS = re.compile(r"[dw]")
_KEPT = re.compile(r"(?P<length>\w+) (?P<clock>\w+)(?:: (?P<scope>.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TargetScope:
    """What a target asks for; None asks for nothing."""

    channel: str | None = None
    severity: str | None = None
    tier: str | None = None

    @property
    def size(self) -> int:
        """How much it asks for: 0 to 3."""
        return sum(
            part is not None for part in (self.channel, self.severity, self.tier)
        )

    def takes(self, other: TargetScope) -> bool:
        """Whether a record with these properties is one of those that it asks for."""
        return (
            self.channel in (None, other.channel)
            and self.severity in (None, other.severity)
            and (self.tier is None or fold(self.tier) == fold(other.tier or ""))
        )

    @property
    def key(self) -> tuple[str | None, str | None, str | None]:
        """Equal for scopes that ask for the same."""
        tier = None if self.tier is None else fold(self.tier)
        return self.channel, self.severity, tier


@dataclass(frozen=True, slots=True)
class Target:
    """A target that holds from the Unix second `valid_from` on.

    `seconds` None: from then on nothing is owed to those it asks for.
    """

    what: str
    seconds: int | None
    clock: str = BUSINESS
    scope: TargetScope = TargetScope()
    valid_from: int = 0


@dataclass(frozen=True, slots=True)
class SlaTerm:
    """What was promised: so many seconds by a clock, and to whom, as it is told."""

    seconds: int
    clock: str
    scope: TargetScope = TargetScope()


def fitting(targets: Iterable[Target], what: str, facts: TargetScope) -> list[Target]:
    """The targets for `what` that fit a record, the one that counts most first.

    Of the same size and day the later of `targets` comes first.
    """
    found = [one for one in targets if one.what == what and one.scope.takes(facts)]
    found.reverse()
    return sorted(found, key=lambda one: (-one.scope.size, -one.valid_from))


def choose(ranked: Iterable[Target], at: int) -> Target | None:
    """The target that holds at a receipt, of those that `fitting` ranked.

    None where none holds, or where the one that counts says that nothing is owed.
    """
    for one in ranked:
        if one.valid_from <= at:
            return one if one.seconds is not None else None
    return None


def read_length(text: str, clock: str) -> int | None:
    """The seconds in `2h`, `1h30m`, or by elapsed time `2d`; None for `off`.

    Raises DurationError for none, for 0, and for days by opening hours: one day is
    open longer than another.
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
    if clock == BUSINESS and _SAYS_DAYS.search(_units_of(text)):
        raise DurationError(
            f"'{text}' of opening hours could be of any length.",
            f"Write hours, such as 8h; or {text} --clock elapsed, where a day is 24 h.",
        )
    return seconds


def format_length(seconds: int, clock: str) -> str:
    """`2h`, `1h30m`; by elapsed time with days: `2d12h`. Exact, to be read back."""
    said, left = "", seconds
    for unit in "dhms" if clock == ELAPSED else "hms":
        count, left = divmod(left, UNIT_SECONDS[unit])
        said += f"{count}{unit}" if count else ""
    return said or "0s"


def format_scope(scope: TargetScope) -> str:
    """`phone, high, gold`; empty where it asks for nothing."""
    tier = scope.tier
    if tier is not None and (_is_taken(tier) or fold(tier).startswith(_TIER)):
        tier = _TIER + tier
    return ", ".join(part for part in (scope.channel, scope.severity, tier) if part)


def format_commitment(promise: SlaTerm) -> str:
    """`2h business: phone, gold`, to be kept, and read back by `read_promise`."""
    said = f"{format_length(promise.seconds, promise.clock)} {promise.clock}"
    scope = format_scope(promise.scope)
    return f"{said}: {scope}" if scope else said


def read_commitment(text: str) -> SlaTerm:
    """What `say_promise` wrote. Raises ValueError for anything else."""
    match = _KEPT.fullmatch(text)
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
    """Whether a tier begins as a channel or a severity would be told."""
    return tier.partition(", ")[0] in (*CHANNELS, *SEVERITIES)


def _units_of(text: str) -> str:
    """The first letters of a duration's units: `hm` of `1 hour 30 min`."""
    return "".join(word[0] for word in re.findall(r"[a-z]+", fold(text)))
