"""Tables (DESIGN.md §3). Every table and constraint is named; CHECKs hold the words.

SQLModel's table classes do not validate: what must hold stands in CHECKs here, and
again as a sentence in the verb that would break it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.sql import quoted_name
from sqlmodel import Field, SQLModel

from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_life import EVENT_KINDS, STATUSES
from csdesk.store.types import Instant

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
# What the partial indexes of `contact` hold; csdesk.kpi.relations asks in these words.
OPEN_CASE = (
    "resolved_at IS NULL AND resolved = 0 AND direction = 'inbound'"
    " AND abandoned = 0 AND channel <> 'self-service'"
    " AND complaint_id IS NULL AND follows_id IS NULL"
)
UNANSWERED = (
    "direction = 'inbound' AND first_response_at IS NULL"
    " AND resolved_at IS NULL AND resolved = 0"
    " AND channel NOT IN ('phone', 'chat', 'in-person', 'self-service')"
)
THREAD_STATEMENT = (
    "follows_id IS NOT NULL AND complaint_id IS NULL"
    " AND (resolved_at IS NOT NULL OR resolved = 1)"
)
# Ids are never used twice: an undone record may come back under its own.
KEEP_IDS: dict[str, Any] = {"sqlite_autoincrement": True}


def _one_of(column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{name} >= 0", name=name) for name in columns)


def _flag(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{name} IN (0, 1)", name=name) for name in columns)


def _id() -> Any:
    return Field(default=None, primary_key=True)


def _ref(table: str) -> Any:
    return Field(default=None, foreign_key=table)


def _instant() -> Any:
    return Field(sa_type=Instant)


def _instant_or_none() -> Any:
    return Field(default=None, sa_type=Instant)


def _found(*columns: str) -> Index:
    """An index on `columns` without the rows where the first is empty."""
    name = f"ix_{'{table}'}_{'_'.join(columns)}"
    return Index(name, *columns, sqlite_where=text(f"{columns[0]} IS NOT NULL"))


def _only(name: str, column: str, condition: str) -> Index:
    """An index on `column` of the rows for which `condition` holds."""
    return Index(name, column, sqlite_where=text(condition))


def _table(table: str, *parts: Any) -> tuple[Any, ...]:
    for part in parts:
        if isinstance(part, Index) and part.name:
            part.name = quoted_name(part.name.replace("{table}", table), quote=None)
    return (*parts, KEEP_IDS)


def _imported(table: str, *also: str) -> tuple[Index, ...]:
    return (
        Index(
            f"ux_{table}_source_external_id",
            "source",
            "external_id",
            *also,
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
        ),
        Index(
            f"ix_{table}_import_run_id",
            "import_run_id",
            sqlite_where=text("import_run_id IS NOT NULL"),
        ),
    )


class Imported(SQLModel):
    """Where an imported row came from; all None for what was typed."""

    source: str | None = None
    external_id: str | None = None
    row_digest: int | None = None
    import_run_id: int | None = _ref("import_run.id")


class Customer(Imported, table=True):
    """A person or firm that the shop serves."""

    __tablename__ = "customer"
    __table_args__ = _table(
        "customer",
        _found("email_key"),
        _found("phone_key"),
        Index("ix_customer_name_key", "name_key"),
        *_imported("customer"),
        *_flag("do_not_contact"),
    )
    id: int | None = _id()
    name: str
    name_key: str  # folded by case and blanks, for finding
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    phone_key: str | None = None  # E.164 where the number could be read
    company: str | None = None
    tier: str | None = None
    tags: str | None = None  # folded, between commas: ,garden,vip,
    note: str | None = None
    since: datetime | None = _instant_or_none()
    referred_by_id: int | None = _ref("customer.id")
    do_not_contact: bool = False


class Departure(SQLModel, table=True):
    """A customer's leaving, and the return if there was one."""

    __tablename__ = "departure"
    __table_args__ = _table(
        "departure",
        _found("customer_id"),
        CheckConstraint("returned_at >= left_at", name="returned_at"),
    )
    id: int | None = _id()
    customer_id: int = _ref("customer.id")
    left_at: datetime = _instant()
    reason: str | None = None
    returned_at: datetime | None = _instant_or_none()


class Agent(SQLModel, table=True):
    """Somebody who answers customers."""

    __tablename__ = "agent"
    __table_args__ = _table(
        "agent",
        Index("ux_agent_name_key", "name_key", unique=True),
        *_flag("active"),
        *_not_negative("goodwill_limit"),
    )
    id: int | None = _id()
    name: str
    name_key: str
    active: bool = True
    goodwill_limit: int | None = None  # minor units


