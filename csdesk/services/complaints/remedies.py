"""Remedies: offer and grant them, within the goodwill limits of agents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.complaint_workflow import OFFERED, one_of
from csdesk.domain.ids import COMPLAINT, ref
from csdesk.domain.money import format_amount, read_amount
from csdesk.domain.vocabulary import fold
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.agents import known_agent
from csdesk.store.models import Agent, Remedy
from csdesk.store.queries.agents import agents, agents_who_may_grant
from csdesk.store.queries.complaints import standing_offer_id

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Complaint


MOST_NAMED = 3


def refuse_above_limit(
    work: Work, amount: int, approved_by: str | None, complaint: int | None = None
) -> str | None:
    """Return the name of the agent who approved `amount` (minor units), or None.

    Raises RefusedError if `amount` is above the limit of the acting agent and of the
    approver, naming who may grant it; NotFoundError for an unknown approver.
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


def warn_above_limit(work: Work, amount: int) -> None:
    """Warn if the acting agent may offer `amount` but not grant it alone."""
    limit = _own_limit(work)
    if limit is not None and amount > limit:
        work.warn(
            f"That is above {work.agent}'s limit of {_format_amount(work, limit)}: "
            "granting it needs --approved-by."
        )


def _own_limit(work: Work) -> int | None:
    """Return the acting agent's limit in minor units; None for no limit."""
    actor = agents(work.reader).get(fold(work.agent))
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
    able = agents_who_may_grant(work.reader, amount)
    more = len(able) - MOST_NAMED
    hint = "Nobody here may: raise somebody's limit with 'csdesk agent edit'"
    if able:
        others = (f"{more} more",) if more > 0 else ()
        who = one_of((*able[:MOST_NAMED], *others))
        hint = f"{who} may: add --approved-by '{able[0]}'"
    if complaint is not None:
        hint += f", or pass it up: csdesk complaint escalate {_name(complaint)} REASON"
    return RefusedError(
        f"{_format_amount(work, amount)} is above {name}'s limit of "
        f"{_format_amount(work, limit)}.",
        hint,
    )


def _name(complaint: int) -> str:
    return ref(COMPLAINT, complaint)


def _format_amount(work: Work, amount: int) -> str:
    return format_amount(amount, work.settings.text("currency"))


NONE = "none"
VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class NewRemedy:
    """A remedy to offer or grant; amounts as typed.

    `kind` None: the standing offer. `cost` None: the same as `value`.
    """

    kind: str | None
    value: str | None = None
    cost: str | None = None
    text: str | None = None


def new_offer(work: Work, complaint: Complaint, new: NewRemedy) -> Remedy:
    """Add an offer at the instant of the work."""
    remedy = _new(work, complaint, new)
    remedy.offered_at = work.at
    work.session.flush()
    return remedy


def grant(
    work: Work, complaint: Complaint, new: NewRemedy, offered: Remedy | None
) -> Remedy | None:
    """Grant a remedy at the instant of the work; None if there is to be none.

    `offered` is granted if given, else the standing offer of that kind, else a remedy
    that was never offered. Raises UsageProblem for amounts without a remedy.
    """
    if offered is None and new.kind in (None, NONE):
        if new.value is not None or new.cost is not None:
            raise UsageProblem(
                "Without a remedy there is no --value and no --cost.",
                "Leave them out, or name what was granted, such as --remedy refund.",
            )
        return None
    remedy = offered or standing_offer(work, complaint, new.kind)
    if remedy is None:
        remedy = _new(work, complaint, new)
    elif new.value is not None or new.cost is not None:
        _set_amounts(work, remedy, new)
    remedy.granted_at = work.at
    work.session.flush()
    return remedy


def standing_offer(
    work: Work, complaint: Complaint, kind: str | None = None
) -> Remedy | None:
    """Return the newest offer (of `kind`) that was not granted, or None.

    Offers made before the complaint was last reopened do not stand: that resolution
    settled them.
    """
    if complaint.status != OFFERED:
        return None
    number = standing_offer_id(work.reader, complaint.id, kind)
    return None if number is None else work.session.get(Remedy, number)


def format_remedy(work: Work, remedy: Remedy, *, with_text: bool = False) -> str:
    """Format a remedy: `refund, 20.00 EUR (cost 8.00 EUR)`."""
    currency = work.settings.text("currency")
    text = remedy.kind
    if remedy.value is not None:
        text += f", {format_amount(remedy.value, currency)}"
    if remedy.cost is not None:
        text += f" (cost {format_amount(remedy.cost, currency)})"
    return f"{text}: {remedy.text}" if with_text and remedy.text else text


def largest(remedy: Remedy) -> int:
    """Return the larger of value and cost (minor units), which goodwill limits cap."""
    return max(remedy.value or 0, remedy.cost or 0)


def format_cost(work: Work, remedy: Remedy) -> str | None:
    """Format a cost: `cost 15.00 EUR; a new customer costs 40.00 EUR (…)`.

    A voucher costs its face value, any other remedy its value if no cost is known
    (KPIS.md §3, recovery_cost). None without a cost, or without the setting
    acquisition_cost.
    """
    cost = remedy.value if remedy.cost is None else remedy.cost
    if remedy.kind == VOUCHER and remedy.value is not None:
        cost = remedy.value
    acquisition = work.settings.get("acquisition_cost")
    if cost is None or acquisition is None:
        return None
    currency = work.settings.text("currency")
    return (
        f"cost {format_amount(cost, currency)}; a new customer costs "
        f"{format_amount(int(acquisition), currency)} (acquisition_cost)"
    )


def _new(work: Work, complaint: Complaint, new: NewRemedy) -> Remedy:
    assert complaint.id is not None  # noqa: S101 - from the desk
    assert new.kind is not None  # noqa: S101 - asked for by its kind
    remedy = Remedy(complaint_id=complaint.id, kind=new.kind, text=new.text)
    _set_amounts(work, remedy, new)
    work.session.add(remedy)
    return remedy


def _set_amounts(work: Work, remedy: Remedy, new: NewRemedy) -> None:
    currency = work.settings.text("currency")
    if new.value is not None:
        remedy.value = read_amount(new.value, currency)
    if new.cost is not None:
        remedy.cost = read_amount(new.cost, currency)
