"""Relations that measures are taken over, in plain SQL: one subject a file."""

from csdesk.kpi.relations.base import (
    LIVE,
    Relation,
    Source,
    listed,
)
from csdesk.kpi.relations.cases import (
    CASES,
    COMPLAINT_RESOLVED,
    OPEN_CASES,
    UNANSWERED,
    was_escalated,
)
from csdesk.kpi.relations.commitments import FOLLOW_UPS, RETAINED, VOUCHERS
from csdesk.kpi.relations.customers import (
    CUSTOMERS,
    DEPARTURES,
    LEFT_BY_START,
    UNDATED_CUSTOMERS,
)
from csdesk.kpi.relations.due import (
    ACKNOWLEDGEMENTS_DUE,
    RESOLUTIONS_DUE,
    RESPONSES_DUE,
)
from csdesk.kpi.relations.lapsed import LAPSED, UNSEEN_CUSTOMERS
from csdesk.kpi.relations.records import (
    ANSWERS,
    CAUSE_MARK,
    COMPLAINT_RESOLUTIONS,
    COMPLAINTS,
    CONTACTS,
    REMEDIES,
    RESOLUTIONS,
)

__all__ = [
    "ACKNOWLEDGEMENTS_DUE",
    "ANSWERS",
    "CASES",
    "CAUSE_MARK",
    "COMPLAINTS",
    "COMPLAINT_RESOLUTIONS",
    "COMPLAINT_RESOLVED",
    "CONTACTS",
    "CUSTOMERS",
    "DEPARTURES",
    "FOLLOW_UPS",
    "LAPSED",
    "LEFT_BY_START",
    "LIVE",
    "OPEN_CASES",
    "REMEDIES",
    "RESOLUTIONS",
    "RESOLUTIONS_DUE",
    "RESPONSES_DUE",
    "RETAINED",
    "UNANSWERED",
    "UNDATED_CUSTOMERS",
    "UNSEEN_CUSTOMERS",
    "VOUCHERS",
    "Relation",
    "Source",
    "listed",
    "was_escalated",
]
