"""A made-up report with something of everything that the page can show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.domain.stats.means import trend
from csdesk.result import (
    Attention,
    Bar,
    Better,
    ChartData,
    Figure,
    FigureChange,
    Interval,
    Limits,
    Locale,
    PastFigure,
    PeriodSpan,
    Point,
    Report,
    Slice,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
FIRST = datetime(2026, 8, 17, tzinfo=BERLIN)
HOUR = 3600.0
# Thirteen weeks; None is a week without data, the first one has no record at all.
TRENDS: dict[str, tuple[float | None, ...]] = {
    "contacts": (0, 41, 47, 44, 50, 43, 48, 45, 49, 80, 62, 49, 56),
    "complaints_opened": (0, 3, 4, 5, 3, 4, 4, 3, 4, 12, 8, 5, 5),
    "first_response_median": (
        None, *(hours * HOUR for hours in (3, 13, 14, 13, 5, 8, 18, 17, 23, 40, 20, 13))
    ),
    "backlog": (0, 6, 9, 8, 13, 8, 4, 5, 7, 22, 14, 14, 13),
    "csat": (None, 90, None, 88, 80, None, None, 91, 85, 40, 60, 70, 88.9),
    "nps": (None, None, None, None, None, None, None, None, None, None, 10, 25, None),
    "service_level": (None, 80, 82, 79, 81, 80, 83, 80, 78, 79, 60, 61, 95.7),
}  # fmt: skip
PERCENT_HIGHER = (Unit.PERCENT, Better.HIGHER)


def report() -> Report:
    """The week 2026-W46 of the shop Blue Door."""
    weeks = [_week(place) for place in range(13)]
    return Report(
        name="weekly",
        desk="Blue Door",
        locale=Locale(BERLIN, "EUR"),
        clock="business",
        period=weeks[-1],
        compared=weeks[-2],
        as_of=weeks[-1].end,
        figures=FIGURES,
        by={"channel": SLICES},
        trend=tuple(
            (week, tuple(_point(item, place) for item in FIGURES))
            for place, week in enumerate(weeks)
        ),
        attention=(
            Attention("safety", "K59", "K59 is about safety and open for 3 d 7 h."),
            Attention(
                "unanswered",
                "C619",
                "C619 has waited 4 d 6 h for an answer.",
                due=datetime(2026, 11, 17, 12, tzinfo=BERLIN),
            ),
        ),
        summary=("56 contacts (49 before) came in, and 5 complaints were opened.",),
        alerts=("Contacts: 2026-W43 was beyond the usual range.",),
        footnotes=(
            (
                "6 figures could have shown a change, 2 did; "
                "by chance one in twenty would."
            ),
        ),
        limits=tuple(
            limits(key, values) for key, values in TRENDS.items() if key[0] != "n"
        ),
        chart_data=ChartData(
            channels=(Bar("phone", 19), Bar("email", 15), Bar(None, 22)),
            causes=(
                Bar("delivery", 6),
                Bar("billing", 2),
                Bar("tone", 2),
                Bar(None, 1),
            ),
            ages=(Bar("0-1 days", 2), Bar("1-3 days", 0), Bar("30+ days", 1)),
            response_times=(60, 400, 1200, 2 * HOUR, 13 * HOUR, 20 * HOUR, 900 * HOUR),
        ),
    )


def empty() -> Report:
    """The same week of a desk without a record."""
    week = _week(12)
    figures = tuple(
        figure(item.key, item.label, item.section, item.unit, item.better, None)
        for item in FIGURES
    )
    return Report(
        name="weekly",
        desk="Blue Door",
        locale=Locale(BERLIN, "EUR"),
        clock="elapsed",
        period=week,
        compared=None,
        as_of=week.end,
        figures=figures,
        trend=((week, tuple(Point(item.key, None, 0) for item in figures)),),
    )


def figure(  # noqa: PLR0913, PLR0917 - a figure has so much to it
    key: str,
    label: str,
    section: str,
    unit: Unit,
    better: Better,
    value: float | None,
    n: int = 0,
    **evidence: object,
) -> Figure:
    """One figure."""
    return Figure(key, label, unit, better, section, value, n, **evidence)  # type: ignore[arg-type]


def change(verdict: str, says: str, difference: float = 1.0) -> FigureChange:
    """A verdict and its sentence."""
    return FigureChange(difference, None, None, 0.01, "a test", verdict, says)


def limits(key: str, values: Sequence[float | None]) -> Limits:
    """The usual range of `values`, from the second week on."""
    found = trend((None, *values[1:]))
    if found is None:
        return Limits(key, 50.0, 40.0, 60.0, ())
    return Limits(key, found.centre, found.low, found.high, found.outside)


def _week(place: int) -> PeriodSpan:
    start = FIRST + place * WEEK
    return PeriodSpan(f"2026-W{34 + place}", start, start + WEEK, complete=True)


def _point(item: Figure, place: int) -> Point:
    values = TRENDS.get(item.key)
    if values is None:
        return Point(item.key, item.value if place == 12 else None, 0)
    return Point(item.key, values[place], int((values[place] or 0) > 0))


FIGURES = (
    figure(
        "contacts", "Contacts", "Demand", Unit.COUNT, Better.NEITHER, 56, 56,
        interval=Interval(42.3, 72.7, 0.95, "exact Poisson"),
        previous=PastFigure(49, 49),
        change=change("no_evidence", "no evidence of change"),
    ),
    figure(
        "complaints_opened", "Complaints opened", "Demand", Unit.COUNT, Better.LOWER,
        5, 5, interval=Interval(1.6, 11.7, 0.95, "exact Poisson"),
        previous=PastFigure(5, 5),
        change=change("no_evidence", "no evidence of change", 0),
    ),
    figure(
        "service_level", "Service level", "Access", *PERCENT_HIGHER, 95.7, 23,
        interval=Interval(79.0, 99.2, 0.95, "Wilson"), previous=PastFigure(60.9, 23),
        change=change("better", "better: +34.8 points", 34.8),
        note="left out: 5 answered live contacts whose wait is not known",
    ),
    figure(
        "first_response_median", "First response, median", "Response", Unit.SECONDS,
        Better.LOWER, 13 * HOUR, 23, previous=PastFigure(20 * HOUR, 31),
        interval=Interval(1.5 * HOUR, 15 * HOUR, 0.95, "order statistics"),
        change=change("better", "better: 7 h shorter", -7 * HOUR),
        note="still unanswered: 5, the oldest 4 d 6 h",
    ),
    figure(
        "backlog", "Backlog", "Resolution", Unit.COUNT, Better.LOWER, 13, 13,
        previous=PastFigure(14, 14),
        change=change("none", "no test for this figure", -1),
    ),
    figure(
        "reopen_rate", "Reopened", "Resolution", Unit.PERCENT, Better.LOWER, 9.5, 42,
        interval=Interval(3.8, 22.1, 0.95, "Wilson"), previous=PastFigure(0.0, 58),
        change=change("worse", "worse: +9.5 points", 9.5),
    ),
    figure(
        "recovery_cost", "Making it good", "Complaints", Unit.MONEY, Better.LOWER,
        104.0, 2, previous=PastFigure(237.5, 8),
        change=change("none", "no test for this figure", -133.5),
    ),
    figure(
        "csat", "Satisfied (CSAT)", "Voice of the customer", *PERCENT_HIGHER, 88.9, 9,
        interval=Interval(56.5, 98.0, 0.95, "Wilson"), previous=PastFigure(70.0, 10),
        change=change(
            "too_few",
            "with 9 against 10 the difference would have to be at least 44 points",
        ),
    ),
    figure(
        "nps", "Net Promoter Score", "Voice of the customer", Unit.SCORE, Better.HIGHER,
        None, 3, previous=PastFigure(25.0, 8), answers=(10.0, 9.0, 4.0),
    ),
    figure(
        "ces", "Customer effort, mean score", "Voice of the customer", Unit.SCORE,
        Better.HIGHER, None, 0, note="no effort scores",
    ),
)  # fmt: skip

SLICES = (
    Slice("phone", (Point("contacts", 19, 19), Point("csat", 100.0, 2))),
    Slice("email", (Point("contacts", 15, 15), Point("csat", None, 0))),
    Slice(None, (Point("contacts", 22, 22), Point("csat", 85.7, 7))),
)
