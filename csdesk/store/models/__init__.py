"""Tables (DESIGN.md §3). Every table and constraint is named; CHECKs list the values.

SQLModel's table classes do not validate: what must hold stands in CHECKs here, and
again as a sentence in the verb that would break it.
"""

from sqlmodel import SQLModel

from csdesk.store.models.complaints import Complaint, ComplaintEvent, Remedy
from csdesk.store.models.contacts import (
    Article,
    ArticleUse,
    Contact,
    Pause,
    Reopening,
    SurveyAnswer,
)
from csdesk.store.models.customers import (
    Agent,
    Customer,
    Departure,
    ErasedKey,
    LoyaltyRule,
    Purchase,
    Voucher,
)
from csdesk.store.models.desk import Change, ImportRun, Operation, Setting
from csdesk.store.models.sla import (
    Attachment,
    ClosedDay,
    FollowUp,
    OpeningInterval,
    ServiceTarget,
)

JOURNALLED: tuple[type[SQLModel], ...] = (
    Customer,
    Departure,
    Agent,
    Complaint,
    Contact,
    ComplaintEvent,
    Reopening,
    Pause,
    Remedy,
    SurveyAnswer,
    Purchase,
    Setting,
    OpeningInterval,
    ClosedDay,
    ServiceTarget,
    FollowUp,
    Attachment,
    LoyaltyRule,
    Voucher,
    Article,
    ArticleUse,
)

__all__ = [
    "JOURNALLED",
    "Agent",
    "Article",
    "ArticleUse",
    "Attachment",
    "Change",
    "ClosedDay",
    "Complaint",
    "ComplaintEvent",
    "Contact",
    "Customer",
    "Departure",
    "ErasedKey",
    "FollowUp",
    "ImportRun",
    "LoyaltyRule",
    "OpeningInterval",
    "Operation",
    "Pause",
    "Purchase",
    "Remedy",
    "Reopening",
    "ServiceTarget",
    "Setting",
    "SurveyAnswer",
    "Voucher",
]
