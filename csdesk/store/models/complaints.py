"""Complaints, their events and their remedies."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_workflow import EVENT_KINDS, STATUSES
from csdesk.store.models.base import (
    Imported,
    flag,
    imported,
    instant,
    instant_or_none,
    later_choice,
    later_count,
    not_negative,
    one_of,
    own_id,
    partial_index,
    ref,
    sparse_index,
    table_parts,
)
from csdesk.store.sql.case import is_unresolved


class Complaint(Imported, table=True):
    """Complaint of a customer that expects an answer."""

    __tablename__ = "complaint"
    __table_args__ = table_parts(
        "complaint",
        one_of("channel", words.CHANNELS),
        one_of("severity", words.SEVERITIES),
        one_of("status", STATUSES),
        one_of("outcome", words.OUTCOMES),
        one_of("upheld", words.UPHELD),
        *flag("safety", "resolved", "resolution_time_known"),
        *not_negative("level"),
        CheckConstraint("resolved = 0 OR resolved_at IS NULL", name="resolved_once"),
        CheckConstraint("acknowledged_at >= opened_at", name="acknowledged_at"),
        CheckConstraint("resolved_at >= opened_at", name="resolved_at"),
        Index("ix_complaint_opened_at", "opened_at"),
        sparse_index("resolved_at"),
        sparse_index("customer_id", "opened_at"),
        sparse_index("acknowledge_due_at"),
        sparse_index("resolution_due_at"),
        # The few that are not decided yet.
        partial_index("ix_complaint_open", "opened_at", is_unresolved(None)),
        *imported("complaint"),
    )
    id: int | None = own_id()
    customer_id: int | None = ref("customer.id")
    channel: str = "other"
    category: str | None = None
    severity: str = "normal"
    safety: bool = False
    product: str | None = None
    order_ref: str | None = None
    description: str | None = None
    asked: str | None = None  # the remedy that the customer asks for
    status: str = "received"
    level: int = 0  # how often escalated
    owner_id: int | None = ref("agent.id")
    opened_at: datetime = instant()
    acknowledged_at: datetime | None = instant_or_none()
    resolved_at: datetime | None = instant_or_none()
    resolved: bool = False  # resolved, at an unknown time
    resolution_time_known: bool = True
    outcome: str | None = None
    upheld: str | None = None
    decision: str | None = None
    root_cause: str | None = None
    corrective_action: str | None = None
    closed_at: datetime | None = instant_or_none()
    # Within opening hours, from the opening; None: elapsed time counts.
    resolution_business_seconds: int | None = later_count("resolution_business_seconds")
    # The policy, and the deadlines from it and from targets, as of the opening.
    policy: str | None = later_choice("policy", words.POLICIES)
    acknowledge_due_at: datetime | None = instant_or_none()
    resolution_due_at: datetime | None = instant_or_none()
    resolution_target: str | None = None  # None: the deadline is the policy's
    public_at: datetime | None = instant_or_none()  # when it was published
    moved_private_at: datetime | None = instant_or_none()
    corrective_at: datetime | None = instant_or_none()


class ComplaintEvent(SQLModel, table=True):
    """Step or note in the life of a complaint."""

    __tablename__ = "complaint_event"
    __table_args__ = table_parts(
        "complaint_event",
        one_of("kind", EVENT_KINDS),
        Index("ix_complaint_event_complaint_id_at", "complaint_id", "at"),
    )
    id: int | None = own_id()
    complaint_id: int = ref("complaint.id")
    at: datetime = instant()
    agent: str | None = None
    kind: str
    from_status: str | None = None
    to_status: str | None = None
    text: str | None = None


class Remedy(SQLModel, table=True):
    """Remedy offered or granted for a complaint."""

    __tablename__ = "remedy"
    __table_args__ = table_parts(
        "remedy",
        one_of("kind", words.REMEDIES),
        *not_negative("value", "cost"),
        Index("ix_remedy_complaint_id", "complaint_id"),
        sparse_index("granted_at"),
    )
    id: int | None = own_id()
    complaint_id: int = ref("complaint.id")
    kind: str
    value: int | None = None  # minor units, to the customer
    cost: int | None = None  # minor units, to the shop; None: its value
    text: str | None = None
    offered_at: datetime | None = instant_or_none()
    granted_at: datetime | None = instant_or_none()
