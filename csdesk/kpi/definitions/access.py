"""Access: inbound live contacts."""

from __future__ import annotations

from csdesk.kpi.kpi import rate, time
from csdesk.kpi.measure import INBOUND, LIVE_INBOUND, Measure, Take
from csdesk.kpi.relations import CONTACTS
from csdesk.result import Better, Kind

SECTION = "Access"

ANSWERED = f"{LIVE_INBOUND} AND r.abandoned = 0"

CALLS = f"{INBOUND} AND r.channel IN ('phone', 'chat')"

# Abandoned so soon that it does not count as offered (setting abandon_after).
TOO_SOON = "coalesce(r.wait_seconds < {abandon_after}, 0)"
GIVEN_UP = f"{LIVE_INBOUND} AND r.abandoned = 1"

MEASURES = (
    Measure(
        "offered",
        "live inbound contacts, without those abandoned too soon to count",
        CONTACTS,
        "received_at",
        f"{LIVE_INBOUND} AND NOT (r.abandoned = 1 AND {TOO_SOON})",
    ),
    Measure(
        "abandoned",
        "of these, those abandoned",
        CONTACTS,
        "received_at",
        f"{GIVEN_UP} AND NOT {TOO_SOON}",
    ),
    Measure(
        "short_abandons",
        "live contacts abandoned too soon to count",
        CONTACTS,
        "received_at",
        f"{GIVEN_UP} AND {TOO_SOON}",
    ),
    Measure(
        "wait",
        "seconds that answered live contacts waited",
        CONTACTS,
        "received_at",
        f"{ANSWERED} AND r.wait_seconds IS NOT NULL",
        Take.MEAN_ONLY,
        "r.wait_seconds",
        kind=Kind.DURATION,
    ),
    Measure(
        "unknown_wait",
        "answered live contacts whose wait is not known",
        CONTACTS,
        "received_at",
        f"{ANSWERED} AND r.wait_seconds IS NULL",
    ),
    Measure(
        "answered_in_time",
        "calls and chats answered within the limit",
        CONTACTS,
        "received_at",
        f"{CALLS} AND r.abandoned = 0 AND r.wait_seconds <= {{answer_within}}",
    ),
    Measure(
        "answered_or_given_up",
        "calls and chats answered, or abandoned after the limit",
        CONTACTS,
        "received_at",
        f"{CALLS} AND (r.abandoned = 0 AND r.wait_seconds IS NOT NULL"
        " OR r.abandoned = 1 AND r.wait_seconds > {answer_within})",
    ),
    Measure(
        "unknown_call_wait",
        "calls and chats whose wait is not known",
        CONTACTS,
        "received_at",
        f"{CALLS} AND r.wait_seconds IS NULL",
    ),
    Measure(
        "handling",
        "seconds that handling answered live contacts took",
        CONTACTS,
        "received_at",
        f"{ANSWERED} AND r.handle_seconds IS NOT NULL",
        Take.MEAN_ONLY,
        "r.handle_seconds",
        kind=Kind.DURATION,
    ),
    Measure(
        "unknown_handling",
        "answered live contacts whose handling time is not known",
        CONTACTS,
        "received_at",
        f"{ANSWERED} AND r.handle_seconds IS NULL",
    ),
)

KPIS = (
    rate(
        "abandonment_rate",
        "Abandoned",
        Better.LOWER,
        "received",
        of=("abandoned", "offered"),
        needs="no live contacts",
        left_out=("short_abandons",),
        meaning="The share of calls, chats and visits that ended before anybody "
        "answered.",
    ),
    time(
        "speed_of_answer",
        "Speed of answer",
        "received",
        "mean",
        "wait",
        needs="no answered contacts with a known wait",
        left_out=("unknown_wait",),
        meaning="How long those who were answered had waited, on average. Who gave up "
        "is not counted as a wait of nothing.",
    ),
    rate(
        "service_level",
        "Service level",
        Better.HIGHER,
        "received",
        of=("answered_in_time", "answered_or_given_up"),
        needs="no calls or chats with a known wait",
        left_out=("unknown_call_wait",),
        meaning="The share of calls and chats answered within the limit, of those "
        "answered and those who gave up after it (settings "
        "service_level_phone, service_level_chat).",
    ),
    time(
        "handle_time",
        "Handling time",
        "received",
        "mean",
        "handling",
        needs="no answered contacts with a known handling time",
        better=Better.NEITHER,
        left_out=("unknown_handling",),
        meaning="How long a live contact took once it was answered, on average.",
    ),
)
