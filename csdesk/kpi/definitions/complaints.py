"""Complaints: their resolution and decision, and the cost of remedies."""

from __future__ import annotations

from csdesk.kpi.definitions.deadlines import on_time, on_time_measures
from csdesk.kpi.kpi import ISO_10002, Kpi, count, rate, time
from csdesk.kpi.measure import STILL_RESOLVED, Measure, Take
from csdesk.kpi.relations import (
    ACKNOWLEDGEMENTS_DUE,
    COMPLAINT_RESOLUTIONS,
    FOLLOW_UPS,
    REMEDIES,
    was_escalated,
)
from csdesk.result import Better, Kind, Unit
from csdesk.store.sql.open import is_commitment
from csdesk.store.sql.remedy import cost, is_costly

SECTION = "Complaints"

COSTING = is_costly("r")
COST = cost("r")
# Reminders and win-backs are no promises.
IS_COMMITMENT = is_commitment("r")

MEASURES = (
    Measure(
        "complaints_resolved",
        "complaints whose last resolution lies in the period",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        STILL_RESOLVED,
    ),
    Measure(
        "complaint_times",
        "seconds from opening to last resolution of complaints",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND r.time_known",
        Take.VALUES,
        "r.resolution_seconds",
        kind=Kind.DURATION,
    ),
    Measure(
        "unknown_complaint_time",
        "complaints resolved whose time to resolution is not known",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND NOT r.time_known",
    ),
    Measure(
        "complaints_decided",
        "complaints resolved and decided",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND r.upheld IS NOT NULL",
    ),
    Measure(
        "complaints_upheld",
        "of these, those upheld or partly upheld",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND r.upheld IN ('yes', 'partly')",
    ),
    Measure(
        "complaints_undecided",
        "complaints resolved without a word on whether they were upheld",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND r.upheld IS NULL",
    ),
    Measure(
        "complaints_escalated",
        "complaints resolved that were ever escalated",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"{STILL_RESOLVED} AND {was_escalated('r')}",
    ),
    Measure(
        "remedies",
        "remedies granted that cost something",
        REMEDIES,
        "granted_at",
        f"{COSTING} AND {COST} IS NOT NULL",
    ),
    Measure(
        "remedy_costs",
        "their cost, in minor units",
        REMEDIES,
        "granted_at",
        COSTING,
        Take.SUM,
        COST,
        kind=Kind.MONEY,
    ),
    Measure(
        "unpriced_remedies",
        "remedies granted without a cost or value",
        REMEDIES,
        "granted_at",
        f"{COSTING} AND {COST} IS NULL",
    ),
    *on_time_measures(
        "acknowledgements", "acknowledgements", "given", ACKNOWLEDGEMENTS_DUE
    ),
    Measure(
        "promises_due",
        "call-backs, courtesy calls and apologies promised for the period",
        FOLLOW_UPS,
        "promised_at",
        IS_COMMITMENT,
    ),
    Measure(
        "promises_kept",
        "of these, those done by the time first promised",
        FOLLOW_UPS,
        "promised_at",
        f"{IS_COMMITMENT} AND r.done_at <= r.promised_at",
    ),
)

NONE = "no complaints resolved"
RECOVERY = "Zemke and Bell, Service Recovery, 1990"

KPIS = (
    count(
        "complaints_resolved",
        "Complaints resolved",
        Better.NEITHER,
        "resolved",
        "complaints_resolved",
        source=ISO_10002,
        meaning="Complaints whose last resolution lies in the period.",
    ),
    time(
        "complaint_resolution_time",
        "Complaint resolution, mean",
        "resolved",
        "mean",
        "complaint_times",
        needs=NONE,
        left_out=("unknown_complaint_time",),
        meaning="From the opening of a complaint to its last resolution, on average.",
    ),
    time(
        "complaint_resolution_median",
        "Complaint resolution, median",
        "resolved",
        "median",
        "complaint_times",
        needs=NONE,
        left_out=("unknown_complaint_time",),
        meaning="The middle one of the times to a complaint's resolution: half were "
        "settled sooner.",
    ),
    on_time(
        "acknowledged_on_time",
        "Acknowledged on time",
        "acknowledgements",
        "acknowledgements",
        "Of the acknowledgements that fell due, the share given by their deadline. "
        "Where none was recorded, a later step is the acknowledgement.",
    ),
    rate(
        "upheld_rate",
        "Upheld",
        Better.LOWER,
        "resolved",
        of=("complaints_upheld", "complaints_decided"),
        needs="no complaints decided",
        left_out=("complaints_undecided",),
        source=ISO_10002,
        meaning="Of the complaints decided, the share in which the customer was "
        "right, wholly or partly.",
    ),
    rate(
        "escalation_rate",
        "Escalated",
        Better.LOWER,
        "resolved",
        of=("complaints_escalated", "complaints_resolved"),
        needs=NONE,
        source=ISO_10002,
        meaning="Of the complaints resolved, the share that had to go a level higher.",
    ),
    Kpi(
        "recovery_cost",
        "Making it good",
        Unit.MONEY,
        Better.LOWER,
        "remedy_costs / minor_units",
        "granted",
        "remedies",
        source=RECOVERY,
        left_out=("unpriced_remedies",),
        meaning="What refunds, replacements, repairs, discounts and vouchers granted "
        "in the period cost; vouchers at face value.",
    ),
    Kpi(
        "recovery_cost_per_complaint",
        "Making it good, a complaint",
        Unit.MONEY,
        Better.LOWER,
        "remedy_costs / minor_units / complaints_resolved",
        "granted, resolved",
        "complaints_resolved",
        source=RECOVERY,
        needs=NONE,
        left_out=("unpriced_remedies",),
        meaning="The cost of making it good, for each complaint resolved in the "
        "period.",
    ),
    rate(
        "promises_kept",
        "Promises kept",
        Better.HIGHER,
        "promised",
        of=("promises_kept", "promises_due"),
        needs="no promises due",
        source=RECOVERY,
        meaning="Of the call-backs, courtesy calls and apologies promised for the "
        "period, the share done by the time first promised. Moving a promise changes "
        "nothing here.",
    ),
)
