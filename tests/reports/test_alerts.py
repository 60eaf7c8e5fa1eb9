"""What is not as usual: points outside their range, and long runs beside the mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import nextafter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.stats.proportions import wilson
from csdesk.reports import alerts
from csdesk.result import (
    Better,
    Figure,
    FigureChange,
    Interval,
    PeriodSpan,
    Point,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = datetime(2026, 8, 24, tzinfo=UTC)
WEEK = timedelta(days=7)
STEADY = (50, 40, 55, 45, 50, 42, 52, 48, 50, 44, 53, 47)
CONTACTS = Figure("contacts", "Contacts", Unit.COUNT, Better.NEITHER, "", 0, 0)
BACKLOG = Figure("backlog", "Backlog", Unit.COUNT, Better.LOWER, "", 0, 0)
CSAT = Figure("csat", "Satisfied (CSAT)", Unit.PERCENT, Better.HIGHER, "", 0, 0)
CLEARANCE = Figure("clearance_rate", "Cleared", Unit.PERCENT, Better.HIGHER, "", 0, 0)
NPS = Figure("nps", "Net Promoter Score", Unit.SCORE, Better.HIGHER, "", 0, 0)
WAIT = Figure(
    "first_response_time", "First answer", Unit.SECONDS, Better.LOWER, "", 0, 0
)
COST = Figure("recovery_cost", "Making it good", Unit.MONEY, Better.LOWER, "", 0, 0)


def weeks(
    figure: Figure, values: Sequence[float | None], *, empty: int = 0, n: int = 100
) -> list[tuple[PeriodSpan, tuple[Point, ...]]]:
    """A trend of one figure, after `empty` weeks without any record."""
    points = [Point(figure.key, 0, 0)] * empty
    points += [Point(figure.key, value, n) for value in values]
    return [
        (
            PeriodSpan(f"W{i}", MONDAY + i * WEEK, MONDAY + (i + 1) * WEEK, True),
            (point,),
        )
        for i, point in enumerate(points)
    ]


def news(
    figure: Figure, values: Sequence[float | None], kind: str = "week", *, n: int = 100
) -> str:
    trend = weeks(figure, values, n=n)
    sentences = alerts.alerts(trend, [figure], kind=kind, currency="EUR")
    return " ".join(sentences)


@pytest.mark.parametrize(
    ("figure", "values", "says"),
    [
        (CONTACTS, (*STEADY, 118),
         "Contacts: 118 is above the usual 19 to 87 (13 weeks)."),
        (CONTACTS, (*STEADY, 0), "Contacts: 0 is below the usual 16 to 73 (13 weeks)."),
        (BACKLOG, (*STEADY, 118),
         "Backlog: 118 is above the usual 19 to 87 (13 weeks), for the worse."),
        (CSAT, (*[80, 82] * 6, 50), """Satisfied (CSAT): 50.0 % is below
 the usual 66.6 % to 90.6 % (13 weeks), for the worse."""),
        (WAIT, (*[7200, 7500] * 6, 600), """First answer: 10 m is below
 the usual 1 h 16 m to 2 h 32 m (13 weeks), for the better."""),
        (COST, (*[10, 12] * 6, 55.5), """Making it good: 55.50 EUR is above
 the usual 0.00 EUR to 28.94 EUR (13 weeks), for the worse."""),
    ],
)  # fmt: skip
def test_a_point_outside_is_told_in_the_figures_own_units(
    figure: Figure, values: Sequence[float], says: str
) -> None:
    assert news(figure, values) == says.replace("\n", "")


def test_eight_on_one_side_are_told() -> None:
    values = (10, 11, 10, 11, 10, *[14, 13] * 4)
    assert news(BACKLOG, values) == (
        "Backlog has been above its usual 12 for 8 weeks running, for the worse."
    )
    assert news(BACKLOG, values[:-1]) == ""
    assert news(BACKLOG, (*values, 1)) != news(BACKLOG, values)


def test_a_run_passes_over_periods_without_data() -> None:
    values = (81, 80, 81, 80, 81, 84, 85, 84, None, 85, 84, 85, 84, 85)
    assert news(CSAT, values) == (
        "Satisfied (CSAT) has been above its usual 83.0 % in all of the last 8 weeks "
        "with data, for the better."
    )


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        ("day", "days"),
        ("month", "months"),
        ("quarter", "quarters"),
        ("range", "periods"),
    ],
)
def test_periods_are_called_by_their_name(kind: str, noun: str) -> None:
    assert f"(13 {noun})" in news(CONTACTS, (*STEADY, 118), kind)


def test_what_was_news_before_the_latest_period_is_none_now() -> None:
    assert news(CONTACTS, (*STEADY, 118, 50)) == ""
    assert news(CSAT, (*[80, 82] * 6, 50, None)) == ""


def test_eight_periods_have_no_usual_range() -> None:
    assert alerts.limits(weeks(CONTACTS, STEADY[:8]), [CONTACTS]) == ()
    assert len(alerts.limits(weeks(CONTACTS, STEADY[:9]), [CONTACTS])) == 1


def test_periods_before_the_first_record_say_nothing() -> None:
    late = weeks(CONTACTS, STEADY, empty=5)
    (found,) = alerts.limits(late, [CONTACTS])
    (same,) = alerts.limits(weeks(CONTACTS, STEADY), [CONTACTS])
    assert (found.mean, found.low, found.high) == (same.mean, same.low, same.high)
    assert alerts.limits(weeks(CONTACTS, STEADY[:8], empty=5), [CONTACTS]) == ()


def test_places_outside_are_those_of_the_whole_trend() -> None:
    (found,) = alerts.limits(weeks(CONTACTS, (*STEADY, 118), empty=2), [CONTACTS])
    assert found.outside == (14,)


@pytest.mark.parametrize(
    ("figure", "values", "low", "high"),
    [
        (CONTACTS, [1, 9] * 6, 0, 26.28),
        (CSAT, [70, 99] * 6, 7.36, 100),
        (CLEARANCE, [70, 99] * 6, 7.36, 161.64),  # no share: it can pass 100
        (NPS, [-50, 60] * 6, -100, 100),
        (WAIT, [60, 600] * 6, 0, 1766.4),
    ],
)
def test_limits_end_where_the_figure_ends(
    figure: Figure, values: list[float], low: float, high: float
) -> None:
    (found,) = alerts.limits(weeks(figure, values), [figure])
    assert (found.low, found.high) == pytest.approx((low, high))


def test_a_limit_below_zero_hides_nothing_above() -> None:
    assert "118 is above the usual 0 to" in news(CONTACTS, (*[1, 9] * 6, 118))


@pytest.mark.parametrize("figure", [CONTACTS, CSAT, WAIT, COST])
def test_a_constant_series_is_no_news(figure: Figure) -> None:
    assert news(figure, [100 / 3] * 13) == ""
    other = nextafter(100 / 3, 100)  # as another way to the same share may give it
    assert news(figure, [*[100 / 3] * 12, other]) == ""
    assert news(figure, [*[100 / 3] * 5, *[other] * 8]) == ""


def test_what_leaves_a_constant_series_is_told_against_one_number() -> None:
    assert news(CONTACTS, (*[5] * 12, 6)) == (
        "Contacts: 6 is above the usual 5 (13 weeks)."
    )


def test_between_two_whole_numbers_the_usual_count_is_told_to_a_tenth() -> None:
    assert news(CONTACTS, (*[5] * 6, *[6] * 7)) == (
        "Contacts: 6 is above the usual 5.5 (13 weeks)."
    )
    assert news(CONTACTS, (2, 9, 2, 9, 2, *[6, 7] * 4)) == (
        "Contacts has been above its usual 5.8 for 8 weeks running."
    )


@pytest.mark.parametrize(
    "values", [(*[80] * 12, 80.01), (80, 80.02) * 2 + (80.03,) * 9]
)
def test_what_differs_by_less_than_is_shown_is_not_told(values: list[float]) -> None:
    assert news(CSAT, values) == ""


def test_only_the_reports_own_figures_are_told() -> None:
    trend = weeks(CONTACTS, (*STEADY, 118))
    assert alerts.alerts(trend, [CSAT], kind="week", currency="EUR") == ()
    assert alerts.limits(trend, [CSAT]) == ()


@given(
    st.lists(st.none() | st.integers(0, 40), min_size=9, max_size=20),
    st.sampled_from([CONTACTS, BACKLOG]),
)
def test_a_count_that_is_news_is_not_within_what_is_called_usual(
    values: list[int | None], figure: Figure
) -> None:
    said = news(figure, values)
    if " the usual " not in said:
        return
    latest = values[-1]
    assert latest is not None
    usual = said.partition(" the usual ")[2].partition(" (")[0].split(" to ")
    assert not float(usual[0]) <= latest <= float(usual[-1])


FALL = (*[80, 82] * 6, 50)
RUN = (81, 80, 81, 80, 81, 84, 85, 84, 85, 84, 85, 84, 85)


def surely(figure: Figure, low: float, high: float) -> Figure:
    """The figure with its interval."""
    return replace(figure, interval=Interval(low, high, 0.95, "Wilson"))


@pytest.mark.parametrize("n", [9, 10])
def test_a_rate_of_fewer_than_ten_is_no_news(n: int) -> None:
    assert bool(news(CSAT, FALL, n=n)) == (n == 10)
    (found,) = alerts.limits(weeks(CSAT, FALL, n=n), [CSAT])
    assert bool(found.outside) == (n == 10)


def test_a_rate_whose_interval_meets_the_usual_range_is_no_news() -> None:
    assert news(surely(CSAT, 36.6, 63.4), FALL)
    assert news(surely(CSAT, 33.2, 66.8), FALL) == ""  # usual is 66.6 % or more
    assert news(surely(CSAT, 75, 91), RUN) == ""


def test_an_earlier_point_stands_out_by_its_own_n() -> None:
    values = (*[80, 82] * 6, 50, 81)
    for n, stands_out in ((100, (12,)), (12, ())):
        (found,) = alerts.limits(weeks(CSAT, values, n=n), [CSAT])
        assert found.outside == stands_out


@pytest.mark.parametrize("usual", [1, 2])
def test_rare_events_are_no_news(usual: int) -> None:
    values = (*[usual] * 12, 9)
    assert bool(news(CONTACTS, values)) == (usual == 2)
    # The same of what a percentage counts: 1 % of 100.
    assert bool(news(CLEARANCE, values)) == (usual == 2)


def test_what_its_own_verdict_calls_too_few_is_no_news() -> None:
    for verdict in ("too_few", "no_evidence", "worse"):
        change = FigureChange(-30, None, None, 0.2, "a test", verdict, verdict)
        assert bool(news(replace(CSAT, change=change), FALL)) == (verdict != "too_few")
        assert bool(news(replace(CSAT, change=change), RUN)) == (verdict != "too_few")


@pytest.mark.parametrize("figure", [WAIT, COST, CLEARANCE])
def test_a_figure_without_a_test_is_no_news_below_thirty(figure: Figure) -> None:
    values = (*[80, 82] * 6, 500)
    assert news(figure, values, n=30)
    assert news(figure, values, n=29) == ""


@pytest.mark.parametrize("figure", [CONTACTS, BACKLOG, WAIT, COST, NPS])
def test_what_is_not_a_rate_is_news_from_3_7_moving_ranges_on(figure: Figure) -> None:
    for value, says in ((90, False), (92, True)):  # the mean is 51, a moving range 11
        trend = weeks(figure, (*STEADY, value))
        (found,) = alerts.limits(trend, [figure])
        assert found.high < value
        assert bool(found.outside) == says
        assert bool(news(figure, (*STEADY, value))) == says


weekly = st.tuples(st.integers(5, 200), st.floats(0, 1)).map(
    lambda week: (round(week[0] * week[1]), week[0])
)


@given(st.lists(weekly, min_size=12, max_size=12), weekly)
def test_news_of_a_rate_has_enough_behind_it(
    before: list[tuple[int, int]], latest: tuple[int, int]
) -> None:
    usually = [(k // 20 + n * 3 // 4, n) for k, n in before]  # about 75 %
    counted = [*usually, latest]
    (k, n), shares = latest, [100 * k / n for k, n in counted]
    low, high = (100 * end for end in wilson(k, n) or (0, 1))
    trend = [
        (span, (replace(point, n=of),))
        for (span, (point,)), (_, of) in zip(weeks(CSAT, shares), counted, strict=True)
    ]
    said = alerts.alerts(trend, [surely(CSAT, low, high)], kind="week", currency="EUR")
    moves = [abs(b - a) for a, b in pairwise(shares)]
    mean, half = sum(shares) / 13, 2.66 * sum(moves) / 12
    is_apart = low > min(mean + half, 100) + 1e-6 or high < mean - half - 1e-6
    assert bool(said) == (n >= 10 and is_apart)
