"""How much an agent may give away: up to a limit alone, above it with an approval.

An agent without a limit may give away anything: a desk of one person sets none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.complaint_life import one_of
from csdesk.domain.money import say_amount
from csdesk.domain.references import COMPLAINT, ref
from csdesk.domain.vocabulary import fold
from csdesk.errors import RefusedError
from csdesk.services.agents import known_agent
from csdesk.store.models import Agent
from csdesk.store.records.agents import agents, who_may_grant

if TYPE_CHECKING:
    from csdesk.services.work import Work

MOST_NAMED = 3


def refuse_above_limit(
    work: Work, amount: int, approved_by: str | None, complaint: int | None = None
) -> str | None:
    """The name of the agent who approved of `amount` (minor units); None for nobody.

    Raises RefusedError where `amount` is above the limit of the acting agent and no
    approver may give it either, naming who may; NotFoundError for an unknown approver.
    """
    approver = None if approved_by is None else _approver(work, approved_by)
    limit = _own_limit(work)
    if limit is None or amount <= limit:
        return approver.name if approver else None
    if approver is None:
        raise _above(work, amount, work.agent, limit, complaint)
    theirs = approver.goodwill_limit
    if theirs is not None and amount > theirs:
        raise _above(work, amount, approver.name, theirs, complaint)
    return approver.name


def note_above_limit(work: Work, amount: int) -> None:
    """Say where the acting agent may offer `amount`, but not grant it alone."""
    limit = _own_limit(work)
    if limit is not None and amount > limit:
        work.note(
            f"That is above {work.agent}'s limit of {_said(work, limit)}: granting it "
            "needs --approved-by."
        )


def _own_limit(work: Work) -> int | None:
    """The limit of the acting agent, in minor units; None for none."""
    actor = agents(work.execute).get(fold(work.agent))
    if actor is None:
        return None
    return work.session.get_one(Agent, actor.id).goodwill_limit


def _approver(work: Work, name: str) -> Agent:
    approver = known_agent(work, name)
    if not approver.active:
        raise RefusedError(
            f"{approver.name} does not work here any more.",
            "Name somebody else with --approved-by; csdesk agent list --active",
        )
    return approver


def _above(
    work: Work, amount: int, name: str, limit: int, complaint: int | None
) -> RefusedError:
    able = who_may_grant(work.execute, amount)
    more = len(able) - MOST_NAMED
    hint = "Nobody here may: raise somebody's limit with 'csdesk agent edit'"
    if able:
        others = (f"{more} more",) if more > 0 else ()
        who = one_of((*able[:MOST_NAMED], *others))
        hint = f"{who} may: add --approved-by '{able[0]}'"
    if complaint is not None:
        hint += f", or pass it up: csdesk complaint escalate {_name(complaint)} REASON"
    return RefusedError(
        f"{_said(work, amount)} is above {name}'s limit of {_said(work, limit)}.", hint
    )


def _name(complaint: int) -> str:
    return ref(COMPLAINT, complaint)


def _said(work: Work, amount: int) -> str:
    return say_amount(amount, work.settings.text("currency"))
