"""Survey questions and their answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint

from csdesk.domain import vocabulary as words
from csdesk.store.models.base import (
    Imported,
    found,
    imported,
    instant_or_none,
    one_of,
    own_id,
    ref,
    table_parts,
)


class SurveyAnswer(Imported, table=True):
    """A survey question asked, and the score that came back."""

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
        found("answered_at"),
        found("asked_at"),
        found("customer_id"),
        found("contact_id"),
        found("complaint_id"),
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
