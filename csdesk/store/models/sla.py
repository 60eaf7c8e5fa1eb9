"""Opening hours, service targets, follow-ups and attachments."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.domain import vocabulary as words
from csdesk.store.models.base import (
    instant,
    instant_or_none,
    not_negative,
    one_of,
    own_id,
    partial_index,
    ref,
    sparse_index,
    table_parts,
)
from csdesk.store.sql.open import is_open_follow_up

ISO_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def iso_day(column: str) -> CheckConstraint:
    """Build a CHECK that `column` looks like 2026-12-24."""
    return CheckConstraint(f"{column} GLOB '{ISO_DAY}'", name=column)


def times() -> tuple[CheckConstraint, ...]:
    """Build CHECKs of opens and closes: an interval within the day, or neither."""
    within = "opens >= 0 AND opens < closes AND closes <= 86400"
    return (
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="closed"),
        CheckConstraint(within, name="interval"),
    )


class OpeningInterval(SQLModel, table=True):
    """Interval of a weekday at which the shop is open, from a day on.

    All rows of one weekday and valid_from apply together, until those of a later
    valid_from. A row without times: closed on that weekday from then on.
    """

    __tablename__ = "opening_interval"
    __table_args__ = table_parts(
        "opening_interval",
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        *times(),
        iso_day("valid_from"),
        Index(
            "ux_opening_interval_weekday_valid_from_opens",
            "weekday",
            "valid_from",
            "opens",
            unique=True,
        ),
    )
    id: int | None = own_id()
    weekday: int  # 0 is Monday
    opens: int | None = None
    closes: int | None = None  # exclusive
    valid_from: str  # 0001-01-01: from the beginning


class ClosedDay(SQLModel, table=True):
    """Day with hours of its own: a holiday, a day off, a single-day exception.

    Without times it is closed all day, else a row is one interval. Rows entered by hand
    replace the holidays of that day.
    """

    __tablename__ = "closed_day"
    __table_args__ = table_parts(
        "closed_day",
        *times(),
        iso_day("day"),
        Index("ix_closed_day_day", "day"),
    )
    id: int | None = own_id()
    day: str
    opens: int | None = None
    closes: int | None = None
    name: str | None = None
    country: str | None = None  # DE or DE-BY: a holiday there; None: by hand


OPEN_FOLLOW_UP = is_open_follow_up(None)


class ServiceTarget(SQLModel, table=True):
    """Time within which a response or a resolution is owed, from a day on.

    An empty column is no condition; of several that fit, the one with most conditions
    counts, then the newest. Without seconds there is no target from then on.
    """

    __tablename__ = "service_target"
    __table_args__ = table_parts(
        "service_target",
        one_of("what", words.TARGETS),
        one_of("clock", words.CLOCKS),
        one_of("channel", words.CHANNELS),
        one_of("severity", words.SEVERITIES),
        CheckConstraint("seconds > 0", name="seconds"),
        Index("ix_service_target_valid_from", "valid_from"),
    )
    id: int | None = own_id()
    what: str  # response or resolution
    seconds: int | None = None
    clock: str = "business"
    tier: str | None = None
    channel: str | None = None
    severity: str | None = None
    valid_from: datetime = instant()


class FollowUp(SQLModel, table=True):
    """Follow-up for a customer, due at a time: a commitment or the shop's own plan."""

    __tablename__ = "follow_up"
    __table_args__ = table_parts(
        "follow_up",
        one_of("kind", words.FOLLOW_UPS),
        one_of("every", words.REPEATS),
        sparse_index("customer_id"),
        sparse_index("contact_id"),
        sparse_index("complaint_id"),
        sparse_index("done_at"),
        Index("ix_follow_up_promised_at", "promised_at"),
        partial_index("ix_follow_up_open", "due_at", OPEN_FOLLOW_UP),
    )
    id: int | None = own_id()
    customer_id: int | None = ref("customer.id")
    contact_id: int | None = ref("contact.id")
    complaint_id: int | None = ref("complaint.id")
    kind: str
    text: str | None = None  # what the shop will do
    promised_at: datetime = instant()  # its first due time; never changes
    due_at: datetime = instant()
    done_at: datetime | None = instant_or_none()
    outcome: str | None = None
    every: str | None = None  # how often it comes again; None: once


class Attachment(SQLModel, table=True):
    """Attached file of a case: a photo of the damage, a receipt."""

    __tablename__ = "attachment"
    __table_args__ = table_parts(
        "attachment",
        CheckConstraint(
            "(contact_id IS NULL) <> (complaint_id IS NULL)", name="one_case"
        ),
        *not_negative("size"),
        sparse_index("contact_id"),
        sparse_index("complaint_id"),
    )
    id: int | None = own_id()
    contact_id: int | None = ref("contact.id")
    complaint_id: int | None = ref("complaint.id")
    at: datetime = instant()
    name: str
    type: str  # as in image/jpeg
    sha256: str  # of the bytes, in hexadecimal
    size: int  # bytes
    content: str  # the bytes in base64, for the journal and every export
