"""What becomes of follow-ups whose contact or complaint is moved or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from csdesk.domain.references import FOLLOW_UP, ref
from csdesk.store.models import FollowUp
from csdesk.store.records.follow_ups import follow_ups_of

if TYPE_CHECKING:
    from csdesk.services.work import Work


def move_follow_ups(
    work: Work,
    case: Literal["contact", "complaint"],
    number: int | None,
    old: int | None,
    new: int | None,
) -> None:
    """Give a case's follow-ups to its new customer, where they were its old one's."""
    for row in _of(work, case, number):
        if row.customer_id == old:
            row.customer_id = new


def let_go(
    work: Work,
    case: Literal["contact", "complaint"],
    number: int | None,
    customer_id: int | None,
) -> list[str]:
    """Keep the follow-ups of a case that is to be removed; what they are called."""
    rows = _of(work, case, number)
    for row in rows:
        setattr(row, f"{case}_id", None)
        row.customer_id = row.customer_id or customer_id
    return [ref(FOLLOW_UP, row.id) for row in rows]


def _of(
    work: Work, case: Literal["contact", "complaint"], number: int | None
) -> list[FollowUp]:
    found = follow_ups_of(work.execute, case, number)
    return [work.session.get_one(FollowUp, one) for one in found]
