"""The survey answers that a contact's row brings: csat, nps and ces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.scores import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.imports.columns import Batch, BoundMapping
    from csdesk.imports.plain import Columns

COLUMNS: Final = (
    "source", "external_id", "import_run_id", "kind", "score", "scale_min", "scale_max",
    "direction", "customer_id", "contact_id", "asked_at", "answered_at",
)  # fmt: skip
KIND: Final = COLUMNS.index("kind")
CONTACT: Final = COLUMNS.index("contact_id")


@dataclass(frozen=True, slots=True)
class Origin:
    """What all answers of a batch share."""

    source: str
    run: int


def taken_sentence(kind: str) -> str:
    """Why a row's answer cannot be brought: a contact and a survey claim the same."""
    return (
        f"a {kind} under this external_id came from this source already, with a "
        f"contact's row or in a file of surveys. Leave {kind} out of one of the two "
        "mappings, or name another --source."
    )


def answers_of(
    batch: Batch, columns: Columns, bound: BoundMapping, origin: Origin
) -> Iterator[tuple[Any, ...]]:
    """Rows for the survey_answer table, as COLUMNS; `columns` has ids of contacts.

    Answered at its own instant where that is mapped, else at the resolution, else at
    the receipt. Where the file tells those asked, an answer was asked as it came.
    """
    none: list[Any] = [None] * len(batch.lines)
    ids = batch.values.get("external_id", none)
    customers = columns.get("customer_id", none)
    for kind, scale in bound.scales.items():
        rows = zip(
            batch.values[kind], batch.values.get(f"{kind}_at", none),
            columns["resolved_at"], columns["received_at"], ids, customers,
            columns["id"], strict=True,
        )  # fmt: skip
        is_asked = kind in bound.asked
        for score, own, resolved, received, external_id, customer, contact in rows:
            if score is None:
                continue
            at = own if own is not None else received if resolved is None else resolved
            is_answered = score != ASKED
            yield (
                origin.source, external_id, origin.run, kind,
                score if is_answered else None, scale.low, scale.high, scale.direction,
                customer, contact, at if is_asked else None,
                at if is_answered else None,
            )  # fmt: skip
