"""The records behind a figure: their count and sum are the figure, on random desks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from csdesk.kpi.definitions import KPIS
from csdesk.kpi.dimensions import DIMENSIONS
from csdesk.kpi.drilldown import parts_of, rows
from csdesk.kpi.measure import Take
from csdesk.kpi.query import value
from csdesk.reports.build import ReportOptions, build
from csdesk.reports.figures import scope_of
from csdesk.reports.periods import plan
from csdesk.store.open_desk import reading
from csdesk.store.settings import read_settings
from tests.recount.desks import desks
from tests.recount.reports import _period
from tests.recount.runs import runs
from tests.recount.spans import Days, bounds, month_of, week_of
from tests.recount.test_recount import same

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis import settings

    from csdesk.kpi.drilldown import Contribution
    from csdesk.kpi.formula import Measured
    from csdesk.kpi.measure import Measure
    from tests.recount.written import Desk


@st.composite
def desks_and_periods(draw: st.DrawFn) -> tuple[Desk, Days]:
    desk = draw(desks())
    of = draw(st.sampled_from((week_of, month_of)))
    return desk, of(desk.change)


@runs(few=8, many=40)
def test_the_records_behind_a_figure_add_up_to_it(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks_and_periods(), st.sampled_from(("business", "elapsed")))
    def on_random_desks(drawn: tuple[Desk, Days], clock: str) -> None:
        desk, days = drawn
        desk.write(path, empty_desk)
        check(path, days, bounds(days, desk.zone)[1] + 400 * 86_400, clock)

    on_random_desks()


def check(path: Path, days: Days, now: int, clock: str) -> None:
    with reading(path) as connection:
        rules = read_settings(connection)
        planned = plan(
            connection,
            _period(days),
            now=datetime.fromtimestamp(now, UTC),
            zone=rules.zone,
            last=1,
        )
        report = build(
            connection, planned, rules, ReportOptions(clock=clock, everything=True)
        )
        scope = scope_of(connection, planned, rules, clock)
        for kpi, figure in zip(KPIS, report.figures, strict=True):
            parts = parts_of(kpi)
            put = {name: rows(connection, one, scope) for name, one in parts.items()}
            for name, part in figure.parts.items():
                assert same(part, number(parts[name], put[name])), (kpi.key, name)
            for key, count in figure.left_out.items():
                assert len(put[key]) == count, (kpi.key, key)
            taken = {one.key: measured(one, put[name]) for name, one in parts.items()}
            units = 100.0 if rules.text("currency") == "EUR" else None
            if kpi.single is None and units:
                worked_out = value(kpi, {"minor_units": units, **taken})
                assert same(figure.value, worked_out), kpi.key


def number(measure: Measure, put: list[Contribution]) -> float | None:
    """A part as its rows tell it."""
    if measure.take is Take.MAX:
        return put[0].value if put else None
    if measure.take in {Take.VALUES, Take.MEAN_ONLY}:
        return len(put)
    return sum(one.value for one in put)


def measured(measure: Measure, put: list[Contribution]) -> Measured | None:
    """What a formula takes, as its rows tell it."""
    if measure.take in {Take.VALUES, Take.MEAN_ONLY}:
        return [one.value for one in put]
    return number(measure, put)


def test_every_figure_can_be_opened_and_split() -> None:
    for kpi in KPIS:
        assert kpi.meaning.endswith("."), kpi.key
        for measure in parts_of(kpi).values():
            for source in measure.relation.rows:
                assert set(DIMENSIONS) <= set(source.dimensions), measure.key
                assert "letter" in source.columns, measure.key
