"""Lists of customers to contact, with reasons and earlier purchases."""

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
class Layout:
    """Layout of one list: its title, its instant, its text where it is empty."""

    title: str
    empty: str
    at: tuple[str, str] | None  # key and heading of its instant
    then: str  # next command; {id} and {customer} are filled in


LAPSED = Layout(
    "Customers to win back",
    "Nobody has lapsed who may be contacted.",
    ("last_sign_at", "Last sign"),
    "csdesk log {customer} TEXT --direction outbound",
)
REMINDERS = Layout(
    "Reminders due",
    "No reminders are due.",
    ("due_at", "Due"),
    "csdesk followup done {id}",
)
LOYALTY = Layout(
    "Customers to thank or to tempt",
    "Nobody is near a reward.",
    None,
    "csdesk log {customer} TEXT --direction outbound",
)


def outreach_listing(
    connection: Reader,
    locale: Locale,
    found: Selection,
    layout: Layout,
    limit: int | None = None,
) -> Listing:
    """Return `found` as rows with last purchases, at most `limit` (None or 0: all)."""
    rows = found.rows[:limit] if limit else found.rows
    at = () if layout.at is None else (Column(*layout.at, Kind.INSTANT, 2),)
    return Listing(
        title=layout.title,
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
                *(() if layout.at is None else (one.at,)),
                layout.then.format(id=_id(one), customer=ref(CUSTOMER, one.customer)),
            )
            for one in rows
        ),
        locale=locale,
        empty=layout.empty,
        total=len(found.rows) if len(rows) < len(found.rows) else None,
    )


def exclusion_notes(found: Selection) -> list[str]:
    """Return sentences that count the customers left out, without names."""
    counts = (
        (found.held_back, "held back: contacted as often as outreach_cap allows"),
        (found.left_alone, "left alone: not to be contacted"),
        (found.waiting, "left out: to be won back already (csdesk followup list)"),
    )
    return [f"{count} {why}." for count, why in counts if count]


def _id(one: Candidate) -> str:
    if one.number is not None:
        return ref(FOLLOW_UP, one.number)
    return ref(CUSTOMER, one.customer)
