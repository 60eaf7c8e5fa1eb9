"""Conditions of cases in SQL: the twin of `csdesk.domain.case` (KPIS.md §2).

Each function takes the alias of a row of `contact` or `complaint`; None for a row
without one, as in the condition of a partial index. A query uses a partial index only
where its condition is spelled as the index's, so these terms stay as they are.
"""

from __future__ import annotations

from csdesk.domain.vocabulary import LIVE_CHANNELS, SELF_SERVICE

_UNWRITTEN = ", ".join(f"'{channel}'" for channel in (*LIVE_CHANNELS, SELF_SERVICE))


def _of(alias: str | None) -> str:
    return f"{alias}." if alias else ""


def could_be_case(c: str | None) -> str:
    """Build the condition that a contact can be resolved, if it stands alone."""
    p = _of(c)
    return (
        f"{p}direction = 'inbound' AND {p}abandoned = 0"
        f" AND {p}channel <> '{SELF_SERVICE}'"
    )


def is_case(c: str | None) -> str:
    """Build the condition that a contact is a case of its own."""
    p = _of(c)
    return f"{could_be_case(c)} AND {p}complaint_id IS NULL AND {p}follows_id IS NULL"


def is_resolved(row: str | None) -> str:
    """Build the condition that a contact or complaint states a resolution."""
    p = _of(row)
    return f"({p}resolved_at IS NOT NULL OR {p}resolved = 1)"


def is_unresolved(row: str | None) -> str:
    """Build the condition that a contact or complaint states no resolution."""
    p = _of(row)
    return f"{p}resolved_at IS NULL AND {p}resolved = 0"


def is_in_thread(member: str, first: str) -> str:
    """Build the condition that `member` is a later contact of the case of `first`."""
    return f"{member}.follows_id = {first} AND {member}.complaint_id IS NULL"


def is_of_thread(member: str | None, first: str) -> str:
    """Build the condition that `member` is a contact of the case with id `first`."""
    p = _of(member)
    return f"({p}id = {first} OR {p}follows_id = {first} AND {p}complaint_id IS NULL)"


def is_unresolved_thread(first: str) -> str:
    """Build the condition that no contact of the thread of `first` is resolved."""
    return f"""{is_unresolved(first)}
  AND NOT EXISTS (SELECT 1 FROM contact AS later
    WHERE {is_in_thread("later", f"{first}.id")} AND {is_resolved("later")})"""


def is_open_case(c: str) -> str:
    """Build the condition that a contact is a case and not resolved by its thread."""
    return f"{is_case(c)}\n  AND {is_unresolved_thread(c)}"


def owes_response(c: str | None) -> str:
    """Build the condition that a contact is written and inbound."""
    p = _of(c)
    return f"{p}direction = 'inbound' AND {p}channel NOT IN ({_UNWRITTEN})"


def is_unanswered(c: str | None) -> str:
    """Build the condition that a contact owes a response and has none.

    Whether its case is resolved does not matter here: see `awaits_response`.
    """
    return f"{owes_response(c)} AND {_of(c)}first_response_at IS NULL"


def awaits_response(c: str) -> str:
    """Build the condition that a contact waits: unanswered, its case unresolved."""
    return f"""{is_unanswered(c)}
  AND EXISTS (SELECT 1 FROM contact AS first
    LEFT JOIN complaint AS matter
      ON matter.id = coalesce({c}.complaint_id, first.complaint_id)
    WHERE first.id = coalesce({c}.follows_id, {c}.id)
      AND CASE WHEN matter.id IS NOT NULL THEN {is_unresolved("matter")}
        ELSE {is_unresolved_thread("first")} END)"""


def is_too_early(first: str, contact: str) -> str:
    """Build the condition that an inbound contact came before its thread began."""
    return (
        f"{contact}.direction = 'inbound'"
        f" AND {contact}.received_at < {first}.received_at"
    )


def is_reply(question: str, contact: str) -> str:
    """Build the condition that a contact of its thread is an answer to `question`."""
    return (
        f"{contact}.direction = 'outbound'"
        f" AND {contact}.received_at >= {question}.received_at"
    )


# The conditions of the partial indexes of `contact`.
IN_OPEN_INDEX = f"{is_unresolved(None)} AND {is_case(None)}"
IN_UNANSWERED_INDEX = (
    "direction = 'inbound' AND first_response_at IS NULL"
    f" AND {is_unresolved(None)} AND channel NOT IN ({_UNWRITTEN})"
)
IN_THREAD_INDEX = (
    f"follows_id IS NOT NULL AND complaint_id IS NULL AND {is_resolved(None)}"
)


# Open complaints and open contacts that are cases of their own, as one table.
OPEN_MATTER_ROWS = f"""(
    SELECT 'K' || complaint.id AS id, complaint.opened_at AS since, complaint.status,
           complaint.category, complaint.description AS text, complaint.customer_id,
           1 AS kind, complaint.id AS number
    FROM complaint WHERE {is_unresolved("complaint")}
    UNION ALL
    SELECT 'C' || contact.id, contact.received_at, 'open', contact.category,
           contact.subject, contact.customer_id, 2, contact.id
    FROM contact WHERE {is_open_case("contact")}
) AS matter"""
