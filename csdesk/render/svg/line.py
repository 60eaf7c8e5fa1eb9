"""Line charts over periods, and sparklines: points, gaps and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from csdesk.render.svg.scale import Axis


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plot:
    """The area of a line chart: across in percent of the width, down in pixels.

    Left of it are the labels of the axis, below it the periods.
    """

    left: float = 17.0
    right: float = 98.0
    top: float = 18.0
    bottom: float = 134.0
    height: float = 170.0
    names_apart: float = 20.0  # two names closer than this would overlap
    above: float = -9.0  # distance of a name from its dot
    below: float = 18.0

    @property
    def width(self) -> float:
        """The width of the area."""
        return self.right - self.left

    def x(self, place: int, many: int) -> float:
        """Return the x of the period at `place` of `many`."""
        return self.left + self.width * (place + 0.5) / many

    def y(self, value: float, axis: Axis) -> float:
        """Return the y of `value`."""
        return self.bottom - (self.bottom - self.top) * axis.share(value)

    def anchor(self, x: float) -> str:
        """Return the text anchor of a name at `x`, so that it stays inside."""
        if x > self.right - self.names_apart / 2:
            return "end"
        return "start" if x < self.left + self.names_apart / 2 else "middle"


PLOT = Plot()


@dataclass(frozen=True, slots=True)
class Dot:
    """A period's value; `name` only where it is outside the usual range."""

    x: float
    y: float
    title: str
    style: str  # outside, last or usual
    name: str | None
    name_y: float
    anchor: str


def points(values: Sequence[float | None], axis: Axis) -> list[Point | None]:
    """Return the points of the values; None for no value."""
    many = len(values)
    return [
        None if value is None else (PLOT.x(place, many), PLOT.y(value, axis))
        for place, value in enumerate(values)
    ]


def path(there: Sequence[Point | None]) -> str:
    """Return the SVG path through the points, with gaps for no data."""
    steps = []
    is_drawing = False
    for point in there:
        if point is not None:
            steps.append(f"{'L' if is_drawing else 'M'}{point[0]:.2f} {point[1]:.2f}")
        is_drawing = point is not None
    return " ".join(steps)


def dots(
    there: Sequence[Point | None],
    names: Sequence[str],
    values_text: Sequence[str],
    outside: Collection[int],
) -> Iterator[Dot]:
    """Yield a dot for each value; with its name if outside, where there is room."""
    named_at = -PLOT.names_apart
    for place, point in enumerate(there):
        if point is None:
            continue
        x, y = point
        has_name = place in outside and x - named_at >= PLOT.names_apart
        named_at = x if has_name else named_at
        style = "last" if place == len(there) - 1 else "usual"
        is_high = y < (PLOT.top + PLOT.bottom) / 2
        yield Dot(
            x,
            y,
            title=f"{names[place]}: {values_text[place]}",
            style="outside" if place in outside else style,
            name=names[place] if has_name else None,
            name_y=y + (PLOT.above if is_high else PLOT.below),
            anchor=PLOT.anchor(x),
        )


WIDTH, HEIGHT, EDGE = 80.0, 20.0, 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline with gaps for no data, and the position of its last value."""

    path: str
    x: float
    y: float


def spark(values: Sequence[float | None]) -> Spark | None:
    """Make a sparkline of `values`; None where fewer than two are known."""
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
