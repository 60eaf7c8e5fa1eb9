"""Resolutions that files state, beside what was done with the case in the desk.

A hold ends when its case is resolved, whoever says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.bulk_cases import holds_of_resolved
from csdesk.store.views.journal import row_name

if TYPE_CHECKING:
    from csdesk.imports.ground import Ground


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
