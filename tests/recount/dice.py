"""Choices of a random desk; instants that tie, and that sit on the edges of windows."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from tests.recount.spans import instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from hypothesis.strategies import DrawFn

T = TypeVar("T")
DAY = 24 * 3600
NEAR = (0, 0, 1, -1, 5, 3600, -3600)
# Of what is counted sixty and ninety days after it happened.
LONG = (0, 1, 3, 60 * DAY - 1, 60 * DAY, 90 * DAY - 1, 90 * DAY)
STEPS = (0, 0, 1, 60, DAY - 1, DAY, DAY + 1, 3 * DAY, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1)


class Dice:
    """Draws what a desk needs.

    `anchors` are the instants that all others lie near; none is before `floor`.
    """

    def __init__(self, draw: DrawFn, anchors: Sequence[int], floor: int = 0) -> None:
        self.draw = draw
        self.anchors = anchors
        self.floor = floor

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`; simple ones stand first."""
        return self.draw(st.sampled_from(options))

    def number(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return self.draw(st.integers(low, high))

    def one_in(self, count: int) -> bool:
        """True once in so many times."""
        return self.number(1, count) == count

    def instant(self) -> int:
        """Days (of 24 h) from an anchor, give or take a second or an hour."""
        days = self.pick((0, 0, 1, -1, 7, -7, self.number(-20, 20)))
        at = self.pick(self.anchors) + days * DAY + self.pick(NEAR)
        return max(at, self.floor)

    def after(self, at: int) -> int:
        """`at` or later: by an exact window, or wherever the others are."""
        if self.one_in(3):
            return max(at, self.instant())
        return max(at, self.floor) + self.pick(STEPS)

    def long_before(self) -> int:
        """An instant, or one as many days before it as count for something."""
        return max(self.instant() - self.pick(LONG), self.floor)

    def moment(self) -> int | None:
        """An instant, or none."""
        return None if self.one_in(2) else self.instant()


def anchors(draw: DrawFn, change: date, zone: ZoneInfo) -> list[int]:
    """A few instants in the weeks about `change`, midnights among them."""
    clock = st.sampled_from((time(), time(), time(2, 30), time(12), time(23, 59, 59)))
    days = st.integers(-21, 21)
    return [
        instant(change + timedelta(days=draw(days)), draw(clock), zone)
        for _ in range(draw(st.integers(1, 4)))
    ]
