"""Customers: find, add and edit them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.vocabulary import fold, nearest
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.services.customers import customer_lookup
from csdesk.services.customers.addresses import (
    email_key,
    is_odd_phone,
    looks_like_email,
    looks_like_phone,
    phone_key,
)
from csdesk.services.get import get, shop_word
from csdesk.store.models import Customer
from csdesk.store.queries.customers import (
    customers_with_local_phone,
    first_departure,
    other_customer_with,
    tags_in_use,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work
    from csdesk.store.queries.customers import Key


def customer_for(
    work: Work, who: str, *, may_be_piece: bool = False
) -> Customer | None:
    """Find the customer that WHO means, or add one with a warning; None for `-`.

    A part of a name matches only if `may_be_piece`: a person confirmed it. Raises
    UsageProblem if several match, NotFoundError for an unknown id.
    """
    if who.strip() == customer_lookup.UNKNOWN_CALLER:
        return None
    match = _match(work, who)
    if match.ids and (match.is_exact or may_be_piece):
        found = _not_erased(
            get(work, Customer, CUSTOMER, customer_lookup.single_id(match, who))
        )
        extend_since(found, work.at)
        return found
    if match.ids:
        shown = ", ".join(ref(CUSTOMER, number) for number in match.ids[:3])
        work.warn(f"That is a piece of the name of {shown}: was one of these meant?")
    text = " ".join(who.split())
    added = add_customer(
        work,
        text,
        email=text if looks_like_email(text) else None,
        phone=text if looks_like_phone(text) else None,
    )
    work.warn(f"New customer {ref(CUSTOMER, added.id)}: {added.name}.")
    return added


def extend_since(customer: Customer, at: datetime) -> None:
    """Move `since` back to `at` if it is earlier; an unknown `since` stays unknown."""
    if customer.since is not None and at < customer.since:
        customer.since = at


def known_customer(work: Work, who: str) -> Customer:
    """Find a customer by WHO, not by part of a name. Raises NotFoundError."""
    match = _match(work, who)
    if not match.ids or not match.is_exact:
        raise NotFoundError(
            f"No customer is called '{who}'.",
            "Write P7, an e-mail, a phone number or the whole name; "
            "'csdesk customer list' shows them.",
        )
    return _not_erased(
        get(work, Customer, CUSTOMER, customer_lookup.single_id(match, who))
    )


def _not_erased(customer: Customer) -> Customer:
    """Return the customer. Raises RefusedError for an erased one."""
    if customer.erased_at is not None:
        number = ref(CUSTOMER, customer.id)
        raise RefusedError(
            f"{number} was erased: nobody knows who it was.",
            "Whoever comes back is a new customer: write their name, e-mail or phone.",
        )
    return customer


def add_customer(
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
    """Add a customer, `since` the instant of the work.

    Raises UsageProblem for an empty name or an invalid address, RefusedError if another
    customer has the address: WHO would be ambiguous.
    """
    customer = Customer(name="", name_key="", since=work.at)
    values = {
        "name": name,
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
    _write(work, customer, "tags", tags)
    work.session.add(customer)
    work.session.flush()
    return customer


def edit_customer(
    work: Work, who: str, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Customer:
    """Change a customer's fields; `cleared` names fields to empty.

    Fields are name, email, phone, company, tier, note, tags, referred_by,
    do_not_contact, since. Raises UsageProblem for an invalid value, RefusedError for
    the address of another customer.
    """
    customer = known_customer(work, who)
    for field in cleared:
        _write(work, customer, field, None)
    for field, value in changes.items():
        _write(work, customer, field, value)
    _check_since(work, customer)
    work.session.flush()
    return customer


def reread_phones(work: Work, country: str) -> None:
    """Normalize again the phone numbers that had no country, now that there is one."""
    for number in customers_with_local_phone(work.reader):
        customer = get(work, Customer, CUSTOMER, number)
        customer.phone_key = phone_key(customer.phone, country)


def tag_list(tags: Iterable[str]) -> str | None:
    """Return tags as stored: folded, sorted, between commas; None for none."""
    folded = sorted({fold(tag.replace(",", " ")) for tag in tags} - {""})
    return f",{','.join(folded)}," if folded else None


def _match(work: Work, who: str) -> customer_lookup.Match:
    match = customer_lookup.find(work.reader, who, work.settings)
    if match.message:
        work.warn(match.message)
    return match


def _write(work: Work, customer: Customer, field: str, value: Any) -> None:
    """Set one field, together with its lookup key."""
    text = value.strip() if isinstance(value, str) else value
    if field == "name":
        _name(work, customer, text)
    elif field == "email":
        _email(work, customer, text)
    elif field == "phone":
        _phone(work, customer, text)
    elif field == "tier":
        customer.tier = shop_word(work, "customer", "tier", text)
    elif field == "tags":
        customer.tags = _tags(work, text or ())
    elif field == "referred_by":
        customer.referred_by_id = _referrer(work, customer, text)
    else:
        setattr(customer, field, text if text != "" else None)


def _check_since(work: Work, customer: Customer) -> None:
    left = first_departure(work.reader, customer.id)
    if left is None or customer.since is None or customer.since.timestamp() <= left:
        return
    raise UsageProblem(
        f"{work.format_instant(customer.since)} is after {ref(CUSTOMER, customer.id)} "
        f"left ({work.format_instant(datetime.fromtimestamp(left, UTC))}).",
        "Write an earlier --since.",
    )


def _name(work: Work, customer: Customer, text: str | None) -> None:
    if not text:
        raise UsageProblem("The name is empty.", "Write it, for example 'Ann Lee'.")
    if text == customer_lookup.UNKNOWN_CALLER:
        raise UsageProblem(
            "'-' is an unknown caller, no name.", "Write the name, such as 'Ann Lee'."
        )
    customer.name, customer.name_key = text, fold(text)
    other = other_customer_with(
        work.unflushed, "name_key", customer.name_key, customer.id
    )
    if other is not None:
        work.warn(f"{ref(CUSTOMER, other)} has the same name: write ids for these two.")


def _email(work: Work, customer: Customer, text: str | None) -> None:
    if text and not looks_like_email(text):
        raise UsageProblem(
            f"'{text}' is not an e-mail address.", "Write it as ann@example.com."
        )
    customer.email, customer.email_key = text or None, email_key(text)
    _refuse_shared(work, customer, "email_key", "e-mail address", "--email")


def _phone(work: Work, customer: Customer, text: str | None) -> None:
    country = work.settings.get("country")
    key = phone_key(text, country)
    if text and key is None:
        raise UsageProblem(
            f"'{text}' is not a phone number.", "Write it as +49 30 123456."
        )
    customer.phone, customer.phone_key = text or None, key
    _refuse_shared(work, customer, "phone_key", "phone number", "--phone")
    if text and is_odd_phone(text, country):
        work.warn("No country has a phone number like that; it is kept as it is.")


def _refuse_shared(
    work: Work, customer: Customer, column: Key, what: str, option: str
) -> None:
    key = getattr(customer, column)
    if key is None:
        return
    other = other_customer_with(work.unflushed, column, key, customer.id)
    if other is not None:
        name = ref(CUSTOMER, other)
        raise RefusedError(
            f"{name} has that {what} already.",
            f"Is it the same customer? csdesk customer show {name}; else leave out "
            f"{option}.",
        )


def _tags(work: Work, tags: Iterable[str]) -> str | None:
    """Return tags as stored; warn of a new one that is close to one in use."""
    stored = tag_list(tags)
    if stored is None:
        return None
    known = tags_in_use(work.reader)
    for tag in stored.strip(",").split(","):
        near = None if tag in known or not known else nearest(tag, known)
        if near:
            work.warn(f"'{tag}' is a new tag. Did you mean '{near}'?")
    return stored


def _referrer(work: Work, customer: Customer, who: str | None) -> int | None:
    if not who:
        return None
    referrer = known_customer(work, who)
    if referrer.id == customer.id:
        raise UsageProblem(
            f"{ref(CUSTOMER, customer.id)} cannot be referred by itself.",
            "Name another customer with --referred-by.",
        )
    return referrer.id
