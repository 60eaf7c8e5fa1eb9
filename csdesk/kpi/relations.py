"""What measures are taken over: relations in plain SQL, each of one or more legs.

A relation with several legs (complaints and contacts are both cases) is asked leg by
leg, so that each can use its own indexes, and the answers are added. `{T}` in a leg is
the instant as of which a period is taken, `{oldest}` the earliest of these in a query.
The rules are those of KPIS.md §2; `thread_resolution` comes from `csdesk.kpi.threads`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.domain.vocabulary import LIVE_CHANNELS, SELF_SERVICE, WRITTEN_CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW = re.compile(r"\br\.(\w+)")


@dataclass(frozen=True, slots=True)
class Leg:
    """Rows of one kind: `source` is what follows FROM, `where` which of it count.

    A column `r.name` of the relation is `columns[name]`, else that column of `base`.
    """

    base: str
    source: str
    where: str = "1"
    columns: Mapping[str, str] = field(default_factory=dict)

    def sql(self, text: str) -> str:
        """`text` over a row `r`, with this leg's own expressions in its place."""
        return ROW.sub(
            lambda found: self.columns.get(found[1], f"{self.base}.{found[1]}"), text
        )


@dataclass(frozen=True, slots=True)
class Relation:
    """Named rows to measure; `meaning` says in words what one row is."""

    key: str
    meaning: str
    legs: tuple[Leg, ...]


def listed(words: tuple[str, ...]) -> str:
    """Words of ours as a SQL list."""
    return ", ".join(f"'{word}'" for word in words)


LIVE = listed(LIVE_CHANNELS)
WRITTEN = listed(WRITTEN_CHANNELS)

# A contact that is a case of its own; ix_contact_open is partial on these words.
IS_CASE = f"""c.direction = 'inbound' AND c.abandoned = 0
  AND c.channel <> '{SELF_SERVICE}'
  AND c.complaint_id IS NULL AND c.follows_id IS NULL"""
IS_THREAD = "EXISTS (SELECT 1 FROM thread_resolution WHERE case_id = c.id)"

# Whether a case {c} is resolved as of T: a statement before T with no reopening by T.
RESOLVED = """({c}.resolved = 1 OR coalesce({c}.resolved_at < {{T}}, 0) OR EXISTS (
    SELECT 1 FROM reopening AS s WHERE s.{link} = {c}.id
      AND s.reopened_at >= {{T}} AND coalesce(s.resolved_at < {{T}}, 1)))"""
COMPLAINT_RESOLVED = RESOLVED.format(c="k", link="complaint_id")
ALONE_RESOLVED = RESOLVED.format(c="c", link="contact_id")
THREAD_RESOLVED = """EXISTS (
    SELECT 1 FROM thread_resolution AS s WHERE s.case_id = c.id
      AND coalesce(s.resolved_at < {T}, 1) AND coalesce(s.reopened_at >= {T}, 1))"""
CONTACT_RESOLVED = f"""CASE WHEN {IS_THREAD}
  THEN {THREAD_RESOLVED} ELSE {ALONE_RESOLVED} END"""

# Whether a case was ever resolved at an unknown time.
UNTIMED = """({c}.resolved = 1 OR EXISTS (
    SELECT 1 FROM reopening AS u WHERE u.{link} = {c}.id AND u.resolved_at IS NULL))"""
COMPLAINT_UNTIMED = UNTIMED.format(c="k", link="complaint_id")
CONTACT_UNTIMED = f"""CASE WHEN {IS_THREAD} THEN EXISTS (
    SELECT 1 FROM thread_resolution AS u
    WHERE u.case_id = c.id AND u.resolved_at IS NULL)
  ELSE {UNTIMED.format(c="c", link="contact_id")} END"""


def _cases(contacts: str, complaints: str) -> tuple[Leg, Leg]:
    """Both legs of cases: complaints, and contacts that stand alone."""
    return (
        Leg(
            "k",
            complaints,
            columns={
                "letter": "'K'",
                "is_resolved": COMPLAINT_RESOLVED,
                "is_untimed": COMPLAINT_UNTIMED,
            },
        ),
        Leg(
            "c",
            contacts,
            IS_CASE,
            {
                "letter": "'C'",
                "opened_at": "c.received_at",
                "is_resolved": f"({CONTACT_RESOLVED})",
                "is_untimed": f"({CONTACT_UNTIMED})",
            },
        ),
    )


# Cases that may be open as of one of the instants asked about: open now, resolved or
# reopened since the oldest of them, or in a thread (there a root's word is not all).
MAYBE_OPEN_COMPLAINTS = """complaint AS k ON k.id IN (
    SELECT id FROM complaint WHERE resolved_at IS NULL AND resolved = 0
    UNION SELECT id FROM complaint WHERE resolved_at >= {oldest}
    UNION SELECT complaint_id FROM reopening
      WHERE reopened_at >= {oldest} AND complaint_id IS NOT NULL)"""
