"""Resolution of cases (KPIS.md §2)."""

from __future__ import annotations

from csdesk.kpi.definitions.deadlines import on_time, on_time_measures
from csdesk.kpi.kpi import count, rate, time
from csdesk.kpi.measure import (
    AGE,
    DAY,
    INBOUND,
    OPEN,
    STILL_RESOLVED,
    WEEK,
    Measure,
    Take,
)
from csdesk.kpi.relations import (
    CASES,
    CONTACTS,
    OPEN_CASES,
    RESOLUTIONS,
    RESOLUTIONS_DUE,
)
from csdesk.result import Better, Kind

SECTION = "Resolution"


# The contacts of a complaint, and those that follow one of them.
OF_COMPLAINT = """(
    SELECT id FROM contact WHERE complaint_id = r.id
    UNION ALL SELECT f.id FROM contact AS l JOIN contact AS f ON f.follows_id = l.id
      WHERE l.complaint_id = r.id AND f.complaint_id IS NULL)"""


def _of_case(select: str, where: str) -> str:
    """Return SQL of a scalar over a case's contacts; each kind uses its own index."""
    return f"""CASE r.letter
  WHEN 'K' THEN (SELECT {select} FROM contact AS m
    WHERE m.id IN {OF_COMPLAINT} AND {where})
  ELSE (SELECT {select} FROM contact AS m
    WHERE (m.id = r.id OR m.follows_id = r.id) AND m.complaint_id IS NULL
      AND {where}) END"""


# First contact resolution: contacts up to it, and in the 7 days after.
BY_THEN = "m.received_at <= r.resolved_at"
INBOUND_BY_THEN = _of_case("count(*)", f"m.direction = 'inbound' AND {BY_THEN}")
OUTBOUND_BY_THEN = _of_case("count(*)", f"m.direction = 'outbound' AND {BY_THEN}")
REPLIES = _of_case("sum(m.agent_replies)", BY_THEN)
REOPENED_ELSEWHERE = _of_case("max(m.reopens)", BY_THEN)
REOPENED_SOON = f"coalesce(r.reopened_at < r.resolved_at + {WEEK}, 0)"
IN_CASE = f"""CASE r.letter WHEN 'K' THEN m.id IN {OF_COMPLAINT}
      ELSE m.complaint_id IS NULL AND coalesce(m.id = r.id OR m.follows_id = r.id, 0)
      END"""
CAME_BACK = f"""EXISTS (SELECT 1 FROM contact AS m
  WHERE m.customer_id = r.customer_id AND m.category = r.category
    AND m.direction = 'inbound'
    AND m.received_at >= r.resolved_at AND m.received_at < r.resolved_at + {WEEK}
    AND NOT (m.received_at = r.resolved_at AND {IN_CASE}))"""
# Most cases are one contact, whose own row has it all.
BY_ONE_CONTACT = f"""CASE WHEN r.is_alone
  THEN coalesce(r.agent_replies, 0) <= 1 AND coalesce(r.reopens, 0) = 0
  ELSE {INBOUND_BY_THEN} <= 1 AND coalesce({REPLIES}, {OUTBOUND_BY_THEN}) <= 1
    AND coalesce({REOPENED_ELSEWHERE}, 0) = 0 END"""
SETTLED_AT_ONCE = f"""r.is_first AND NOT {REOPENED_SOON}
  AND {BY_ONE_CONTACT} AND NOT {CAME_BACK}"""


def _open_for(key: str, meaning: str, low: int, high: int | None) -> Measure:
    """Make a measure of cases open for `low` days or more, below `high` (None: any)."""
    where = f"{OPEN} AND {AGE} >= {low * DAY}"
    if high is not None:
        where += f" AND {AGE} < {high * DAY}"
    return Measure(key, meaning, OPEN_CASES, None, where)


