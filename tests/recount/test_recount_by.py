"""The recount equals every figure of every group, and by both clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recount.desks import desks
from tests.recount.found import Found
from tests.recount.groups import DIMENSIONS
from tests.recount.oracle import recount, recount_by
from tests.recount.reports import report_on, rows_of
from tests.recount.runs import runs
from tests.recount.shop import END, START, WEEK, Shop
from tests.recount.spans import as_of, bounds, month_of
from tests.recount.test_laws import LATER
from tests.recount.test_recount import DAY, same

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis import settings

    from csdesk.result import Point, Report
    from tests.recount.spans import Days
    from tests.recount.written import Desk

CLOCKED = (
    "first_response_time", "first_response_median", "first_response_p90",
    "resolution_time", "resolution_median", "resolution_p90",
    "complaint_resolution_time", "complaint_resolution_median",
)  # fmt: skip


@st.composite
def desks_and_months(draw: st.DrawFn) -> tuple[Desk, Days, int]:
    """A desk, a month, and now: in it or after it."""
    desk = draw(desks())
    month = month_of(desk.change + draw(st.integers(-25, 25)) * DAY)
    start, end = bounds(month, desk.zone)
    now = draw(st.sampled_from((end + LATER, draw(st.integers(start, end - 1)))))
    return desk, month, now


@runs(few=3, many=20)
def test_a_recount_equals_every_figure_of_every_group(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_months())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, month, now = drawn
        desk.write(path, empty_desk)
        rows, (start, end) = rows_of(path), bounds(month, desk.zone)
        report = report_on(path, month, now, by=DIMENSIONS)
        at = as_of(month, month, now, desk.zone)
        assert tuple(report.by) == DIMENSIONS
        for dimension in DIMENSIONS:
            truth = recount_by(rows, dimension, start, end, at)
            shown = _groups(report, dimension)
            with_data = {
                value
                for value, figures in truth.items()
                if any(figures[one.key].n for one in report.figures)
            }
            assert shown.keys() == with_data, dimension
            for value, points in shown.items():
                for one in points:
                    told = truth[value][one.key]
                    where = (dimension, value, one, told)
                    assert one.n == told.n, where
                    assert same(one.value, told.value), where

    on_random_desks()


@runs(few=3, many=40)
def test_each_record_falls_under_one_value(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_months())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, month, now = drawn
        desk.write(path, empty_desk)
        report = report_on(path, month, now, by=DIMENSIONS)
        for dimension in DIMENSIONS:
            slices = _groups(report, dimension).values()
            for one in report.figures:
                parts = [point.n for points in slices for point in points
                         if point.key == one.key]  # fmt: skip
                assert sum(parts) == one.n, (dimension, one.key)

    on_random_desks()


@runs(few=3, many=40)
def test_a_recount_equals_every_time_by_both_clocks(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_months())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, month, now = drawn
        desk.write(path, empty_desk)
        rows, (start, end) = rows_of(path), bounds(month, desk.zone)
        at = as_of(month, month, now, desk.zone)
        for clock in ("business", "elapsed"):
            truth = recount(rows, start, end, at, clock)
            report = report_on(path, month, now, clock=clock)
            told = {one.key: Found(one.value, one.n) for one in report.figures}
            for key in CLOCKED:
                assert told[key].n == truth[key].n, (clock, key)
                assert same(told[key].value, truth[key].value), (clock, key)

    on_random_desks()


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    shop = Shop(path, empty_desk)
    for name in ("Anna", "Ben"):
        shop.desk.add("agent", name=name, name_key=name.lower(), active=True)
    shop.desk.tables["customer"][0]["tier"] = "gold"
    return shop


def by(shop: Shop, dimension: str, key: str) -> dict[str | None, int]:
    """How many records each value of a dimension has of a figure."""
    shop.desk.write(shop.path, shop.template)
    report = report_on(shop.path, WEEK, END + LATER, by=(dimension,))
    return {
        value: one.n
        for value, points in _groups(report, dimension).items()
        for one in points
        if one.key == key and one.n
    }


@pytest.mark.parametrize(
    ("dimension", "lacks", "has", "value"),
    [
        ("category", {"category": None}, {"category": "cup"}, "cup"),
        ("agent", {}, {"owner_id": 2}, "Ben"),
        ("tier", {"customer_id": None}, {"customer_id": 1}, "gold"),
    ],
)
def test_a_contact_takes_what_it_lacks_from_its_complaint(
    shop: Shop, dimension: str, lacks: Any, has: Any, value: str
) -> None:
    case = shop.complaint(START, **has)
    shop.contact(START, complaint_id=case, **lacks)
    assert by(shop, dimension, "contacts") == {value: 1}


@pytest.mark.parametrize(
    ("dimension", "has", "value"),
    [
        ("category", {"category": "cup"}, "cup"),
        ("phase", {"phase": "at-sale"}, "at-sale"),
        ("reason", {"reason": "support"}, "support"),
        ("agent", {"agent_id": 2}, "Ben"),
        ("tier", {}, "gold"),
    ],
)
def test_a_complaint_takes_what_it_lacks_from_the_contact_that_brought_it(
    shop: Shop, dimension: str, has: Any, value: str
) -> None:
    case = shop.complaint(START)
    shop.contact(START + 9, complaint_id=case, phase="pre-sale", reason="order")
    shop.contact(START, complaint_id=case, **has)
    assert by(shop, dimension, "complaints_opened") == {value: 1}


def test_an_answer_takes_what_it_lacks_from_its_contact_and_then_its_complaint(
    shop: Shop,
) -> None:
    case = shop.complaint(START, category="cup")
    about = shop.contact(START, category=None)
    shop.answer(contact_id=about, complaint_id=case)
    assert by(shop, "category", "csat") == {"cup": 1}


def test_a_remedy_falls_where_its_complaint_does(shop: Shop) -> None:
    case = shop.complaint(START)
    shop.contact(START, complaint_id=case)
    shop.desk.add(
        "remedy", complaint_id=case, kind="refund", value=100, granted_at=START
    )
    assert by(shop, "category", "recovery_cost") == {"tea": 1}


def test_what_no_record_says_is_shown_under_nothing(shop: Shop) -> None:
    shop.contact(START, category=None)
    shop.contact(START, category="tea")
    assert by(shop, "category", "contacts") == {None: 1, "tea": 1}


def test_answers_are_counted_once_before_they_are_split(shop: Shop) -> None:
    case = shop.complaint(START, category="cup")
    about = shop.contact(START, category=None)
    shop.answer(contact_id=about, answered_at=START)
    shop.answer(contact_id=about, complaint_id=case, answered_at=START + 1)
    assert by(shop, "category", "csat") == {"cup": 1}


def _groups(report: Report, dimension: str) -> dict[str | None, tuple[Point, ...]]:
    return {one.value: one.points for one in report.by[dimension]}
