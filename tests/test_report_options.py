"""What `report` can be asked beside a period, through the command line."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look


def figure(report: Any, key: str) -> Any:
    """The figure of that key in a report's JSON."""
    (found,) = (one for one in report["kpis"] if one["key"] == key)
    return found


@pytest.mark.parametrize("fmt", ["table", "json", "csv", "markdown"])
def test_a_split_report_reads_as_it_did(
    shop: Csdesk, golden: Callable[[str, str], None], fmt: str
) -> None:
    asked = ("--by", "channel,agent", "--kpi", "contacts,resolution_rate,nps")
    golden(
        f"report_by.{fmt}",
        shop.ok("report", *asked, "--last", "2", "--format", fmt),
    )


def test_each_group_is_computed_from_its_own_records(shop: Csdesk) -> None:
    report = shop.json("report", "2026-10", "--by", "channel", "--by", "category")
    assert list(report["by"]) == ["channel", "category"]
    for slices in report["by"].values():
        parts = [point["n"] for one in slices for point in one["kpis"][:1]]
        assert sum(parts) == figure(report, "contacts")["n"]
        assert {point["key"] for point in slices[0]["kpis"]} == {
            one["key"] for one in report["kpis"]
        }
    listed = shop.json("contact", "list", "--period", "2026-10", "--channel", "phone")
    inbound = [one for one in listed if one["direction"] == "inbound"]
    phone = next(one for one in report["by"]["channel"] if one["value"] == "phone")
    assert phone["kpis"][0] == {
        "key": "contacts", "value": len(inbound), "n": len(inbound),
    }  # fmt: skip


def test_records_without_the_dimension_are_shown_last(shop: Csdesk) -> None:
    slices = shop.json("report", "--by", "tier")["by"]["tier"]
    assert [one["value"] for one in slices][-1] is None
    assert "(not said)" in shop.ok("report", "--by", "tier")


def test_only_the_figures_asked_for_are_there(shop: Csdesk) -> None:
    report = shop.json("report", "--kpi", "nps, csat", "--kpi", "first-response-median")
    keys = ["nps", "csat", "first_response_median"]
    assert [one["key"] for one in report["kpis"]] == keys
    assert [one["key"] for one in report["trend"][0]["kpis"]] == keys


@pytest.mark.parametrize(
    ("compare", "label"),
    [
        ("previous", "2026-09"),
        ("last-year", "2025-10"),
        ("2026-W40", "2026-W40"),
        ("2026-09-01..2026-09-15", "2026-09-01..2026-09-15"),
    ],
)
def test_a_period_is_compared_with_any_other(
    shop: Csdesk, compare: str, label: str
) -> None:
    report = shop.json("report", "2026-10", "--compare", compare)
    assert report["compared"]["label"] == label
    alone = shop.json("report", label, "--compare", "none")
    before = {one["key"]: one["previous"]["value"] for one in report["kpis"]}
    assert before == {one["key"]: one["value"] for one in alone["kpis"]}


def test_compared_with_none_has_no_change(shop: Csdesk) -> None:
    report = shop.json("report", "--compare", "none")
    assert report["compared"] is None
    assert {one["change"] for one in report["kpis"]} == {None}
    assert {one["previous"] for one in report["kpis"]} == {None}


def test_a_week_53_has_no_last_year(csdesk: Csdesk) -> None:
    csdesk.now("2027-01-20T10:00:00+01:00")
    asked = ("report", "2026-W53", "--compare", "last-year")
    assert csdesk.json(*asked)["compared"] is None


def test_a_report_is_as_it_stood_on_a_day(shop: Csdesk) -> None:
    """A bare day means its end, in the desk's zone."""
    report = shop.json("report", "2026-W46", "--as-of", "2026-11-12")
    assert report["as_of"] == "2026-11-13T00:00:00+01:00"
    assert report["period"]["complete"] is False
    alone = shop.json("report", "2026-11-09..2026-11-12")
    for key in ("contacts", "backlog", "nps", "resolution_rate"):
        assert figure(report, key)["value"] == figure(alone, key)["value"]
    assert report["compared"]["complete"]


