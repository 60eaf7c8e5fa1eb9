"""Results of commands, independent of their format.

A `Listing` is rows, a `Record` is one record with its related rows, a `Report` is a
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
    """The unit of a figure; money is in major units (12.5)."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    SECONDS = "seconds"
    MONEY = "money"


FEW = 5  # fewer answers or cases are shown themselves
SMALL_SAMPLE = 30  # fewer answers or cases are a small sample (KPIS.md §4)
FLAGGED = frozenset({"better", "worse", "changed"})  # verdicts that are a change


class Kind(StrEnum):
    """The kind of a cell's value."""

    TEXT = "text"
    REF = "ref"  # C12
    INSTANT = "instant"  # Unix seconds
    DURATION = "duration"  # seconds
    MONEY = "money"  # minor units
    NUMBER = "number"
    PERCENT = "percent"  # 0-100, unrounded
    FLAG = "flag"  # 0 or 1; None: not known
    WORDS = "words"  # a tuple of words


class Few(StrEnum):
    """What people see in place of a figure of fewer than `FEW` answers or cases."""

    VALUE = "value"  # the figure all the same
    SHARE = "share"  # 3 of 4
    ANSWERS = "answers"  # the scores themselves
    NOTHING = "nothing"


class Better(StrEnum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Locale:
    """The time zone and currency that a desk's values are written in."""

    zone: ZoneInfo
    currency: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` in data formats, `heading` on screen.

    `width` is from which terminal on it is shown: 0 data formats only, 1 always, 2 from
    100 columns on. A column that `grows` takes the remaining room.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 1
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one kind, in the order in which they are shown.

    `total` is how many there are where a limit cut the rows, else None; `empty` is the
    text shown where there are none.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    locale: Locale
    empty: str = "Nothing to show."
    total: int | None = None
    footnotes: tuple[str, ...] = ()  # sentences shown to people below the rows


def cut(listing: Listing, limit: int | None) -> Listing:
    """Cut a listing to `limit` rows (None or 0: all), keeping the total."""
    if not limit or len(listing.rows) <= limit:
        return listing
    return replace(listing, rows=listing.rows[:limit], total=len(listing.rows))


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields as (column, value), and listings of its related rows."""

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
    """A confidence interval, in the figure's unit."""

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A figure in the period compared; `answers` as in `Figure`."""

    value: float | None
    n: int
    answers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """The difference from the period compared, and its test; None where untested.

    `could_show`: some outcome of so many records would have been a change.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    method: str | None
    verdict: str
    text: str
    could_show: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI's value, interval and change. `value` None: no data, see `note`."""

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
    answers: tuple[float, ...] = ()  # the scores, where `few` shows them
    few: Few = Few.VALUE


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
    """A record that needs attention; `text` names ids, never customers."""

    kind: str
    ref: str
    text: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The usual range of a figure in its trend (XmR): `low` to `high`.

    `outside` are the positions in the trend of the values beyond it.
    """

    key: str
    mean: float
    low: float
    high: float
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A count of one kind; `label` None: records without one."""

    label: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ChartData:
    """Data of the charts of an HTML page: bars, most first (ages: youngest first).

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
    """A period's figures, compared with another period, with their trend."""

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
    headlines: tuple[str, ...] = ()  # keys of the most important figures; (): all
    shows_all: bool = False  # including figures that never had data
    limits: tuple[Limits, ...] = ()
    chart_data: ChartData = field(default_factory=ChartData)
    is_up_to_now: bool = False  # `as_of` is one second after now

    @property
    def as_of_shown(self) -> datetime:
        """The instant shown to people: now, not one second after it."""
        return self.as_of - timedelta(seconds=self.is_up_to_now)
