"""Customers: who they are, when they left and came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.references import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.services import who as whos
from csdesk.services.addresses import (
    email_key,
    is_odd_phone,
    looks_like_email,
    looks_like_phone,
    phone_key,
)
from csdesk.services.lookup import get, not_before, shop_word
from csdesk.store.models import Customer, Departure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.work import Work


def customer_for(work: Work, who: str, *, may_be_piece: bool = False) -> Customer | None:
    """The customer that WHO stands for; a new one is added, and said; None for `-`.

    A piece of a name counts only where `may_be_piece` says that a person confirmed
    it. Raises UsageProblem where several match, NotFoundError for an id not there.
    """
    if who.strip() == whos.UNKNOWN_CALLER:
        return None
    match = whos.find(work.execute, who, work.settings)
    if match.ids and (match.is_whole or may_be_piece):
        return get(work, Customer, CUSTOMER, whos.only(match, who))
    if match.ids:
        shown = ", ".join(ref(CUSTOMER, number) for number in match.ids[:3])
        work.note(f"That is a piece of the name of {shown}: was one of these meant?")
    text = " ".join(who.split())
    added = add_customer(
        work,
        text,
        email=text if looks_like_email(text) else None,
        phone=text if looks_like_phone(text) else None,
    )
    work.note(f"New customer {ref(CUSTOMER, added.id)}: {added.name}.")
    return added


def known_customer(work: Work, who: str) -> Customer:
    """The customer that WHO stands for, whole. Raises NotFoundError for none."""
    match = whos.find(work.execute, who, work.settings)
    if not match.ids or not match.is_whole:
        raise NotFoundError(
            f"No customer is called '{who}'.",
            "Write P7, an e-mail, a phone number or the whole name; "
            "'csdesk customer list' shows them.",
        )
    return get(work, Customer, CUSTOMER, whos.only(match, who))


def add_customer(  # noqa: PLR0913 - a record's fields
    work: Work,
    name: str,
    *,
    email: str | None = None,
    phone: str | None = None,
    company: str | None = None,
    tier: str | None = None,
    tags: Iterable[str] = (),
    note: str | None = None,
    referred_by: str | None = None,
) -> Customer:
    """A new customer, since the instant of the work.

    Raises UsageProblem for an empty name or an e-mail that is none.
    """
    customer = Customer(name="", name_key="", since=work.at)
    _write(work, customer, "name", name)
    values = {
        "email": email,
        "phone": phone,
        "company": company,
        "tier": tier,
        "note": note,
        "referred_by": referred_by,
    }
    for field, value in values.items():
        if value is not None:
            _write(work, customer, field, value)
    customer.tags = tag_list(tags)
    work.session.add(customer)
    work.session.flush()
    return customer


def edit_customer(
    work: Work, who: str, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Customer:
    """Change a customer's fields; `cleared` names those to empty.

    Fields are name, email, phone, company, tier, note, tags, referred_by,
    do_not_contact, since. Raises UsageProblem for a value that is none of its kind.
    """
    customer = known_customer(work, who)
    for field in cleared:
        if field == "name":
            raise UsageProblem("A customer keeps a name.", "Give another with --name.")
        _write(work, customer, field, None)
    for field, value in changes.items():
        _write(work, customer, field, value)
    work.session.flush()
    return customer


def leave(work: Work, who: str, reason: str | None = None) -> Departure:
    """The customer left at the instant of the work.

    Raises RefusedError where the customer has already left.
    """
    customer = known_customer(work, who)
    gone = _open_departure(work, customer)
    if gone is not None:
        raise RefusedError(
            f"{ref(CUSTOMER, customer.id)} left on {work.say(gone.left_at)}.",
            f"Came back? csdesk customer return {ref(CUSTOMER, customer.id)}",
        )
    assert customer.id is not None  # noqa: S101 - from the desk
    departure = Departure(customer_id=customer.id, left_at=work.at, reason=reason)
    work.session.add(departure)
    work.session.flush()
    return departure


def come_back(work: Work, who: str) -> Departure:
    """The customer is back. Raises RefusedError where the customer had not left."""
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


def tag_list(tags: Iterable[str]) -> str | None:
    """Tags as they are kept: folded, sorted, between commas; None for none."""
    folded = sorted({fold(tag.replace(",", " ")) for tag in tags} - {""})
    return f",{','.join(folded)}," if folded else None


def _open_departure(work: Work, customer: Customer) -> Departure | None:
    rows = work.execute(
        "SELECT id FROM departure WHERE customer_id = ? AND returned_at IS NULL",
        (customer.id,),
    )
    return work.session.get(Departure, rows[0]["id"]) if rows else None


def _write(work: Work, customer: Customer, field: str, value: Any) -> None:  # noqa: ANN401
    """Set one field, together with the key that finds the customer by it."""
    text = value.strip() if isinstance(value, str) else value
    if field == "name":
        if not text:
            raise UsageProblem("The name is empty.", "Write it, for example 'Ann Lee'.")
        customer.name, customer.name_key = text, fold(text)
    elif field == "email":
        if text and not looks_like_email(text):
            raise UsageProblem(
                f"'{text}' is not an e-mail address.", "Write it as ann@example.com."
            )
        customer.email, customer.email_key = text or None, email_key(text)
    elif field == "phone":
        country = work.settings.get("country")
        customer.phone, customer.phone_key = text or None, phone_key(text, country)
        if text and is_odd_phone(text, country):
            work.note("No country has a phone number like that; it is kept as it is.")
    elif field == "tier":
        customer.tier = shop_word(work, "customer", "tier", text)
    elif field == "tags":
        customer.tags = tag_list(text or ())
    elif field == "referred_by":
        customer.referred_by_id = known_customer(work, text).id if text else None
    else:
        setattr(customer, field, text if text != "" else None)
