"""Who a customer is and what is open with them, in a few lines for a caller."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.complaint_life import OPEN_STATUSES
from csdesk.domain.dates import say_instant
from csdesk.domain.references import COMPLAINT, CONTACT, ref
from csdesk.store.views.contact import OPEN_CASE

if TYPE_CHECKING:
    import sqlite3

    from csdesk.result import Locale


def who_is(connection: sqlite3.Connection, number: int) -> str:
    """Name, company and tier of a customer, in one line."""
    row = connection.execute(
        "SELECT name, company, tier FROM customer WHERE id = ?", (number,)
    ).fetchone()
    return ", ".join(str(part) for part in row if part)


def open_matters(
    connection: sqlite3.Connection, number: int, locale: Locale
) -> list[str]:
    """Who it is, then each open complaint and contact of the customer, oldest first."""
    statuses = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
    lines = [who_is(connection, number)]
    for row in connection.execute(
        "SELECT id, opened_at, status, description FROM complaint"
        f" WHERE customer_id = ? AND status IN ({statuses}) AND resolved = 0"
        " ORDER BY opened_at",
        (number,),
    ):
        since = _since(row["opened_at"], locale)
        lines.append(
            f"  {ref(COMPLAINT, row['id'])} {row['status']}, {since}: "
            f"{row['description'] or ''}"
        )
    for row in connection.execute(
        "SELECT id, received_at, subject FROM contact"
        f" WHERE customer_id = ? AND {OPEN_CASE} ORDER BY received_at",
        (number,),
    ):
        since = _since(row["received_at"], locale)
        lines.append(
            f"  {ref(CONTACT, row['id'])} open, {since}: {row['subject'] or ''}"
        )
    return lines


def _since(seconds: int, locale: Locale) -> str:
    return f"since {say_instant(datetime.fromtimestamp(seconds, UTC), locale.zone)}"
