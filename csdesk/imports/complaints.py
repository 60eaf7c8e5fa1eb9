"""What a complaint's mapped fields come to: DESIGN.md §6, "Complaints"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.complaint_life import ACKNOWLEDGED, OFFERED, RECEIVED, RESOLVED
from csdesk.imports.order import check_order, settle_twice
from csdesk.imports.plain import plain_columns

if TYPE_CHECKING:
    from csdesk.imports.columns import Batch, Rejects
    from csdesk.imports.notes import Notes
    from csdesk.imports.plain import Columns, Plain

# Instants that come after the receipt, by name; what a person calls each.
LATER: Final = {"acknowledged_at": "acknowledged", "resolved_at": "resolved"}
PLAIN: Final[Plain] = {
    "channel": ("channel", "other"),
    "severity": ("severity", "normal"),
    "product": ("product", None),
    "order": ("order_ref", None),
    "description": ("description", None),
    "root_cause": ("root_cause", None),
    "decision": ("decision", None),
    "outcome": ("outcome", None),
    "upheld": ("upheld", None),
}
ALWAYS: Final = ("channel", "severity")
UNTOLD: Final = {"safety": False, "level": 0}  # what no file says
NO_REMEDY: Final = "none"


def complaint_columns(batch: Batch, rejects: Rejects, notes: Notes) -> Columns:
    """Columns of the complaint table for every row of `batch`.

    Links to other records (owner, customer) and the remedy are not among them. Rows
    whose values contradict each other go to `rejects`.
    """
    settle_twice(batch, "received_at", LATER)
    none: list[Any] = [None] * len(batch.lines)
    opened = batch.values["received_at"]
    columns: Columns = {"opened_at": opened} | plain_columns(batch, PLAIN, ALWAYS)
    for name, value in UNTOLD.items():
        columns[name] = [value] * len(batch.lines)
    for name, what in LATER.items():
        columns[name] = batch.values.get(name, none)
        said = f"the complaint was {what} before it was received."
        check_order(
            opened, columns[name], f"{said} Check its times in the file.", rejects
        )
    _resolution(batch, columns, rejects)
    _check_remedies(batch, rejects)
    columns["status"] = _statuses(batch, columns)
    _note_findings(batch, columns, notes)
    return columns


def remedies_of(batch: Batch) -> list[str | None]:
    """The kind of each row's remedy; None where there is none, said or not."""
    found = batch.values.get("remedy", [None] * len(batch.lines))
    return [None if kind == NO_REMEDY else kind for kind in found]


def _resolution(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """That it was resolved, at a time that may not be known."""
    at = columns["resolved_at"]
    said = batch.values.get("resolved", [None] * len(batch.lines))
    for i, (is_resolved, moment) in enumerate(zip(said, at, strict=True)):
        if is_resolved is False and moment is not None:
            rejects.add(
                i,
                "the complaint is not resolved, and yet has a time of resolution. "
                "Map only one of the two columns.",
            )
    columns["resolved"] = [
        bool(is_resolved) and moment is None
        for is_resolved, moment in zip(said, at, strict=True)
    ]
    columns["resolution_time_known"] = [True] * len(batch.lines)


def _check_remedies(batch: Batch, rejects: Rejects) -> None:
    for name in ("remedy_value", "remedy_cost"):
        amounts = batch.values.get(name, ())
        for i, (kind, amount) in enumerate(
            zip(remedies_of(batch), amounts, strict=False)
        ):
            if amount and kind is None:
                rejects.add(
                    i, f"it has a {name}, and no remedy. Say which remedy it was."
                )


def _statuses(batch: Batch, columns: Columns) -> list[str]:
    """How far each complaint has come, as far as a file tells."""
    return [
        RESOLVED
        if resolved or resolved_at is not None
        else OFFERED
        if remedy is not None
        else ACKNOWLEDGED
        if acknowledged is not None
        else RECEIVED
        for resolved, resolved_at, remedy, acknowledged in zip(
            columns["resolved"],
            columns["resolved_at"],
            remedies_of(batch),
            columns["acknowledged_at"],
            strict=True,
        )
    ]


def _note_findings(batch: Batch, columns: Columns, notes: Notes) -> None:
    none: list[Any] = [None] * len(batch.lines)
    outcomes, findings = columns.get("outcome", none), columns.get("upheld", none)
    notes.count(
        "a complaint has an outcome or a finding, but no resolution, "
        "so it counts in no figure of decisions",
        [
            line
            for line, status, outcome, finding in zip(
                batch.lines, columns["status"], outcomes, findings, strict=True
            )
            if status != RESOLVED and (outcome or finding)
        ],
    )
