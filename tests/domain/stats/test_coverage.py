"""What is promised of the intervals and verdicts, by the benchmark's exact sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import coverage, stable_shops
from csdesk.domain.stats.ranks import median_ranks

if TYPE_CHECKING:
    from collections.abc import Callable


def on_average(figures: list[float]) -> float:
    return sum(figures) / len(figures)


@pytest.mark.parametrize("n", [7, 20, 100])
@pytest.mark.parametrize(
    "figures",
    [coverage.share_coverage, coverage.score_coverage, coverage.count_coverage],
)
def test_intervals_hold_the_truth_as_often_as_they_say(
    figures: Callable[[int], coverage.Row], n: int
) -> None:
    assert 0.93 <= on_average(figures(n)[0]) <= 0.985


def test_the_t_interval_of_seven_scores_holds_the_truth_too() -> None:
    assert 0.93 <= on_average(coverage.mean_coverage(7)[0]) <= 0.985


def test_the_medians_never_holds_it_less_often_than_in_95_percent() -> None:
    assert all((median_ranks(n) or (0, 0, 0))[2] >= 0.95 for n in range(6, 1500))


@pytest.mark.parametrize(
    ("figures", "n"),
    [
        (coverage.share_alarms, 7),
        (coverage.share_alarms, 20),
        (coverage.score_alarms, 7),
        (coverage.times_alarms, 7),
        (coverage.times_alarms, 20),
        (coverage.count_alarms, 7),
        (coverage.count_alarms, 20),
    ],
)
def test_unchanged_weeks_are_flagged_in_5_percent_at_most(
    figures: Callable[[int], coverage.Row], n: int
) -> None:
    assert max(figures(n)[0]) <= 0.05


@pytest.mark.parametrize(
    ("contacts", "shops"),
    [
        (5, 1),
        pytest.param(20, 2, marks=pytest.mark.long),
        pytest.param(100, 4, marks=pytest.mark.long),
    ],
)
def test_of_the_reports_of_stable_shops_5_percent_at_most_carry_news(
    contacts: int, shops: int
) -> None:
    found = stable_shops.shares(contacts, shops, 100)
    assert found.reports == 100 * shops
    assert found.with_any_beside > 0.4 * found.reports  # merely beside its range
    assert found.with_news <= 0.05 * found.reports
