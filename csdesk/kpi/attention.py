"""What needs attention as of an instant: open matters, the gravest and oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.durations import say_duration
from csdesk.kpi.relations import COMPLAINT_RESOLVED, OPEN_CASES, UNANSWERED
from csdesk.result import Attention

if TYPE_CHECKING:
    import sqlite3

DAY = 86_400
MOST_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class Watch:
    """A reason to look at records: the SQL that finds them gives id and age.

    `{T}` is the instant; `says` is filled with the record's id and age.
    """

    kind: str
    letter: str
    sql: str
    says: str


OPEN_COMPLAINT = f"""SELECT k.id AS id, {{T}} - k.opened_at AS age
FROM complaint AS k WHERE k.opened_at < {{T}} AND NOT {COMPLAINT_RESOLVED}"""
ON_HOLD = """EXISTS (SELECT 1 FROM pause AS h WHERE h.{link} = {id}
  AND h.since < {{T}} AND coalesce(h.until >= {{T}}, 1))"""
HELD_COMPLAINT = ON_HOLD.format(link="complaint_id", id="k.id")
_CONTACT = OPEN_CASES.legs[1]
_WRITTEN = UNANSWERED.legs[0]

# In the order in which they are shown; a record is named once, by its first reason.
WATCHES = (
    Watch("safety", "K", f"{OPEN_COMPLAINT} AND k.safety = 1",
          "{ref} is about safety and open for {age}"),
    Watch("critical", "K", f"{OPEN_COMPLAINT} AND k.severity = 'critical'",
          "{ref} is critical and open for {age}"),
    Watch("unacknowledged", "K", f"""{OPEN_COMPLAINT}
  AND coalesce(k.acknowledged_at >= {{T}}, 1) AND k.opened_at < {{T}} - {DAY}
  AND NOT EXISTS (SELECT 1 FROM complaint_event AS e WHERE e.complaint_id = k.id
    AND e.at < {{T}} AND e.kind IN ('acknowledge', 'investigate', 'offer'))""",
          "{ref} has not been acknowledged in {age}"),
    Watch("escalated", "K", f"""{OPEN_COMPLAINT} AND EXISTS (
  SELECT 1 FROM complaint_event AS e
  WHERE e.complaint_id = k.id AND e.kind = 'escalate' AND e.at < {{T}})""",
          "{ref} was escalated and is open for {age}"),
    Watch("old", "K", f"""{OPEN_COMPLAINT} AND k.opened_at < {{T}} - {7 * DAY}
  AND NOT {HELD_COMPLAINT}""",
          "{ref} has been open for {age}"),
    Watch("unanswered", "C", _WRITTEN.sql(f"""SELECT r.id AS id,
  {{T}} - r.opened_at AS age
FROM (SELECT 1) CROSS JOIN {_WRITTEN.source} WHERE {_WRITTEN.where}
  AND NOT r.is_resolved AND r.received_at < {{T}} - {DAY}"""),
          "{ref} has waited {age} for an answer"),
    Watch("open", "C", _CONTACT.sql(f"""SELECT r.id AS id,
  {{T}} - r.opened_at AS age
FROM (SELECT 1) CROSS JOIN {_CONTACT.source} WHERE {_CONTACT.where}
  AND NOT r.is_resolved AND r.opened_at < {{T}} - {7 * DAY}
  AND NOT {ON_HOLD.format(link="contact_id", id="r.id")}"""),
          "{ref} has been open for {age}"),
)  # fmt: skip


def attention(connection: sqlite3.Connection, as_of: int) -> tuple[Attention, ...]:
    """The records that somebody should look at, as of the epoch second `as_of`.

    At most five of a kind, the oldest first; how many more there are is said in the
    last one. Needs the threads of `csdesk.kpi.threads`.
    """
    named: set[str] = set()
    found: list[Attention] = []
    for watch in WATCHES:
        sql = watch.sql.replace("{T}", str(as_of)).replace("{oldest}", str(as_of))
        rows = [
            (f"{watch.letter}{row[0]}", row[1])
            for row in connection.execute(f"{sql}\nORDER BY age DESC, id")
        ]
        fresh = [(ref, age) for ref, age in rows if ref not in named]
        named.update(ref for ref, _ in fresh)
        for place, (ref, age) in enumerate(fresh[:MOST_OF_A_KIND], 1):
            says = watch.says.format(ref=ref, age=say_duration(age))
            more = len(fresh) - place
            if place == MOST_OF_A_KIND and more:
                says += f" (and {more} more like it)"
            found.append(Attention(watch.kind, ref, f"{says}."))
    return tuple(found)
