"""Whom to contact, as lists: the reason, and what was bought before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.ids import CUSTOMER, FOLLOW_UP, ref
from csdesk.result import Column, Kind, Listing
from csdesk.store.queries.loyalty import last_products, lifetime_value

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader
    from csdesk.store.queries.outreach import Candidate, Selection


@dataclass(frozen=True, slots=True)
class Look:
    """How one of the lists looks: its title, its instant, what it says of nobody."""

    title: str
    empty: str
    at: tuple[str, str] | None  # key and heading of its instant
    then: str  # what to type next; {id} and {customer} are filled in


LAPSED = Look(
    "Customers to win back",
    "Nobody has lapsed who may be contacted.",
    ("last_sign_at", "Last sign"),
    "csdesk log {customer} TEXT --direction outbound",
)
REMINDERS = Look(
    "Reminders due",
    "No reminders are due.",
    ("due_at", "Due"),
    "csdesk followup done {id}",
)
LOYALTY = Look(
    "Customers to thank or to tempt",
    "Nobody is near a reward.",
    None,
    "csdesk log {customer} TEXT --direction outbound",
)


def outreach_listing(
    connection: Reader,
    locale: Locale,
    found: Selection,
    look: Look,
    limit: int | None = None,
) -> Listing:
    """`found` as rows, at most `limit` (None or 0: all), with what each bought last."""
    rows = found.rows[:limit] if limit else found.rows
    at = () if look.at is None else (Column(*look.at, Kind.INSTANT, 2),)
    return Listing(
        title=look.title,
        columns=(
            Column("id", "Id", Kind.REF),
            Column("customer", "Who", Kind.REF, 0),
            Column("customer_name", "Customer", grows=True),
            Column("reasons", "Why", Kind.WORDS, grows=True),
            Column("bought", "Bought before", Kind.WORDS, grows=True),
            Column("lifetime_value", "In all", Kind.MONEY, 2),
            *at,
            Column("next", "Next", width=0),
        ),
        rows=tuple(
            (
                _id(one),
                ref(CUSTOMER, one.customer),
                one.name,
                one.reasons,
                last_products(connection, one.customer),
                lifetime_value(connection, one.customer),
                *(() if look.at is None else (one.at,)),
                look.then.format(id=_id(one), customer=ref(CUSTOMER, one.customer)),
            )
            for one in rows
        ),
        locale=locale,
        empty=look.empty,
        total=len(found.rows) if len(rows) < len(found.rows) else None,
    )


def held_back(found: Selection) -> list[str]:
    """Who is not listed, as sentences: numbers, never names."""
    told = (
        (found.held_back, "held back: contacted as often as outreach_cap allows"),
        (found.left_alone, "left alone: not to be contacted"),
        (found.waiting, "left out: to be won back already (csdesk followup list)"),
    )
    return [f"{count} {why}." for count, why in told if count]


def _id(one: Candidate) -> str:
    if one.number is not None:
        return ref(FOLLOW_UP, one.number)
    return ref(CUSTOMER, one.customer)
