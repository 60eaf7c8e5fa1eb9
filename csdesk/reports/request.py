"""Requests for reports: read typed options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.parsing.date import read_as_of
from csdesk.domain.periods import Period, read_period
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.kpi.definitions import BY_KEY
from csdesk.kpi.dimensions import read_dimension
from csdesk.kpi.scope import CLOCKS
from csdesk.reports.build import ReportOptions
from csdesk.reports.periods import Earlier, ReportPeriods, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """The options as typed; names of KPIs and dimensions may be joined by commas.

    `also` are keys of KPIs, as in `ReportOptions`.
    """

    period: str
    last: int
    compare: str = Earlier.PREVIOUS
    as_of: str | None = None
    kpis: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    clock: str | None = None
    with_chart_data: bool = False
    also: tuple[str, ...] = ()
    everything: bool = False

    def options(self) -> ReportOptions:
        """Read the parts wanted. Raises UsageProblem for an unknown word."""
        return ReportOptions(
            kpis=each(self.kpis, read_kpi),
            by=each(self.by, read_dimension),
            clock=read_clock(self.clock) if self.clock else None,
            with_chart_data=self.with_chart_data,
            also=self.also,
            everything=self.everything,
        )

    def plan(
        self, connection: Reader, settings: Settings, now: datetime
    ) -> ReportPeriods:
        """Plan its periods. Raises UsageProblem, PeriodError or DateError."""
        zone, order = settings.zone, settings.get("date_order")

        def named(text: str) -> Period:
            return read_period(text, today=now.astimezone(zone).date(), order=order)

        as_of = None
        if self.as_of is not None:
            as_of = read_as_of(self.as_of, now=now, zone=zone, order=order)
        return plan(
            connection,
            named(self.period),
            now=now,
            zone=zone,
            last=self.last,
            compare=_compare(self.compare, named),
            as_of=as_of,
        )


def read_kpi(text: str) -> str:
    """Read the key of a KPI, with `-` or `_`. Raises UsageProblem for anything else."""
    key = text.strip().casefold().replace("-", "_")
    if key not in BY_KEY:
        raise UsageProblem(
            f"There is no figure '{text}'.",
            did_you_mean(key, BY_KEY) or "List them with 'csdesk kpi list'.",
        )
    return key


def read_clock(text: str) -> str:
    """Read `business` or `elapsed`. Raises UsageProblem for anything else."""
    clock = text.strip().casefold()
    if clock not in CLOCKS:
        raise UsageProblem(
            f"'{text}' is not a clock.",
            did_you_mean(clock, CLOCKS) or f"Write {' or '.join(CLOCKS)}.",
        )
    return clock


def each(texts: Iterable[str], read: Callable[[str], str]) -> tuple[str, ...]:
    """Read every word between commas with `read`; each result once, in order."""
    found: list[str] = []
    for text in texts:
        words = [word for word in text.split(",") if word.strip()]
        if not words:
            raise UsageProblem(
                "An option that names what is wanted is empty.",
                "Name it, such as --kpi nps,csat or --by channel, or leave it out.",
            )
        found += map(read, words)
    return tuple(dict.fromkeys(found))


def _compare(text: str, named: Callable[[str], Period]) -> Period | Earlier:
    word = text.strip().casefold()
    return Earlier(word) if word in tuple(Earlier) else named(text)
