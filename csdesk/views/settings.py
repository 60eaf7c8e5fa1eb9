"""The desk's rules as a list, and one value of them, for people and for programs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.domain.money import format_amount, major
from csdesk.domain.parsing.duration import format_duration
from csdesk.result import Column, Kind, Listing
from csdesk.store.settings import RULES

if TYPE_CHECKING:
    from csdesk.result import Cell
    from csdesk.store.settings import SettingRule, Settings

UNITS = 4  # days to seconds: nothing is rounded off


def readable(rule: SettingRule, value: str | None, currency: str) -> str | None:
    """A value as `settings set` would read it back: `1 m 30 s`, `12.50 EUR`."""
    if not value:
        return None
    if rule.kind == "duration":
        return format_duration(int(value), parts=UNITS)
    if rule.kind == "money":
        return format_amount(int(value), currency)
    return f"{value} days" if rule.kind == "days" else value


def raw(rule: SettingRule, value: str | None, currency: str) -> str | float | None:
    """A value for programs: durations in seconds, money in major units."""
    if not value:
        return None
    if rule.kind == "money":
        return major(int(value), currency)
    return int(value) if rule.kind in {"duration", "days", "number"} else value


def settings_listing(settings: Settings, now: int, *, for_people: bool) -> Listing:
    """Every rule as it holds at `now`, then what it is to become.

    `since` is empty for what holds from the beginning.
    """
    show = readable if for_people else raw

    def day(begins: int) -> Cell:
        """Rules begin at midnights: people need the day only."""
        if not begins or not for_people:
            return begins or None
        when = datetime.fromtimestamp(begins, settings.zone)
        return when.date().isoformat()

    currency = settings.text("currency")
    rows: list[tuple[Cell, ...]] = []
    for rule in RULES:
        default = show(rule, rule.default, currency)
        steps = settings.steps.get(rule.key, ())
        past = [step for step in steps if step[0] <= now]
        since, value = past[-1] if past else (0, rule.default or "")
        coming = [step for step in steps if step[0] > now]
        for begins, held in ((since, value), *coming):
            shown = show(rule, held, currency)
            rows.append((rule.key, shown, day(begins), default, rule.meaning))
    return Listing(
        title="Settings",
        columns=(
            Column("key", "Key"),
            Column("value", "Value", grows=True),
            Column("since", "Since", Kind.TEXT if for_people else Kind.INSTANT),
            Column("default", "Default"),
            Column("meaning", "Meaning", grows=True),
        ),
        rows=tuple(rows),
        locale=settings.locale,
    )
