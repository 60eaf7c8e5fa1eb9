"""The report through the command line: every format, every kind of period."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Csdesk


@pytest.mark.parametrize("fmt", ["table", "plain", "json", "csv", "markdown"])
def test_each_format_reads_as_it_did(
    shop: Csdesk, golden: Callable[[str, str], None], fmt: str
) -> None:
    golden(f"report.{fmt}", shop.ok("report", "--last", "4", "--format", fmt))


def test_a_wide_terminal_shows_what_a_figure_cannot_see(
    shop: Csdesk, golden: Callable[[str, str], None]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "120")
        golden("report_120.table", shop.ok("report"))


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(shop: Csdesk, width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        lines = shop.ok("report").splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("2026-W46", "weekly"),
        ("2026-10", "monthly"),
        ("2026-Q4", "quarterly"),
        ("2026", "yearly"),
        ("2026-11-10", "daily"),
        ("2026-11-01..2026-11-15", "range"),
        ("all", "all"),
    ],
)
def test_every_period_has_a_report(shop: Csdesk, period: str, name: str) -> None:
    report = shop.json("report", period)
    assert (report["format"], report["report"]) == (1, name)
    assert next(kpi for kpi in report["kpis"] if kpi["key"] == "contacts")["value"] > 0


def test_the_json_has_the_shape_that_scripts_know(shop: Csdesk) -> None:
    report = shop.json("report")
    assert list(report)[:14] == [
        "format", "report", "desk", "timezone", "currency", "clock", "period",
        "compared", "as_of", "kpis", "by", "trend", "attention", "news",
    ]  # fmt: skip
    assert report["period"] == {
        "label": "2026-W46",
        "start": "2026-11-09T00:00:00+01:00",
        "end": "2026-11-16T00:00:00+01:00",
        "complete": True,
    }
    assert report["compared"]["label"] == "2026-W45"
    assert list(report["kpis"][0]) == [
        "key", "label", "unit", "better", "value", "n", "parts", "left_out",
        "interval", "previous", "change", "note",
    ]  # fmt: skip
    assert len(report["trend"]) == 13
    assert report["trend"][-1]["period"] == report["period"]


def test_the_trend_ends_with_the_figures_of_the_period(shop: Csdesk) -> None:
    report = shop.json("report")
    last = {point["key"]: point["value"] for point in report["trend"][-1]["kpis"]}
    assert last == {kpi["key"]: kpi["value"] for kpi in report["kpis"]}


def test_csv_is_a_row_a_figure(shop: Csdesk) -> None:
    rows = list(csv.DictReader(io.StringIO(shop.ok("report", "--format", "csv"))))
    assert list(rows[0]) == [
        "period", "dimension", "group", "key", "label", "unit", "value", "n", "low",
        "high", "previous", "difference", "verdict",
    ]  # fmt: skip
    figures = [row for row in rows if not row["dimension"]]
    assert len(figures) == len({row["key"] for row in figures})


def test_no_data_is_null_and_never_zero(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello")
    found: dict[str, Any] = {
        kpi["key"]: kpi for kpi in csdesk.json("report", "this-week")["kpis"]
    }
    assert found["nps"]["value"] is None
    assert found["nps"]["note"] == "no NPS answers"
    assert found["contacts"]["value"] == 1


def test_the_same_desk_prints_the_same_bytes(shop: Csdesk) -> None:
    assert shop.ok("report") == shop.ok("report")


def test_attention_names_ids_and_no_customers(shop: Csdesk) -> None:
    attention = shop.json("report")["attention"]
    names = {row["name"] for row in shop.json("customer", "list")}
    assert attention
    assert {item["id"][0] for item in attention} <= {"C", "K", "F"}
    assert not [item for item in attention if any(n in item["says"] for n in names)]


def test_a_past_week_is_the_same_after_what_happens_later(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "2026-11-10 10:00", "--channel", "email")
    before = csdesk.ok("report", "2026-W46")
    csdesk.ok("contact", "respond", "C1")
    csdesk.ok("contact", "resolve", "C1")
    csdesk.ok("log", "Ben", "another")
    assert csdesk.ok("report", "2026-W46") == before


def test_the_report_goes_into_a_file(shop: Csdesk, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    assert shop.ok("report", "--format", "csv", "--output", str(file)) == ""
    assert file.read_text("utf-8") == shop.ok("report", "--format", "csv")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("2026-W54",), 2, "2026-W54"),
        (("last-weak",), 2, "last-week"),
        (("2027-W01",), 2, "has not begun"),
        (("--format", "jsonl"), 2, "jsonl"),
        (("--format", "jason"), 2, "json"),
        (("--last", "0"), 2, "--last"),
        (("--output", "/nowhere/x.txt"), 2, "/nowhere/x.txt"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    shop: Csdesk, arguments: tuple[str, ...], code: int, says: str
) -> None:
    assert says in shop.refused(code, "report", *arguments)


AGAINST = {"worse": "for the better", "better": "for the worse"}


def test_no_news_of_the_demo_is_contradicted_by_its_own_verdict(shop: Csdesk) -> None:
    for period in (*(f"2026-W{week}" for week in range(43, 47)), "2026-11-15"):
        report = shop.json("report", period, "--all")
        for kpi in report["kpis"]:
            label, change = kpi["label"], kpi["change"] or {"verdict": "none"}
            for sentence in report["news"]:
                if sentence.startswith((f"{label}: ", f"{label} has been")):
                    assert change["verdict"] != "too_few", sentence
                    against = AGAINST.get(change["verdict"])
                    assert not (against and against in sentence), sentence
