"""Texts of a figure on the page: value, direction, interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.render.svg.whisker import Whisker, whisker
from csdesk.render.trends import has_data
from csdesk.render.values import figure, headline, is_hidden, is_replaced
from csdesk.result import FEW, FLAGGED, SMALL_SAMPLE, Few, Unit

if TYPE_CHECKING:
    from csdesk.result import Figure, Report

# The figures at the top of the page, in this order; the first that have data.
HEADLINES = (
    "contacts", "complaints_opened", "first_response_median", "resolution_median",
    "resolution_rate", "backlog", "csat", "nps", "ces", "service_level",
    "first_contact_resolution", "churn_rate",
)  # fmt: skip
MOST_HEADLINES = 8
# Verdict -> words, where the sign alone is not enough.
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
    """A direction: its sign, its words, and the CSS class of both."""

    sign: str
    words: str
    style: str


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure on the page, every value formatted."""

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
    """Return the headline figures with data; in a short report, all with data."""
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
    return [figure_text(item, currency) for item in there[:MOST_HEADLINES]]


def shown(report: Report) -> list[Figure]:
    """Return the figures with data in any period; all where the report shows all."""
    return [
        item for item in report.figures if report.shows_all or has_data(report, item)
    ]


def figure_text(item: Figure, currency: str) -> FigureText:
    """Format a figure; few answers or cases stand in for its value."""
    has_value = not is_replaced(item)
    low, high = _ends(item, currency) if has_value else ("", "")
    return FigureText(
        key=item.key,
        label=item.label,
        value=headline(item, currency),
        before=headline(item.previous, currency, item) if item.previous else "",
        n="" if item.unit is Unit.COUNT else str(item.n),
        mark=mark(item),
        low=low,
        high=high,
        sample=_sample(item) if has_value else "",
        note=item.note or "",
        detail=_detail(item),
        whisker=whisker(item) if has_value else None,
        is_answers=bool(item.answers),
    )


def mark(item: Figure) -> Mark:
    """Return the direction of the figure: filled if significant, else hollow."""
    before = item.previous.value if item.previous else None
    if item.value is None or before is None or is_hidden(item):
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
    """Format the ends of the interval; empty where both are written alike."""
    if item.interval is None:
        return "", ""
    low = figure(item.interval.low, item.unit, currency)
    high = figure(item.interval.high, item.unit, currency)
    return ("", "") if low == high else (low, high)


def _sample(item: Figure) -> str:
    """Format the n of a rate, score or time, with a remark below thirty."""
    if item.unit in COUNTED or (item.n < FEW and item.few is Few.SHARE):
        return ""
    of = f"from {item.n}"
    return f"{of}, a small sample" if item.n < SMALL_SAMPLE else of


def _detail(item: Figure) -> str:
    """Return the text of the change where the mark's words are not all of it."""
    if item.change is None or item.change.verdict == "none":
        return ""
    is_known = item.change.text == WORDS.get(item.change.verdict)
    return "" if is_known else item.change.text