def test_a_later_day_sees_what_was_resolved_since(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-10T10:00:00+01:00")
    csdesk.ok("log", "Ann", "where is it?", "--channel", "email")
    csdesk.now("2026-11-18T10:00:00+01:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-17 09:00")
    early, late = (
        csdesk.json("report", "2026-W46", "--as-of", day)
        for day in ("2026-11-16 00:00", "2026-11-17")
    )
    assert figure(early, "resolution_rate")["value"] == 0
    assert figure(late, "resolution_rate")["value"] == 100
    assert figure(early, "backlog")["value"] == 1
    assert figure(late, "backlog")["value"] == 0
    assert early["kpis"] == csdesk.json("report", "2026-W46")["kpis"]


def test_what_came_late_is_counted(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-10T10:00:00+01:00")
    csdesk.ok("log", "Ann", "in time")
    csdesk.now("2026-11-18T10:00:00+01:00")
    assert not [n for n in csdesk.json("report")["notes"] if "since" in n]
    csdesk.ok("log", "Ben", "forgotten", "--at", "2026-11-11 10:00")
    csdesk.ok("contact", "edit", "C1", "--category", "delivery")
    late = "2 records were entered or corrected since 2026-W46 ended."
    assert late in csdesk.json("report")["notes"]
    assert late in csdesk.ok("report")
    csdesk.ok("undo")
    assert "1 record was entered" in csdesk.ok("report")


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("csat<95", 1),
        ("csat < 50", 0),
        ("backlog>=13", 1),
        ("backlog>13", 0),
        ("first_response_median>1h", 1),
        ("first_response_median>48h", 0),
    ],
)
def test_a_cron_job_is_told_by_the_exit_code(
    shop: Csdesk, test: str, code: int
) -> None:
    result = shop("report", "--fail-on", test)
    assert result.exit_code == code
    assert "Net Promoter Score" in result.stdout
    assert ("--fail-on" in result.stderr) == (code == 1)


def test_no_data_hits_nothing_and_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello")
    result = csdesk("report", "this-week", "--fail-on", "nps<50")
    assert result.exit_code == 0
    assert "nps has no data" in result.stderr


def test_a_figure_that_is_tested_is_in_the_report(shop: Csdesk) -> None:
    result = shop("report", "--kpi", "nps", "--fail-on", "backlog>1")
    assert result.exit_code == 1
    assert "Backlog" in result.stdout


