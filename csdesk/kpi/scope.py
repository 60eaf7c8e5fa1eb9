"""Scope of a query: its windows, settings and clock, and their SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csdesk.store.sql.lapsed import RULE as LAPSED_AFTER
from csdesk.store.sql.windows import DAY

if TYPE_CHECKING:
    from csdesk.store.settings import Settings

BUSINESS = "business"
ELAPSED = "elapsed"
CLOCKS = (BUSINESS, ELAPSED)


@dataclass(frozen=True, slots=True)
class Window:
    """Records of [start, upto), as known as of `as_of`; all in epoch seconds.

    `upto` is the earlier of the period's end and `as_of`.
    """

    start: int
    upto: int
    as_of: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Windows of a query, with that of the headline first, settings and clock.

    `is_all_time`: there is one window, and it includes all records.
    """

    windows: tuple[Window, ...]
    settings: Settings
    clock: str = ELAPSED
    is_all_time: bool = False

    @property
    def headline(self) -> Scope:
        """The same scope with its first window only."""
        return replace(self, windows=self.windows[:1])

    def sql(self, body: str) -> str:
        """Put the periods before `body` and replace its marks (see `Measure`)."""
        periods = ", ".join(
            f"({index}, {one.start}, {one.upto}, {one.as_of})"
            for index, one in enumerate(self.windows)
        )
        answer_within = " ".join(
            (
                "CASE c.channel WHEN 'chat' THEN",
                self._rule("service_level_chat"),
                "ELSE",
                self._rule("service_level_phone"),
                "END",
            )
        )
        marks = {
            "{T}": "period.as_of",
            "{start}": "period.start",
            "{upto}": "period.upto",
            "{oldest}": str(min((one.as_of for one in self.windows), default=0)),
            "{first_start}": str(min((one.start for one in self.windows), default=0)),
            "{last_upto}": str(max((one.upto for one in self.windows), default=0)),
            "{is_business}": str(int(self.clock == BUSINESS)),
            "{abandon_after}": self._rule("abandon_after"),
            "{answer_within}": answer_within,
            "{hourly_cost}": self._rule("hourly_cost"),
            "{lapsed_before}": self._lapsed_before(),
        }
        for mark, sql in marks.items():
            body = body.replace(mark, sql)
        return f"WITH period(i, start, upto, as_of) AS (VALUES {periods})\n{body}"

    def _rule(self, key: str, since: str = "c.received_at >= ") -> str:
        """Build SQL of the setting in force when `c` was received; NULL if unset."""
        sql = _integer(self.settings.get(key, -1))
        for valid_from, step in self.settings.steps.get(key, ()):
            holds = f"{since}{int(valid_from)}"
            sql = f"CASE WHEN {holds} THEN {_integer(step)} ELSE {sql} END"
        return f"({sql})"

    def _lapsed_before(self) -> str:
        """Build SQL of the instant since which a lapsed customer has given no sign."""
        days = self._rule(LAPSED_AFTER, "period.as_of > ")
        return f"(period.as_of - {DAY} * {days})"


def _integer(text: str | None) -> str:
    return str(int(text)) if text else "NULL"
