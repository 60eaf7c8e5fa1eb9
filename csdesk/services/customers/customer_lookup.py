"""WHO: the customer that `P7`, an e-mail, a phone number or a name stands for.

Used by commands that read and by commands that write; neither SQLModel nor
SQLAlchemy is needed.
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
    """The customers that WHO stands for; `is_whole` is False for a piece of a name.

    `says` is what a person should know: the id typed was merged into another.
    """

    ids: tuple[int, ...]
    is_whole: bool
    says: str | None = None


def find(reader: Reader, who: str, settings: Settings) -> Match:
    """Every customer that `who` may stand for: by id, e-mail, phone, name, its piece.

    Raises NotFoundError for an id that is not there, UsageProblem for an empty WHO.
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
            return Match(tuple(found), is_whole=True)
    if looks_like_email(text) or looks_like_phone(text):
        return Match((), is_whole=True)
    pieces = customers_by_name_part(reader, fold(text))
    return Match(tuple(pieces), is_whole=False)


def the_customer(
    reader: Reader, who: str, settings: Settings, tell: Callable[[str], None]
) -> int:
    """The id of the one customer that `who` stands for, pieces of names included.

    For commands that only read; `tell` gets what the person should know. Raises
    NotFoundError for none, UsageProblem for several.
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
    if match.says:
        tell(match.says)
    return only(match, who)


def the_one(
    reader: Reader, who: str, settings: Settings, tell: Callable[[str], None]
) -> int:
    """The id of the customer that `who` is exactly: never a piece of a name.

    `tell` gets what the person should know. Raises NotFoundError for none,
    UsageProblem for several.
    """
    match = find(reader, who, settings)
    if not match.ids or not match.is_whole:
        raise NotFoundError(
            f"No customer is called '{who}'.",
            "Write P7, an e-mail, a phone number or the whole name; "
            "'csdesk customer list' shows them.",
        )
    if match.says:
        tell(match.says)
    return only(match, who)


def anyone(
    reader: Reader, who: str, settings: Settings, tell: Callable[[str], None]
) -> int:
    """As `the_one`; else who has that external id, or was known by `who` before.

    The customers whom the journal alone has are found too, and who was erased: by
    hashes, of what identified them.
    """
    try:
        return the_one(reader, who, settings, tell)
    except NotFoundError:
        found = _once(reader, who.strip(), settings)
        if not found:
            erased = erased_with(reader, _identities(who.strip(), settings))
            if erased is None:
                raise
            tell(f"'{who.strip()}' is {ref(CUSTOMER, erased)}, who was erased.")
            return erased
    number = only(Match(tuple(found), is_whole=True), who)
    if who.strip().upper() == ref(CUSTOMER, number):
        return number
    is_there = current_id(reader, number) is not None
    tell(
        f"'{who.strip()}' is {ref(CUSTOMER, number)}"
        + (", by what was known before." if is_there else ", in the journal alone.")
    )
    return number


def _once(reader: Reader, text: str, settings: Settings) -> list[int]:
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
    """What `text` may have identified somebody by who was erased."""
    kinds: dict[str, Identity] = {"email_key": "email", "phone_key": "phone",
                                  "name_key": "name"}  # fmt: skip
    found = [(kinds[column], key) for column, key in _keys(text, settings)]
    return [*found, ("external_id", text)]


def only(match: Match, who: str) -> int:
    """The one id of `match`. Raises UsageProblem where there are several."""
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
    says = None
    if now != number:
        says = f"{ref(CUSTOMER, number)} is {ref(CUSTOMER, now)} now: they were merged."
    return Match((now,), is_whole=True, says=says)


def _keys(text: str, settings: Settings) -> list[tuple[Key, str]]:
    """Columns in which the whole of `text` may stand, and how it would stand there."""
    keys: list[tuple[Key, str | None]] = []
    if looks_like_email(text):
        keys.append(("email_key", email_key(text)))
    if looks_like_phone(text):
        keys.append(("phone_key", phone_key(text, settings.get("country"))))
    keys.append(("name_key", fold(text)))
    return [(column, key) for column, key in keys if key]
