"""Which records a figure is of: all of them, or those that fall under one value.

A record that lacks the dimension takes it from its contact or complaint (KPIS.md §3,
"Breakdowns"); what then still lacks it falls under None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.recount.lives import Case, Desk, Row

DIMENSIONS = ("channel", "category", "phase", "reason", "agent", "tier")


@dataclass(frozen=True)
class Group:
    """The records of `desk` under one value of a dimension; of none, all records."""

    desk: Desk
    dimension: str | None = None
    value: str | None = None

    def contact(self, row: Row) -> bool:
        """Whether a contact falls under it."""
        return self._is(of_contact, row)

    def complaint(self, row: Row) -> bool:
        """Whether a complaint does."""
        return self._is(of_complaint, row)

    def case(self, case: Case) -> bool:
        """Whether a case does: as the complaint or the contact that it is."""
        return self._is(of_complaint if case.is_complaint else of_contact, case.first)

    def answer(self, row: Row) -> bool:
        """Whether a survey answer does."""
        return self._is(of_answer, row)

    def remedy(self, row: Row) -> bool:
        """Whether a remedy does."""
        return self._is(of_remedy, row)

    def follow_up(self, row: Row) -> bool:
        """Whether a follow-up does."""
        return self._is(of_answer, row)

    def voucher(self, row: Row) -> bool:
        """Whether a voucher does."""
        return self._is(of_voucher, row)

    def customer(self, row: Row) -> bool:
        """Whether a customer does."""
        return self._is(of_customer, row)

    def _is(self, rule: Rule, row: Row) -> bool:
        if self.dimension is None:
            return True
        return rule(self.desk, self.dimension, row) == self.value


def values(desk: Desk, dimension: str) -> set[str | None]:
    """Every value under which a record falls."""
    rules = (
        (of_contact, desk.contacts),
        (of_complaint, desk.complaints),
        (of_answer, desk.answers),
        (of_remedy, desk.remedies),
        (of_customer, desk.customers),
        (of_answer, desk.follow_ups),
        (of_voucher, desk.vouchers),
    )
    return {rule(desk, dimension, row) for rule, rows in rules for row in rows}


def of_contact(desk: Desk, dimension: str, contact: Row) -> str | None:
    """Its own value, else that of the complaint to which it belongs itself."""
    own = _of_contact_itself(desk, dimension, contact)
    if own is not None:
        return own
    complaint = _numbered(desk.complaints, contact["complaint_id"])
    return _of_complaint_itself(desk, dimension, complaint)


def of_complaint(desk: Desk, dimension: str, complaint: Row | None) -> str | None:
    """Its own value, else that of its first inbound contact."""
    own = _of_complaint_itself(desk, dimension, complaint)
    if own is not None or complaint is None:
        return own
    came = [
        (one["received_at"], one["id"], one)
        for one in desk.contacts
        if one["complaint_id"] == complaint["id"] and one["direction"] == "inbound"
    ]
    return _of_contact_itself(desk, dimension, min(came)[2]) if came else None


def of_answer(desk: Desk, dimension: str, answer: Row) -> str | None:
    """The value of its contact, else of its complaint; a tier is its customer's.

    Of a follow-up the same.
    """
    if dimension == "tier":
        own = _tier(desk, answer["customer_id"])
        if own is not None:
            return own
    contact = _numbered(desk.contacts, answer["contact_id"])
    if contact is not None:
        found = of_contact(desk, dimension, contact)
        if found is not None:
            return found
    complaint = _numbered(desk.complaints, answer["complaint_id"])
    return of_complaint(desk, dimension, complaint)


def of_remedy(desk: Desk, dimension: str, remedy: Row) -> str | None:
    """The value of its complaint."""
    complaint = _numbered(desk.complaints, remedy["complaint_id"])
    return of_complaint(desk, dimension, complaint)


def of_voucher(desk: Desk, dimension: str, voucher: Row) -> str | None:
    """The value of its remedy's complaint; a tier is its customer's."""
    if dimension == "tier":
        own = _tier(desk, voucher["customer_id"])
        if own is not None:
            return own
    remedy = _numbered(desk.remedies, voucher["remedy_id"])
    return None if remedy is None else of_remedy(desk, dimension, remedy)


def of_customer(desk: Desk, dimension: str, customer: Row) -> str | None:
    """Customers have tiers and nothing else."""
    return _tier(desk, customer["id"]) if dimension == "tier" else None


if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[Desk, str, Row], str | None]


def _of_contact_itself(desk: Desk, dimension: str, contact: Row) -> str | None:
    if dimension == "tier":
        return _tier(desk, contact["customer_id"])
    if dimension == "agent":
        return _agent(desk, contact["agent_id"])
    value: str | None = contact[dimension]
    return value


def _of_complaint_itself(
    desk: Desk, dimension: str, complaint: Row | None
) -> str | None:
    if complaint is None or dimension in ("phase", "reason"):
        return None
    if dimension == "tier":
        return _tier(desk, complaint["customer_id"])
    if dimension == "agent":
        return _agent(desk, complaint["owner_id"])
    value: str | None = complaint[dimension]
    return value


def _tier(desk: Desk, number: int | None) -> str | None:
    customer = _numbered(desk.customers, number)
    return None if customer is None else customer["tier"]


def _agent(desk: Desk, number: int | None) -> str | None:
    agent = _numbered(desk.agents, number)
    return None if agent is None else agent["name"]


def _numbered(rows: list[Row], number: int | None) -> Row | None:
    for row in rows:
        if row["id"] == number:
            return row
    return None