class Complaint(Imported, table=True):
    """A matter of dissatisfaction that expects an answer."""

    __tablename__ = "complaint"
    __table_args__ = _table(
        "complaint",
        _one_of("channel", words.CHANNELS),
        _one_of("severity", words.SEVERITIES),
        _one_of("status", STATUSES),
        _one_of("outcome", words.OUTCOMES),
        _one_of("upheld", words.UPHELD),
        *_flag("safety", "resolved", "resolution_time_known"),
        *_not_negative("level"),
        CheckConstraint("resolved = 0 OR resolved_at IS NULL", name="resolved_once"),
        CheckConstraint("acknowledged_at >= opened_at", name="acknowledged_at"),
        CheckConstraint("resolved_at >= opened_at", name="resolved_at"),
        Index("ix_complaint_opened_at", "opened_at"),
        _found("resolved_at"),
        _found("customer_id", "opened_at"),
        *_imported("complaint"),
    )
    id: int | None = _id()
    customer_id: int | None = _ref("customer.id")
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
    owner_id: int | None = _ref("agent.id")
    opened_at: datetime = _instant()
    acknowledged_at: datetime | None = _instant_or_none()
    resolved_at: datetime | None = _instant_or_none()
    resolved: bool = False  # resolved, at an unknown time
    resolution_time_known: bool = True
    outcome: str | None = None
    upheld: str | None = None
    decision: str | None = None
    root_cause: str | None = None
    corrective_action: str | None = None
    closed_at: datetime | None = _instant_or_none()


class Contact(Imported, table=True):
    """One exchange between a customer and the business, by one channel."""

    __tablename__ = "contact"
    __table_args__ = _table(
        "contact",
        _one_of("channel", words.CHANNELS),
        _one_of("direction", words.DIRECTIONS),
        _one_of("phase", words.PHASES),
        _one_of("reason", words.REASONS),
        _one_of("sentiment", words.SENTIMENTS),
        *_flag("abandoned", "avoidable", "resolved", "resolution_time_known"),
        *_not_negative("wait_seconds", "handle_seconds", "agent_replies", "reopens"),
        CheckConstraint("resolved = 0 OR resolved_at IS NULL", name="resolved_once"),
        CheckConstraint("first_response_at >= received_at", name="first_response_at"),
        CheckConstraint("resolved_at >= received_at", name="resolved_at"),
        CheckConstraint("follows_id <> id", name="follows_id"),
        Index("ix_contact_received_at", "received_at"),
        _found("first_response_at"),
        _found("resolved_at"),
        _found("customer_id", "received_at"),
        _found("complaint_id"),
        _found("follows_id"),
        # The few rows that stock figures (backlog, unanswered) have to look at.
        _only("ix_contact_open", "received_at", OPEN_CASE),
        _only("ix_contact_unanswered", "received_at", UNANSWERED),
        _only("ix_contact_thread", "follows_id", THREAD_STATEMENT),
        *_imported("contact"),
    )
    id: int | None = _id()
    customer_id: int | None = _ref("customer.id")
    agent_id: int | None = _ref("agent.id")
    channel: str = "other"
    direction: str = "inbound"
    phase: str | None = None
    reason: str | None = None
    category: str | None = None
    subject: str | None = None
    notes: str | None = None
    received_at: datetime = _instant()
    first_response_at: datetime | None = _instant_or_none()
    resolved_at: datetime | None = _instant_or_none()
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
    complaint_id: int | None = _ref("complaint.id")
    follows_id: int | None = _ref("contact.id")  # always the first of the chain


class ComplaintEvent(SQLModel, table=True):
    """A step or note in the life of a complaint."""

    __tablename__ = "complaint_event"
    __table_args__ = _table(
        "complaint_event",
        _one_of("kind", EVENT_KINDS),
        Index("ix_complaint_event_complaint_id_at", "complaint_id", "at"),
    )
    id: int | None = _id()
    complaint_id: int = _ref("complaint.id")
    at: datetime = _instant()
    agent: str | None = None
    kind: str
    from_status: str | None = None
    to_status: str | None = None
    text: str | None = None


class Reopening(SQLModel, table=True):
    """A resolution that did not hold: of a contact or of a complaint."""

    __tablename__ = "reopening"
    __table_args__ = _table(
        "reopening",
        CheckConstraint(
            "(contact_id IS NULL) <> (complaint_id IS NULL)", name="one_case"
        ),
        CheckConstraint("reopened_at >= resolved_at", name="reopened_at"),
        *_flag("time_known"),
        _one_of("outcome", words.OUTCOMES),
        _one_of("upheld", words.UPHELD),
        _found("contact_id"),
        _found("complaint_id"),
        _found("resolved_at"),
        Index("ix_reopening_reopened_at", "reopened_at"),
    )
    id: int | None = _id()
    contact_id: int | None = _ref("contact.id")
    complaint_id: int | None = _ref("complaint.id")
    resolved_at: datetime | None = _instant_or_none()  # None: at an unknown time
    time_known: bool = True  # as resolution_time_known
    reopened_at: datetime = _instant()
    reason: str | None = None
    # A complaint's finding, as it was until then: past figures go by it.
    outcome: str | None = None
    upheld: str | None = None


