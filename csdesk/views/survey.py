"""Views of survey answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.domain.ids import ANSWER, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.dialect import plain_number
from csdesk.views.base import View, record_fields, shown

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

_SCALE = " || '-' || ".join(
    plain_number(f"survey_answer.{end}") for end in ("scale_min", "scale_max")
)

VIEW = View(
    title="Survey answers",
    source="survey_answer",
    joins={
        "customer": "customer ON customer.id = survey_answer.customer_id",
    },
    order="coalesce(survey_answer.answered_at, survey_answer.asked_at) DESC,"
    " survey_answer.id DESC",
    empty="No survey answers. Write one down: csdesk survey record nps 9",
    dated="coalesce(survey_answer.answered_at, survey_answer.asked_at)",
    columns=(
        shown("id", "Id", "survey_answer.id", Kind.REF, letter="S"),
        shown("kind", "Kind", "survey_answer.kind"),
        shown("score", "Score", "survey_answer.score", Kind.NUMBER),
        shown("scale", "Scale", _SCALE),
        shown("direction", "Direction", "survey_answer.direction", width=2),
        shown("customer", "Who", "survey_answer.customer_id", Kind.REF, 0, letter="P"),
        shown("customer_name", "Customer", "customer.name", grows=True),
        shown(
            "contact", "Contact", "survey_answer.contact_id", Kind.REF, 2, letter="C"
        ),
        shown(
            "complaint",
            "Complaint",
            "survey_answer.complaint_id",
            Kind.REF,
            2,
            letter="K",
        ),
        shown("asked_at", "Asked", "survey_answer.asked_at", Kind.INSTANT, 2),
        shown("answered_at", "Answered", "survey_answer.answered_at", Kind.INSTANT),
        shown("comment", "Comment", "survey_answer.comment", grows=True),
        shown("source", "Source", "survey_answer.source", width=0),
        shown("external_id", "External id", "survey_answer.external_id", width=0),
    ),
    filters={
        "id": "survey_answer.id = ?",
        "kind": "survey_answer.kind = ?",
        "customer": "survey_answer.customer_id = ?",
        "contact": "survey_answer.contact_id = ?",
        "complaint": "survey_answer.complaint_id = ?",
        "open": "survey_answer.answered_at IS NULL",
    },
)
# Unanswered surveys show when they were sent, not the answer.
_WIDTHS = {"asked_at": 1, "answered_at": 0, "score": 0, "comment": 0}
OPEN_VIEW = replace(
    VIEW,
    title="Surveys without an answer",
    empty="Every survey that was asked has its answer.",
    columns=tuple(
        replace(
            item,
            column=replace(
                item.column, width=_WIDTHS.get(item.column.key, item.column.width)
            ),
        )
        for item in VIEW.columns
    ),
)


def answer_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return a survey answer. Raises NotFoundError."""
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no survey answer {ref(ANSWER, number)}.",
            "List them with 'csdesk survey list'.",
        )
    return Record(
        title=f"Survey answer {ref(ANSWER, number)}", fields=found, locale=locale
    )
