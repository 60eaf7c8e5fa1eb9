"""Contacts, their holds and reopenings, the articles used, and survey answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.domain.contact_fields import SENTIMENTS
from csdesk.store.models.base import (
    Imported,
    flag,
    imported,
    instant,
    instant_or_none,
    later_count,
    not_negative,
    one_of,
    own_id,
    partial_index,
    ref,
    sparse_index,
    table_parts,
)
from csdesk.store.sql.case import IN_OPEN_INDEX, IN_THREAD_INDEX, IN_UNANSWERED_INDEX


class Article(SQLModel, table=True):
    """Answer to a question that customers ask often."""

    __tablename__ = "article"
    __table_args__ = table_parts("article", Index("ix_article_title_key", "title_key"))
    id: int | None = own_id()
    title: str
    title_key: str
    body: str
    tags: str | None = None  # folded, between commas: ,delivery,returns,
    written_at: datetime = instant()
    edited_at: datetime = instant()


class ArticleUse(SQLModel, table=True):
    """Article that answered a contact."""

    __tablename__ = "article_use"
    __table_args__ = table_parts(
        "article_use",
        sparse_index("article_id"),
        sparse_index("contact_id"),
        Index("ix_article_use_at", "at"),
    )
    id: int | None = own_id()
    article_id: int = ref("article.id")
    contact_id: int | None = ref("contact.id")
    at: datetime = instant()


class Contact(Imported, table=True):
    """Exchange between a customer and the business, by one channel."""

    __tablename__ = "contact"
    __table_args__ = table_parts(
        "contact",
        one_of("channel", words.CHANNELS),
        one_of("direction", words.DIRECTIONS),
        one_of("phase", words.PHASES),
        one_of("reason", words.REASONS),
        one_of("sentiment", SENTIMENTS),
        *flag("abandoned", "avoidable", "resolved", "resolution_time_known"),
        *not_negative("wait_seconds", "handle_seconds", "agent_replies", "reopens"),
        CheckConstraint("resolved = 0 OR resolved_at IS NULL", name="resolved_once"),
        CheckConstraint("first_response_at >= received_at", name="first_response_at"),
        CheckConstraint("resolved_at >= received_at", name="resolved_at"),
        CheckConstraint("follows_id <> id", name="follows_id"),
        Index("ix_contact_received_at", "received_at"),
        sparse_index("first_response_at"),
        sparse_index("resolved_at"),
        sparse_index("customer_id", "received_at"),
        sparse_index("complaint_id"),
        sparse_index("follows_id"),
        sparse_index("response_due_at"),
        sparse_index("resolution_due_at"),
        # The few rows that stock figures (backlog, unanswered) have to read.
        partial_index("ix_contact_open", "received_at", IN_OPEN_INDEX),
        partial_index("ix_contact_unanswered", "received_at", IN_UNANSWERED_INDEX),
        partial_index("ix_contact_thread", "follows_id", IN_THREAD_INDEX),
        *imported("contact"),
    )
    id: int | None = own_id()
    customer_id: int | None = ref("customer.id")
    agent_id: int | None = ref("agent.id")
    channel: str = "other"
    direction: str = "inbound"
    phase: str | None = None
    reason: str | None = None
    category: str | None = None
    subject: str | None = None
    notes: str | None = None
    received_at: datetime = instant()
    first_response_at: datetime | None = instant_or_none()
    resolved_at: datetime | None = instant_or_none()
    resolved: bool = False  # resolved, at an unknown time
    # False: resolved when it ended, but how long it took is not known.
    resolution_time_known: bool = True
    abandoned: bool = False
    wait_seconds: int | None = None
    handle_seconds: int | None = None
    agent_replies: int | None = None
    reopens: int | None = None  # as another system counted them
    avoidable: bool | None = None
    sentiment: str | None = None
    complaint_id: int | None = ref("complaint.id")
    follows_id: int | None = ref("contact.id")  # always the first of the chain
    # Within opening hours, from the case's receipt; None: elapsed time counts.
    response_business_seconds: int | None = later_count("response_business_seconds")
    resolution_business_seconds: int | None = later_count("resolution_business_seconds")
    # Deadlines, and the targets they came from, as of the receipt.
    response_due_at: datetime | None = instant_or_none()
    response_target: str | None = None  # as csdesk.domain.sla.terms writes it
    resolution_due_at: datetime | None = instant_or_none()
    resolution_target: str | None = None


class Reopening(SQLModel, table=True):
    """Resolution that did not last: of a contact or of a complaint."""

    __tablename__ = "reopening"
    __table_args__ = table_parts(
        "reopening",
        CheckConstraint(
            "(contact_id IS NULL) <> (complaint_id IS NULL)", name="one_case"
        ),
        CheckConstraint("reopened_at >= resolved_at", name="reopened_at"),
        *flag("time_known"),
        one_of("outcome", words.OUTCOMES),
        one_of("upheld", words.UPHELD),
        sparse_index("contact_id"),
        sparse_index("complaint_id"),
        sparse_index("resolved_at"),
        Index("ix_reopening_reopened_at", "reopened_at"),
    )
    id: int | None = own_id()
    contact_id: int | None = ref("contact.id")
    complaint_id: int | None = ref("complaint.id")
    resolved_at: datetime | None = instant_or_none()  # None: at an unknown time
    time_known: bool = True  # as resolution_time_known
    reopened_at: datetime = instant()
    reason: str | None = None
    # A complaint's finding, as it was until then: past figures use it.
    outcome: str | None = None
    upheld: str | None = None
    # Of the undone resolution, as measured; None: elapsed time counts.
    resolution_business_seconds: int | None = later_count("resolution_business_seconds")


class Pause(SQLModel, table=True):
    """Time on hold, waiting for the customer: of a contact or of a complaint."""

    __tablename__ = "pause"
    __table_args__ = table_parts(
        "pause",
        CheckConstraint(
            "(contact_id IS NULL) <> (complaint_id IS NULL)", name="one_case"
        ),
        CheckConstraint("until >= since", name="until"),
        sparse_index("contact_id"),
        sparse_index("complaint_id"),
    )
    id: int | None = own_id()
    contact_id: int | None = ref("contact.id")
    complaint_id: int | None = ref("complaint.id")
    since: datetime = instant()
    until: datetime | None = instant_or_none()  # None: still on hold
    reason: str | None = None


class SurveyAnswer(Imported, table=True):
    """Survey question sent, and the score that came back."""

    __tablename__ = "survey_answer"
    __table_args__ = table_parts(
        "survey_answer",
        one_of("kind", words.SURVEY_KINDS),
        one_of("direction", words.CES_DIRECTIONS),
        CheckConstraint("scale_min < scale_max", name="scale"),
        CheckConstraint("score BETWEEN scale_min AND scale_max", name="score"),
        CheckConstraint(
            "kind <> 'nps' OR (scale_min = 0 AND scale_max = 10)", name="nps_scale"
        ),
        CheckConstraint("(kind = 'ces') = (direction IS NOT NULL)", name="ces"),
        CheckConstraint("(score IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint(
            "answered_at IS NOT NULL OR asked_at IS NOT NULL", name="dated"
        ),
        CheckConstraint("answered_at >= asked_at", name="answered_at"),
        sparse_index("answered_at"),
        sparse_index("asked_at"),
        sparse_index("customer_id"),
        sparse_index("contact_id"),
        sparse_index("complaint_id"),
        # One row of a file may hold several scores.
        *imported("survey_answer", "kind"),
    )
    id: int | None = own_id()
    kind: str
    score: float | None = None
    scale_min: float
    scale_max: float
    direction: str | None = None
    comment: str | None = None
    customer_id: int | None = ref("customer.id")
    contact_id: int | None = ref("contact.id")
    complaint_id: int | None = ref("complaint.id")
    asked_at: datetime | None = instant_or_none()
    answered_at: datetime | None = instant_or_none()
