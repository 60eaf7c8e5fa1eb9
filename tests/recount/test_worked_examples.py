"""The worked examples of KPIS.md §5 that records can tell, read off a report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.domain.stats.vectors import cases
from tests.recount.reports import report_on
from tests.recount.spans import bounds, week_of
from tests.recount.written import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.result import Figure

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = week_of(date(2026, 11, 9))
START, END = bounds(WEEK, BERLIN)


class Shop:
    """A desk of which every record lies in one week."""

    def __init__(self, path: Path, template: bytes) -> None:
        self.path, self.template = path, template
        self.desk = Desk(BERLIN, WEEK.start, "EUR")

    def calls(self, count: int, wait: int | None, *, abandoned: bool = False) -> None:
        """So many calls, each with that wait."""
        for _ in range(count):
            self.desk.add(
                "contact",
                channel="phone",
                direction="inbound",
                received_at=START,
                wait_seconds=wait,
                abandoned=abandoned,
                resolved=False,
                resolution_time_known=True,
            )

    def answers(
        self,
        kind: str,
        counts: dict[int, int],
        scale: tuple[int, int],
        direction: str | None = None,
    ) -> None:
        """So many answers of each score, by customers unknown."""
        for score, count in counts.items():
            for _ in range(count):
                self.desk.add(
                    "survey_answer",
                    kind=kind,
                    score=score,
                    scale_min=scale[0],
                    scale_max=scale[1],
                    direction=direction,
                    answered_at=END - 1,
                )

    def figure(self, key: str) -> Figure:
        """A figure of the week's report."""
        self.desk.write(self.path, self.template)
        (found,) = (
            one for one in report_on(self.path, WEEK, END).figures if one.key == key
        )
        return found


@pytest.fixture
def shop(tmp_path: Path, empty_desk: bytes) -> Shop:
    return Shop(tmp_path / "desk.db", empty_desk)


def test_nps_is_promoters_less_detractors(shop: Shop) -> None:
    shop.answers("nps", {10: 25, 9: 20, 8: 30, 7: 10, 6: 10, 0: 5}, (0, 10))
    nps = shop.figure("nps")
    assert (nps.value, nps.n) == (30, 100)
    assert nps.parts == {"promoters": 45, "passives": 40, "detractors": 15}


def test_nps_of_seven_answers(shop: Shop) -> None:
    shop.answers("nps", {10: 4, 7: 2, 3: 1}, (0, 10))
    assert shop.figure("nps").value == pytest.approx(42.857142857142854)


def test_csat_is_the_top_quarter_of_the_scale(shop: Shop) -> None:
    shop.answers("csat", {5: 42, 4: 32, 3: 10, 2: 9, 1: 14}, (1, 5))
    csat = shop.figure("csat")
    assert csat.value == pytest.approx(69.16, abs=0.005)
    assert csat.parts == {"numerator": 74, "denominator": 107}


@pytest.mark.parametrize(
    ("direction", "mean", "easy"), [("easy", 4.08, 46.0), ("effort", 4.08, 43.0)]
)
def test_ces_is_the_mean_score_as_asked(
    shop: Shop, direction: str, mean: float, easy: float
) -> None:
    counts = {1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120}
    shop.answers("ces", counts, (1, 7), direction)
    assert shop.figure("ces").value == pytest.approx(mean)
    assert shop.figure("easy_rate").value == pytest.approx(easy)


def test_abandonment_is_what_was_offered_and_not_handled(shop: Shop) -> None:
    shop.calls(95, 20)
    shop.calls(5, None, abandoned=True)
    rate = shop.figure("abandonment_rate")
    assert rate.value == pytest.approx(5)
    assert rate.parts == {"numerator": 5, "denominator": 100}


def test_speed_of_answer_leaves_out_who_gave_up_and_unknown_waits(shop: Shop) -> None:
    shop.calls(160, 10)
    shop.calls(160, 20)
    shop.calls(7, 300, abandoned=True)
    shop.calls(3, None)
    speed = shop.figure("speed_of_answer")
    assert (speed.value, speed.n) == (15, 320)


def test_service_level_counts_who_gave_up_after_the_limit(shop: Shop) -> None:
    shop.calls(860, 20)
    shop.calls(140, 21)
    shop.calls(20, 20, abandoned=True)
    shop.calls(40, 21, abandoned=True)
    level = shop.figure("service_level")
    assert level.value == pytest.approx(82.69, abs=0.005)
    assert level.parts == {"numerator": 860, "denominator": 1040}


@pytest.mark.parametrize("case", cases("service_level"))
def test_service_level_is_the_fourth_of_five_in_use(
    shop: Shop, case: dict[str, Any]
) -> None:
    shop.calls(case["ans20"], 20)
    shop.calls(case["answered"] - case["ans20"], 21)
    shop.calls(case["ab5"], 5, abandoned=True)
    shop.calls(case["ab20"] - case["ab5"], 20, abandoned=True)
    shop.calls(case["abandoned"] - case["ab20"], 21, abandoned=True)
    value = shop.figure("service_level").value
    assert value == pytest.approx(100 * case["F4"])
    assert value != pytest.approx(100 * case["F3"])
