"""What happened, week by week: the plot that the figures tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = TypeVar("Key")

FIRST_DAY = datetime(2026, 8, 24)  # noqa: DTZ001 - wall time: Monday of 2026-W35
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week as it was meant.

    `contacts` came in, `complaints` were opened, `deliveries` of them about delivery;
    `answers` is how many surveys were answered. `strain` says how hard the week was: 0
    as usual, 1 the worst, below 0 better than usual.
    """

    contacts: int
    complaints: int
    deliveries: int
    answers: int
    strain: float


# In the ninth week the courier fails. A new one is hired in the tenth, customers hear
# before they ask in the eleventh, and in the twelfth it is better than it ever was.
WEEKS = (
    Week(41, 3, 2, 18, 0.05),
    Week(47, 4, 2, 20, 0.0),
    Week(44, 5, 3, 19, 0.1),
    Week(50, 3, 2, 20, 0.0),
    Week(43, 4, 3, 21, 0.05),
    Week(48, 4, 2, 19, 0.0),
    Week(45, 3, 2, 20, 0.1),
    Week(49, 4, 3, 20, 0.05),
    Week(80, 12, 8, 26, 1.0),
    Week(62, 8, 5, 24, 0.55),
    Week(49, 5, 2, 22, 0.25),
    Week(56, 5, 1, 21, -0.05),
)
CHANGED_COURIER = 10  # the week in which the new one, with a tracking link, begins
END = FIRST_DAY + len(WEEKS) * WEEK  # the midnight after the last Sunday


def begins(week: int) -> datetime:
    """The Monday, 00:00, of the week of that index."""
    return FIRST_DAY + week * WEEK


def week_of(moment: datetime) -> int:
    """The index of the week that `moment` lies in."""
    return (moment - FIRST_DAY) // WEEK


def strained(usual: float, worst: float, strain: float) -> float:
    """Between `usual` and `worst`, as the strain of a week says."""
    return max(0.0, usual + (worst - usual) * strain)


def mood(
    usual: Mapping[Key, float], worst: Mapping[Key, float], strain: float
) -> dict[Key, float]:
    """The weights of a week, between those of a usual and those of the worst one."""
    return {key: strained(usual[key], worst[key], strain) for key in usual}
