"""The survey examples of KPIS.md §5, through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.stats.vectors import cases

if TYPE_CHECKING:
    from tests.conftest import Csdesk

RECEIVED = "2026-11-10T10:00:00+01:00"  # in the last complete week


def report_on(csdesk: Csdesk, kind: str, counts: dict[int, int]) -> dict[str, dict]:  # type: ignore[type-arg]
    """The figures of last week where each score came in so many times."""
    rows = [f"received_at,channel,{kind}"]
    for score, count in counts.items():
        rows += [f"{RECEIVED},email,{score}"] * count
    file = csdesk.folder / "scores.csv"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    csdesk.ok("import", "contacts", str(file))
    return {kpi["key"]: kpi for kpi in csdesk.json("report", "--last", "1")["kpis"]}


def test_nps_is_promoters_less_detractors(csdesk: Csdesk) -> None:
    found = report_on(csdesk, "nps", {10: 45, 8: 40, 3: 15})["nps"]
    assert found["value"] == pytest.approx(30)
    assert found["n"] == 100
    assert found["parts"] == {"promoters": 45, "passives": 40, "detractors": 15}


def test_four_promoters_two_passives_and_a_detractor(csdesk: Csdesk) -> None:
    found = report_on(csdesk, "nps", {9: 4, 7: 2, 0: 1})["nps"]
    assert found["value"] == pytest.approx(42.857142857142854)


def test_csat_counts_the_top_quarter_of_the_scale(csdesk: Csdesk) -> None:
    found = report_on(csdesk, "csat", {5: 42, 4: 32, 3: 10, 2: 9, 1: 14})
    assert found["csat"]["value"] == pytest.approx(69.1588785046729)


def test_ces_mean_and_easy_rate(csdesk: Csdesk) -> None:
    counts = {1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120}
    found = report_on(csdesk, "ces", counts)
    assert found["ces"]["value"] == pytest.approx(4.08)
    assert found["easy_rate"]["value"] == pytest.approx(46.0)
    assert found["ces"]["better"] == "higher"


@pytest.mark.parametrize("case", cases("csat"))
def test_csat_is_as_published(csdesk: Csdesk, case: dict[str, Any]) -> None:
    counts = dict(zip(range(5, 0, -1), case["counts_5to1"], strict=True))
    found = report_on(csdesk, "csat", counts)
    assert found["csat"]["value"] == pytest.approx(case["csat"])


@pytest.mark.parametrize("case", cases("ces7"))
def test_effort_is_as_published(csdesk: Csdesk, case: dict[str, Any]) -> None:
    counts = dict(enumerate(case["counts_1to7"], 1))
    found = report_on(csdesk, "ces", counts)
    assert found["ces"]["value"] == pytest.approx(case["mean"])
    assert found["easy_rate"]["value"] == pytest.approx(case["pct_5to7"])


def test_effort_asked_the_other_way_is_better_low(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "ces_direction", "effort")
    found = report_on(csdesk, "ces", {1: 3, 7: 1})
    assert found["ces"]["better"] == "lower"
    assert found["easy_rate"]["value"] == pytest.approx(75.0)


@pytest.mark.parametrize(
    ("kind", "score", "options", "says"),
    [
        ("nps", "9", (), "promoter"),
        ("nps", "8", (), "passive"),
        ("nps", "6", (), "detractor"),
        ("csat", "4", (), "satisfied"),
        ("csat", "3", (), "not satisfied"),
        ("ces", "5", (), "easy"),
        ("ces", "5", ("--direction", "effort"), "hard"),
    ],
)
def test_a_recorded_score_says_what_it_means(
    csdesk: Csdesk, kind: str, score: str, options: tuple[str, ...], says: str
) -> None:
    said = csdesk.ok("survey", "record", kind, score, *options)
    assert said.splitlines()[0].endswith(f"{says}.")
