"""Resolve WHO: the customer that `P7`, an e-mail, a phone number or a name means.

For commands that read and commands that write; neither SQLModel nor SQLAlchemy is
imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.ids import CUSTOMER, read_ref, ref
from csdesk.domain.vocabulary import fold
from csdesk.errors import NotFoundError, UsageProblem
from csdesk.services.customers.addresses import (
    email_key,
    looks_like_email,
    looks_like_phone,
    phone_key,
)
from csdesk.store.privacy.columns import ERASED
from csdesk.store.privacy.erasures import erased_with
from csdesk.store.queries.customers import (
    current_id,
    customers_by_name_part,
    customers_with,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.store.connection import Reader
    from csdesk.store.privacy.pseudonyms import Identity
    from csdesk.store.queries.customers import Key
    from csdesk.store.settings import Settings

UNKNOWN_CALLER = "-"
MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Match:
    """The customers that WHO matches; `is_exact` is False for a part of a name.

    `message` is a warning for the person: the id typed was merged into another.
    """

    ids: tuple[int, ...]
    is_exact: bool
    message: str | None = None


def find(reader: Reader, who: str, settings: Settings) -> Match:
    """Find every customer that `who` may mean: by id, e-mail, phone, name, part of it.

    Raises NotFoundError for an unknown id, UsageProblem for an empty WHO.
    """
    text = who.strip()
    if not text:
        raise UsageProblem(
            "WHO is empty.",
            "Write P7, an e-mail, a phone number or a name; - for none.",
        )
    if text[0] in "pP" and text[1:].isascii() and text[1:].isdecimal():
        return _numbered(reader, text)
    for column, key in _keys(text, settings):
        found = customers_with(reader, column, key)
        if found:
            return Match(tuple(found), is_exact=True)
    if looks_like_email(text) or looks_like_phone(text):
        return Match((), is_exact=True)
    pieces = customers_by_name_part(reader, fold(text))
    return Match(tuple(pieces), is_exact=False)


def find_one(
    reader: Reader, who: str, settings: Settings, warn: Callable[[str], None]
) -> int:
    """Return the id of the one customer that `who` matches, even by part of a name.

    For commands that only read; `warn` gets any message. Raises NotFoundError for none,
    UsageProblem for several.
    """
    if who.strip() == UNKNOWN_CALLER:
        raise UsageProblem(
            "'-' is an unknown caller, not a customer.",
            "Write P7, an e-mail, a phone number or a name.",
        )
    match = find(reader, who, settings)
    if not match.ids:
        raise NotFoundError(
            f"No customer is called '{who}'.",
            "List them with 'csdesk customer list', or write P7.",
        )
    if match.message:
        warn(match.message)
    return single_id(match, who)


def find_one_exact(
    reader: Reader, who: str, settings: Settings, warn: Callable[[str], None]
) -> int:
    """Return the id of the customer that `who` matches exactly, not by part of a name.

    `warn` gets any message. Raises NotFoundError for none, UsageProblem for several.
    """
    match = find(reader, who, settings)
    if not match.ids or not match.is_exact:
        raise NotFoundError(
            f"No customer is called '{who}'.",
            "Write P7, an e-mail, a phone number or the whole name; "
            "'csdesk customer list' shows them.",
        )
    if match.message:
        warn(match.message)
    return single_id(match, who)


def find_one_or_former(
    reader: Reader, who: str, settings: Settings, warn: Callable[[str], None]
) -> int:
    """Return the id as `find_one_exact`; else by external id or former values.

    Also finds customers who remain in the journal alone, and erased ones, by the hashes
    of what identified them. Raises as `find_one_exact`.
    """
    try:
        return find_one_exact(reader, who, settings, warn)
    except NotFoundError:
        found = _former_ids(reader, who.strip(), settings)
        if not found:
            erased = erased_with(reader, _identities(who.strip(), settings))
            if erased is None:
                raise
            warn(f"'{who.strip()}' is {ref(CUSTOMER, erased)}, who was erased.")
            return erased
    number = single_id(Match(tuple(found), is_exact=True), who)
    if who.strip().upper() == ref(CUSTOMER, number):
        return number
    is_there = current_id(reader, number) is not None
    warn(
        f"'{who.strip()}' is {ref(CUSTOMER, number)}"
        + (", by what was known before." if is_there else ", in the journal alone.")
    )
    return number


def _former_ids(reader: Reader, text: str, settings: Settings) -> list[int]:
    from csdesk.store.privacy.former import customers_once_with, is_in_journal

    if text[:1] in {"p", "P"} and text[1:].isascii() and text[1:].isdecimal():
        number = int(text[1:])
        return [number] if is_in_journal(reader, number) else []
    found = customers_with(reader, "external_id", text)
    keys: list[tuple[Key, str]] = [*_keys(text, settings), ("external_id", text)]
    for column, key in keys:
        found = found or [
            current_id(reader, one) or one
            for one in customers_once_with(reader, column, key)
            if key != ERASED
        ]
    return list(dict.fromkeys(found))


def _identities(text: str, settings: Settings) -> list[tuple[Identity, str]]:
    """List the kinds of identity that `text` may be, to compare with erased ones."""
    kinds: dict[str, Identity] = {"email_key": "email", "phone_key": "phone",
                                  "name_key": "name"}  # fmt: skip
    found = [(kinds[column], key) for column, key in _keys(text, settings)]
    return [*found, ("external_id", text)]


def single_id(match: Match, who: str) -> int:
    """Return the one id of `match`. Raises UsageProblem if there are several."""
    if len(match.ids) > 1:
        first = ", ".join(ref(CUSTOMER, number) for number in match.ids[:MOST_LISTED])
        more = len(match.ids) - MOST_LISTED
        also = f" and {more} more" if more > 0 else ""
        raise UsageProblem(
            f"'{who}' is {len(match.ids)} customers: {first}{also}.",
            f"Write which one, for example {ref(CUSTOMER, match.ids[0])}; "
            "'csdesk customer show' tells who is who.",
        )
    return match.ids[0]


def _numbered(reader: Reader, text: str) -> Match:
    number = read_ref(text, CUSTOMER)
    now = current_id(reader, number)
    if now is None:
        raise NotFoundError(
            f"There is no customer {ref(CUSTOMER, number)}.",
            "List them with 'csdesk customer list'.",
        )
    message = None
    if now != number:
        message = (
            f"{ref(CUSTOMER, number)} is {ref(CUSTOMER, now)} now: they were merged."
        )
    return Match((now,), is_exact=True, message=message)


def _keys(text: str, settings: Settings) -> list[tuple[Key, str]]:
    """List the columns that `text` may match, with its key in each."""
    keys: list[tuple[Key, str | None]] = []
    if looks_like_email(text):
        keys.append(("email_key", email_key(text)))
    if looks_like_phone(text):
        keys.append(("phone_key", phone_key(text, settings.get("country"))))
    keys.append(("name_key", fold(text)))
    return [(column, key) for column, key in keys if key]
