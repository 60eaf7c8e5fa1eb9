"""Deadlines of new records of an import, set as they are inserted.

The targets of the desk at their receipt apply; an imported complaint has no policy, as
it was opened under other rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.case import CaseColumns
from csdesk.domain.sla.deadlines import WHATS, Deadline, owes
from csdesk.domain.sla.terms import RESOLUTION, TargetScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.domain.sla.deadlines import SlaDeadlines
    from csdesk.imports.rows.copy import Columns


def fill(table: str, columns: Columns, deadlines: SlaDeadlines) -> None:
    """Add the deadlines of new records, as if no contact followed another.

    Does nothing without targets.
    """
    if table not in ("contact", "complaint") or not deadlines.facts.targets:
        return
    if table == "contact":
        contacts = _contacts(columns)
        for what in WHATS:
            owing = [owes(what, contact) for contact in contacts]
            _fill(columns, what, columns["received_at"], owing, deadlines)
    else:
        opened = columns["opened_at"]
        _fill(columns, RESOLUTION, opened, [True] * len(opened), deadlines)


def _contacts(columns: Columns) -> list[CaseColumns]:
    """Return the columns that decide whether a new contact owes anything."""
    none: list[Any] = [None] * len(columns["received_at"])
    return list(
        map(
            CaseColumns, columns["direction"], columns["channel"], columns["abandoned"],
            columns.get("complaint_id", none), none,
        )
    )  # fmt: skip


def _fill(
    columns: Columns,
    what: str,
    starts: Sequence[int],
    owing: Sequence[bool],
    deadlines: SlaDeadlines,
) -> None:
    none: list[Any] = [None] * len(starts)
    customers = columns.get("customer_id", none)
    tiers = deadlines.facts.tiers(customers)
    at_receipt = deadlines.at_receipt
    found = [
        at_receipt(what, TargetScope(channel, severity, tiers.get(customer)), start)
        if is_owed
        else Deadline()
        for start, channel, severity, customer, is_owed in zip(
            starts, columns["channel"], columns.get("severity", none), customers,
            owing, strict=True,
        )
    ]  # fmt: skip
    columns[f"{what}_due_at"] = [one[0] for one in found]
    columns[f"{what}_target"] = [one[1] for one in found]
