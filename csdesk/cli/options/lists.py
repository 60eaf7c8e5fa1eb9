"""Filter, limit and show lists; show records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk import clock
from csdesk.cli.io.output import show, warn
from csdesk.cli.io.streams import put
from csdesk.errors import UsageProblem
from csdesk.render import LISTS, RECORDS, Format
from csdesk.render.console import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from csdesk.cli.context import OpenDesk
    from csdesk.result import Listing, Record
    from csdesk.views.base import View

SCREENFUL = 50
FOR_PEOPLE = (Format.TABLE, Format.PLAIN, Format.MARKDOWN)


def show_list(
    desk: OpenDesk,
    view: View,
    filters: Mapping[str, object],
    *,
    fmt: Format = Format.TABLE,
    output: Path | None = None,
    period: str | None = None,
    customer: str | None = None,
    limit: int | None = None,
    ids_only: bool = False,
) -> None:
    """Show the rows of `view` that pass `filters`, the period and the customer.

    Without `limit` it shows a screenful in formats for people, all rows in others.
    """
    from csdesk.views.base import select

    limit = screenful(limit, fmt, ids_only=ids_only)
    rows = select(
        desk.connection,
        view,
        desk.settings.locale,
        dict(filters) | ({"customer": customer_id(desk, customer)} if customer else {}),
        bounds=period_bounds(desk, period) if period else None,
        limit=limit,
    )
    show_rows(rows, fmt, output, ids_only=ids_only)


def screenful(
    limit: int | None, fmt: Format, *, ids_only: bool, most: int = SCREENFUL
) -> int | None:
    """Return `limit`, or by default `most` in formats for people, else None (all)."""
    if limit is None and fmt in FOR_PEOPLE and not ids_only:
        return most
    return limit


def show_rows(
    rows: Listing, fmt: Format, output: Path | None = None, *, ids_only: bool = False
) -> None:
    """Show rows, or only their first column."""
    if ids_only:
        put("".join(f"{one_line(str(row[0]))}\n" for row in rows.rows))
        return
    check_format(fmt, LISTS)
    show(rows, fmt, output)


def show_record(record: Record, fmt: Format, output: Path | None = None) -> None:
    """Show one record."""
    check_format(fmt, RECORDS)
    show(record, fmt, output)


def check_format(fmt: Format, allowed: tuple[Format, ...]) -> None:
    """Raise UsageProblem where `fmt` is not one of `allowed`."""
    if fmt not in allowed:
        raise UsageProblem(
            f"This cannot be shown as {fmt}.",
            f"Write --format {', '.join(allowed[:-1])} or {allowed[-1]}.",
        )


def customer_id(desk: OpenDesk, who: str) -> int:
    """Find the one customer that WHO means, also by part of a name."""
    from csdesk.services.customers.customer_lookup import find_one

    return find_one(desk.connection, who, desk.settings, warn)


def period_bounds(desk: OpenDesk, text: str) -> tuple[int, int] | None:
    """Parse a period to Unix seconds, the end exclusive; None for `all`."""
    from csdesk.domain.periods import bounds, read_period

    zone = desk.settings.zone
    period = read_period(
        text,
        today=clock.now().astimezone(zone).date(),
        order=desk.settings.get("date_order"),
    )
    return None if period.kind == "all" else bounds(period, zone)
