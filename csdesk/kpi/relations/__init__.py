"""What measures are taken over: relations in plain SQL, an idea a file."""

from csdesk.kpi.relations.cases import CASES, OPEN_CASES, UNANSWERED
from csdesk.kpi.relations.customers import (
    CUSTOMERS,
    DEPARTURES,
    LEFT_BY_START,
    UNDATED_CUSTOMERS,
)
from csdesk.kpi.relations.leg import LIVE, Leg, Relation
from csdesk.kpi.relations.records import ANSWERS, COMPLAINTS, CONTACTS, REMEDIES
from csdesk.kpi.relations.resolutions import COMPLAINT_RESOLUTIONS, RESOLUTIONS
from csdesk.kpi.relations.states import COMPLAINT_RESOLVED

__all__ = [
    "ANSWERS",
    "CASES",
    "COMPLAINTS",
    "COMPLAINT_RESOLUTIONS",
    "COMPLAINT_RESOLVED",
    "CONTACTS",
    "CUSTOMERS",
    "DEPARTURES",
    "LEFT_BY_START",
    "LIVE",
    "OPEN_CASES",
    "REMEDIES",
    "RESOLUTIONS",
    "UNANSWERED",
    "UNDATED_CUSTOMERS",
    "Leg",
    "Relation",
]
