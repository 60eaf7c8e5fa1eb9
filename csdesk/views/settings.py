"""List of settings, and formats of their values for people and for programs."""

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

UNITS = 4  # days to seconds: nothing is rounded


def readable(rule: SettingRule, value: str | None, currency: str) -> str | None:
    """Format a value so that `settings set` can read it: `1 m 30 s`, `12.50 EUR`."""
    if not value:
        return None
    if rule.kind == "duration":
        return format_duration(int(value), parts=UNITS)
    if rule.kind == "money":
        return format_amount(int(value), currency)
    return f"{value} days" if rule.kind == "days" else value


def raw(rule: SettingRule, value: str | None, currency: str) -> str | float | None:
    """Convert a value for programs: durations in seconds, money in major units."""
    if not value:
        return None
    if rule.kind == "money":
        return major(int(value), currency)
    return int(value) if rule.kind in {"duration", "days", "number"} else value


def settings_listing(settings: Settings, now: int, *, for_people: bool) -> Listing:
    """Return each setting as in force at `now`, in epoch seconds, and its later values.

    `since` is empty for a value in force from the beginning.
    """
    show = readable if for_people else raw

    def day(begins: int) -> Cell:
        """Format a start; values begin at midnight, so people need the day only."""
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
        for begins, setting in ((since, value), *coming):
            shown = show(rule, setting, currency)
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
