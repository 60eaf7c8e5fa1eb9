"""The desk's own rules, kept in the desk so that everyone shares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.result import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo


class Execute(Protocol):
    """Runs one SELECT, for reader and session alike: rows by name."""

    def __call__(
        self, sql: str, parameters: tuple[Any, ...] = (), /
    ) -> Sequence[Mapping[str, Any]]:
        """The rows of `sql`."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A setting: its default, how it is read, and whether figures depend on it.

    `dated` rules hold from an instant on and never rewrite what was measured before.
    """

    key: str
    kind: str  # text, zone, currency, country, order, scale, direction, seconds, …
    default: str | None
    meaning: str
    dated: bool = False


RULES: tuple[Rule, ...] = (
    Rule("name", "text", "My desk", "the shop's name, at the head of reports"),
    Rule("timezone", "zone", "UTC", "where days begin, for example Europe/Berlin"),
    Rule("currency", "currency", "EUR", "three letters, for example EUR"),
    Rule(
        "country",
        "country",
        None,
        "two letters, such as DE: where numbers without + are",
    ),
    Rule(
        "date_order",
        "order",
        None,
        "how 01/03/2026 is read, dmy or mdy; unset: not at all",
    ),
    Rule("csat_scale", "scale", "1-5", "the ends of the satisfaction question"),
    Rule("ces_scale", "scale", "1-7", "the ends of the effort question"),
    Rule(
        "ces_direction",
        "direction",
        "easy",
        "easy: 'it was easy'; effort: 'how much effort'",
    ),
    Rule(
        "abandon_after",
        "duration",
        "0",
        "hanging up sooner counts as no call offered",
        dated=True,
    ),
    Rule(
        "service_level_phone",
        "duration",
        "20",
        "a call is to be answered within",
        dated=True,
    ),
    Rule(
        "service_level_chat",
        "duration",
        "60",
        "a chat is to be answered within",
        dated=True,
    ),
    Rule(
        "lapsed_after",
        "days",
        "180",
        "days without a sign until a customer has lapsed",
        dated=True,
    ),
    Rule(
        "outreach_cap",
        "number",
        "2",
        "contacts a month at most, by outreach",
    ),
    Rule("hourly_cost", "money", None, "what an hour of handling costs", True),
    Rule("acquisition_cost", "money", None, "what winning a customer costs"),
)
BY_KEY = {rule.key: rule for rule in RULES}


def rule_called(key: str) -> Rule:
    """The rule that was typed, `-` or `_` alike. Raises UsageProblem for none."""
    wanted = key.strip().casefold().replace("-", "_")
    if wanted not in BY_KEY:
        raise UsageProblem(
            f"There is no setting '{key}'.",
            did_you_mean(wanted, BY_KEY) or "List them with 'csdesk settings list'.",
        )
    return BY_KEY[wanted]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every rule as it stands: key -> ((valid from, value), …), oldest first."""

    steps: Mapping[str, tuple[tuple[int, str], ...]]

    def get(self, key: str, at: int | None = None) -> str | None:
        """The value of `key` at an instant (None: the newest), or its default."""
        value = BY_KEY[key].default
        for valid_from, step in self.steps.get(key, ()):
            if at is None or valid_from <= at:
                value = step
        return value or None

    def text(self, key: str) -> str:
        """The newest value of a rule that has a default."""
        return self.get(key) or ""

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.text("timezone"))

    @property
    def locale(self) -> Locale:
        """What is needed to write the desk's values."""
        return Locale(self.zone, self.text("currency"))


def read_settings(execute: Execute) -> Settings:
    """All settings of a desk."""
    steps: dict[str, list[tuple[int, str]]] = {}
    for row in execute(
        "SELECT key, valid_from, value FROM setting ORDER BY valid_from"
    ):
        steps.setdefault(row["key"], []).append((row["valid_from"], row["value"]))
    return Settings({key: tuple(found) for key, found in steps.items()})
