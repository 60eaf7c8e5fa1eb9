"""What a query is about: its periods, the desk's rules, the clock; and their SQL."""

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
    """What is counted: [start, upto) as known as of `as_of`; epoch seconds.

    `upto` is the earlier of the period's end and `as_of`.
    """

    start: int
    upto: int
    as_of: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The windows of a query, the headline's first; the desk's rules; the clock.

    `is_whole`: the one window holds everything that ever happened.
    """

    windows: tuple[Window, ...]
    settings: Settings
    clock: str = ELAPSED
    is_whole: bool = False

    @property
    def headline(self) -> Scope:
        """The same about the first window alone."""
        return replace(self, windows=self.windows[:1])

    def sql(self, body: str) -> str:
        """`body` with its periods before it and its marks replaced (see `Measure`)."""
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
        """The rule `key` as it held when contact `c` was received; NULL if unset."""
        sql = _whole(self.settings.get(key, -1))
        for valid_from, step in self.settings.steps.get(key, ()):
            holds = f"{since}{int(valid_from)}"
            sql = f"CASE WHEN {holds} THEN {_whole(step)} ELSE {sql} END"
        return f"({sql})"

    def _lapsed_before(self) -> str:
        """Since when a customer must have given a sign, as of T."""
        days = self._rule(LAPSED_AFTER, "period.as_of > ")
        return f"(period.as_of - {DAY} * {days})"


def _whole(text: str | None) -> str:
    return str(int(text)) if text else "NULL"
