"""Steps of the complaints of the sample data, by the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.services import attachments
from csdesk.services.complaints import decision, workflow
from csdesk.services.complaints.opening import NewComplaint, open_complaint
from csdesk.services.complaints.remedies import NewRemedy

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.services.unit_of_work import Work

SOURCE: Final = "sample"
Row = dict[str, str]


def sample_folder() -> Path:
    """Find the sample data: `csdesk/sample_data` in the wheel, else in the checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "sample_data"
    return shipped if shipped.is_dir() else package.parent / "sample_data"


def open_from_row(work: Work, row: Row, event: Row, contact: int) -> int:
    """Open the complaint of a contact; return its id."""
    complaint, _ = open_complaint(
        work,
        NewComplaint(
            who=None,
            text=row["description"],
            contact=contact,
            severity=row["severity"],
            safety=event["safety"] == "yes",
            product=row["product"] or None,
            order=row["order"] or None,
            requested_remedy=event["text"] or None,
            public=event["public"] == "yes",
            owner=row["agent"],
        ),
    )
    complaint.source, complaint.external_id = SOURCE, row["external_id"]
    assert complaint.id is not None  # noqa: S101 - flushed
    return complaint.id


def _offer(work: Work, number: int, event: Row) -> None:
    value, cost, text = (event[name] or None for name in ("value", "cost", "text"))
    workflow.offer(work, number, NewRemedy(event["remedy"], value, cost, text))


def _resolve(work: Work, number: int, event: Row) -> None:
    decision.resolve(
        work,
        number,
        decision.Decision(
            outcome=event["outcome"],
            upheld=event["upheld"],
            decision=event["decision"],
            remedy=event["remedy"],
            value=event["value"] or None,
            cost=event["cost"] or None,
            root_cause=event["root_cause"] or None,
            corrective=event["corrective"] or None,
        ),
    )


# The verbs of complaint_events.csv except `open`.
STEPS: Final[dict[str, Callable[[Work, int, Row], object]]] = {
    "acknowledge": lambda work, number, _: workflow.acknowledge(work, number),
    "investigate": lambda work, number, _: workflow.investigate(work, number),
    "attach": lambda work, number, row: attachments.attach_to_complaint(
        work, number, sample_folder() / row["text"]
    ),
    "move-private": lambda work, number, _: workflow.move_private(work, number),
    "note": lambda work, number, row: workflow.note(work, number, row["text"]),
    "escalate": lambda work, number, row: workflow.escalate(work, number, row["text"]),
    "hold": lambda work, number, row: workflow.hold(work, number, row["text"]),
    "resume": lambda work, number, _: workflow.resume(work, number),
    "offer": _offer,
    "resolve": _resolve,
    "reopen": lambda work, number, row: decision.reopen(work, number, row["text"]),
    "followed-up": lambda work, number, row: workflow.follow_up(
        work, number, row["text"]
    ),
    "close": lambda work, number, _: workflow.close(work, number),
}
