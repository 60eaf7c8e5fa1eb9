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
from csdesk.kpi.dimensions import (
    complaint_dimensions,
    contact_dimensions,
    customer_dimensions,
    linked_dimensions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW = re.compile(r"\br\.(\w+)")


@dataclass(frozen=True, slots=True)
class Leg:
    """Rows of one kind: `source` is what follows FROM, `where` which of it count.

    A column `r.name` of the relation is `columns[name]`, else that column of `base`.
    `r.letter` and `r.number` make the id that people know a row by. `dimensions` has an
    SQL expression for each of `csdesk.kpi.dimensions`. `sign` -1: rows to take away
    from those of another leg.
    """

    base: str
    source: str
    where: str = "1"
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    sign: int = 1

    def sql(self, text: str) -> str:
        """`text` over a row `r`, with this leg's own expressions in its place."""
        return ROW.sub(lambda found: self.column(found[1]), text)

    def column(self, name: str) -> str:
        """The SQL of the column `name` of the relation."""
        otherwise = "id" if name == "number" else name
        return self.columns.get(name, f"{self.base}.{otherwise}")


@dataclass(frozen=True, slots=True)
class Relation:
    """Named rows to measure; `meaning` says in words what one row is.

    Where `legs` count many rows as one, `one_by_one` are the legs that do not.
    """

    key: str
    meaning: str
    legs: tuple[Leg, ...]
    one_by_one: tuple[Leg, ...] = ()

    @property
    def rows(self) -> tuple[Leg, ...]:
        """The legs that give every row."""
        return self.one_by_one or self.legs


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
            dimensions=complaint_dimensions("k"),
        ),
        Leg(
            "c",
            contacts,
            IS_CASE,
            {
                "letter": "'C'",
                "opened_at": "c.received_at",
                "is_resolved": CONTACT_RESOLVED,
                "is_untimed": CONTACT_UNTIMED,
            },
            contact_dimensions("c"),
        ),
    )


# Cases that may be open as of one of the instants asked about: open now, resolved or
# reopened since the oldest of them, or in a thread (there a root's word is not all).
MAYBE_OPEN = """(
    SELECT id FROM complaint WHERE resolved_at IS NULL AND resolved = 0
    UNION SELECT id FROM complaint WHERE resolved_at >= {oldest}
    UNION SELECT complaint_id FROM reopening
      WHERE reopened_at >= {oldest} AND complaint_id IS NOT NULL)"""
MAYBE_OPEN_COMPLAINTS = f"complaint AS k ON k.id IN {MAYBE_OPEN}"
MAYBE_OPEN_CONTACTS = f"""contact AS c ON c.id IN (
    SELECT c.id FROM contact AS c INDEXED BY ix_contact_open
      WHERE c.resolved_at IS NULL AND c.resolved = 0 AND {IS_CASE}
    UNION SELECT id FROM contact WHERE resolved_at >= {{oldest}}
    UNION SELECT contact_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution)"""


NO_FOLLOWER = "NOT EXISTS (SELECT 1 FROM contact AS f WHERE f.follows_id = c.id)"


def by_clock(elapsed: str, business: str) -> str:
    """Seconds by the clock asked for; without hours business time is elapsed time."""
    return (
        f"CASE WHEN {{is_business}} THEN coalesce({business}, {elapsed})"
        f" ELSE {elapsed} END"
    )


