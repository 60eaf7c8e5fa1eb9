"""Mend what was recorded by an entry of hours or targets that was then corrected.

Records written between the entry and its correction were measured, and got their
deadlines, by what never was right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.domain.sla.deadlines import SlaDeadlines
from csdesk.services.sla import business_time
from csdesk.services.sla.business_time import BusinessTime
from csdesk.services.sla.changed_rows import SessionRows
from csdesk.services.sla.facts import StoredFacts
from csdesk.store.queries.business_time import measured_of
from csdesk.store.queries.entries import changes_since, imported_after

if TYPE_CHECKING:
    from csdesk.domain.sla.rows import Case
    from csdesk.domain.sla.terms import Target
    from csdesk.services.unit_of_work import Work
    from csdesk.store.connection import Reader
    from csdesk.store.queries.business_time import Measured, StampedColumn
    from csdesk.store.queries.entries import Changed

CASES: Final[tuple[Case, ...]] = ("contact", "complaint")
TABLES: Final = (*CASES, "reopening")
BEGINNINGS: Final = ("received_at", "follows_id", "opened_at")
RESOLVED: Final = "resolved_at"


@dataclass(slots=True)
class Written:
    """Rows that were written after an operation: the new ones, and what changed."""

    new: dict[str, set[int]] = field(default_factory=dict)
    changes: dict[str, list[Changed]] = field(default_factory=dict)

    def measured(self, measure: StampedColumn) -> set[int]:
        """Return the rows whose value of a measure was written."""
        table = measure.table
        names = (measure.column, *BEGINNINGS)
        if table == "reopening":
            return self._handed_over() | self._with_others(table, names)
        return self.new[table] | self._with_others(table, (*names, measure.end))

    def _with_others(self, table: str, names: tuple[str, ...]) -> set[int]:
        """Return the rows that had another value of one of these columns before."""
        return {
            one.row_id
            for one in self.changes[table]
            if one.before and one.after and _differ(one, names)
        }

    def _handed_over(self) -> set[int]:
        """Return the new reopenings whose resolution was itself written.

        An older resolution keeps its seconds: they go over as measured then.
        """
        return {
            one.row_id
            for one in self.changes["reopening"]
            if one.before is None and one.after and self._resolved_anew(one)
        }

    def _resolved_anew(self, reopening: Changed) -> bool:
        row = reopening.after or {}
        table = "complaint" if row.get("complaint_id") else "contact"
        number = row[f"{table}_id"]
        return number in self.new[table] or any(
            one.row_id == number
            and (one.before or {}).get(RESOLVED) != row.get(RESOLVED)
            and (one.after or {}).get(RESOLVED) == row.get(RESOLVED)
            for one in self.changes[table]
        )


def mend_measured(work: Work, entry: int) -> None:
    """Measure again what was measured after the corrected operation `entry`.

    Deadlines that were set after it are set again too.
    """
    written = _written_after(work.reader, entry)
    _set_again(work, written, None)

    def rows(measure: StampedColumn) -> list[Measured]:
        return measured_of(work.reader, measure, sorted(written.measured(measure)))

    time = BusinessTime(work.reader, work.settings.zone)
    business_time.measure_again(work.session, time, rows)


def mend_deadlines(work: Work, entry: int, target: Target) -> None:
    """Set again the deadlines set by a corrected target after its `entry`."""
    _set_again(work, _written_after(work.reader, entry), target)


def _set_again(work: Work, written: Written, target: Target | None) -> None:
    time = BusinessTime(work.reader, work.settings.zone)
    deadlines = SlaDeadlines(StoredFacts(work.reader, work.settings.zone, time))
    rows = SessionRows(work.session, work.reader)
    for table in CASES:
        for number in sorted(written.new[table]):
            deadlines.again(rows, table, number, target)
    work.session.flush()


def _written_after(reader: Reader, entry: int) -> Written:
    """Read what was written after an operation, and still is there."""
    written = Written()
    for table in TABLES:
        changes = list(changes_since(reader, table, 0, entry))
        new = {one.row_id for one in changes if one.before is None}
        gone = {one.row_id for one in changes if one.after is None}
        if table in CASES:
            new |= set(imported_after(reader, table, entry))
        written.new[table] = new - gone
        written.changes[table] = changes
    return written


def _differ(change: Changed, names: tuple[str, ...]) -> bool:
    before, after = change.before or {}, change.after or {}
    return any(before.get(name) != after.get(name) for name in names)