MAYBE_OPEN_CONTACTS = f"""contact AS c ON c.id IN (
    SELECT c.id FROM contact AS c INDEXED BY ix_contact_open
      WHERE c.resolved_at IS NULL AND c.resolved = 0 AND {IS_CASE}
    UNION SELECT id FROM contact WHERE resolved_at >= {{oldest}}
    UNION SELECT contact_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution)"""


def _stated(
    letter: str, case: str, link: str, opened: str, only: str
) -> tuple[Leg, Leg]:
    """The legs of resolutions that hold, and of those that did not."""
    shared = {"letter": f"'{letter}'", "opened_at": f"c.{opened}"}
    return (
        Leg(
            "c",
            f"{case} AS c",
            f"c.resolved_at IS NOT NULL AND {only}",
            {
                **shared,
                "reopened_at": "NULL",
                "time_known": "c.resolution_time_known",
                "is_first": f"""NOT EXISTS (SELECT 1 FROM reopening AS q
    WHERE q.{link} = c.id AND q.resolved_at IS NOT NULL)""",
            },
        ),
        Leg(
            "c",
            f"reopening AS p CROSS JOIN {case} AS c ON c.id = p.{link}",
            f"p.resolved_at IS NOT NULL AND {only}",
            {
                **shared,
                "resolved_at": "p.resolved_at",
                "reopened_at": "p.reopened_at",
                "time_known": "p.time_known",
                "is_first": f"""NOT EXISTS (SELECT 1 FROM reopening AS q
    WHERE q.{link} = c.id AND (q.resolved_at, q.id) < (p.resolved_at, p.id))""",
            },
        ),
    )


COMPLAINTS_STATED = _stated("K", "complaint", "complaint_id", "opened_at", "1")
CONTACTS_STATED = _stated(
    "C", "contact", "contact_id", "received_at", f"{IS_CASE} AND NOT {IS_THREAD}"
)
THREADS_STATED = Leg(
    "c",
    "thread_resolution AS s CROSS JOIN contact AS c ON c.id = s.case_id",
    f"s.resolved_at IS NOT NULL AND {IS_CASE}",
    {
        "letter": "'C'",
        "opened_at": "c.received_at",
        "resolved_at": "s.resolved_at",
        "reopened_at": "s.reopened_at",
        "time_known": "s.time_known",
        "is_first": "s.is_first",
    },
)

# Written contacts that may be without an answer, with the state of their case.
MAYBE_UNANSWERED = """contact AS one ON one.id IN (
    SELECT id FROM contact INDEXED BY ix_contact_unanswered
      WHERE direction = 'inbound' AND first_response_at IS NULL
        AND resolved_at IS NULL AND resolved = 0
        AND channel NOT IN ('phone', 'chat', 'in-person', 'self-service')
    UNION SELECT id FROM contact WHERE first_response_at >= {oldest}
    UNION SELECT id FROM contact
      WHERE resolved_at >= {oldest} AND first_response_at IS NULL
    UNION SELECT contact_id FROM reopening WHERE contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution
    UNION SELECT l.id FROM thread_resolution
      CROSS JOIN contact AS l ON l.follows_id = case_id)
CROSS JOIN contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)"""

CONTACTS = Relation("contact", "a contact", (Leg("c", "contact AS c"),))
UNANSWERED = Relation(
    "unanswered",
    "a written contact without a first response",
    (
        Leg(
            "one",
            MAYBE_UNANSWERED,
            f"""one.direction = 'inbound' AND one.channel IN ({WRITTEN})
  AND coalesce(one.first_response_at >= {{T}}, 1)""",
            {
                "letter": "'C'",
                "opened_at": "one.received_at",
                "is_resolved": f"""(CASE WHEN k.id IS NULL THEN {CONTACT_RESOLVED}
  ELSE {COMPLAINT_RESOLVED} END)""",
            },
        ),
    ),
)
CASES = Relation(
    "case",
    "a complaint, or a contact that stands alone",
    _cases("contact AS c", "complaint AS k"),
)
OPEN_CASES = Relation(
    "open_case",
    "a case that may be open",
    _cases(MAYBE_OPEN_CONTACTS, MAYBE_OPEN_COMPLAINTS),
)
RESOLUTIONS = Relation(
    "resolution",
    "a resolution of a case",
    (*COMPLAINTS_STATED, *CONTACTS_STATED, THREADS_STATED),
)
COMPLAINT_RESOLUTIONS = Relation(
    "complaint_resolution", "a resolution of a complaint", COMPLAINTS_STATED
)
COMPLAINTS = Relation("complaint", "a complaint", (Leg("k", "complaint AS k"),))
REMEDIES = Relation("remedy", "a remedy", (Leg("g", "remedy AS g"),))
ANSWERS = Relation("answer", "a survey answer", (Leg("a", "survey_answer AS a"),))
