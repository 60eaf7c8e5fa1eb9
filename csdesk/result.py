"""What a command gives, before anyone decides how it looks.

A `Listing` is rows, a `Record` is one thing with what belongs to it, a `Report` is a
period's figures. All are values: a format is one function of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

Scalar = str | int | float | bool | None
Cell = Scalar | tuple[str, ...]


class Unit(StrEnum):
    """How a figure is meant to be read; money is in major units (12.5)."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    SECONDS = "seconds"
    MONEY = "money"


SMALL_SAMPLE = 30  # fewer answers or cases show little (KPIS.md §4)
FLAGGED = frozenset({"better", "worse", "changed"})  # verdicts of a change shown


class Kind(StrEnum):
    """How a cell is meant to be read."""

    TEXT = "text"
    REF = "ref"  # C12
    INSTANT = "instant"  # Unix seconds
    DURATION = "duration"  # seconds
    MONEY = "money"  # minor units
    NUMBER = "number"
    PERCENT = "percent"  # 0-100, unrounded
    FLAG = "flag"  # 0 or 1; None where it is not known
    WORDS = "words"  # a tuple of words


class Better(StrEnum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Locale:
    """What is needed to write a desk's values: its zone and its currency."""

    zone: ZoneInfo
    currency: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` in data formats, `heading` on screen.

    `width` says from which terminal on it is shown: 0 data formats only, 1 always,
    2 from 100 columns on. A column that `grows` takes the room that is left.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 1
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one kind, in the order in which they are shown.

    `total` is how many there are where `limit` cut the rows, else None; `empty` is
    what a reader sees where there are none.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    locale: Locale
    empty: str = "Nothing to show."
    total: int | None = None
    footnotes: tuple[str, ...] = ()  # sentences that people read below the rows


def cut(listing: Listing, limit: int | None) -> Listing:
    """Return at most `limit` rows (None or 0: all), and how many there were."""
    if not limit or len(listing.rows) <= limit:
        return listing
    return replace(listing, rows=listing.rows[:limit], total=len(listing.rows))


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields as (column, value), and listings of what belongs to it."""

    title: str
    fields: tuple[tuple[Column, Cell], ...]
    locale: Locale
    sections: tuple[tuple[str, Listing], ...] = ()  # (JSON key, rows)


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A period as a report shows it: half-open [start, end), local instants."""

    label: str
    start: datetime
    end: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value may lie, in the figure's unit."""

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A figure as it was in the period compared; `answers` as in `Figure`."""

    value: float | None
    n: int
    answers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What the difference from the period compared can show; None where untested."""

    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    method: str | None
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI's value with its evidence. `value` None: no data, `note` says why."""

    key: str
    label: str
    unit: Unit
    better: Better
    section: str
    value: float | None
    n: int
    parts: Mapping[str, float | None] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    interval: Interval | None = None
    previous: PastFigure | None = None
    change: FigureChange | None = None
    note: str | None = None
    answers: tuple[float, ...] = ()  # of fewer than five scores: what they were
    least: int = 0  # of fewer answers than these no score is made


@dataclass(frozen=True, slots=True)
class Point:
    """A KPI's value in a period of the trend or a slice of a breakdown."""

    key: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Slice:
    """One value of a dimension (None: records without one) and its figures."""

    value: str | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """A record that somebody should look at; `says` names ids, never customers."""

    kind: str
    ref: str
    text: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The usual range of a figure, from its trend (XmR): `low` to `high`.

    `outside` are the places in the trend of the values beyond it.
    """

    key: str
    mean: float
    low: float
    high: float
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """How many there are of one kind; `label` None: records that do not say."""

    label: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ChartData:
    """What only a page has room for: bars, most first (ages: youngest first).

    `channels` are the period's inbound contacts, `causes` its opened complaints by
    root cause, else category, `ages` the cases open as of the report, `response_times`
    the seconds to each first response given in the period, shortest first.
    """

    channels: tuple[Bar, ...] = ()
    causes: tuple[Bar, ...] = ()
    ages: tuple[Bar, ...] = ()
    response_times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A period's figures, against another, with the trend that led there."""

    name: str
    desk: str
    locale: Locale
    clock: str
    period: PeriodSpan
    compared: PeriodSpan | None
    as_of: datetime
    figures: tuple[Figure, ...]
    by: Mapping[str, tuple[Slice, ...]] = field(default_factory=dict)
    trend: tuple[tuple[PeriodSpan, tuple[Point, ...]], ...] = ()
    attention: tuple[Attention, ...] = ()
    summary: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()  # keys of the figures that say most; (): all do
    shows_all: bool = False  # figures that never had data, too
    limits: tuple[Limits, ...] = ()
    chart_data: ChartData = field(default_factory=ChartData)
    is_up_to_now: bool = False  # taken as of one second after now

    @property
    def as_of_shown(self) -> datetime:
        """The instant that people read: now, not one second after it."""
        return self.as_of - timedelta(seconds=self.is_up_to_now)
