"""What a comparison of two samples gives, and when it counts as a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# A change is called at 5 %; intervals are drawn at 95 %.
ALPHA: Final = 0.05
LEVEL: Final = 1 - ALPHA
# KPIS.md §4: above so many values in all, normal approximations.
EXACT_UP_TO: Final = 10_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sample against the one before it.

    `difference` is first - second, in the unit of what was compared. `low` and `high`
    are the 95 % interval of that difference: None where its test has none. `p` is the
    two-sided probability, among samples that do not differ, of what was seen or more.
    """

    difference: float
    low: float | None
    high: float | None
    p: float
    is_change: bool
