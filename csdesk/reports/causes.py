"""Pareto of complaints by root cause, and the effect of corrective actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.duration import format_duration
from csdesk.domain.stats.counts import count_change
from csdesk.domain.timezone import format_day
from csdesk.domain.vocabulary import fold
from csdesk.kpi.causes import Cause, actions, causes
from csdesk.kpi.significance import FEW_EVENTS
from csdesk.result import Column, Kind, Listing
from csdesk.store.sql.windows import DAY

if TYPE_CHECKING:
    from csdesk.kpi.causes import Action
    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader

SMALLEST_P_SHOWN: Final = 0.001
MINUTE: Final = 60
COLUMNS: Final = (
    Column("cause", "Root cause", grows=True),
    Column("complaints", "Complaints", Kind.NUMBER),
    Column("share", "Share", Kind.PERCENT),
    Column("cumulative", "Together", Kind.PERCENT),
    Column("cost", "Cost", Kind.MONEY),
    Column("cost_share", "Of cost", Kind.PERCENT),
    Column("corrective_action", "Corrective action", width=2, grows=True),
    Column("corrective_at", "Acted on", Kind.INSTANT, 2),
    Column("before", "Before", Kind.NUMBER, 0),
    Column("before_days", "Days before", Kind.NUMBER, 0),
    Column("after", "Since", Kind.NUMBER, 0),
    Column("after_days", "Days since", Kind.NUMBER, 0),
    Column("p", "p", Kind.NUMBER, 0),
    Column("verdict", "Verdict", width=0),
    Column("says", "Did it help", width=0),
)


@dataclass(frozen=True, slots=True)
class ActionEffect:
    """The effect of an action: complaints before and since, tested (KPIS.md §4)."""

    verdict: str  # better, worse, no_evidence, too_few
    p: float | None
    text: str


def causes_listing(
    connection: Reader,
    locale: Locale,
    label: str,
    bounds: tuple[int, int] | None,
    now: datetime,
) -> Listing:
    """List complaints opened within `bounds` by root cause; `label` is the period.

    The effect of an action does not depend on the period: it is as of `now`.
    """
    found = causes(connection, bounds)
    acted = actions(connection, int(now.timestamp()))
    many = sum(cause.complaints for cause in found)
    cost = sum(cause.cost or 0 for cause in found)
    rows: list[tuple[Cell, ...]] = []
    footnotes: list[str] = []
    before = 0
    for cause in found:
        before += cause.complaints
        action = acted.get(fold(cause.name or ""))
        effect = None if action is None else action_effect(action)
        rows.append(_row(cause, many, before, cost) + _of_action(action, effect))
        if action is not None and effect is not None:
            day = format_day(_local(action.at, locale))
            footnotes.append(f"{cause.name}: {action.text} ({day}). {effect.text}.")
    noun = "complaint" if many == 1 else "complaints"
    return Listing(
        f"Root causes of {many} {noun} opened, {label}",
        COLUMNS,
        tuple(rows),
        locale,
        empty=f"No complaints opened, {label}.",
        footnotes=tuple(footnotes),
    )


def action_effect(action: Action) -> ActionEffect:
    """Test whether complaints of its cause came at another rate since an action.

    By the conditional binomial test of two counts, each with its days. Complaints
    without a cause yet may be of this one: a verdict of better must hold with them.
    """
    counted = (
        f"{action.before} in {_days(action.before_days)} before, "
        f"{action.after} in {_days(action.after_days)} since"
    )
    if action.undecided:
        have = "has" if action.undecided == 1 else "have"
        counted += f" ({action.undecided} opened since {have} no cause yet)"
    found = count_change(
        action.after, action.after_days, action.before, action.before_days
    )
    # With few events the test may be wrong: the first complaint begins the count.
    if found is None or action.before + action.after < FEW_EVENTS:
        p = None if found is None else found.p
        return ActionEffect("too_few", p, f"{counted}: too few to tell")
    if found.is_change:
        now, then = action.after / action.after_days, action.before / action.before_days
        verdict = "better" if now < then else "worse"
        if verdict == "worse" or _holds_with_undecided(action):
            return ActionEffect(
                verdict, found.p, f"{counted}: {verdict}, {_p(found.p)}"
            )
        return ActionEffect("too_few", found.p, f"{counted}: too early to tell")
    text = f"{counted}: no evidence of change, {_p(found.p)}"
    return ActionEffect("no_evidence", found.p, text)


def _holds_with_undecided(action: Action) -> bool:
    after = action.after + action.undecided
    found = count_change(after, action.after_days, action.before, action.before_days)
    is_less = after / action.after_days < action.before / action.before_days
    return found is not None and found.is_change and is_less


def _row(cause: Cause, many: int, before: int, cost: int) -> tuple[Cell, ...]:
    share = None if cause.cost is None or not cost else 100 * cause.cost / cost
    return (
        cause.name,
        cause.complaints,
        100 * cause.complaints / many,
        100 * before / many,
        cause.cost,
        share,
    )


def _of_action(action: Action | None, effect: ActionEffect | None) -> tuple[Cell, ...]:
    if action is None or effect is None:
        return (None,) * 9
    return (
        action.text, action.at, action.before, action.before_days, action.after,
        action.after_days, effect.p, effect.verdict, effect.text,
    )  # fmt: skip


def _days(days: float) -> str:
    """Format as `the 60 days`, `the 3 h` or `the moment`."""
    if days * DAY < MINUTE:
        return "the moment"
    if days < 1:
        return f"the {format_duration(days * DAY, parts=1)}"
    rounded = round(days)
    return f"the {rounded} day{'' if rounded == 1 else 's'}"


def _p(p: float) -> str:
    return f"p < {SMALLEST_P_SHOWN}" if p < SMALLEST_P_SHOWN else f"p = {p:.2g}"


def _local(at: int, locale: Locale) -> date:
    return datetime.fromtimestamp(at, locale.zone).date()
