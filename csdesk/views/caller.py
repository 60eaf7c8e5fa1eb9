"""Summary of a customer in a few lines, for an agent on the phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.ids import (
    COMPLAINT,
    CONTACT,
    FOLLOW_UP,
    VOUCHER,
    ref,
)
from csdesk.domain.money import format_amount
from csdesk.domain.parsing.date import format_instant
from csdesk.store.sql.open import is_open_follow_up, is_unexpired, is_unredeemed
from csdesk.views.complaint import OPEN as OPEN_COMPLAINT
from csdesk.views.contact import OPEN_CASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.result import Locale
    from csdesk.store.connection import Reader


def customer_line(connection: Reader, number: int) -> str:
    """Return name, company and tier of a customer, in one line."""
    row = connection.one(
        "SELECT name, company, tier FROM customer WHERE id = ?", (number,)
    )
    return ", ".join(str(part) for part in row if part)


def caller_summary(
    connection: Reader, number: int, locale: Locale, now: int
) -> list[str]:
    """Return lines on a customer: name, open cases, open follow-ups, valid vouchers.

    Each kind is sorted, the oldest first; follow-ups by due date. Vouchers are those
    valid at `now`, in epoch seconds.
    """
    lines = [customer_line(connection, number)]
    for row in connection.each(
        "SELECT id, opened_at, status, description FROM complaint"
        f" WHERE customer_id = ? AND {OPEN_COMPLAINT}"
        " ORDER BY opened_at, id",
        (number,),
    ):
        since = _since(row["opened_at"], locale)
        lines.append(
            f"  {ref(COMPLAINT, row['id'])} {row['status']}, {since}: "
            f"{row['description'] or ''}"
        )
    for row in connection.each(
        "SELECT id, received_at, subject FROM contact"
        f" WHERE customer_id = ? AND {OPEN_CASE} ORDER BY received_at, id",
        (number,),
    ):
        since = _since(row["received_at"], locale)
        lines.append(
            f"  {ref(CONTACT, row['id'])} open, {since}: {row['subject'] or ''}"
        )
    return [*lines, *_commitments(connection, number, locale, now)]


def _commitments(
    connection: Reader, number: int, locale: Locale, now: int
) -> Iterator[str]:
    for row in connection.each(
        "SELECT id, kind, due_at, text FROM follow_up"
        f" WHERE customer_id = ? AND {is_open_follow_up(None)} ORDER BY due_at, id",
        (number,),
    ):
        word = "overdue since" if row["due_at"] < now else "due"
        yield (
            f"  {ref(FOLLOW_UP, row['id'])} {row['kind']}, {word} "
            f"{_at(row['due_at'], locale)}: {row['text'] or ''}"
        )
    for row in connection.each(
        "SELECT id, code, value, expires_at FROM voucher"
        f" WHERE customer_id = ? AND {is_unredeemed(None)}"
        f" AND {is_unexpired(None, '?')} ORDER BY id",
        (number, now),
    ):
        until = row["expires_at"]
        yield (
            f"  {ref(VOUCHER, row['id'])} voucher {row['code']}, "
            f"{format_amount(row['value'], locale.currency)}"
            + (f", until {_at(until, locale)}" if until is not None else "")
        )


def _since(seconds: int, locale: Locale) -> str:
    return f"since {_at(seconds, locale)}"


def _at(seconds: int, locale: Locale) -> str:
    return format_instant(datetime.fromtimestamp(seconds, UTC), locale.zone)
