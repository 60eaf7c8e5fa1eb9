"""Remedies: what is offered to make a complaint good, and what is granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.complaint_life import OFFERED
from csdesk.domain.money import read_amount, say_amount
from csdesk.errors import UsageProblem
from csdesk.store.models import Remedy
from csdesk.store.records.complaints import standing_offer_id

if TYPE_CHECKING:
    from csdesk.services.work import Work
    from csdesk.store.models import Complaint

NONE = "none"
VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class Told:
    """A remedy as it is told: its kind (None: the offer that stands), amounts as typed.

    A cost that is not told is the value.
    """

    kind: str | None
    value: str | None = None
    cost: str | None = None
    text: str | None = None


def new_offer(work: Work, complaint: Complaint, told: Told) -> Remedy:
    """A remedy offered at the instant of the work."""
    remedy = _new(work, complaint, told)
    remedy.offered_at = work.at
    work.session.flush()
    return remedy


def grant(
    work: Work, complaint: Complaint, told: Told, offered: Remedy | None
) -> Remedy | None:
    """The remedy granted at the instant of the work; None where there is to be none.

    `offered` is granted if given, else the offer of that kind that stands, else a
    remedy that was never offered.
    """
    if offered is None and told.kind in (None, NONE):
        if told.value is not None or told.cost is not None:
            raise UsageProblem(
                "Without a remedy there is no --value and no --cost.",
                "Leave them out, or name what was granted, such as --remedy refund.",
            )
        return None
    remedy = offered or standing_offer(work, complaint, told.kind)
    if remedy is None:
        remedy = _new(work, complaint, told)
    elif told.value is not None or told.cost is not None:
        _set_amounts(work, remedy, told)
    remedy.granted_at = work.at
    work.session.flush()
    return remedy


def standing_offer(
    work: Work, complaint: Complaint, kind: str | None = None
) -> Remedy | None:
    """The newest offer (of `kind`) that was not granted, or None.

    Offers made before the complaint was last reopened do not stand: that resolution
    settled them.
    """
    if complaint.status != OFFERED:
        return None
    number = standing_offer_id(work.execute, complaint.id, kind)
    return None if number is None else work.session.get(Remedy, number)


def say(work: Work, remedy: Remedy, *, with_text: bool = False) -> str:
    """`refund, 20.00 EUR (cost 8.00 EUR)`."""
    currency = work.settings.text("currency")
    said = remedy.kind
    if remedy.value is not None:
        said += f", {say_amount(remedy.value, currency)}"
    if remedy.cost is not None:
        said += f" (cost {say_amount(remedy.cost, currency)})"
    return f"{said}: {remedy.text}" if with_text and remedy.text else said


def largest(remedy: Remedy) -> int:
    """What a goodwill limit is held against, in minor units: its value or its cost."""
    return max(remedy.value or 0, remedy.cost or 0)


def say_cost(work: Work, remedy: Remedy) -> str | None:
    """`cost 15.00 EUR; a new customer costs 40.00 EUR (acquisition_cost)`.

    A voucher costs its face value, any other remedy its value where no cost is known
    (KPIS.md §3, recovery_cost). None without a cost, or where the desk does not say
    what a new customer costs.
    """
    cost = remedy.value if remedy.cost is None else remedy.cost
    if remedy.kind == VOUCHER and remedy.value is not None:
        cost = remedy.value
    acquisition = work.settings.get("acquisition_cost")
    if cost is None or acquisition is None:
        return None
    currency = work.settings.text("currency")
    return (
        f"cost {say_amount(cost, currency)}; a new customer costs "
        f"{say_amount(int(acquisition), currency)} (acquisition_cost)"
    )


def _new(work: Work, complaint: Complaint, told: Told) -> Remedy:
    assert complaint.id is not None  # noqa: S101 - from the desk
    assert told.kind is not None  # noqa: S101 - asked for by its kind
    remedy = Remedy(complaint_id=complaint.id, kind=told.kind, text=told.text)
    _set_amounts(work, remedy, told)
    work.session.add(remedy)
    return remedy


def _set_amounts(work: Work, remedy: Remedy, told: Told) -> None:
    currency = work.settings.text("currency")
    if told.value is not None:
        remedy.value = read_amount(told.value, currency)
    if told.cost is not None:
        remedy.cost = read_amount(told.cost, currency)