def _stated(
    letter: str, case: str, link: str, opened: str, only: str
) -> tuple[Leg, Leg]:
    """The legs of resolutions that hold, and of those that did not."""
    shared = {
        "letter": f"'{letter}'",
        "opened_at": f"c.{opened}",
        "resolution_seconds": by_clock(
            f"c.resolved_at - c.{opened}", "c.resolution_business_seconds"
        ),
    }
    if letter == "K":
        dimensions = complaint_dimensions("c")
        shared |= {"is_alone": "0", "agent_replies": "NULL", "reopens": "NULL"}
    else:
        dimensions = contact_dimensions("c")
        shared |= {"is_alone": NO_FOLLOWER}
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
    WHERE q.{link} = c.id)""",
            },
            dimensions,
        ),
        Leg(
            "c",
            f"reopening AS p CROSS JOIN {case} AS c ON c.id = p.{link}",
            f"p.resolved_at IS NOT NULL AND {only}",
            {
                **shared,
                "resolved_at": "p.resolved_at",
                "resolution_seconds": by_clock(
                    f"p.resolved_at - c.{opened}", "p.resolution_business_seconds"
                ),
                "reopened_at": "p.reopened_at",
                "time_known": "p.time_known",
                "upheld": "p.upheld",
                "is_first": f"""NOT EXISTS (SELECT 1 FROM reopening AS q
    WHERE q.{link} = c.id AND (q.reopened_at, q.id) < (p.reopened_at, p.id))""",
            },
            dimensions,
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
        "resolution_seconds": by_clock(
            "s.resolved_at - c.received_at", "s.business_seconds"
        ),
        "reopened_at": "s.reopened_at",
        "time_known": "s.time_known",
        "is_first": "s.is_first",
        "is_alone": "0",
    },
    contact_dimensions("c"),
)

# Written contacts that may be without an answer, with the state of their case.
MAYBE_UNANSWERED = f"""contact AS one ON one.id IN (
    SELECT id FROM contact INDEXED BY ix_contact_unanswered
      WHERE direction = 'inbound' AND first_response_at IS NULL
        AND resolved_at IS NULL AND resolved = 0
        AND channel NOT IN ('phone', 'chat', 'in-person', 'self-service')
    UNION SELECT id FROM contact WHERE first_response_at >= {{oldest}}
    UNION SELECT id FROM contact
      WHERE resolved_at >= {{oldest}} AND first_response_at IS NULL
    UNION SELECT id FROM contact
      WHERE complaint_id IN {MAYBE_OPEN} AND first_response_at IS NULL
    UNION SELECT contact_id FROM reopening WHERE contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution
    UNION SELECT l.id FROM thread_resolution
      CROSS JOIN contact AS l ON l.follows_id = case_id)
CROSS JOIN contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)"""

RESPONSE_SECONDS = by_clock(
    "c.first_response_at - c.received_at", "c.response_business_seconds"
)
CONTACTS = Relation(
    "contact",
    "a contact",
    (
        Leg(
            "c",
            "contact AS c",
            columns={"letter": "'C'", "response_seconds": RESPONSE_SECONDS},
            dimensions=contact_dimensions("c"),
        ),
    ),
)
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
            contact_dimensions("one"),
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
CAUSE = f"coalesce(k.root_cause, {complaint_dimensions('k')['category']})"
COMPLAINTS = Relation(
    "complaint",
    "a complaint",
    (
        Leg(
            "k",
            "complaint AS k",
            columns={"letter": "'K'"},
            dimensions=complaint_dimensions("k") | {"cause": CAUSE},
        ),
    ),
)
REMEDIES = Relation(
    "remedy",
    "a remedy, by its complaint",
    (
        Leg(
            "g",
            "remedy AS g",
            columns={"letter": "'K'", "number": "g.complaint_id"},
            dimensions=linked_dimensions("g", contact=False, own_tier=False),
        ),
    ),
)
ANSWERS = Relation(
    "answer",
    "a survey answer",
    (
        Leg(
            "a",
            "survey_answer AS a",
            columns={"letter": "'S'"},
            dimensions=linked_dimensions("a", contact=True, own_tier=True),
        ),
    ),
)

# Customers as they were: those who came before, less those who had left. Who came
# before the first period asked about is counted once, as one row.
CAME = """(SELECT {first_start} - 1 AS since, count(*) AS many FROM customer
    WHERE since < {first_start}
  UNION ALL SELECT since, 1 FROM customer WHERE since >= {first_start}) AS u"""
GONE = """d.left_at < {{{at}}} AND coalesce(d.returned_at >= {{{at}}}, 1)"""
LEFT_BY_START = GONE.format(at="start")
PEOPLE = {"letter": "'P'", "opened_at": "u.since", "many": "1"}
HAD_LEFT = Leg(
    "u",
    "departure AS d CROSS JOIN customer AS u ON u.id = d.customer_id",
    LEFT_BY_START,
    PEOPLE,
    customer_dimensions("u"),
    sign=-1,
)
CUSTOMERS = Relation(
    "customer",
    "a customer known since some day, and not gone when the period began",
    (Leg("u", CAME, columns=PEOPLE | {"many": "u.many"}), HAD_LEFT),
    (
        Leg(
            "u",
            "customer AS u",
            columns=PEOPLE,
            dimensions=customer_dimensions("u"),
        ),
        HAD_LEFT,
    ),
)
DEPARTURES = Relation(
    "departure",
    "a customer's leaving",
    (
        Leg(
            "d",
            "departure AS d CROSS JOIN customer AS u ON u.id = d.customer_id",
            columns={
                "letter": "'P'",
                "number": "u.id",
                "since": "u.since",
            },
            dimensions=customer_dimensions("u"),
        ),
    ),
)
UNDATED_CUSTOMERS = Relation(
    "undated_customer",
    "a customer known since nobody knows when",
    (
        Leg(
            "u",
            "customer AS u",
            "u.since IS NULL",
            {"letter": "'P'", "opened_at": "-1000000000000000000"},
            customer_dimensions("u"),
        ),
    ),
)
