"""A recount in plain Python equals every figure, on random desks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.recount.desks import desks
from tests.recount.found import Found
from tests.recount.oracle import recount
from tests.recount.reports import report_on, rows_of
from tests.recount.runs import runs
from tests.recount.spans import Days, as_of, bounds, month_of, week_of

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from hypothesis import settings

    from csdesk.result import Report
    from tests.recount.found import Number
    from tests.recount.lives import Desk as Rows
    from tests.recount.written import Desk

DAY = timedelta(days=1)
LATER = 400 * 86_400  # long after everything


@dataclass(frozen=True)
class Asked:
    """A report to ask for: its days (None: all) and now."""

    days: Days | None
    now: int


@st.composite
def desks_and_reports(draw: st.DrawFn) -> tuple[Desk, list[Asked]]:
    """A desk; ended weeks and months, running ones, a range, everything."""
    desk = draw(desks())
    near = st.integers(-25, 25).map(lambda days: desk.change + days * DAY)
    first, last = sorted((draw(near), draw(near)))
    running = draw(st.sampled_from((week_of, month_of)))(draw(near))
    start, end = bounds(running, desk.zone)
    now, late = draw(st.integers(start, end - 1)), end + LATER
    return desk, [
        Asked(week_of(first), late),
        Asked(month_of(last), late),
        Asked(Days("range", first, last + DAY), late),
        Asked(running, now),
        Asked(None, draw(st.sampled_from((now, late)))),
    ]


@runs(few=12, many=60)
def test_a_recount_equals_every_figure(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_reports())
    def on_random_desks(drawn: tuple[Desk, list[Asked]]) -> None:
        desk, reports = drawn
        desk.write(path, empty_desk)
        rows = rows_of(path)
        for one in reports:
            check(report_on(path, one.days, one.now, last=6), one, rows, desk.zone)

    on_random_desks()


def check(report: Report, asked: Asked, rows: Rows, zone: ZoneInfo) -> None:
    """Every figure of a report against the recount."""
    days = asked.days or Days(
        "all", report.period.start.date(), report.period.end.date()
    )
    truth = told(rows, days, days, asked, zone)
    assert {one.key for one in report.figures} <= truth.keys()
    for one in report.figures:
        found = Found(one.value, one.n, one.parts)
        assert_same(found, truth[one.key], f"{one.key} of {days} at {asked.now}")
    if asked.days is None:
        assert report.compared is None
        assert len(report.trend) == 1
        return
    truth = told(rows, days.before(), days, asked, zone)
    for one in report.figures:
        assert one.previous is not None
        found = Found(one.previous.value, one.previous.n, truth[one.key].parts)
        assert_same(found, truth[one.key], f"{one.key} before {days} at {asked.now}")
    past = days
    for _, points in reversed(report.trend):
        truth = told(rows, past, days, asked, zone)
        for point in points:
            found = Found(point.value, point.n, truth[point.key].parts)
            assert_same(found, truth[point.key], f"{point.key} of {past} in {asked}")
        past = past.before()


def told(
    rows: Rows, days: Days, of: Days, asked: Asked, zone: ZoneInfo
) -> dict[str, Found]:
    """The recount of `days` in a report on `of`."""
    return recount(rows, *bounds(days, zone), as_of(days, of, asked.now, zone))


def assert_same(found: Found, truth: Found, where: str) -> None:
    assert same(found.value, truth.value), (where, found, truth)
    assert found.n == truth.n, (where, found, truth)
    assert found.parts.keys() == truth.parts.keys(), where
    for name, part in found.parts.items():
        assert same(part, truth.parts[name]), (where, name, found, truth)


def same(one: Number, other: Number) -> bool:
    """Equal but for what sums of floats may lose; nothing is only nothing."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
