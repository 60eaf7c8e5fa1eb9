"""`csdesk kpi`: a figure opened down to its sum and its records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from csdesk.kpi.definitions import KPIS
from tests.draw import drawn

if TYPE_CHECKING:
    from tests.conftest import Csdesk


def test_every_figure_is_listed_without_a_desk(csdesk: Csdesk) -> None:
    csdesk.path.unlink()
    assert csdesk.ok("kpi", "list", "-q").split() == [kpi.key for kpi in KPIS]
    (nps,) = (one for one in csdesk.json("kpi", "list") if one["key"] == "nps")
    assert nps["formula"] == "100 * (promoters - detractors) / nps_answers"


@pytest.mark.parametrize("key", drawn([kpi.key for kpi in KPIS], "explained"))
def test_every_figure_can_be_explained(shop: Csdesk, key: str) -> None:
    told = shop.json("kpi", "explain", key, "2026-10")
    report = shop.json("report", "2026-10", "--kpi", key)
    (figure,) = report["kpis"]
    assert told["value"] == figure["value"]
    assert told["n"] == figure["n"]
    assert told["meaning"]
    assert told["source"]
    assert re.search(r"\d|–", told["worked"])
    named = {one["part"]: one["value"] for one in told["parts"]}
    assert {name: named[name] for name in figure["parts"]} == figure["parts"]
    left = {one["part"]: one["value"] for one in told["left_out"] if one["value"]}
    assert left == figure["left_out"]


@pytest.mark.long
@pytest.mark.parametrize("key", drawn([kpi.key for kpi in KPIS], "listed"))
def test_the_rows_of_every_figure_are_listed(shop: Csdesk, key: str) -> None:
    (figure,) = shop.json("report", "2026-10", "--kpi", key)["kpis"]
    rows = shop.json("kpi", "rows", key, "2026-10")
    for name in ("numerator", "denominator"):
        if name in figure["parts"]:
            put = [row["value"] for row in rows if row["part"] == name]
            assert sum(put) == figure["parts"][name]
    if not figure["parts"] and figure["unit"] == "count":
        assert sum(row["value"] for row in rows) == figure["value"]
    if figure["unit"] == "money" and key == "recovery_cost":
        put = [row["value"] for row in rows if row["part"] == "remedy_costs"]
        assert sum(put) == pytest.approx(figure["value"])


def test_a_sum_is_worked_out_with_its_numbers(shop: Csdesk) -> None:
    (rate,) = shop.json("report", "--kpi", "resolution_rate")["kpis"]
    over, under = rate["parts"]["numerator"], rate["parts"]["denominator"]
    worked = shop.json("kpi", "explain", "resolution_rate")["worked"]
    assert worked == f"100 * {over} / {under} = {rate['value']:.1f} %"
    assert "values from" in shop.json("kpi", "explain", "resolution_median")["worked"]
    assert "adding up to" in shop.json("kpi", "explain", "handle_time")["worked"]


@pytest.mark.parametrize(
    "asked", [("2026-W43", "--as-of", "2026-11-15"), ("2026-W35",), ("2026-W46",)]
)
def test_a_change_is_explained_as_the_report_has_it(
    shop: Csdesk, asked: tuple[str, ...]
) -> None:
    """Moved to another instant, compared with the time before the desk, or plainly."""
    (figure,) = shop.json("report", *asked, "--kpi", "resolution_rate")["kpis"]
    told = shop.json("kpi", "explain", "resolution_rate", *asked)["change"]
    said = figure["change"]["says"] if figure["change"] else None
    assert (told and told.partition(": ")[2]) == said


def test_no_data_is_explained_and_not_a_zero(csdesk: Csdesk) -> None:
    told = csdesk.json("kpi", "explain", "nps")
    assert told["value"] is None
    assert told["worked"].endswith("= –, since there are no NPS answers")
    assert csdesk.ok("kpi", "rows", "nps") == (
        "No record counts towards nps in 2026-W46.\n"
    )


def test_a_part_is_listed_alone_and_its_ids_feed_scripts(shop: Csdesk) -> None:
    rows = shop.json("kpi", "rows", "csat", "2026-10", "--part", "numerator")
    assert {row["part"] for row in rows} == {"numerator"}
    ids = shop.ok("kpi", "rows", "csat", "2026-10", "--part", "numerator", "-q")
    assert ids.split() == [row["id"] for row in rows]
    assert all(one.startswith("S") for one in ids.split())


def test_rows_are_cut_for_people_and_say_so(shop: Csdesk) -> None:
    assert "50 of " in shop.ok("kpi", "rows", "contacts", "2026-10")
    assert len(shop.json("kpi", "rows", "contacts", "2026-10", "--limit", "3")) == 3


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("explain", "backlock"), "'backlock'", "Did you mean 'backlog'?"),
        (("rows", "nps", "--part", "promotors"), "'promotors'", "'promoters'"),
        (("rows", "nps", "2026-W54"), "2026-W54", ""),
        (("explain", "nps", "--clock", "wall"), "'wall'", "business"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_hint(
    shop: Csdesk, arguments: tuple[str, ...], says: str, hint: str
) -> None:
    problem = shop.refused(2, "kpi", *arguments)
    assert says in problem.splitlines()[0]
    assert hint in problem.splitlines()[1]
