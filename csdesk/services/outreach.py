"""Outreach that is planned: win-backs for customers who have lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.services.followups import due_instant
from csdesk.store.models import FollowUp
from csdesk.store.records.outreach import lapsed

if TYPE_CHECKING:
    from csdesk.services.work import Work
    from csdesk.store.records.outreach import Found

USUAL_DUE = "in 7 days"


def win_back(
    work: Work, due: str | None = None, limit: int | None = None
) -> tuple[list[FollowUp], Found]:
    """A win-back for each customer who has lapsed and may be contacted.

    At most `limit` of them (None or 0: all). `due` None: in seven days.
    """
    found = lapsed(work.execute, work.settings, int(work.now.timestamp()))
    when = due_instant(work, due or USUAL_DUE)
    rows = [
        FollowUp(
            customer_id=one.customer,
            kind="win-back",
            text=", ".join(one.reasons),
            promised_at=when,
            due_at=when,
        )
        for one in (found.rows[:limit] if limit else found.rows)
    ]
    work.session.add_all(rows)
    work.session.flush()
    return rows, found
