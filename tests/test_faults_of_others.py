"""Faults found in other systems' figures (KPIS.md §5), each with a test of its name."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Csdesk

HOUR = 3600
DAY = 24 * HOUR
HEADINGS = "received_at,channel,first_response_at,resolved_at"
Row = tuple[str, str, str, str]


def came_in(csdesk: Csdesk, *rows: Row) -> None:
    """Contacts from a file: received, channel, first response, resolution."""
    file = csdesk.folder / "contacts.csv"
    file.write_text("\n".join([HEADINGS, *map(",".join, rows)]) + "\n", "utf-8")
    csdesk.ok("import", "contacts", str(file))


def email(received: str, responded: str = "", resolved: str = "") -> Row:
    """An e-mail."""
    return (received, "email", responded, resolved)


def figures(csdesk: Csdesk, period: str) -> dict[str, dict[str, Any]]:
    """The figures of a period by their keys."""
    found = csdesk.json("report", period)["kpis"]
    return {kpi["key"]: kpi for kpi in found}


def test_comparing_7_days_with_6(csdesk: Csdesk) -> None:
    before = ("09T12:00", "10T12:00", "11T12:00", "14T12:00", "15T12:00")
    came_in(csdesk, *(email(f"2026-11-{at}+01:00") for at in (*before, "16T12:00")))
    whole = figures(csdesk, "2026-W47")["contacts"]  # on its Wednesday at 10
    assert (whole["value"], whole["previous"]["value"]) == (1, 2)
    ended = figures(csdesk, "2026-W46")["contacts"]
    assert (ended["value"], ended["previous"]["value"]) == (5, 0)
    six = figures(csdesk, "2026-11-10..2026-11-15")["contacts"]
    assert (six["value"], six["previous"]["value"]) == (4, 1)


def test_averaging_ceilinged_days(csdesk: Csdesk) -> None:
    came_in(
        csdesk,
        email("2026-11-09T10:00+01:00", resolved="2026-11-09T11:00+01:00"),
        email("2026-11-09T10:00+01:00", resolved="2026-11-10T11:00+01:00"),
    )
    assert figures(csdesk, "2026-W46")["resolution_time"]["value"] == 13 * HOUR


def test_fulfilled_above_100_percent(csdesk: Csdesk) -> None:
    came_in(
        csdesk,
        email("2026-11-02T10:00+01:00", resolved="2026-11-10T10:00+01:00"),
        email("2026-11-02T11:00+01:00", resolved="2026-11-10T10:00+01:00"),
        email("2026-11-09T10:00+01:00", resolved="2026-11-10T10:00+01:00"),
    )
    found = figures(csdesk, "2026-W46")
    assert found["resolution_rate"]["parts"] == {"numerator": 1, "denominator": 1}
    assert found["resolution_rate"]["value"] == 100
    above = [key for key, kpi in found.items()
             if kpi["unit"] == "percent" and (kpi["value"] or 0) > 100]  # fmt: skip
    assert above == ["clearance_rate"]  # "per 100 opened": the backlog shrank
    assert found["clearance_rate"]["label"] == "Resolved per 100 opened"


def test_0_where_there_is_no_data(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello", "--channel", "email")
    found = figures(csdesk, "this-week")
    without = {key for key, kpi in found.items() if not kpi["n"]}
    counts = {key for key in without if found[key]["unit"] in {"count", "money"}}
    assert without - counts
    for key in without - counts:
        assert found[key]["value"] is None, key
        assert found[key]["note"], key
    text = csdesk.ok("report", "this-week", "--format", "csv")
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in without - counts and not row["dimension"]:
            assert not row["value"], row["key"]


def test_resolution_as_last_modified_less_created(csdesk: Csdesk) -> None:
    came_in(csdesk, email("2026-11-09T10:00+01:00", resolved="2026-11-09T12:00+01:00"))
    csdesk.ok("contact", "edit", "C1", "--category", "tea")  # on 18 November
    assert figures(csdesk, "2026-W46")["resolution_time"]["value"] == 2 * HOUR


def test_whole_hours_before_averaging(csdesk: Csdesk) -> None:
    came_in(
        csdesk,
        email("2026-11-09T10:00+01:00", "2026-11-09T10:30+01:00"),
        email("2026-11-09T10:00+01:00", "2026-11-09T10:40+01:00"),
    )
    found = figures(csdesk, "2026-W46")
    assert found["first_response_time"]["value"] == 35 * 60
    assert found["first_response_median"]["value"] == 35 * 60


def test_a_total_that_adds_averages(csdesk: Csdesk) -> None:
    came_in(
        csdesk,
        email("2026-11-02T10:00+01:00", resolved="2026-11-02T20:00+01:00"),
        *[email("2026-11-09T10:00+01:00", resolved="2026-11-09T12:00+01:00")] * 3,
    )
    first = figures(csdesk, "2026-W45")["resolution_time"]
    then = figures(csdesk, "2026-W46")["resolution_time"]
    assert (first["value"], then["value"]) == (10 * HOUR, 2 * HOUR)
    both = figures(csdesk, "2026-11-02..2026-11-15")["resolution_time"]
    assert (both["value"], both["n"]) == (4 * HOUR, 4)


def test_business_time_0_where_no_hours_are_set(csdesk: Csdesk) -> None:
    came_in(csdesk, email("2026-11-14T10:00+01:00", "2026-11-15T10:00+01:00"))
    assert csdesk.json("report", "2026-W46")["clock"] == "elapsed"
    found = figures(csdesk, "2026-W46")["first_response_time"]
    assert found["value"] == DAY  # of a weekend
    report = csdesk.json("report", "2026-W46", "--clock", "business")
    (asked,) = (one for one in report["kpis"] if one["key"] == "first_response_time")
    assert asked["value"] == DAY


def test_the_time_zone_guessed_from_todays_offset(csdesk: Csdesk) -> None:
    came_in(csdesk, email("2026-06-30T22:30Z"), email("2026-07-31T22:30Z"))
    july = csdesk.json("report", "2026-07")  # in November, an hour nearer to UTC
    assert july["period"]["start"] == "2026-07-01T00:00:00+02:00"
    assert figures(csdesk, "2026-07")["contacts"]["value"] == 1
    assert figures(csdesk, "2026-06")["contacts"]["value"] == 0
    assert figures(csdesk, "2026-08")["contacts"]["value"] == 1


def test_a_resolved_case_whose_clock_runs_on(csdesk: Csdesk) -> None:
    came_in(csdesk, email("2026-11-09T10:00+01:00", resolved="2026-11-09T12:00+01:00"))
    assert figures(csdesk, "this-month")["resolution_time"]["value"] == 2 * HOUR
    first = csdesk.ok("report", "2026-W46")
    csdesk.now("2026-12-24T10:00:00+01:00")
    assert csdesk.ok("report", "2026-W46") == first
    found = figures(csdesk, "this-week")
    assert found["backlog"]["value"] == 0
    assert found["awaiting_response"]["value"] == 0


def test_utc_month_edges(csdesk: Csdesk) -> None:
    came_in(csdesk, email("2026-10-31T22:59:59Z"), email("2026-10-31T23:00:00Z"))
    assert figures(csdesk, "2026-10")["contacts"]["value"] == 1
    assert figures(csdesk, "2026-11")["contacts"]["value"] == 1


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (("log", "Ann", "hello"), ("contact", "respond", "C1")),
        (("complaint", "open", "Ann", "cold tea"), ("complaint", "acknowledge", "K1")),
    ],
)
def test_first_response_of_an_automatic_receipt(
    csdesk: Csdesk, written: Sequence[str], answer: Sequence[str]
) -> None:
    csdesk.ok(*written, "--channel", "email", "--at", "2026-11-17 09:00")
    found = figures(csdesk, "this-week")
    assert found["first_response_time"]["n"] == 0  # it says "Logged": no answer
    assert found["awaiting_response"]["value"] == 1
    csdesk.ok(*answer, "--at", "2026-11-17 09:30")
    assert figures(csdesk, "this-week")["first_response_time"]["value"] == HOUR / 2
