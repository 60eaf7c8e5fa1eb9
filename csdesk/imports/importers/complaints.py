"""Complaints: values of their mapped fields, and their remedies (DESIGN.md §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
from csdesk.imports.rows.copy import plain_columns
from csdesk.imports.rows.update import warn_of_edits
from csdesk.store.bulk.insert import insert, next_id
from csdesk.store.bulk.lookup import brought_part, granted_remedy
from csdesk.store.journal import journal
from csdesk.store.queries.loyalty import vouchers_of_remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, Plain
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession


# Instants that come after the receipt, by name; what a person calls each.
LATER: Final = {"acknowledged_at": "acknowledged", "resolved_at": "resolved"}
PLAIN: Final[Plain] = {
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
UNTOLD: Final = {"safety": False, "level": 0}  # what no file says
NO_REMEDY: Final = "none"


def complaint_columns(batch: Batch, rejects: Rejects, notes: ImportWarnings) -> Columns:
    """Columns of the complaint table for every row of `batch`.

    Links to other records (owner, customer) and the remedy are not among them. Rows
    whose values contradict each other go to `rejects`.
    """
    settle_twice(batch, "received_at", LATER)
    none: list[Any] = [None] * len(batch.lines)
    opened = batch.values["received_at"]
    columns: Columns = {"opened_at": opened} | plain_columns(batch, PLAIN, ALWAYS)
    for name, value in UNTOLD.items():
        columns[name] = [value] * len(batch.lines)
    for name, what in LATER.items():
        columns[name] = batch.values.get(name, none)
        said = f"the complaint was {what} before it was received."
        check_order(
            opened, columns[name], f"{said} Check its times in the file.", rejects
        )
    _resolution(batch, columns, rejects)
    _check_remedies(batch, rejects)
    columns["status"] = _statuses(batch, columns)
    _note_findings(batch, columns, notes)
    return columns


def remedies_of(batch: Batch) -> list[str | None]:
    """The kind of each row's remedy; None where there is none, said or not."""
    found = batch.values.get("remedy", [None] * len(batch.lines))
    return [None if kind == NO_REMEDY else kind for kind in found]


def _resolution(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """That it was resolved, at a time that may not be known."""
    at = columns["resolved_at"]
    said = batch.values.get("resolved", [None] * len(batch.lines))
    for i, (is_resolved, moment) in enumerate(zip(said, at, strict=True)):
        if is_resolved is False and moment is not None:
            rejects.add(
                i,
                "the complaint is not resolved, and yet has a time of resolution. "
                "Map only one of the two columns.",
            )
    columns["resolved"] = [
        bool(is_resolved) and moment is None
        for is_resolved, moment in zip(said, at, strict=True)
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
    """How far each complaint has come, as far as a file tells."""
    return [
        RESOLVED
        if resolved or resolved_at is not None
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


def _note_findings(batch: Batch, columns: Columns, notes: ImportWarnings) -> None:
    none: list[Any] = [None] * len(batch.lines)
    outcomes, findings = columns.get("outcome", none), columns.get("upheld", none)
    notes.count(
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
# field -> what of a remedy it may change
TOLD: Final = {"remedy_value": "value", "remedy_cost": "cost"}


class ComplaintParts(RelatedRows):
    """The remedies of complaints, and how far these have come."""

    def __init__(self, session: ImportSession) -> None:
        super().__init__(session)
        self._brought: dict[int, int] = {}  # complaint -> remedy, of this operation

    def amend(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """How far a complaint has come: by its file, or further by hand."""
        if "status" not in values:
            return
        keep_reopening(self.session, "complaint", row, values)
        told, now = values.get("status", row["status"]), row["status"]
        new = row | values
        is_resolved = new["resolved"] or new["resolved_at"] is not None
        if is_resolved == (now in SETTLED_STATUSES):
            # What an export tells of an open one may have been granted before.
            is_home = self.session.is_home
            values["status"] = now if is_home else max(told, now, key=STATUSES.index)
        if not is_resolved:
            values["closed_at"] = None

    def finish(self) -> None:
        """Holds end with their complaints."""
        end_holds(self.session)

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the remedies of new complaints."""
        del bound
        self._add([told for told in _remedies(batch, columns) if told["kind"]])

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Bring the remedies that imports granted to what the rows say now."""
        del rows
        if "remedy" not in bound.fields:
            return
        changes = ["kind", *(TOLD[name] for name in TOLD if name in bound.fields)]
        if not (self.session.is_home or RESOLUTIONS.isdisjoint(bound.fields)):
            changes += ["offered_at", "granted_at"]
        for told, line in zip(_remedies(batch, columns), batch.lines, strict=True):
            self._change(told, changes, line)

    def _add(self, remedies: Sequence[dict[str, Any]]) -> None:
        if not remedies:
            return
        session = self.session
        first = next_id(session.db, REMEDY)
        numbers = range(first, first + len(remedies))
        # A remedy knows no import run: the journal says what undo takes back.
        journal.remember(session.work.session, REMEDY, *numbers)
        for number, told in zip(numbers, remedies, strict=True):
            told["id"] = number
            self._brought[told["complaint_id"]] = number
        rows = (tuple(told[name] for name in COLUMNS) for told in remedies)
        insert(session.db, REMEDY, COLUMNS, rows)

    def _found(self, complaint: int) -> int | None:
        """The remedy that the complaint's row tells of, if it is there."""
        db = self.session.db
        if self.session.is_home:
            return granted_remedy(db, complaint)
        return self._brought.get(complaint) or brought_part(
            db, REMEDY, "complaint_id", complaint
        )

    def _change(self, told: dict[str, Any], changes: list[str], line: int) -> None:
        session, complaint = self.session, told["complaint_id"]
        found = self._found(complaint)
        if found is None:
            if told["kind"]:
                self._add([told])
            return
        row = session.row(REMEDY, found)
        if told["kind"] is None:
            self._brought.pop(complaint, None)
            for number in vouchers_of_remedy(session.work.reader, found):
                voucher = session.row("voucher", number)  # it is good without a remedy
                session.update("voucher", voucher, {"remedy_id": None})
            session.remove(REMEDY, row)
            return
        values = {name: told[name] for name in changes}
        if any(row[name] != value for name, value in values.items()):
            warn_of_edits(session, REMEDY, row, values, line)
            session.update(REMEDY, row, values)


def _remedies(batch: Batch, columns: Columns) -> Iterator[dict[str, Any]]:
    """The remedy of each row; its kind is None where there is none."""
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
