"""Deadlines of what an import brings, and of what it changes.

New contacts and complaints get what the desk's targets promised at their receipt; an
imported complaint has no policy, as it was opened under rules of its own. What is
changed or linked is settled at the end, as `csdesk.services.sla` has it. Without
targets nothing is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.case import CaseColumns, owes_resolution, owes_response
from csdesk.domain.sla import RESOLUTION, TargetScope
from csdesk.domain.sla_clock import held
from csdesk.services import deadlines
from csdesk.services.sla import WHATS, Brought, Deadline
from csdesk.store.queries.sla import first_resolution_of_complaint, holds_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession


class Deadlines:
    """The deadlines of one operation."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._promises = deadlines.of(session.work.session)
        self._contacts: dict[int, dict[str, Any]] = {}  # as they were
        self._complaints: dict[int, int] = {}  # when they began

    def fill(self, table: str, columns: Columns) -> None:
        """Add the deadlines of new records, as if no contact followed another."""
        if not self._promises.targets:
            return
        if table == "contact":
            responses, cases = _owing(columns)
            for what, owing in zip(WHATS, (responses, cases), strict=True):
                self._fill(columns, what, "received_at", owing)
        elif table == "complaint":
            self._fill(columns, RESOLUTION, "opened_at", None)

    def remember(self, table: str, row: dict[str, Any]) -> None:
        """Keep what the contact or complaint `row`, about to change, depends on."""
        if table == "contact":
            has_any = row["response_target"] or row["resolution_target"]
            if has_any or self._promises.targets:
                self._contacts.setdefault(row["id"], row)
        elif table == "complaint" and row["resolution_target"] is not None:
            self._complaints.setdefault(row["id"], row["opened_at"])

    def settle(self) -> None:
        """Correct the deadlines of what is another than before."""
        for number, was in dict(self._contacts).items():
            row = self._session.row("contact", number)
            values: dict[str, Any] = {}
            for what in WHATS:
                kept = Deadline(row[f"{what}_due_at"], row[f"{what}_target"])
                now = self._promises.corrected(what, _brought(was), _brought(row), kept)
                if now != kept:
                    values |= {f"{what}_due_at": now[0], f"{what}_target": now[1]}
            if values:
                self._session.update("contact", row, values)
        for number, opened in dict(self._complaints).items():
            row = self._session.row("complaint", number)
            if row["opened_at"] != opened:
                self._begin_anew(row)

    def _fill(
        self, columns: Columns, what: str, begins: str, owing: Iterable[bool] | None
    ) -> None:
        starts = columns[begins]
        count = len(starts)
        none: list[Any] = [None] * count
        customers = columns.get("customer_id", none)
        tiers = self._promises.tiers(customers)
        made = self._promises.made
        found = [
            made(what, TargetScope(channel, severity, tiers.get(customer)), start)
            if is_owed
            else Deadline()
            for start, channel, severity, customer, is_owed in zip(
                starts, columns["channel"], columns.get("severity", none), customers,
                [True] * count if owing is None else owing, strict=True,
            )
        ]  # fmt: skip
        columns[f"{what}_due_at"] = [one[0] for one in found]
        columns[f"{what}_target"] = [one[1] for one in found]

    def _begin_anew(self, row: dict[str, Any]) -> None:
        """Move the decision of a complaint that began at another time."""
        promises, number = self._promises, row["id"]
        term = promises.length(row["resolution_target"])
        due_at = term.end(row["opened_at"])
        if due_at is not None:
            done = first_resolution_of_complaint(promises.reader, number)
            holds = holds_of(promises.reader, None, number)
            due_at = held(term, due_at, holds, done)
        self._session.update("complaint", row, {"resolution_due_at": due_at})


def _owing(columns: Columns) -> tuple[list[bool], list[bool]]:
    """Which new contacts owe a response, and which are cases."""
    none: list[Any] = [None] * len(columns["received_at"])
    facts = list(
        zip(
            columns["direction"], columns["channel"], columns["abandoned"],
            columns.get("complaint_id", none), strict=True,
        )
    )  # fmt: skip
    return (
        [owes_response(direction, channel) for direction, channel, _, _ in facts],
        [
            owes_resolution(CaseColumns(direction, channel, gone, complaint, None))
            for direction, channel, gone, complaint in facts
        ],
    )


def _brought(row: dict[str, Any]) -> Brought:
    return Brought(
        number=row["id"],
        received_at=row["received_at"],
        channel=row["channel"],
        direction=row["direction"],
        abandoned=bool(row["abandoned"]),
        complaint_id=row["complaint_id"],
        follows_id=row["follows_id"],
        customer_id=row["customer_id"],
        first_response_at=row["first_response_at"],
    )
