"""Why complaints come: the Pareto by root cause, and whether what was done helped."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.domain.stats.counts import same_rate_p
from csdesk.kpi.causes import Action
from csdesk.reports.causes import action_effect

if TYPE_CHECKING:
    from tests.conftest import Csdesk

HEAD = (
    "external_id,received_at,resolved_at,root_cause,remedy,remedy_value,remedy_cost\n"
)


def bring(csdesk: Csdesk, *rows: str) -> None:
    """Import complaints: `2026-11-02,seal,refund,20,8`, resolved a day later."""
    lines = []
    for number, row in enumerate(rows):
        day, cause, *remedy = row.split(",")
        at = f"{day}T10:00:00+01:00"
        resolved = f"{day}T18:00:00+01:00"
        lines.append(f"k{number},{at},{resolved},{cause},{','.join(remedy) or ',,'}\n")
    (csdesk.folder / "k.csv").write_text(HEAD + "".join(lines))
    csdesk.ok("import", "complaints", "k.csv")


def causes(csdesk: Csdesk, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = csdesk.json("complaint", "causes", *more)
    return found


def test_the_most_frequent_cause_comes_first_with_its_shares(csdesk: Csdesk) -> None:
    bring(
        csdesk,
        "2026-11-02,late,refund,10,",
        "2026-11-03,seal,refund,20,8",
        "2026-11-04,Seal,voucher,15,2",
        "2026-11-05,seal,apology,,",
        "2026-11-06,,none,,",
    )
    rows = [
        tuple(row[key] for key in ("cause", "complaints", "share", "cumulative"))
        for row in causes(csdesk)
    ]
    assert rows == [("seal", 3, 60, 60), ("late", 1, 20, 80), (None, 1, 20, 100)]
    costs = [(row["cost"], row["cost_share"]) for row in causes(csdesk)]
    # Vouchers at face value: 8 + 15 of 33; nothing was granted for the last.
    assert costs == [
        (23, pytest.approx(100 * 23 / 33)), (10, pytest.approx(100 * 10 / 33)), (0, 0),
    ]  # fmt: skip


def test_complaints_belong_to_the_period_in_which_they_were_opened(
    csdesk: Csdesk,
) -> None:
    bring(csdesk, "2026-10-31,seal", "2026-11-01,late", "2026-11-30,late")
    assert [(row["cause"], row["complaints"]) for row in causes(csdesk, "2026-11")] == [
        ("late", 2)
    ]
    assert causes(csdesk, "2026-10")[0]["cause"] == "seal"
    assert causes(csdesk, "2025") == []
    assert "No complaints opened, 2025." in csdesk.ok("complaint", "causes", "2025")


def test_what_is_not_decided_costs_nothing_known(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "leaks")
    (row,) = causes(csdesk)
    assert (row["cause"], row["cost"], row["cost_share"]) == (None, None, None)


def test_whether_an_action_helped_is_said_in_a_sentence(csdesk: Csdesk) -> None:
    bring(csdesk, *(f"2026-11-{day:02},seal" for day in range(2, 10)))
    csdesk.now("2026-11-12T10:00:00+01:00")
    csdesk.ok("complaint", "edit", "K8", "--corrective", "new supplier")
    csdesk.now("2026-12-12T10:00:00+01:00")
    (row,) = causes(csdesk)
    assert (row["corrective_action"], row["verdict"]) == ("new supplier", "better")
    assert (row["before"], row["after"]) == (8, 0)
    assert (row["before_days"], row["after_days"]) == (10, 30)
    assert row["p"] == pytest.approx(same_rate_p(0, 30, 8, 10))
    says = "8 in the 10 days before, 0 in the 30 days since: better, p < 0.001"
    assert row["says"] == says
    table = csdesk.ok("complaint", "causes")
    assert f"seal: new supplier (Thu 12 Nov 2026). {says}.\n" in table
    for fmt in ("plain", "markdown"):
        assert says.replace("<", "\\<" * (fmt == "markdown") or "<") in csdesk.ok(
            "complaint", "causes", "--format", fmt
        )


def test_whether_it_helped_does_not_depend_on_the_period(csdesk: Csdesk) -> None:
    bring(csdesk, "2026-10-02,seal", "2026-11-03,seal")
    csdesk.ok("complaint", "edit", "K2", "--corrective", "new supplier")
    (all_of_it,), (month,) = causes(csdesk), causes(csdesk, "2026-11")
    assert month["before"] == all_of_it["before"] == 2
    assert month["says"].endswith("too few to tell")


def test_before_reaches_back_90_days_and_not_before_the_desk(csdesk: Csdesk) -> None:
    bring(csdesk, "2026-01-02,seal", "2026-08-20,seal", "2026-08-19,seal")
    csdesk.ok("complaint", "edit", "K1", "--corrective", "x")
    (row,) = causes(csdesk)  # acted on 18 November, 10:00; 90 days before: 20 August
    assert (row["before"], row["before_days"]) == (1, pytest.approx(90))


def test_the_newest_action_counts_from_when_it_was_first_noted(csdesk: Csdesk) -> None:
    bring(csdesk, "2026-11-01,seal", "2026-11-02,SEAL", "2026-11-03,seal")
    csdesk.ok("complaint", "edit", "K1", "--corrective", "a talk")
    csdesk.now("2026-11-19T10:00:00+01:00")
    csdesk.ok("complaint", "edit", "K2", "--corrective", "new supplier")
    csdesk.now("2026-11-20T10:00:00+01:00")
    csdesk.ok("complaint", "edit", "K3", "--corrective", "New supplier")
    (row,) = causes(csdesk)
    assert row["corrective_action"] == "new supplier"
    assert row["corrective_at"] == "2026-11-19T10:00:00+01:00"
    assert row["before"] == 3


def action(before: int, after: int, undecided: int = 0, since: float = 30) -> Action:
    return Action("x", 0, before, 90, after, since, undecided)


# What scipy.stats.binomtest says of 1 in 31 at 1/4, and of 1 in 8 at 1/91.
@pytest.mark.parametrize(
    ("told", "verdict", "end"),
    [
        (action(30, 1), "better", "1 in the 30 days since: better, p = 0.0028"),
        (action(3, 12), "worse", "12 in the 30 days since: worse, p < 0.001"),
        (action(9, 3), "no_evidence", "days since: no evidence of change, p = 1"),
        (action(2, 0), "too_few", "0 in the 30 days since: too few to tell"),
        # The test would be sure, p = 0.0021; but that one began what is counted.
        (
            Action("x", 0, 1, 2 / 24, 0, 39, 0),
            "too_few",
            "1 in the 2 h before, 0 in the 39 days since: too few to tell",
        ),
        (action(2, 0, since=0), "too_few", "0 in the moment since: too few to tell"),
        (action(7, 1, since=1), "no_evidence", "evidence of change, p = 0.085"),
        (action(7, 0, since=0.25), "no_evidence", "no evidence of change, p = 1"),
        # Those without a cause yet may all be of this one.
        (action(30, 1, 7), "too_few", "since have no cause yet): too early to tell"),
        (action(30, 1, 1), "better", "since has no cause yet): better, p = 0.0028"),
    ],
)  # fmt: skip
def test_a_verdict_says_what_the_counts_can_show(
    told: Action, verdict: str, end: str
) -> None:
    found = action_effect(told)
    assert (found.verdict, found.text[-len(end) :]) == (verdict, end)


def test_csv_has_a_row_a_cause(csdesk: Csdesk) -> None:
    bring(csdesk, "2026-11-02,seal", "2026-11-03,")
    text = csdesk.ok("complaint", "causes", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["cause"] for row in rows] == ["seal", ""]
    assert rows[0]["share"] == "50"


def test_quiet_prints_the_causes_and_a_limit_cuts(csdesk: Csdesk) -> None:
    bring(csdesk, "2026-11-02,seal", "2026-11-03,", "2026-11-04,seal", "2026-11-04,x")
    assert csdesk.ok("complaint", "causes", "-q") == "seal\nx\n"
    assert "1 of 3 shown" in csdesk.ok("complaint", "causes", "--limit", "1")


def test_a_period_that_is_none_is_refused(csdesk: Csdesk) -> None:
    csdesk.refused(2, "complaint", "causes", "soon")
