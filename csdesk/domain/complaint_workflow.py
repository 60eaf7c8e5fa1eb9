"""The workflow of a complaint, after ISO 10002: one table of transitions.

Received, acknowledged, investigating, offered, resolved, followed up, closed. Steps
may be skipped forward; reopening goes back to investigating. On hold and escalated
are kept apart from the status: they are no steps.
"""

from __future__ import annotations

from csdesk.errors import RefusedError

RECEIVED = "received"
ACKNOWLEDGED = "acknowledged"
INVESTIGATING = "investigating"
OFFERED = "offered"
RESOLVED = "resolved"
FOLLOWED_UP = "followed-up"
CLOSED = "closed"

STATUSES = (
    RECEIVED,
    ACKNOWLEDGED,
    INVESTIGATING,
    OFFERED,
    RESOLVED,
    FOLLOWED_UP,
    CLOSED,
)
OPEN_STATUSES = (RECEIVED, ACKNOWLEDGED, INVESTIGATING, OFFERED)
SETTLED_STATUSES = (RESOLVED, FOLLOWED_UP, CLOSED)

# verb -> (statuses it may start from, status it leads to or None: stays).
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "acknowledge": ((RECEIVED,), ACKNOWLEDGED),
    "investigate": ((RECEIVED, ACKNOWLEDGED), INVESTIGATING),
    "offer": (OPEN_STATUSES, OFFERED),
    "resolve": (OPEN_STATUSES, RESOLVED),
    "followed-up": ((RESOLVED,), FOLLOWED_UP),
    "close": ((FOLLOWED_UP,), CLOSED),
    "reopen": (SETTLED_STATUSES, INVESTIGATING),
    "escalate": (OPEN_STATUSES, None),
    "hold": (OPEN_STATUSES, None),
    "resume": (OPEN_STATUSES, None),
    "note": (STATUSES, None),
}

# Verb -> past participle, for the message that somebody else took that step before.
PAST_PARTICIPLES = {
    "acknowledge": "acknowledged",
    "investigate": "taken up",
    "followed-up": "followed up",
    "close": "closed",
    "reopen": "reopened",
}

# Kinds of complaint_event; "open" is the first of every complaint.
EVENT_KINDS = ("open", *TRANSITIONS)

# Steps that count as an acknowledgement where none was recorded.
ACKNOWLEDGING_STEPS = (
    "acknowledge",
    "investigate",
    "offer",
    "resolve",
    "followed-up",
    "close",
)

NEXT_COMMAND = {
    RECEIVED: "csdesk complaint acknowledge {ref}",
    ACKNOWLEDGED: "csdesk complaint investigate {ref}",
    INVESTIGATING: "csdesk complaint offer {ref} REMEDY",
    OFFERED: "csdesk complaint resolve {ref} --outcome accepted --upheld yes "
    '--decision "…"',
    RESOLVED: "csdesk complaint followed-up {ref}",
    FOLLOWED_UP: "csdesk complaint close {ref}",
    CLOSED: "csdesk complaint reopen {ref} REASON",
}


def next_status(verb: str, status: str, ref: str) -> str:
    """Return the status that `verb` leads to from `status`.

    `ref` (K3) is for the message. Raises RefusedError where the workflow does not
    allow that step, naming the step that it does allow.
    """
    starts, end = TRANSITIONS[verb]
    if status not in starts:
        raise RefusedError(
            f"{ref} is {status}: '{verb}' is for a complaint that is {one_of(starts)}.",
            f"Next in its life: {NEXT_COMMAND[status].format(ref=ref)}",
        )
    return status if end is None else end


def one_of(words: tuple[str, ...]) -> str:
    """Join words as `a`, `a or b` or `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