MEASURES = (
    Measure("cases_opened", "cases opened", CASES, "opened_at"),
    Measure(
        "opened_and_resolved",
        "of these, those resolved by now",
        CASES,
        "opened_at",
        "r.is_resolved",
    ),
    Measure(
        "opened_at_known_times",
        "cases opened, without those resolved at an unknown time",
        CASES,
        "opened_at",
        "NOT r.is_untimed",
    ),
    Measure(
        "resolved_at_unknown_time",
        "cases opened in the period and resolved at an unknown time",
        CASES,
        "opened_at",
        "r.is_untimed",
    ),
    Measure(
        "abandoned_contacts",
        "abandoned contacts, which are no cases",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND r.abandoned = 1",
    ),
    Measure(
        "cases_resolved",
        "cases whose last resolution lies in the period",
        RESOLUTIONS,
        "resolved_at",
        STILL_RESOLVED,
    ),
    Measure(
        "resolution_times",
        "seconds from opening to last resolution",
        RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND r.time_known",
        Take.VALUES,
        "r.resolution_seconds",
        kind=Kind.DURATION,
    ),
    Measure(
        "unknown_resolution_time",
        "cases resolved whose time to resolution is not known",
        RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND NOT r.time_known",
    ),
    Measure(
        "first_resolutions",
        "cases first resolved 7 days before",
        RESOLUTIONS,
        "resolved_at",
        "r.is_first",
        shift=WEEK,
    ),
    Measure(
        "resolved_at_first_contact",
        "of these, those settled by one contact that did not come back",
        RESOLUTIONS,
        "resolved_at",
        SETTLED_AT_ONCE,
        shift=WEEK,
    ),
    Measure(
        "untraceable_cases",
        "cases without customer or category: whether they came back is not known",
        RESOLUTIONS,
        "resolved_at",
        "r.is_first AND (r.customer_id IS NULL OR r.category IS NULL)",
        shift=WEEK,
    ),
    Measure(
        "resolutions",
        "resolutions 7 days before",
        RESOLUTIONS,
        "resolved_at",
        shift=WEEK,
    ),
    Measure(
        "reopened",
        "of these, those reopened within 7 days",
        RESOLUTIONS,
        "resolved_at",
        REOPENED_SOON,
        shift=WEEK,
    ),
    Measure("open_cases", "cases open", OPEN_CASES, None, OPEN),
    Measure(
        "oldest_case",
        "seconds that the oldest open case has been open",
        OPEN_CASES,
        None,
        OPEN,
        Take.MAX,
        AGE,
        kind=Kind.DURATION,
    ),
    _open_for("open_0_1", "open for less than a day", 0, 1),
    _open_for("open_1_3", "open for 1 to 3 days", 1, 3),
    _open_for("open_3_7", "open for 3 to 7 days", 3, 7),
    _open_for("open_7_30", "open for 7 to 30 days", 7, 30),
    _open_for("open_30", "open for 30 days and more", 30, None),
    *on_time_measures("resolutions", "resolutions", "reached", RESOLUTIONS_DUE),
)

NONE = "no cases resolved"
UNKNOWN = ("resolved_at_unknown_time", "unknown_resolution_time")
STILL = ("open", "open_cases", "oldest_case")
AGES = (
    ("0-1 days", "open_0_1"),
    ("1-3 days", "open_1_3"),
    ("3-7 days", "open_3_7"),
    ("7-30 days", "open_7_30"),
    ("30+ days", "open_30"),
    ("oldest", "oldest_case"),
)

KPIS = (
    time(
        "resolution_time",
        "Resolution, mean",
        "resolved",
        "mean",
        "resolution_times",
        needs=NONE,
        left_out=UNKNOWN,
        still_open=STILL,
        meaning="From the opening of a case to its last resolution, on average, of "
        "the cases resolved in the period.",
    ),
    time(
        "resolution_median",
        "Resolution, median",
        "resolved",
        "median",
        "resolution_times",
        needs=NONE,
        left_out=UNKNOWN,
        still_open=STILL,
        meaning="The middle one of the times to a resolution: half were settled "
        "sooner.",
    ),
    time(
        "resolution_p90",
        "Resolution, 9 in 10 by",
        "resolved",
        "p90",
        "resolution_times",
        needs=NONE,
        left_out=UNKNOWN,
        still_open=STILL,
        meaning="Nine in ten were settled within this time; it is a real case.",
    ),
    rate(
        "resolution_rate",
        "Resolved of those opened",
        Better.HIGHER,
        "opened",
        of=("opened_and_resolved", "cases_opened"),
        needs="no cases opened",
        left_out=("abandoned_contacts",),
        meaning="Of the cases opened in the period, the share that is resolved as of "
        "the report.",
    ),
    rate(
        "clearance_rate",
        "Resolved per 100 opened",
        Better.HIGHER,
        "resolved, opened",
        of=("cases_resolved", "opened_at_known_times"),
        needs="no cases opened",
        left_out=("resolved_at_unknown_time",),
        is_share=False,
        meaning="Cases resolved in the period for every 100 opened in it; above 100 "
        "the backlog shrank.",
    ),
    rate(
        "first_contact_resolution",
        "Resolved at first contact",
        Better.HIGHER,
        "first resolution + 7 d",
        of=("resolved_at_first_contact", "first_resolutions"),
        needs="no cases first resolved 7 days before",
        left_out=("untraceable_cases",),
        meaning="The share of cases settled by one contact, not reopened, and whose "
        "customer did not come back about the same in seven days.",
    ),
    rate(
        "reopen_rate",
        "Reopened",
        Better.LOWER,
        "resolution + 7 d",
        of=("reopened", "resolutions"),
        needs="no resolutions 7 days before",
        meaning="The share of resolutions that did not hold for seven days.",
    ),
    count(
        "backlog",
        "Backlog",
        Better.LOWER,
        "as of",
        "open_cases",
        parts=AGES,
        meaning="Cases still open as of the report, by age.",
    ),
    on_time(
        "resolution_on_time",
        "Resolved on time",
        "resolutions",
        "resolutions",
        "Of the resolutions that fell due, the share of cases first resolved by their "
        "deadline.",
    ),
)
