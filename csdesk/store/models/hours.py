"""When the desk is open: the week, holidays and single days.

Times are seconds after local midnight, days are local dates in ISO form: hours are
wall-clock time, wherever UTC stands.
"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.store.models.base import own_id, table_parts

ISO_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def iso_day(column: str) -> CheckConstraint:
    """A CHECK that `column` looks like 2026-12-24."""
    return CheckConstraint(f"{column} GLOB '{ISO_DAY}'", name=column)


def times() -> tuple[CheckConstraint, ...]:
    """CHECKs of opens and closes: an interval within the day, or neither (closed)."""
    within = "opens >= 0 AND opens < closes AND closes <= 86400"
    return (
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="closed"),
        CheckConstraint(within, name="interval"),
    )


class OpeningInterval(SQLModel, table=True):
    """A time of a weekday at which the desk is open, from a day on.

    All rows of one weekday and valid_from hold together, until those of a later
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
    closes: int | None = None  # not open at that second any more
    valid_from: str  # 0001-01-01: from the beginning


class ClosedDay(SQLModel, table=True):
    """A day with hours of its own: a holiday, a day off, a single-day exception.

    Without times it is closed all day, else a row is one interval. What was entered by
    hand wins over the holidays of that day.
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
