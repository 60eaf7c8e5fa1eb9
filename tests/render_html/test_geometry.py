"""Where the ink goes: axes, lines, bars, bins."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.render.html.figures import headlines
from csdesk.render.svg.bars import MOST_ROWS, bars, how_many_make, pareto
from csdesk.render.svg.histogram import (
    EDGES,
    counts_of,
    histogram,
    place_of,
)
from csdesk.render.svg.line import (
    PLOT,
    dots,
    path,
    points,
    spark,
)
from csdesk.render.svg.scale import MOST_STEPS, scale, tick
from csdesk.render.svg.trend import trends, usual_range
from csdesk.result import Bar, Limits, Unit
from tests.render_html import example

VALUES = st.lists(
    st.floats(-1e7, 1e7).map(lambda value: round(value, 2)), min_size=1, max_size=20
)
COUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=25).map(
    lambda counts: sorted(counts, reverse=True)
)
TIMES = st.lists(st.floats(0, 1e7), min_size=1, max_size=50)


@given(VALUES, st.sampled_from(Unit))
def test_an_axis_holds_its_values_in_few_even_steps(
    values: list[float], unit: Unit
) -> None:
    axis = scale(values, unit)
    little = 1e-6 * (axis.high - axis.low)
    assert axis.low <= min(values) + little
    assert axis.high >= max(values) - little
    assert 2 <= len(axis.ticks) <= MOST_STEPS + 2
    steps = [b - a for a, b in pairwise(axis.ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps))
    assert all(0 <= axis.share(value) <= 1 for value in values)


@pytest.mark.parametrize(
    ("values", "unit", "ticks"),
    [
        ([41, 80], Unit.COUNT, ["40", "50", "60", "70", "80"]),
        ([0, 3], Unit.COUNT, ["0", "1", "2", "3"]),
        ([0, 0], Unit.COUNT, ["0", "1"]),
        ([40, 100], Unit.PERCENT, ["40 %", "60 %", "80 %", "100 %"]),
        ([0, 40 * 3600], Unit.SECONDS, ["0 s", "1 d", "2 d"]),
        ([90, 500], Unit.SECONDS, ["0 s", "2 m", "4 m", "6 m", "8 m", "10 m"]),
        ([-15, 70], Unit.SCORE, ["-50", "0", "50", "100"]),
        ([3.8, 4.5], Unit.SCORE, ["3.8", "4", "4.2", "4.4", "4.6"]),
        (
            [1.02, 1.1],
            Unit.MONEY,
            ["1 EUR", "1.05 EUR", "1.10 EUR"],
        ),
        ([26, 31.5], Unit.MONEY, ["26 EUR", "28 EUR", "30 EUR", "32 EUR"]),
    ],
)
def test_the_steps_are_those_that_people_count_in(
    values: list[float], unit: Unit, ticks: list[str]
) -> None:
    shown = [tick(value, unit, "EUR") for value in scale(values, unit).ticks]
    assert shown == ticks


def test_a_line_breaks_where_there_is_no_data() -> None:
    there = points([1, 2, None, 3], scale([1, 3], Unit.COUNT))
    assert [step[0] for step in path(there).split() if step[0] in "ML"] == [
        "M",
        "L",
        "M",
    ]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_every_value_is_a_dot_within_the_plot(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    there = points(values, scale(known or [0], Unit.SCORE))
    names = [str(place) for place in range(len(values))]
    found = list(dots(there, names, names, range(len(values))))
    assert len(found) == len(known)
    assert all(PLOT.left <= dot.x <= PLOT.right for dot in found)
    assert all(PLOT.top - 1e-9 <= dot.y <= PLOT.bottom + 1e-9 for dot in found)
    named = [dot.x for dot in found if dot.name]
    assert all(b - a >= PLOT.names_apart for a, b in pairwise(named))


def test_a_trend_begins_with_the_first_record() -> None:
    first = trends(example.report())[0]
    assert (first.first, first.last, len(first.dots)) == ("2026-W35", "2026-W46", 12)


def test_what_stood_out_is_marked_and_named() -> None:
    first = trends(example.report())[0]
    assert [dot.name for dot in first.dots if dot.style == "outside"] == ["2026-W43"]
    assert first.caption.endswith("Stood out: 2026-W43 (80).")


def test_a_newest_value_that_stands_out_is_drawn_before_the_usual_ones() -> None:
    drawn = [one.key for one in trends(example.report())]
    assert drawn == [
        "contacts", "complaints_opened", "first_response_median", "backlog", "csat",
        "service_level",
    ]  # fmt: skip


def test_what_stood_out_before_the_first_record_is_not_told() -> None:
    told = replace(example.report(), limits=(Limits("contacts", 50, 40, 90, (0, 9)),))
    assert trends(told)[0].caption.endswith("Stood out: 2026-W43 (80).")


def test_a_report_of_few_figures_draws_them_all() -> None:
    whole = example.report()
    asked = [item for item in whole.figures if item.key in {"reopen_rate", "nps"}]
    few = replace(
        whole,
        figures=tuple(asked),
        trend=tuple(
            (span, tuple(replace(point, value=9.0) for point in points))
            for span, points in whole.trend
        ),
    )
    assert [one.key for one in trends(few)] == ["nps", "reopen_rate"]
    assert [one.key for one in headlines(few)] == ["nps", "reopen_rate"]


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [
        (Unit.COUNT, [3.0], (0.0, 120.0)),
        (Unit.PERCENT, [3.0], (0.0, 100.0)),
        (Unit.PERCENT, [102.0], (0.0, 120.0)),
        (Unit.SCORE, [3.0], (-5.0, 120.0)),
    ],
)
def test_a_usual_range_ends_where_the_figure_does(
    unit: Unit, values: list[float], expected: tuple[float, float]
) -> None:
    assert usual_range(Limits("x", 50, -5.0, 120.0), unit, values) == expected


@given(COUNTS)
def test_the_vital_few_are_the_fewest_that_make_most(counts: list[int]) -> None:
    many = how_many_make(80, counts)
    assert 100 * sum(counts[:many]) >= 80 * sum(counts)
    assert 100 * sum(counts[: many - 1]) < 80 * sum(counts)


@given(COUNTS)
def test_a_running_share_rises_to_all(counts: list[int]) -> None:
    chart = pareto([Bar(str(place), count) for place, count in enumerate(counts)])
    assert chart is not None
    upto = [row.upto or 0 for row in chart.rows]
    assert upto == sorted(upto)
    assert upto[0] == pytest.approx(chart.rows[0].width)
    assert upto[-1] == pytest.approx(100)
    assert len(chart.rows) <= MOST_ROWS
    assert sum(row.count for row in chart.rows) == sum(counts)
    assert len(chart.table) == len(counts)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((6, 2, 2), "2 of 3 causes make 80 % of 10 complaints."),
        ((9, 1), "1 of 2 causes makes 90 % of 10 complaints."),
        ((1,), "One cause is behind 1 complaint."),
        ((1, 1, 1, 1, 1), "4 of 5 causes make 80 % of 5 complaints."),
    ],
)
def test_a_pareto_says_how_few_make_most(counts: tuple[int, ...], says: str) -> None:
    chart = pareto([Bar(f"cause {place}", count) for place, count in enumerate(counts)])
    assert chart is not None
    assert chart.caption == says


def test_complaints_without_a_cause_are_no_cause() -> None:
    chart = pareto([Bar(None, 5), Bar("late", 3)])
    assert chart is not None
    assert [row.label for row in chart.rows] == ["late"]
    assert chart.caption == "One cause is behind 3 complaints. 5 more without a cause."
    assert pareto([Bar(None, 5)]) is None


def test_the_longest_bar_fills_the_width_and_none_of_a_kind_is_no_bar() -> None:
    chart = bars([Bar("a", 4), Bar("b", 0), Bar(None, 1)], "")
    assert chart is not None
    widths = [(row.label, row.width) for row in chart.rows]
    assert widths == [("a", 100), ("b", 0), ("not said", 25)]
    assert bars([Bar("a", 0)], "") is None


@given(TIMES)
def test_every_time_is_in_one_bin(times: list[float]) -> None:
    chart = histogram(times)
    assert chart is not None
    assert (
        sum(counts_of(times)) == sum(one.count for one in chart.columns) == len(times)
    )
    assert 0 <= chart.median <= 100


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_a_longer_time_lies_further_right(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert 0 <= place_of(shorter) <= place_of(longer) <= 100


def test_a_time_on_an_edge_belongs_to_the_longer_bin() -> None:
    counts = counts_of([EDGES[0] - 1, EDGES[0], EDGES[-1]])
    assert (counts[0], counts[1], counts[-1]) == (1, 1, 1)


def test_a_spark_needs_two_values_and_breaks_between() -> None:
    assert spark([None, 3]) is None
    line = spark([1, None, 2, 2])
    assert line is not None
    assert line.path.count("M") == 2
