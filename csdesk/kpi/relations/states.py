"""Whether a case is resolved as of an instant (KPIS.md §2), in SQL."""

from __future__ import annotations

from csdesk.store.sql.case import is_case

IS_CASE = is_case("c")
IS_THREAD = "EXISTS (SELECT 1 FROM thread_resolution WHERE case_id = c.id)"

# The state of a case {c} as of T. What undid it at T or later tells whether it had been
# resolved before T; where nothing did, its own row tells. A resolution at an unknown
# time holds from the reopening before it on.
STATE = """CASE WHEN {c}.resolved_at < {{T}} THEN {by_then} ELSE coalesce((
    SELECT {undone} FROM reopening AS s
    WHERE s.{link} = {c}.id AND s.reopened_at >= {{T}}
    ORDER BY s.reopened_at, s.id LIMIT 1), {c}.resolved) END"""
THREAD_STATE = """coalesce((
    SELECT s.since < {{T}} AND {undone} FROM thread_resolution AS s
    WHERE s.case_id = c.id AND coalesce(s.reopened_at >= {{T}}, 1)
    ORDER BY s.rowid LIMIT 1), 0)"""
BY_THEN = "coalesce(s.resolved_at < {T}, 1)"
SOME_TIME = "s.resolved_at IS NULL"


def _state(by_then: int, undone: str) -> tuple[str, str]:
    """Whether a complaint `k`, and a contact `c`, is in a state as of T."""
    complaint, alone = (
        STATE.format(c=c, link=link, by_then=by_then, undone=undone)
        for c, link in (("k", "complaint_id"), ("c", "contact_id"))
    )
    thread = THREAD_STATE.format(undone=undone)
    return f"({complaint})", f"(CASE WHEN {IS_THREAD} THEN {thread} ELSE {alone} END)"


COMPLAINT_RESOLVED, CONTACT_RESOLVED = _state(1, BY_THEN)
COMPLAINT_UNTIMED, CONTACT_UNTIMED = _state(0, SOME_TIME)
