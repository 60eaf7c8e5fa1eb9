"""Import complaints: columns from mapped fields, and remedies (DESIGN.md §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.case import Resolution, is_resolved
from csdesk.domain.complaint_workflow import (
    ACKNOWLEDGED,
    OFFERED,
    RECEIVED,
    RESOLVED,
    SETTLED_STATUSES,
    STATUSES,
)
from csdesk.imports.importers.base import RelatedRows
from csdesk.imports.importers.threads import end_holds, keep_reopening
from csdesk.imports.rows.chronology import check_order, settle_twice
from csdesk.imports.rows.copy import copied_columns
from csdesk.imports.rows.update import warn_of_edits
from csdesk.store.bulk.insert import insert, next_id
from csdesk.store.bulk.lookup import brought_part, granted_remedy
from csdesk.store.journal import journal
from csdesk.store.queries.loyalty import vouchers_of_remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, CopiedFields
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession


# Instants after the receipt, by field, with the word of each for messages.
LATER: Final = {"acknowledged_at": "acknowledged", "resolved_at": "resolved"}
COPIED: Final[CopiedFields] = {
    "channel": ("channel", "other"),
    "severity": ("severity", "normal"),
    "product": ("product", None),
    "order": ("order_ref", None),
    "description": ("description", None),
    "root_cause": ("root_cause", None),
    "decision": ("decision", None),
    "outcome": ("outcome", None),
    "upheld": ("upheld", None),
}
ALWAYS: Final = ("channel", "severity")
DEFAULTS: Final = {"safety": False, "level": 0}  # columns without a field
NO_REMEDY: Final = "none"


def complaint_columns(
    batch: Batch, rejects: Rejects, warnings: ImportWarnings
) -> Columns:
    """Compute the columns of the complaint table for every row of `batch`.

    Links to other records (owner, customer) and the remedy are not among them. Rows
    with contradictory values go to `rejects`.
    """
    settle_twice(batch, "received_at", LATER)
    none: list[Any] = [None] * len(batch.lines)
    opened = batch.values["received_at"]
    columns: Columns = {"opened_at": opened} | copied_columns(batch, COPIED, ALWAYS)
    for name, value in DEFAULTS.items():
        columns[name] = [value] * len(batch.lines)
    for name, what in LATER.items():
        columns[name] = batch.values.get(name, none)
        problem = f"the complaint was {what} before it was received."
        check_order(
            opened, columns[name], f"{problem} Check its times in the file.", rejects
        )
    _resolution(batch, columns, rejects)
    _check_remedies(batch, rejects)
    columns["status"] = _statuses(batch, columns)
    _warn_of_findings(batch, columns, warnings)
    return columns


def remedies_of(batch: Batch) -> list[str | None]:
    """Return the kind of each row's remedy, or None, also for the word `none`."""
    found = batch.values.get("remedy", [None] * len(batch.lines))
    return [None if kind == NO_REMEDY else kind for kind in found]


