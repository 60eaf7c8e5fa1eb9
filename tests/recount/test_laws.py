"""What must hold between figures, whatever is in a desk."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recount.desks import Untimed, desks
from tests.recount.dice import Dice
from tests.recount.later import carry_on
from tests.recount.lives import REOPENED, RESOLVED
from tests.recount.reports import report_on, rows_of
from tests.recount.runs import runs
from tests.recount.spans import Days, bounds, week_of

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis import settings

    from csdesk.result import Figure, Report
    from tests.recount.written import Desk

DAY = timedelta(days=1)
LATER = 400 * 86_400  # long after everything
# Figures of which each record counts in one period only, whatever happens afterwards.
ADDED_UP = (
    "contacts", "complaints_opened", "complaint_rate", "repeat_contact_rate",
    "avoidable_rate", "self_service_rate", "abandonment_rate", "speed_of_answer",
    "service_level", "handle_time", "first_response_time",
    "first_contact_resolution", "reopen_rate", "recovery_cost", "promises_kept",
    "winback_rate", "retained_value",
)  # fmt: skip


@runs(few=4, many=20)
def test_the_backlog_is_what_was_there_and_came_and_did_not_go(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks(untimed="none"))
    def on_random_desks(desk: Desk) -> None:
        desk.write(path, empty_desk)
        rows = rows_of(path)
        last = week_of(desk.change + 28 * DAY)
        report = report_on(path, last, bounds(last, desk.zone)[1], last=10)
        backlog = [
            point.n
            for _, points in report.trend
            for point in points
            if point.key == "backlog"
        ]
        week = last
        for before, after in zip(backlog[-2::-1], backlog[:0:-1], strict=True):
            start, end = bounds(week, desk.zone)
            happened = Counter(
                event.what
                for case in rows.cases
                for event in case.life
                if start <= event.since < end
            )
            opened = sum(start <= case.opened_at < end for case in rows.cases)
            came = opened + happened[REOPENED]
            assert after == before + came - happened[RESOLVED], week
            week = week.before()

    on_random_desks()


@runs(few=4, many=20)
def test_days_add_up_to_their_week(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks(), st.integers(-3, 3))
    def on_random_desks(desk: Desk, weeks: int) -> None:
        desk.write(path, empty_desk)
        week = week_of(desk.change + weeks * 7 * DAY)
        now = bounds(week, desk.zone)[1] + LATER
        parts: Counter[tuple[str, str]] = Counter()
        for number in range(7):
            day = week.start + number * DAY
            parts.update(_added_up(report_on(path, Days("day", day, day + DAY), now)))
        whole = _added_up(report_on(path, week, now))
        assert {key: parts[key] for key in whole} == pytest.approx(whole)

    on_random_desks()


@runs(few=4, many=20)
def test_groups_add_up_to_the_whole(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks(), st.integers(-3, 3))
    def on_random_desks(desk: Desk, weeks: int) -> None:
        desk.write(path, empty_desk)
        week = week_of(desk.change + weeks * 7 * DAY)
        report = report_on(path, week, bounds(week, desk.zone)[1] + LATER)
        found = {one.key: one for one in report.figures}
        for key in ("backlog", "nps"):
            groups = dict(found[key].parts)
            groups.pop("oldest", None)
            assert sum(number or 0 for number in groups.values()) == found[key].n
        assert found["resolution_time"].n <= _part(found["clearance_rate"], "numerator")
        assert found["complaints_resolved"].n <= _part(
            found["clearance_rate"], "numerator"
        )
        assert found["csat"].n == found["csat_mean"].n

    on_random_desks()


@st.composite
def desks_that_go_on(
    draw: st.DrawFn, *, untimed: Untimed = "any"
) -> tuple[Desk, Desk, Days]:
    """A desk, the same one later, and a week that ended before anything was added."""
    desk = draw(desks(untimed=untimed))
    week = week_of(desk.change + draw(st.integers(-3, 3)) * 7 * DAY)
    end = bounds(week, desk.zone)[1]
    later = deepcopy(desk)
    carry_on(later, Dice(draw, [end, end + 86_400], floor=end))
    return desk, later, week


@runs(few=4, many=20)
def test_the_report_of_an_ended_week_stays_whatever_comes_later(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_that_go_on())
    def on_random_desks(drawn: tuple[Desk, Desk, Days]) -> None:
        desk, later, week = drawn
        end = bounds(week, desk.zone)[1]
        desk.write(path, empty_desk)
        at_once = report_on(path, week, end, last=4)
        later.write(path, empty_desk)
        assert _figures(report_on(path, week, end + LATER, last=4)) == _figures(at_once)

    on_random_desks()


def _figures(report: Report) -> list[object]:
    return [*report.figures, report.compared, *report.trend, report.attention]


def _added_up(report: Report) -> dict[tuple[str, str], float]:
    found = {
        (one.key, name): number or 0
        for one in report.figures
        if one.key in ADDED_UP
        for name, number in (*one.parts.items(), ("n", one.n))
    }
    (cost,) = (one.value for one in report.figures if one.key == "recovery_cost")
    return {**found, ("recovery_cost", "value"): cost or 0}


def _part(figure: Figure, name: str) -> float:
    return figure.parts[name] or 0
