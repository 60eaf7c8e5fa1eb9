"""Full-text search over all records of a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.errors import UsageProblem
from csdesk.services.customers.addresses import looks_like_phone, phone_key
from csdesk.store.search.query import (
    Phrase,
    Query,
    found,
    read_search,
)

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.result import Listing
    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings


def search(
    connection: Reader,
    text: str,
    settings: Settings,
    now: datetime,
    *,
    kind: str | None = None,
    limit: int | None = None,
) -> Listing:
    """Find records that contain every word of `text`, the best and newest first.

    `limit` None or 0: all. Raises UsageProblem if `text` contains no word.
    """
    pieces = read_search(text)
    if not pieces:
        raise UsageProblem(
            f"'{text}' holds no word to search for.",
            "Write words, such as: csdesk search 'late parcel'.",
        )
    query = Query(pieces, _as_phone(text, settings.get("country")))
    instant = int(now.timestamp())
    return found(connection, query, settings.locale, instant, kind=kind, limit=limit)


def _as_phone(text: str, country: str | None) -> tuple[Phrase, ...]:
    """Return other spellings of the phone number `text`; empty if it is none."""
    if not looks_like_phone(text):
        return ()
    digits = "".join(one for one in text if one.isdigit())
    key = phone_key(text, country)
    return (Phrase(digits, is_open=True), *([Phrase(key)] if key else []))
