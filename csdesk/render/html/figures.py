"""What is said of one figure: its value, which way it went, how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.render.svg.whisker import Whisker, whisker
from csdesk.render.trends import has_data
from csdesk.render.values import figure
from csdesk.result import FLAGGED, SMALL_SAMPLE, Unit

if TYPE_CHECKING:
    from csdesk.result import Figure, Report

# The figures that stand at the top, in this order, the first of them that have data.
HEADLINES = (
    "contacts", "complaints_opened", "first_response_median", "resolution_median",
    "resolution_rate", "backlog", "csat", "nps", "ces", "service_level",
    "first_contact_resolution", "churn_rate",
)  # fmt: skip
MOST_HEADLINES = 8
# What a verdict is called where the direction alone does not say it.
WORDS = {
    "better": "better",
    "worse": "worse",
    "changed": "changed",
    "no_evidence": "no evidence of change",
    "too_few": "too few to compare",
}
COUNTED = frozenset({Unit.COUNT, Unit.MONEY})


@dataclass(frozen=True, slots=True)
class Mark:
    """A direction: its sign, its words, and the class that colours both."""

    sign: str
    words: str
    style: str


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure as the page tells it; every text is ready to be read."""

    key: str
    label: str
    value: str
    before: str
    n: str
    mark: Mark
    low: str
    high: str
    sample: str
    note: str
    detail: str
    whisker: Whisker | None
    is_answers: bool


def headlines(report: Report) -> list[FigureText]:
    """The headline figures that have data; of a short report, every figure that has."""
    by_key = {item.key: item for item in report.figures}
    keys = [key for key in HEADLINES if key in by_key]
    if len(by_key) <= MOST_HEADLINES:
        keys = list(dict.fromkeys([*keys, *by_key]))
    there = [
        item
        for item in (by_key[key] for key in keys)
        if item.value is not None or item.answers
    ]
    currency = report.locale.currency
    return [
        figure_text(item, currency, is_headline=True) for item in there[:MOST_HEADLINES]
    ]


def shown(report: Report) -> list[Figure]:
    """The figures that ever had data; all of them where the report shows all."""
    return [
        item for item in report.figures if report.shows_all or has_data(report, item)
    ]


def figure_text(
    item: Figure, currency: str, *, is_headline: bool = False
) -> FigureText:
    """What is said of `item`; in a headline fewer than five answers stand for it."""
    is_answers = is_headline and bool(item.answers)
    value = figure(item.value, item.unit, currency)
    before = item.previous.value if item.previous else None
    low, high = ("", "") if is_answers else _ends(item, currency)
    return FigureText(
        key=item.key,
        label=item.label,
        value=", ".join(f"{one:g}" for one in item.answers) if is_answers else value,
        before=figure(before, item.unit, currency) if item.previous else "",
        n="" if item.unit is Unit.COUNT else str(item.n),
        mark=mark(item),
        low=low,
        high=high,
        sample="" if is_answers else _sample(item),
        note=item.note or "",
        detail=_detail(item),
        whisker=None if is_answers else whisker(item),
        is_answers=is_answers,
    )


def mark(item: Figure) -> Mark:
    """Which way the figure went: full where the numbers show it, else hollow."""
    before = item.previous.value if item.previous else None
    if item.value is None or before is None:
        return Mark("", "", "still")
    verdict = item.change.verdict if item.change else "none"
    went_up = item.value > before
    if verdict in FLAGGED:
        return Mark("▲" if went_up else "▼", WORDS[verdict], verdict)
    if item.value == before:
        return Mark("", WORDS.get(verdict, "as before"), "still")
    words = WORDS.get(verdict, "up" if went_up else "down")
    return Mark("△" if went_up else "▽", words, "still")


def _ends(item: Figure, currency: str) -> tuple[str, str]:
    """Between what the true value may lie; nothing where that says no more."""
    if item.interval is None:
        return "", ""
    low = figure(item.interval.low, item.unit, currency)
    high = figure(item.interval.high, item.unit, currency)
    return ("", "") if low == high else (low, high)


def _sample(item: Figure) -> str:
    """How many a rate, a score or a time is of; said to be few below thirty."""
    if item.unit in COUNTED:
        return ""
    of = f"from {item.n}"
    return f"{of}, a small sample" if item.n < SMALL_SAMPLE else of


def _detail(item: Figure) -> str:
    """What the mark does not say of the change: by how much, or what it would take."""
    if item.change is None or item.change.verdict == "none":
        return ""
    is_known = item.change.text == WORDS.get(item.change.verdict)
    return "" if is_known else item.change.text
