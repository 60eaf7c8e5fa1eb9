"""HTML: one self-contained page, to be read on a telephone or printed.

No script, nothing fetched: the page's policy allows its one style sheet, by its hash,
and nothing else. Every value from the desk is made safe and escaped by the template
engine (`_finalized`), not case by case.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from csdesk.domain.parsing.date import format_day, format_instant
from csdesk.render.console import one_line
from csdesk.render.html.figures import headlines, shown
from csdesk.render.html.tables import breakdowns, sections
from csdesk.render.svg.bars import bars, pareto
from csdesk.render.svg.histogram import histogram
from csdesk.render.svg.trend import trends
from csdesk.render.values import NOTHING

if TYPE_CHECKING:
    from jinja2 import Environment

    from csdesk.result import Attention, ChartData, Report

PAGE, STYLE = "page.html.j2", "page.css"
POLICY = (
    "default-src 'none'; style-src 'sha256-{hash}'; img-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)


def report(what: Report, _width: int = 0) -> str:
    """Return the page; the same report gives the same bytes."""
    from markupsafe import Markup

    pages = _environment()
    style = pages.get_template(STYLE).render()
    return pages.get_template(PAGE).render(
        report=what,
        style=Markup(style),  # noqa: S704 - our own file, without values
        policy=policy(style),
        days=_days(what),
        as_of=_as_of(what),
        headlines=headlines(what),
        attention=[_attention(item, what) for item in what.attention],
        trends=trends(what),
        charts=_charts(what.chart_data),
        sections=sections(what),
        breakdowns=list(breakdowns(what)),
        hidden=len(what.figures) - len(shown(what)),
        lacks_data=any(item.value is None for item in shown(what)),
    )


def policy(style: str) -> str:
    """Return the content security policy of a page with this one style sheet."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return POLICY.format(hash=digest)


def _environment() -> Environment:
    """Return an environment that escapes everything; unknown names are errors."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("csdesk.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalized(value: Any) -> Any:
    """Format any value for the page: text in one safe line, numbers short."""
    from markupsafe import Markup

    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and not isinstance(value, Markup):
        return one_line(value)
    return value


def _days(what: Report) -> str:
    first = what.period.start.date()
    last = (what.period.end - timedelta(seconds=1)).date()
    return (
        format_day(first)
        if first == last
        else f"{format_day(first)} – {format_day(last)}"
    )


def _as_of(what: Report) -> str:
    return format_instant(what.as_of_shown, what.locale.zone)


def _attention(item: Attention, what: Report) -> tuple[str, str, str]:
    """Return the kind, the text and the deadline of a record that needs attention."""
    due = format_instant(item.due, what.locale.zone) if item.due else ""
    return item.kind, item.text, due


def _charts(chart_data: ChartData) -> dict[str, Any]:
    came, still = (
        sum(bar.count for bar in kinds)
        for kinds in (chart_data.channels, chart_data.ages)
    )
    return {
        "channels": bars(chart_data.channels, f"How {_many(came, 'contact')} came in."),
        "causes": pareto(chart_data.causes),
        "responses": histogram(chart_data.response_times),
        "ages": bars(
            chart_data.ages, f"{_many(still, 'case')} open, by how long they have been."
        ),
        "uncaused": sum(bar.count for bar in chart_data.causes),
    }


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
