"""What a complaint's row brings beside the complaint: the remedy.

Granted when the complaint was resolved; where that is not known, at its receipt, so
that its cost counts in the complaint's own period. While it is open, an offer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.complaint_life import OFFERED, SETTLED_STATUSES, STATUSES
from csdesk.imports.changes import warn_of_edits
from csdesk.imports.complaints import remedies_of
from csdesk.imports.records import Parts
from csdesk.imports.resolutions import end_holds, keep_reopening
from csdesk.store import journal
from csdesk.store.bulk import insert, next_id
from csdesk.store.bulk_known import brought_part, granted_remedy
from csdesk.store.records.vouchers import vouchers_of_remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.imports.columns import Batch, BoundMapping
    from csdesk.imports.ground import Ground
    from csdesk.imports.plain import Columns

REMEDY: Final = "remedy"
COLUMNS: Final = (
    "id", "complaint_id", "kind", "value", "cost", "offered_at", "granted_at",
)  # fmt: skip
RESOLUTIONS: Final = frozenset({"resolved", "resolved_at"})
# field -> what of a remedy it may change
TOLD: Final = {"remedy_value": "value", "remedy_cost": "cost"}


class ComplaintParts(Parts):
    """The remedies of complaints, and how far these have come."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._brought: dict[int, int] = {}  # complaint -> remedy, of this operation

    def amend(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """How far a complaint has come: by its file, or further by hand."""
        if "status" not in values:
            return
        keep_reopening(self.ground, "complaint", row, values)
        told, now = values.get("status", row["status"]), row["status"]
        new = row | values
        is_resolved = new["resolved"] or new["resolved_at"] is not None
        if is_resolved == (now in SETTLED_STATUSES):
            # What an export tells of an open one may have been granted before.
            is_home = self.ground.is_home
            values["status"] = now if is_home else max(told, now, key=STATUSES.index)
        if not is_resolved:
            values["closed_at"] = None

    def finish(self) -> None:
        """Holds end with their complaints."""
        end_holds(self.ground)

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
        if not (self.ground.is_home or RESOLUTIONS.isdisjoint(bound.fields)):
            changes += ["offered_at", "granted_at"]
        for told, line in zip(_remedies(batch, columns), batch.lines, strict=True):
            self._change(told, changes, line)

    def _add(self, remedies: Sequence[dict[str, Any]]) -> None:
        if not remedies:
            return
        ground = self.ground
        first = next_id(ground.db, REMEDY)
        numbers = range(first, first + len(remedies))
        # A remedy knows no import run: the journal says what undo takes back.
        journal.remember(ground.work.session, REMEDY, *numbers)
        for number, told in zip(numbers, remedies, strict=True):
            told["id"] = number
            self._brought[told["complaint_id"]] = number
        rows = (tuple(told[name] for name in COLUMNS) for told in remedies)
        insert(ground.db, REMEDY, COLUMNS, rows)

    def _found(self, complaint: int) -> int | None:
        """The remedy that the complaint's row tells of, if it is there."""
        db = self.ground.db
        if self.ground.is_home:
            return granted_remedy(db, complaint)
        return self._brought.get(complaint) or brought_part(
            db, REMEDY, "complaint_id", complaint
        )

    def _change(self, told: dict[str, Any], changes: list[str], line: int) -> None:
        ground, complaint = self.ground, told["complaint_id"]
        found = self._found(complaint)
        if found is None:
            if told["kind"]:
                self._add([told])
            return
        row = ground.row(REMEDY, found)
        if told["kind"] is None:
            self._brought.pop(complaint, None)
            for number in vouchers_of_remedy(ground.work.execute, found):
                voucher = ground.row("voucher", number)  # it is good without a remedy
                ground.update("voucher", voucher, {"remedy_id": None})
            ground.remove(REMEDY, row)
            return
        values = {name: told[name] for name in changes}
        if any(row[name] != value for name, value in values.items()):
            warn_of_edits(ground, REMEDY, row, values, line)
            ground.update(REMEDY, row, values)


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