def test_the_clock_is_the_shops_once_it_has_hours(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    csdesk.now("2026-11-13T16:30:00+01:00")
    csdesk.ok("log", "Ann", "hello?", "--channel", "email")
    csdesk.now("2026-11-16T09:30:00+01:00")
    csdesk.ok("contact", "respond", "C1")
    csdesk.ok("contact", "resolve", "C1")
    csdesk.now("2026-11-18T10:00:00+01:00")
    for clock, seconds in (("business", 3600), ("elapsed", 65 * 3600)):
        report = csdesk.json("report", "this-week", "--clock", clock)
        assert report["clock"] == clock
        assert figure(report, "first_response_median")["value"] == seconds
        assert figure(report, "resolution_time")["value"] == seconds
    assert csdesk.json("report", "this-week")["clock"] == "business"


def test_without_hours_business_time_is_elapsed_time(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello?", "--channel", "email", "--at", "2026-11-16 09:00")
    csdesk.ok("contact", "respond", "C1", "--at", "2026-11-16 11:00")
    report = csdesk.json("report", "this-week", "--clock", "business")
    assert figure(report, "first_response_time")["value"] == 7200
    assert csdesk.json("report", "this-week")["clock"] == "elapsed"


def test_of_few_answers_the_answers_stand_for_themselves(csdesk: Csdesk) -> None:
    for score in ("9", "2", "10"):
        csdesk.ok("survey", "record", "nps", score)
    nps = figure(csdesk.json("report", "this-week"), "nps")
    assert nps["note"] == "3 answers: 2 9 10"
    assert nps["value"] == pytest.approx(100 / 3)
    page = csdesk.ok("report", "this-week")
    assert " 2 9 10 " in page
    assert "Of 3 answers to the NPS question 2 would recommend the shop" in page
    for score in ("8", "8"):
        csdesk.ok("survey", "record", "nps", score)
    nps = figure(csdesk.json("report", "this-week"), "nps")
    assert nps["note"] == "small sample"


def test_news_is_what_left_its_usual_range(csdesk: Csdesk) -> None:
    for week in range(1, 13):
        day = date(2026, 11, 10) - timedelta(weeks=week)
        for hour in (10, 11):
            csdesk.ok("log", "-", "hello", "--at", f"{day} {hour}:00")
    for number in range(20):
        csdesk.ok("log", "-", "more", "--at", f"2026-11-10 10:{number:02}")
    news = csdesk.json("report")["news"]
    assert any(one.startswith("Contacts: 2") and "above" in one for one in news)
    assert "Contacts: 2" in csdesk.ok("report").split("Demand")[0]


def test_the_page_is_written_and_said(shop: Csdesk, tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    assert shop.ok("report", "--html", str(file)) == f"Wrote {file}.\n"
    page = file.read_text("utf-8")
    assert page == shop.ok("report", "--format", "html")
    for told in ("Causes of complaints", "Contacts by channel", "What needs attention"):
        assert told in page


@pytest.mark.parametrize(
    "fmt",
    [
        "json",
        *(
            pytest.param(fmt, marks=pytest.mark.long)
            for fmt in ("table", "plain", "csv", "markdown", "html")
        ),
    ],
)
def test_the_same_as_of_prints_the_same_bytes_for_ever(
    csdesk: Csdesk, fmt: str
) -> None:
    csdesk.ok("log", "Ann", "hello", "--at", "2026-11-10 10:00", "--resolved")
    csdesk.ok("survey", "record", "nps", "9", "--at", "2026-11-11 10:00")
    asked = ("report", "2026-W46", "--as-of", "2026-11-17", "--by", "channel")
    before = csdesk.ok(*asked, "--format", fmt)
    csdesk.now("2027-06-01T10:00:00+02:00")
    csdesk.ok("log", "Ann", "another")
    csdesk.ok("contact", "reopen", "C1", "--at", "2027-05-31 10:00")
    assert csdesk.ok(*asked, "--format", fmt) == before


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("--kpi", "scat"), "'scat'", "Did you mean 'csat'?"),
        (("--by", "chanel"), "'chanel'", "Did you mean 'channel'?"),
        (("--clock", "busines"), "'busines'", "Did you mean 'business'?"),
        (("--compare", "2026-W99"), "2026-W99", ""),
        (("--compare", "2027-01"), "2027-01 has not begun", ""),
        (("--as-of", "soonish"), "soonish", ""),
        (("--as-of", "2026-01-01"), "before the desk's first record", "It began"),
        (("--as-of", "2026-12-01"), "still to come", ""),
        (("2026-W46", "--as-of", "2026-11-01"), "had not begun", ""),
        (("--fail-on", "csat"), "'csat'", "--fail-on 'csat<80'"),
        (("--fail-on", "scat<80"), "scat", "csat"),
        (("--fail-on", "csat<many"), "many", ""),
        (("--html", "/nowhere/x.html"), "/nowhere/x.html", "folder"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_hint(
    shop: Csdesk, arguments: tuple[str, ...], says: str, hint: str
) -> None:
    problem = shop.refused(2, "report", *arguments)
    error, *rest = problem.splitlines()
    assert says in error
    assert len(rest) == 1
    assert hint in rest[0]


def test_a_bad_word_is_told_before_any_desk_is_opened(csdesk: Csdesk) -> None:
    csdesk.path.unlink()
    assert "Did you mean 'csat'?" in csdesk.refused(2, "report", "--kpi", "scat")


def test_the_json_is_json(shop: Csdesk) -> None:
    assert json.loads(shop.ok("report", "--by", "phase", "--format", "json"))


@pytest.mark.parametrize(
    ("options", "is_there"),
    [
        ((), False),
        (("--all",), True),
        (("--kpi", "lapsed-customers"), True),
        (("--fail-on", "lapsed_customers>5"), True),
    ],
)
def test_what_takes_long_is_reported_where_somebody_asks_for_it(
    csdesk: Csdesk, options: tuple[str, ...], is_there: bool
) -> None:
    told = csdesk.json("report", *options)
    assert ("lapsed_customers" in {one["key"] for one in told["kpis"]}) is is_there
