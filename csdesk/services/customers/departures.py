"""Departures and returns of customers, and win-backs planned for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import RefusedError
from csdesk.services.customers.customers import known_customer
from csdesk.services.follow_ups import due_instant
from csdesk.services.get import not_before
from csdesk.store.models import Departure, FollowUp
from csdesk.store.queries.customers import last_return, open_departure_id
from csdesk.store.queries.outreach import lapsed

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Customer
    from csdesk.store.queries.outreach import Selection


def leave(work: Work, who: str, reason: str | None = None) -> Departure:
    """Record that a customer left at the instant of the work.

    Raises RefusedError if the customer has already left, UsageProblem for an instant
    before the customer's first day or last return.
    """
    customer = known_customer(work, who)
    gone = _open_departure(work, customer)
    if gone is not None:
        raise RefusedError(
            f"{ref(CUSTOMER, customer.id)} left on "
            f"{work.format_instant(gone.left_at)}.",
            f"Came back? csdesk customer return {ref(CUSTOMER, customer.id)}",
        )
    if customer.since is not None:
        not_before(work.at, customer.since, "the customer's first day", work)
    back = _last_return(work, customer)
    if back is not None:
        not_before(work.at, back, "the customer's last return", work)
    assert customer.id is not None  # noqa: S101 - from the desk
    departure = Departure(customer_id=customer.id, left_at=work.at, reason=reason)
    work.session.add(departure)
    work.session.flush()
    return departure


def come_back(work: Work, who: str) -> Departure:
    """Record that a customer is back. Raises RefusedError if they had not left."""
    customer = known_customer(work, who)
    gone = _open_departure(work, customer)
    if gone is None:
        raise RefusedError(
            f"{ref(CUSTOMER, customer.id)} has not left.",
            f"To say so: csdesk customer leave {ref(CUSTOMER, customer.id)}",
        )
    not_before(work.at, gone.left_at, "the departure", work)
    gone.returned_at = work.at
    work.session.flush()
    return gone


def _open_departure(work: Work, customer: Customer) -> Departure | None:
    number = open_departure_id(work.reader, customer.id)
    return None if number is None else work.session.get(Departure, number)


def _last_return(work: Work, customer: Customer) -> datetime | None:
    back = last_return(work.reader, customer.id)
    return None if back is None else datetime.fromtimestamp(back, UTC)


USUAL_DUE = "in 7 days"


def win_back(
    work: Work, due: str | None = None, limit: int | None = None
) -> tuple[list[FollowUp], Selection]:
    """Add a win-back for each lapsed customer who may be contacted.

    At most `limit` of them (None or 0: all). `due` None: in seven days. Returns them
    and the selection they come from.
    """
    found = lapsed(work.reader, work.settings, int(work.now.timestamp()))
    when = due_instant(work, due or USUAL_DUE)
    rows = [
        FollowUp(
            customer_id=one.customer,
            kind="win-back",
            text=", ".join(one.reasons),
            promised_at=when,
            due_at=when,
        )
        for one in (found.rows[:limit] if limit else found.rows)
    ]
    work.session.add_all(rows)
    work.session.flush()
    return rows, found
