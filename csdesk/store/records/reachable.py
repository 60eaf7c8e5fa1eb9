"""Who is not to be contacted, and how often others were; instants in epoch seconds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from csdesk.store.records.ids import every_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

MONTH: Final = 30 * 86_400
# Customers `u` who are none any more, or left; and with those who asked for peace.
_NOBODY: Final = "(u.merged_into_id IS NOT NULL OR u.erased_at IS NOT NULL)"
_LEFT: Final = "u.id IN (SELECT customer_id FROM departure WHERE returned_at IS NULL)"
GONE: Final = f"({_NOBODY} OR {_LEFT})"
NOT_TO_CONTACT: Final = f"(u.do_not_contact = 1 OR {GONE})"
# Whoever left may be won back, and is owed what was promised.
NOT_EVEN_TO_WIN_BACK: Final = f"(u.do_not_contact = 1 OR {_NOBODY})"
OUTREACH: Final = "('reminder', 'win-back')"
CONTACTED: Final = """
SELECT customer_id AS id
FROM contact
WHERE received_at > ?1 AND received_at <= ?2 AND direction = 'outbound'
  AND customer_id IS NOT NULL
"""
DONE: Final = f"""
SELECT customer_id AS id
FROM follow_up
WHERE done_at > ?1 AND done_at <= ?2 AND kind IN {OUTREACH}
  AND customer_id IS NOT NULL
"""
PLANNED: Final = f"""
SELECT customer_id AS id
FROM follow_up
WHERE done_at IS NULL AND due_at <= ? AND kind IN {OUTREACH}
  AND customer_id IS NOT NULL
"""


def not_to_contact(execute: Execute, *, win_back: bool = False) -> set[int]:
    """Customers marked so, and those who left, were merged away or erased.

    To `win_back`: whoever left is not among them.
    """
    hidden = NOT_EVEN_TO_WIN_BACK if win_back else NOT_TO_CONTACT
    return set(every_id(execute(f"SELECT u.id FROM customer AS u WHERE {hidden}")))


def times_contacted(execute: Execute, now: int, *, planned: bool) -> Counter[int]:
    """Customer -> how often they were contacted in the 30 days until `now`.

    Contacts that went out and reminders and win-backs done count; `planned`: as well
    as those still open and due in the 30 days to come, or overdue.
    """
    counts = Counter(every_id(execute(CONTACTED, (now - MONTH, now))))
    counts.update(every_id(execute(DONE, (now - MONTH, now))))
    if planned:
        counts.update(every_id(execute(PLANNED, (now + MONTH,))))
    return counts
