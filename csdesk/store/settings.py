"""Settings of a shop, stored in the desk so that everyone shares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.domain.kept_settings import EXAMPLES, is_instant, is_stored
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UnusableDeskError, UsageProblem
from csdesk.result import Locale
from csdesk.store.dialect import is_text, raw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from csdesk.store.connection import Reader


@dataclass(frozen=True, slots=True)
class SettingRule:
    """Setting: its default, its type, and whether figures depend on it.

    `dated` settings are valid from an instant on and never change earlier figures.
    """

    key: str
    kind: str  # text, zone, currency, country, order, scale, direction, seconds, …
    default: str | None
    meaning: str
    dated: bool = False


RULES: tuple[SettingRule, ...] = (
    SettingRule("name", "text", "My desk", "the shop's name, at the head of reports"),
    SettingRule(
        "timezone", "zone", "UTC", "where days begin, for example Europe/Berlin"
    ),
    SettingRule("currency", "currency", "EUR", "three letters, for example EUR"),
    SettingRule(
        "country",
        "country",
        None,
        "two letters, such as DE: where numbers without + are",
    ),
    SettingRule(
        "date_order",
        "order",
        None,
        "how 01/03/2026 is read, dmy or mdy; unset: not at all",
    ),
    SettingRule("csat_scale", "scale", "1-5", "the ends of the satisfaction question"),
    SettingRule("ces_scale", "scale", "1-7", "the ends of the effort question"),
    SettingRule(
        "ces_direction",
        "direction",
        "easy",
        "easy: 'it was easy'; effort: 'how much effort'",
    ),
    SettingRule(
        "abandon_after",
        "duration",
        "0",
        "hanging up sooner counts as no call offered",
        dated=True,
    ),
    SettingRule(
        "service_level_phone",
        "duration",
        "20",
        "a call is to be answered within",
        dated=True,
    ),
    SettingRule(
        "service_level_chat",
        "duration",
        "60",
        "a chat is to be answered within",
        dated=True,
    ),
    SettingRule(
        "lapsed_after",
        "days",
        "180",
        "days without a sign until a customer has lapsed",
        dated=True,
    ),
    SettingRule(
        "outreach_cap",
        "number",
        "2",
        "contacts a month at most, by outreach",
    ),
    SettingRule("hourly_cost", "money", None, "what an hour of handling costs", True),
    SettingRule("acquisition_cost", "money", None, "what winning a customer costs"),
)
# Texts are read as bytes: one that is no UTF-8 is reported as any other bad value.
ROWS = f"""
SELECT id, CAST(key AS BLOB) AS key, valid_from, {is_text("value")} AS is_text,
       {raw("value")} AS value
FROM setting ORDER BY valid_from, id"""
LONGEST_SHOWN = 60
BY_KEY = {rule.key: rule for rule in RULES}


def rule_called(key: str) -> SettingRule:
    """Return the setting of that name, with `-` or `_`. Raises UsageProblem."""
    wanted = key.strip().casefold().replace("-", "_")
    if wanted not in BY_KEY:
        raise UsageProblem(
            f"There is no setting '{key}'.",
            did_you_mean(wanted, BY_KEY) or "List them with 'csdesk settings list'.",
        )
    return BY_KEY[wanted]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Row of a setting whose value, or instant, csdesk never writes."""

    row_id: int
    key: str
    value: str

    @property
    def text(self) -> str:
        """Sentence that names the setting and its value."""
        return f"The setting {self.key} is {self.value}, which cannot be read."

    @property
    def do(self) -> str:
        """Command that repairs it."""
        example = EXAMPLES[BY_KEY[self.key].kind]
        return f"csdesk settings set {self.key} {example}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting: key -> ((valid from, value), …), oldest first.

    `unreadable` are the rows left out, where `mending` was set.
    """

    steps: Mapping[str, tuple[tuple[int, str], ...]]
    unreadable: tuple[Unreadable, ...] = ()

    def get(self, key: str, at: int | None = None) -> str | None:
        """Return the value of `key` at an instant (None: newest), or the default."""
        value = BY_KEY[key].default
        for valid_from, step in self.steps.get(key, ()):
            if at is None or valid_from <= at:
                value = step
        return value or None

    def text(self, key: str) -> str:
        """Return the newest value of a setting that has a default."""
        return self.get(key) or ""

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the shop."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.text("timezone"))

    @property
    def locale(self) -> Locale:
        """Time zone and currency, to format values."""
        return Locale(self.zone, self.text("currency"))


def read_settings(reader: Reader, *, mending: bool = False) -> Settings:
    """Read all settings of a desk.

    Raises UnusableDeskError where one cannot be read; `mending` leaves it out, so that
    its default is used, and lists it in `unreadable`.
    """
    steps: dict[str, list[tuple[int, str]]] = {}
    unreadable: list[Unreadable] = []
    for row in reader.rows(ROWS):
        key, begins = row["key"].decode("utf-8", "replace"), row["valid_from"]
        value: Any = row["value"]
        if row["is_text"]:
            value = _decoded(value)
        rule = BY_KEY.get(key)
        if rule and not (is_stored(rule.kind, value) and is_instant(begins)):
            shown = repr(value)[:LONGEST_SHOWN] if is_instant(begins) else "of no day"
            unreadable.append(Unreadable(row["id"], key, shown))
            continue
        steps.setdefault(key, []).append((begins, value))
    if unreadable and not mending:
        one = unreadable[0]
        raise UnusableDeskError(one.text, f"Mend it: {one.do}")
    found = {key: tuple(values) for key, values in steps.items()}
    return Settings(found, tuple(unreadable))


def _decoded(value: bytes) -> str | bytes:
    """Decode a text; one that is no UTF-8 stays bytes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
