"""Root causes of complaints: counts and costs, before and after an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.dialect import among, as_list
from csdesk.store.sql.case import is_resolved, is_unresolved
from csdesk.store.sql.remedy import cost, is_costly
from csdesk.store.sql.windows import DAY, PREVENTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.store.connection import Reader

COUNTED: Final = f"""
SELECT k.root_cause AS cause, count(*) AS complaints, sum(k.cost) AS cost,
       max(k.is_settled) AS is_settled, min(k.opened_at) AS first
FROM (
  SELECT complaint.id, complaint.root_cause, complaint.opened_at,
         {is_resolved("complaint")} AS is_settled,
         (SELECT sum({cost("r")}) FROM remedy AS r
          WHERE r.complaint_id = complaint.id AND r.granted_at IS NOT NULL
            AND {is_costly("r")}) AS cost
  FROM complaint
  WHERE complaint.opened_at >= ? AND complaint.opened_at < ?
) AS k
GROUP BY k.root_cause
ORDER BY first, min(k.id)
"""
# An action recorded before its instant was stored dates from the resolution.
ACTIONS: Final = """
SELECT root_cause AS cause, corrective_action AS action,
       coalesce(corrective_at, resolved_at) AS at
FROM complaint
WHERE root_cause IS NOT NULL AND corrective_action IS NOT NULL
  AND coalesce(corrective_at, resolved_at) IS NOT NULL
ORDER BY at, id
"""
AROUND: Final = f"""
SELECT count(*) FILTER (WHERE opened_at < :at) AS before,
       count(*) FILTER (WHERE opened_at >= :at) AS after
FROM complaint
WHERE opened_at >= :start
  AND {among("root_cause", ":spellings")}
"""
UNDECIDED: Final = f"""
SELECT count(*)
FROM complaint
WHERE opened_at >= ? AND root_cause IS NULL
  AND {is_unresolved(None)}
"""
BEGINNING: Final = """
SELECT min(at)
FROM (SELECT min(opened_at) AS at FROM complaint
      UNION ALL SELECT min(received_at) FROM contact)
"""
EVER: Final = (-(2**62), 2**62)


@dataclass(slots=True)
class Cause:
    """A root cause (None: not known), its complaints and their cost.

    `cost` is in minor units; None: nothing is decided yet.
    """

    name: str | None
    complaints: int = 0
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A corrective action, and the complaints of its cause before and since.

    `before_days` reach back at most 90 days, and not beyond the desk's first record;
    `after_days` last until now. `undecided` complaints were opened since, and have no
    cause yet.
    """

    text: str
    at: int
    before: int
    before_days: float
    after: int
    after_days: float
    undecided: int


def causes(connection: Reader, bounds: tuple[int, int] | None) -> list[Cause]:
    """List root causes of complaints opened in `bounds` (epoch seconds; None: ever).

    Most complaints first, then the most expensive; those without a cause last. Case
    is ignored.
    """
    found: dict[str | None, Cause] = {}
    for row in connection.each(COUNTED, bounds or EVER):
        name = row["cause"]
        cause = found.setdefault(name and fold(name), Cause(name))
        cause.complaints += row["complaints"]
        if row["cost"] is not None or row["is_settled"]:
            cause.cost = (cause.cost or 0) + (row["cost"] or 0)
    return sorted(
        found.values(),
        key=lambda one: (one.name is None, -one.complaints, -(one.cost or 0)),
    )


def actions(connection: Reader, now: int) -> dict[str, Action]:
    """Return the newest corrective action of each cause, by the cause's folded name.

    It dates from when it was first noted on any complaint of that cause.
    """
    spellings: dict[str, set[str]] = {}
    first: dict[str, dict[str, tuple[int, str]]] = {}
    for row in connection.each(ACTIONS):
        key = fold(row["cause"])
        spellings.setdefault(key, set()).add(row["cause"])
        first.setdefault(key, {}).setdefault(
            fold(row["action"]), (row["at"], row["action"])
        )
    beginning = connection.value(BEGINNING)
    return {
        key: _around(
            connection,
            max(dated_texts.values()),
            sorted(spellings[key]),
            beginning,
            now,
        )
        for key, dated_texts in first.items()
    }


def _around(
    connection: Reader,
    dated_text: tuple[int, str],
    spellings: Sequence[str],
    beginning: int,
    now: int,
) -> Action:
    at, text = dated_text
    start = max(at - PREVENTION, min(beginning, at))
    before, after = connection.one(
        AROUND, {"at": at, "start": start, "spellings": as_list(spellings)}
    )
    undecided = connection.value(UNDECIDED, (at,))
    return Action(
        text=text,
        at=at,
        before=before,
        before_days=(at - start) / DAY,
        after=after,
        after_days=max(now - at, 0) / DAY,
        undecided=undecided,
    )
