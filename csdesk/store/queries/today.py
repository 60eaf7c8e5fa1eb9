"""SELECTs of the list of today, one a duty; instants in epoch seconds.

Each SELECT gives id, due (None: none), about (text), at (what its age counts from),
customer_id, name and hidden: whether the customer is not to be contacted. `:now` is the
instant, `:end` the midnight that ends today, `:horizon` that which ends the next
working day, `:soon` 14 days from now, `:since` 90 days ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.queries.outreach import NOT_EVEN_TO_WIN_BACK, NOT_TO_CONTACT
from csdesk.store.sql.current import CURRENT
from csdesk.store.sql.duties import ranked

if TYPE_CHECKING:
    from csdesk.store.sql.duties import Duty, Listed

# Duties apply to customers who left, too; the shop's own wishes do not, except to win
# them back.
HIDDEN: Final = {
    "owed": NOT_EVEN_TO_WIN_BACK,
    "wished": NOT_TO_CONTACT,
    "reminder": f"""CASE f.kind WHEN 'win-back' THEN {NOT_EVEN_TO_WIN_BACK}
    ELSE {NOT_TO_CONTACT} END""",
}


def todays() -> list[tuple[Duty, Listed]]:
    """Return the duties that the list of today shows, the most pressing first."""
    return ranked(lambda duty: duty.today)


def select(duty: Duty, entry: Listed) -> str:
    """Build the SELECT of the rows of a duty that an entry shows."""
    row, rows = duty.subject.row, CURRENT[duty.of]
    due = duty.due_column
    more = "".join(f", {row}.{column}" for column in entry.columns)
    sql = f"""SELECT {row}.id AS id, {due or "NULL"} AS due,
  {duty.subject.about} AS about, {due or rows.fill(duty.since)} AS at,
  u.id AS customer_id, u.name AS name,
  coalesce({HIDDEN[entry.hidden]}, 0) AS hidden{more}
FROM {rows.source}
LEFT JOIN customer AS u ON u.id = {row}.customer_id
WHERE {duty.condition(rows, entry.when)}"""
    return sql.replace("{T}", ":now")