def _resolution(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """Add the columns of the resolution, whose time may be unknown."""
    at = columns["resolved_at"]
    resolved = batch.values.get("resolved", [None] * len(batch.lines))
    for i, (is_settled, moment) in enumerate(zip(resolved, at, strict=True)):
        if is_settled is False and moment is not None:
            rejects.add(
                i,
                "the complaint is not resolved, and yet has a time of resolution. "
                "Map only one of the two columns.",
            )
    columns["resolved"] = [
        bool(is_settled) and moment is None
        for is_settled, moment in zip(resolved, at, strict=True)
    ]
    columns["resolution_time_known"] = [True] * len(batch.lines)


def _check_remedies(batch: Batch, rejects: Rejects) -> None:
    for name in ("remedy_value", "remedy_cost"):
        amounts = batch.values.get(name, ())
        for i, (kind, amount) in enumerate(
            zip(remedies_of(batch), amounts, strict=False)
        ):
            if amount and kind is None:
                rejects.add(
                    i, f"it has a {name}, and no remedy. Say which remedy it was."
                )


def _statuses(batch: Batch, columns: Columns) -> list[str]:
    """Derive the status of each complaint from its row."""
    return [
        RESOLVED
        if is_resolved(Resolution(resolved_at, resolved))
        else OFFERED
        if remedy is not None
        else ACKNOWLEDGED
        if acknowledged is not None
        else RECEIVED
        for resolved, resolved_at, remedy, acknowledged in zip(
            columns["resolved"],
            columns["resolved_at"],
            remedies_of(batch),
            columns["acknowledged_at"],
            strict=True,
        )
    ]


def _warn_of_findings(batch: Batch, columns: Columns, warnings: ImportWarnings) -> None:
    none: list[Any] = [None] * len(batch.lines)
    outcomes, findings = columns.get("outcome", none), columns.get("upheld", none)
    warnings.count(
        "a complaint has an outcome or a finding, but no resolution, "
        "so it counts in no figure of decisions",
        [
            line
            for line, status, outcome, finding in zip(
                batch.lines, columns["status"], outcomes, findings, strict=True
            )
            if status != RESOLVED and (outcome or finding)
        ],
    )


REMEDY: Final = "remedy"
COLUMNS: Final = (
    "id", "complaint_id", "kind", "value", "cost", "offered_at", "granted_at",
)  # fmt: skip
RESOLUTIONS: Final = frozenset({"resolved", "resolved_at"})
# field -> the column of a remedy that it fills
REMEDY_COLUMNS: Final = {"remedy_value": "value", "remedy_cost": "cost"}


class ComplaintRelatedRows(RelatedRows):
    """The remedies of complaints, and the complaints' status."""

    def __init__(self, session: ImportSession) -> None:
        super().__init__(session)
        self._added: dict[int, int] = {}  # complaint -> remedy, of this operation

    def amend(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Keep a status that was advanced by hand beyond the file's."""
        if "status" not in values:
            return
        keep_reopening(self.session, "complaint", row, values)
        new_status, status = values.get("status", row["status"]), row["status"]
        new = row | values
        is_settled = is_resolved(Resolution.of(new))
        if is_settled == (status in SETTLED_STATUSES):
            # The remedy of an exported open complaint may have been granted before.
            is_home = self.session.is_home
            values["status"] = (
                status if is_home else max(new_status, status, key=STATUSES.index)
            )
        if not is_settled:
            values["closed_at"] = None

    def finish(self) -> None:
        """End the holds of resolved complaints."""
        end_holds(self.session)

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the remedies of new complaints."""
        del bound
        self._add([remedy for remedy in _remedies(batch, columns) if remedy["kind"]])

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Update the remedies that imports granted from the changed rows."""
        del rows
        if "remedy" not in bound.fields:
            return
        changes = [
            "kind",
            *(REMEDY_COLUMNS[name] for name in REMEDY_COLUMNS if name in bound.fields),
        ]
        if not (self.session.is_home or RESOLUTIONS.isdisjoint(bound.fields)):
            changes += ["offered_at", "granted_at"]
        for remedy, line in zip(_remedies(batch, columns), batch.lines, strict=True):
            self._change(remedy, changes, line)

    def _add(self, remedies: Sequence[dict[str, Any]]) -> None:
        if not remedies:
            return
        session = self.session
        first = next_id(session.db, REMEDY)
        numbers = range(first, first + len(remedies))
        # A remedy has no import run: undo takes it from the journal.
        journal.remember(session.work.session, REMEDY, *numbers)
        for number, remedy in zip(numbers, remedies, strict=True):
            remedy["id"] = number
            self._added[remedy["complaint_id"]] = number
        rows = (tuple(remedy[name] for name in COLUMNS) for remedy in remedies)
        insert(session.db, REMEDY, COLUMNS, rows)

    def _found(self, complaint: int) -> int | None:
        """Find the remedy of the complaint that its row describes, or None."""
        db = self.session.db
        if self.session.is_home:
            return granted_remedy(db, complaint)
        return self._added.get(complaint) or brought_part(
            db, REMEDY, "complaint_id", complaint
        )

    def _change(self, remedy: dict[str, Any], changes: list[str], line: int) -> None:
        session, complaint = self.session, remedy["complaint_id"]
        found = self._found(complaint)
        if found is None:
            if remedy["kind"]:
                self._add([remedy])
            return
        row = session.row(REMEDY, found)
        if remedy["kind"] is None:
            self._added.pop(complaint, None)
            for number in vouchers_of_remedy(session.work.reader, found):
                voucher = session.row("voucher", number)  # valid without a remedy
                session.update("voucher", voucher, {"remedy_id": None})
            session.remove(REMEDY, row)
            return
        values = {name: remedy[name] for name in changes}
        if any(row[name] != value for name, value in values.items()):
            warn_of_edits(session, REMEDY, row, values, line)
            session.update(REMEDY, row, values)


def _remedies(batch: Batch, columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield the remedy of each row; its kind is None where there is none."""
    none: list[Any] = [None] * len(batch.lines)
    for number, kind, value, cost, status, resolved, opened in zip(
        columns["id"], remedies_of(batch), batch.values.get("remedy_value", none),
        batch.values.get("remedy_cost", none), columns["status"],
        columns["resolved_at"], columns["opened_at"], strict=True,
    ):  # fmt: skip
        is_offer = status == OFFERED
        yield {
            "complaint_id": number,
            "kind": kind,
            "value": value,
            "cost": cost,
            "offered_at": opened if is_offer else None,
            "granted_at": None
            if is_offer
            else opened
            if resolved is None
            else resolved,
        }
