"""A report as of any instant: what happened later might never have been written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.recount.earlier import never_after
from tests.recount.found import Found
from tests.recount.oracle import recount
from tests.recount.reports import has_begun, report_on, rows_of
from tests.recount.runs import runs
from tests.recount.spans import bounds
from tests.recount.test_laws import LATER, desks_that_go_on
from tests.recount.test_recount import assert_same

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis import settings

    from csdesk.result import Report
    from tests.recount.spans import Days
    from tests.recount.written import Desk

DAY = 24 * 3600


@st.composite
def desks_and_instants(draw: st.DrawFn) -> tuple[Desk, Days, int]:
    """A desk of long life, a week of it, and an instant in that week or after it.

    A status without a time is no event: it counts at every instant, wherever in a
    thread it was written. So those that follow have none here.
    """
    _, desk, week = draw(desks_that_go_on(untimed="cases"))
    start, end = bounds(week, desk.zone)
    edges = [end - DAY, end - 1, end, end + 1, end + DAY, end + 7 * DAY]
    instants = st.one_of(
        st.integers(start + 1, end),
        st.integers(end, end + 20 * DAY),
        st.sampled_from(edges),
    )
    return desk, week, draw(instants)


@runs(few=3, many=20)
def test_a_recount_equals_every_figure_as_of_any_instant(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_instants())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, week, at = drawn
        start, end = bounds(week, desk.zone)
        desk.write(path, empty_desk)
        assume(has_begun(path, at))
        truth = recount(rows_of(path), start, end, at)
        for key, found in _figures(report_on(path, week, end + LATER, as_of=at)):
            assert_same(found, truth[key], f"{key} of {week} as of {at}")

    on_random_desks()


@runs(few=3, many=40)
def test_what_happened_later_might_never_have_been_written(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_instants())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, week, at = drawn
        now = bounds(week, desk.zone)[1] + LATER
        desk.write(path, empty_desk)
        assume(has_begun(path, at))
        whole = _figures(report_on(path, week, now, as_of=at))
        never_after(desk, at).write(path, empty_desk)
        assert _figures(report_on(path, week, now, as_of=at)) == whole

    on_random_desks()


@runs(few=3, many=20)
def test_a_running_week_is_as_of_the_second_after_now(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_instants())
    def on_random_desks(drawn: tuple[Desk, Days, int]) -> None:
        desk, week, at = drawn
        now = min(at, bounds(week, desk.zone)[1]) - 1
        desk.write(path, empty_desk)
        assume(has_begun(path, now + 1))
        running = _figures(report_on(path, week, now))
        assert _figures(report_on(path, week, now + LATER, as_of=now + 1)) == running
        never_after(desk, now + 1).write(path, empty_desk)
        assert _figures(report_on(path, week, now)) == running

    on_random_desks()


def _figures(report: Report) -> list[tuple[str, Found]]:
    return [
        (one.key, Found(one.value, one.n, dict(one.parts))) for one in report.figures
    ]