class Pause(SQLModel, table=True):
    """A time on hold, waiting for the customer: of a contact or of a complaint."""

    __tablename__ = "pause"
    __table_args__ = _table(
        "pause",
        CheckConstraint(
            "(contact_id IS NULL) <> (complaint_id IS NULL)", name="one_case"
        ),
        CheckConstraint("until >= since", name="until"),
        _found("contact_id"),
        _found("complaint_id"),
    )
    id: int | None = _id()
    contact_id: int | None = _ref("contact.id")
    complaint_id: int | None = _ref("complaint.id")
    since: datetime = _instant()
    until: datetime | None = _instant_or_none()  # None: still on hold
    reason: str | None = None


class Remedy(SQLModel, table=True):
    """What was offered or granted to make a complaint good."""

    __tablename__ = "remedy"
    __table_args__ = _table(
        "remedy",
        _one_of("kind", words.REMEDIES),
        *_not_negative("value", "cost"),
        Index("ix_remedy_complaint_id", "complaint_id"),
        _found("granted_at"),
    )
    id: int | None = _id()
    complaint_id: int = _ref("complaint.id")
    kind: str
    value: int | None = None  # minor units, to the customer
    cost: int | None = None  # minor units, to the shop; None: its value
    text: str | None = None
    offered_at: datetime | None = _instant_or_none()
    granted_at: datetime | None = _instant_or_none()


class SurveyAnswer(Imported, table=True):
    """A survey question asked, and the score that came back."""

    __tablename__ = "survey_answer"
    __table_args__ = _table(
        "survey_answer",
        _one_of("kind", words.SURVEY_KINDS),
        _one_of("direction", words.CES_DIRECTIONS),
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
        _found("answered_at"),
        _found("asked_at"),
        _found("customer_id"),
        _found("contact_id"),
        _found("complaint_id"),
        # One row of a file may hold several scores.
        *_imported("survey_answer", "kind"),
    )
    id: int | None = _id()
    kind: str
    score: float | None = None
    scale_min: float
    scale_max: float
    direction: str | None = None
    comment: str | None = None
    customer_id: int | None = _ref("customer.id")
    contact_id: int | None = _ref("contact.id")
    complaint_id: int | None = _ref("complaint.id")
    asked_at: datetime | None = _instant_or_none()
    answered_at: datetime | None = _instant_or_none()


class Setting(SQLModel, table=True):
    """One of the desk's own rules, as it holds from an instant on."""

    __tablename__ = "setting"
    __table_args__ = _table(
        "setting",
        Index("ux_setting_key_valid_from", "key", "valid_from", unique=True),
    )
    id: int | None = _id()
    key: str
    value: str
    valid_from: datetime = _instant()  # 1970-01-01: from the beginning


class ImportRun(SQLModel, table=True):
    """One file, read once: read = added + updated + unchanged + rejected."""

    __tablename__ = "import_run"
    __table_args__ = _table(
        "import_run",
        CheckConstraint(
            "rows_read = added + updated + unchanged + rejected", name="reconciled"
        ),
    )
    id: int | None = _id()
    operation_id: int = _ref("operation.id")
    at: datetime = _instant()
    kind: str
    source: str
    file_name: str
    sha256: str
    mapping: str
    rows_read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class Operation(SQLModel, table=True):
    """One command that wrote: who, when, which verb. The journal keeps no more."""

    __tablename__ = "operation"
    __table_args__ = _table("operation", _found("undoes_id"))
    id: int | None = _id()
    at: datetime = _instant()
    agent: str
    verb: str
    undoes_id: int | None = _ref("operation.id")


class Change(SQLModel, table=True):
    """One row as it was before an operation and as it was after, as JSON."""

    __tablename__ = "change"
    __table_args__ = _table(
        "change",
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="something"),
        Index("ix_change_operation_id", "operation_id"),
        Index("ix_change_table_name_row_id", "table_name", "row_id"),
    )
    id: int | None = _id()
    operation_id: int = _ref("operation.id")
    table_name: str
    row_id: int
    before: str | None = None  # None: the operation made the row
    after: str | None = None  # None: the operation removed it


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
    Setting,
)
