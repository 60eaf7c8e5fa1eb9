"""A row of values as a row of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
NO_DATA = " "


def sparkline(values: Sequence[float | None]) -> str:
    """One block a value, from the lowest to the highest; a blank where there is none.

    Equal values stand in the middle; nothing but blanks where there is no value.
    """
    known = [value for value in values if value is not None]
    if not known:
        return NO_DATA * len(values)
    low, high = min(known), max(known)
    return "".join(
        NO_DATA if value is None else _block(value, low, high) for value in values
    )


def _block(value: float, low: float, high: float) -> str:
    if high == low:
        return BLOCKS[3]
    return BLOCKS[round((value - low) / (high - low) * (len(BLOCKS) - 1))]
