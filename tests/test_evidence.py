"""How sure a figure is, through the command line (KPIS.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Csdesk

LAST_WEEK = "2026-11-10T10:00:00+01:00"
WEEK_BEFORE = "2026-11-03T10:00:00+01:00"


def figures(
    csdesk: Csdesk, kind: str, now: Sequence[int], before: Sequence[int]
) -> dict[str, dict[str, Any]]:
    """Last week's figures where these scores came in, and those the week before."""
    rows = [f"{LAST_WEEK},email,{score}" for score in now]
    rows += [f"{WEEK_BEFORE},email,{score}" for score in before]
    file = csdesk.folder / "scores.csv"
    file.write_text("\n".join([f"received_at,channel,{kind}", *rows, ""]), "utf-8")
    csdesk.ok("import", "contacts", str(file))
    return {kpi["key"]: kpi for kpi in csdesk.json("report", "--last", "1")["kpis"]}


def wide(csdesk: Csdesk) -> str:
    """Last week's report on a terminal with room for notes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "160")
        return csdesk.ok("report", "--last", "1")


def test_seven_answers_leave_the_score_wide_open(csdesk: Csdesk) -> None:
    nps = figures(csdesk, "nps", [9] * 4 + [7] * 2 + [0], [])["nps"]
    assert nps["interval"]["low"] == pytest.approx(-16.381213218163115)
    assert nps["interval"]["high"] == pytest.approx(76.38121321816311)
    assert nps["interval"]["method"] == "adjusted Wald"
    assert nps["change"] is None  # no answers before: nothing to compare with


def test_seven_against_seven_say_what_it_would_take(csdesk: Csdesk) -> None:
    csat = figures(csdesk, "csat", [5] * 6 + [1], [5] * 2 + [1] * 5)["csat"]
    assert csat["change"]["difference"] == pytest.approx(57.14285714285714)
    assert csat["change"]["low"] == pytest.approx(5.8227927482312425)
    assert csat["change"]["p"] == pytest.approx(0.10256410256410256)
    assert csat["change"]["verdict"] == "too_few"
    assert csat["change"]["says"] == (
        "with 7 against 7 at least 5 would have to differ"
    )


def test_a_change_is_called_only_where_both_tests_agree(csdesk: Csdesk) -> None:
    csat = figures(csdesk, "csat", [5] * 56 + [1] * 14, [5] * 48 + [1] * 32)["csat"]
    assert csat["change"]["p"] == pytest.approx(0.012521129749209155)
    assert csat["change"]["verdict"] == "better"


def test_many_that_do_not_differ_are_no_evidence(csdesk: Csdesk) -> None:
    csat = figures(csdesk, "csat", [5] * 30 + [1] * 10, [5] * 29 + [1] * 11)["csat"]
    assert csat["change"]["verdict"] == "no_evidence"
    assert csat["change"]["says"] == "no evidence of change"


def test_the_wrong_way_is_worse(csdesk: Csdesk) -> None:
    nps = figures(csdesk, "nps", [0] * 7, [10] * 7)["nps"]
    assert nps["change"]["p"] == pytest.approx(0.0005827505827505828)
    assert nps["change"]["verdict"] == "worse"


def test_scores_on_two_scales_are_not_compared(csdesk: Csdesk) -> None:
    record = ("survey", "record", "csat", "4", "--at")
    csdesk.ok(*record, "2026-11-03 10:00", "--scale", "1-5")
    csdesk.ok(*record, "2026-11-10 10:00", "--scale", "1-7")
    found = {kpi["key"]: kpi for kpi in csdesk.json("report")["kpis"]}
    assert found["csat_mean"]["change"]["verdict"] == "none"
    assert found["csat_mean"]["change"]["difference"] is None


@pytest.mark.parametrize(
    "key", ["first_response_time", "resolution_p90", "backlog", "clearance_rate"]
)
def test_what_has_no_test_says_none(csdesk: Csdesk, key: str) -> None:
    for day in ("2026-11-03", "2026-11-10"):
        csdesk.ok("log", "-", "x", "--channel", "email", "--at", f"{day} 10:00")
    csdesk.ok("contact", "respond", "C1", "--at", "2026-11-03 11:00")
    csdesk.ok("contact", "respond", "C2", "--at", "2026-11-10 11:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-03 11:00")
    csdesk.ok("contact", "resolve", "C2", "--at", "2026-11-10 11:00")
    found = {kpi["key"]: kpi for kpi in csdesk.json("report")["kpis"]}[key]
    assert found["interval"] is None
    assert found["change"]["verdict"] == "none"


def test_what_it_would_take_is_said_as_a_least(csdesk: Csdesk) -> None:
    csat = figures(csdesk, "csat", [5] * 8 + [1], [5] * 7 + [1] * 3)["csat"]
    assert csat["change"]["says"] == (
        "with 9 against 10 the difference would have to be at least 44 points"
    )


def test_nothing_of_the_kind_is_said_of_a_larger_difference(csdesk: Csdesk) -> None:
    # Of 9 against 8 some 50 points are a change, but not these 53.
    csat = figures(csdesk, "csat", [5] * 7 + [1] * 2, [5] * 2 + [1] * 6)["csat"]
    assert csat["change"]["difference"] == pytest.approx(52.77777777777778)
    assert csat["change"]["verdict"] == "too_few"
    assert csat["change"]["says"] == "too few to compare"


def test_how_many_figures_could_have_changed_is_said(csdesk: Csdesk) -> None:
    answers = ([5] * 30 + [1] * 10, [5] * 29 + [1] * 11)
    figures(csdesk, "csat", *answers)
    asked = ("report", "--last", "1", "--kpi")
    note, *_ = csdesk.json(*asked, "csat")["notes"]
    assert note == (
        "1 figure could have shown a change, none did; by chance one in twenty would."
    )
    note, *_ = csdesk.json(*asked, "csat,nps,backlog,ces")["notes"]
    assert note.startswith("1 figure could")  # the others lack answers, or a test


def test_where_no_figure_could_have_changed_that_is_said(csdesk: Csdesk) -> None:
    figures(csdesk, "csat", [5, 5], [1, 1])
    note, *_ = csdesk.json("report", "--last", "1", "--kpi", "csat")["notes"]
    assert note == (
        "No figure could have shown a change: there was too little of each."
    )


@pytest.mark.parametrize(
    ("scores", "scale_end"), [([5] * 8 + [4], 5), ([1] * 8 + [2], 1)]
)
def test_the_interval_of_a_mean_score_ends_with_its_scale(
    csdesk: Csdesk, scores: list[int], scale_end: int
) -> None:
    found = figures(csdesk, "csat", scores, [])["csat_mean"]["interval"]
    assert 1 <= found["low"] < found["high"] <= 5
    assert scale_end in {found["low"], found["high"]}


def test_a_score_of_one_answer_has_no_interval(csdesk: Csdesk) -> None:
    assert figures(csdesk, "nps", [9], [])["nps"]["interval"] is None


def test_of_few_each_answer_is_shown_once(csdesk: Csdesk) -> None:
    figures(csdesk, "csat", [2, 4, 4, 5], [5, 1])
    page = wide(csdesk)
    assert page.count("2 4 4 5") == 1
    (rate,) = (line for line in page.splitlines() if line.startswith("Satisfied"))
    assert rate.split()[2:8] == ["3", "of", "4", "1", "of", "2"]


def test_effort_on_a_common_scale_is_not_shown_of_few(csdesk: Csdesk) -> None:
    for score in ("4", "5", "7"):
        csdesk.ok("survey", "record", "ces", score, "--at", "2026-11-10 10:00")
    csdesk.ok("survey", "record", "ces", "1", "--at", "2026-11-03 10:00")
    page = wide(csdesk)
    (index,) = (line for line in page.splitlines() if line.startswith("Effort (0"))
    assert index.split()[5:7] == ["–", "–"]
    assert not set(index) & set("△▽▲▼")
    assert "fewer than 5 answers" in index
    assert page.count("4 5 7") == 1
    assert "2 of 3" in page  # found it easy
