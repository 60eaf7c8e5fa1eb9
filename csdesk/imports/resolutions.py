"""Resolutions that files state, beside what was done with the case in the desk.

A hold ends when its case is resolved, whoever says so. A reopening is later knowledge
than a resolution before it: the file's is not written over it, and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.store.bulk_cases import holds_of_resolved, last_reopening
from csdesk.store.operations import row_name

if TYPE_CHECKING:
    from csdesk.imports.ground import Ground
    from csdesk.store.bulk_threads import Case

    Row = dict[str, Any]

# What a resolution writes into its case, and a reopening takes out again.
SETTLED: Final = (
    "resolved_at", "resolved", "resolution_time_known", "status", "outcome", "upheld",
    "decision",
)  # fmt: skip


def keep_reopening(ground: Ground, table: Case, row: Row, values: Row) -> None:
    """Take a resolution out of `values` that `row` was reopened after.

    One at an unknown time is taken to be the resolution that was undone.
    """
    new = row | values
    if not (new["resolved"] or new["resolved_at"] is not None):
        return
    reopened = last_reopening(ground.db, table, row["id"])
    if reopened is None or (new["resolved_at"] or 0) >= reopened:
        return
    kept = {name for name in SETTLED if name in values}
    if all(values[name] == row[name] for name in kept):
        return
    for name in kept:
        del values[name]
    called = row_name(table, row["id"], row)
    ground.notes.say(
        f"{called} was reopened after the resolution that its row states; it stays as "
        "it was decided here."
    )


def end_holds(ground: Ground) -> None:
    """End the holds of cases that are resolved now, as resolving one by hand does.

    At the resolution; where that is not known, now. A hold that began later than the
    resolution, of which nobody here knew, ends as it began, and that is said.
    """
    now = int(ground.work.now.timestamp())
    for number, resolved_at in holds_of_resolved(ground.db):
        row = ground.row("pause", number)
        ends = now if resolved_at is None else resolved_at
        if ends < row["since"]:
            table = "contact" if row["contact_id"] else "complaint"
            name = row_name(table, row[f"{table}_id"], {})
            ground.notes.say(
                f"{name} was resolved before it was put on hold; the hold counts for "
                "nothing."
            )
        ground.update("pause", row, {"until": max(ends, row["since"])})
