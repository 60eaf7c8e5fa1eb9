"""First responses to written contacts."""

from __future__ import annotations

from csdesk.kpi.definitions.deadlines import on_time, on_time_measures
from csdesk.kpi.kpi import count, time
from csdesk.kpi.measure import AGE, INBOUND, OPEN, Measure, Take
from csdesk.kpi.relations import CONTACTS, RESPONSES_DUE, UNANSWERED
from csdesk.result import Better, Kind

SECTION = "Response"


MEASURES = (
    Measure(
        "response_times",
        "seconds from receipt to first response",
        CONTACTS,
        "first_response_at",
        INBOUND,
        Take.VALUES,
        "r.response_seconds",
        kind=Kind.DURATION,
    ),
    Measure(
        "awaiting",
        "written contacts without a first response whose case is open",
        UNANSWERED,
        None,
        OPEN,
    ),
    Measure(
        "oldest_awaiting",
        "seconds that the oldest of them has waited",
        UNANSWERED,
        None,
        OPEN,
        Take.MAX,
        AGE,
        kind=Kind.DURATION,
    ),
    *on_time_measures("responses", "first responses", "given", RESPONSES_DUE),
)

STILL = ("unanswered", "awaiting", "oldest_awaiting")
NONE = "no first responses"

KPIS = (
    time(
        "first_response_time",
        "First response, mean",
        "responded",
        "mean",
        "response_times",
        needs=NONE,
        still_open=STILL,
        meaning="From receipt to the first answer of a person, on average, of the "
        "answers given in the period.",
    ),
    time(
        "first_response_median",
        "First response, median",
        "responded",
        "median",
        "response_times",
        needs=NONE,
        still_open=STILL,
        meaning="The middle one of the times to a first answer: half had one sooner.",
    ),
    time(
        "first_response_p90",
        "First response, 9 in 10 by",
        "responded",
        "p90",
        "response_times",
        needs=NONE,
        still_open=STILL,
        meaning="Nine in ten had a first answer within this time; it is a real case.",
    ),
    count(
        "awaiting_response",
        "Awaiting a response",
        Better.LOWER,
        "as of",
        "awaiting",
        parts=(("oldest", "oldest_awaiting"),),
        meaning="Written contacts that nobody has answered and whose matter is still "
        "open.",
    ),
    on_time(
        "first_response_on_time",
        "First response on time",
        "responses",
        "first responses",
        "Of the first responses that fell due, the share given by their deadline. "
        "Where none was recorded, the resolution is the answer.",
    ),
)
