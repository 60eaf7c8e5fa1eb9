"""A trend so small that it fits beside its figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 80.0, 20.0, 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A line that breaks where there is no data, and the place of its last value."""

    path: str
    x: float
    y: float


def spark(values: Sequence[float | None]) -> Spark | None:
    """The line through `values`; None where fewer than two are known."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    low, high = (end(value for _, value in known) for end in (min, max))
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def point(at: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.5
        return EDGE + across * at, HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)

    steps = []
    last_at = None
    for at, value in known:
        x, y = point(at, value)
        verb = "L" if last_at == at - 1 else "M"
        steps.append(f"{verb}{x:.2f} {y:.2f}")
        last_at = at
    x, y = point(*known[-1])
    return Spark(" ".join(steps), x, y)
