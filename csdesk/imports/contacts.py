"""What a contact's mapped fields come to: DESIGN.md §6, "Fields of contacts".

Every step works on whole columns, and only where its fields are mapped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import LIVE_CHANNELS
from csdesk.imports.order import check_order, settle_twice
from csdesk.imports.plain import plain_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.columns import Batch, Rejects
    from csdesk.imports.notes import Notes
    from csdesk.imports.plain import Columns, Plain

# Instants that come after the receipt, by name; what a person calls each.
LATER: Final = {
    "first_response_at": "answered",
    "resolved_at": "resolved",
    "answered_at": "answered",
    "ended_at": "over",
    "csat_at": "rated",
    "nps_at": "rated",
    "ces_at": "rated",
}
# field -> (column, what it is where the file does not say)
PLAIN: Final[Plain] = {
    "channel": ("channel", "other"),
    "direction": ("direction", "inbound"),
    "phase": ("phase", None),
    "reason": ("reason", None),
    "subject": ("subject", None),
    "notes": ("notes", None),
    "agent_replies": ("agent_replies", None),
    "reopens": ("reopens", None),
    "avoidable": ("avoidable", None),
    "sentiment": ("sentiment", None),
}
ALWAYS: Final = ("channel", "direction")


def contact_columns(batch: Batch, rejects: Rejects, notes: Notes) -> Columns:
    """Columns of the contact table for every row of `batch`.

    Links to other records (agent, customer, complaint, follows) are not among them.
    Rows whose values contradict each other go to `rejects`.
    """
    settle_twice(batch, "received_at", LATER)
    columns: Columns = {"received_at": batch.values["received_at"]}
    columns |= plain_columns(batch, PLAIN, ALWAYS)
    _access(batch, columns, rejects, notes)
    _first_response(batch, columns, rejects)
    _resolution(batch, columns, rejects)
    return columns


def _access(batch: Batch, columns: Columns, rejects: Rejects, notes: Notes) -> None:
    """How long a caller waited and was talked to, and whether anybody answered."""
    values = batch.values
    count = len(batch.lines)
    columns["abandoned"] = abandoned = [
        bool(value) for value in values.get("abandoned", [False] * count)
    ]
    for name, column in (("wait", "wait_seconds"), ("handle", "handle_seconds")):
        if name in values:
            columns[column] = values[name]
    if "answered_at" in values or "ended_at" in values:
        _times_of_call(batch, columns, rejects)
    if True not in abandoned:
        return
    handled = columns.get("handle_seconds")
    if handled is not None:
        lines = [
            line
            for line, gone, seconds in zip(batch.lines, abandoned, handled, strict=True)
            if gone and seconds
        ]
        notes.count(
            "an abandoned contact has a handling time, which is left out", lines
        )
        columns["handle_seconds"] = [
            None if gone else seconds
            for gone, seconds in zip(abandoned, handled, strict=True)
        ]
    notes.count(
        "an abandoned contact is not by phone, chat or in person, "
        "so it counts in no figure of access",
        [
            line
            for line, gone, channel in zip(
                batch.lines, abandoned, columns["channel"], strict=True
            )
            if gone and channel not in LIVE_CHANNELS
        ],
    )


def _times_of_call(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """Wait and handling time from the instants of answer and end, where not mapped."""
    none: list[Any] = [None] * len(batch.lines)
    values = batch.values
    answers, ends = values.get("answered_at", none), values.get("ended_at", none)
    waits = list(columns.get("wait_seconds", none))
    handles = list(columns.get("handle_seconds", none))
    for i, (start, answer, end) in enumerate(
        zip(values["received_at"], answers, ends, strict=True)
    ):
        reached = end if answer is None and columns["abandoned"][i] else answer
        if reached is None and waits[i] is not None:
            reached = start + waits[i]
        if reached is not None and reached < start:
            rejects.add(i, _out_of_order("answered before it was received"))
        elif end is not None and end < (start if reached is None else reached):
            rejects.add(i, _out_of_order("over before it was answered"))
        elif reached is not None:
            waits[i] = reached - start if waits[i] is None else waits[i]
            if handles[i] is None and end is not None:
                handles[i] = end - reached
    columns["wait_seconds"], columns["handle_seconds"] = waits, handles


def _out_of_order(what: str) -> str:
    return f"the contact was {what}. Check its times in the file."


def _first_response(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    found = _moment(batch, "first_response_at", "first_response")
    if found is not None:
        columns["first_response_at"] = found
        _check_order(batch, found, "answered", rejects)


def _resolution(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """When a contact was settled; or that it was, at a time that is not known."""
    count = len(batch.lines)
    at = _moment(batch, "resolved_at", "resolution") or [None] * count
    _check_order(batch, at, "resolved", rejects)
    columns["resolved_at"] = at
    columns["resolved"] = [False] * count
    columns["resolution_time_known"] = [True] * count
    if "resolved" in batch.values:
        columns["resolved_at"] = list(at)
        _resolved_or_not(batch, columns, rejects)


def _resolved_or_not(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    none: list[Any] = [None] * len(batch.lines)
    waits = columns.get("wait_seconds", none)
    handles = columns.get("handle_seconds", none)
    at = columns["resolved_at"]
    rows = zip(
        batch.values["resolved"], batch.values["received_at"], waits, handles,
        columns["channel"], strict=True,
    )  # fmt: skip
    for i, (is_resolved, start, wait, handle, channel) in enumerate(rows):
        if is_resolved is False and at[i] is not None:
            rejects.add(
                i,
                "the contact is not resolved, and yet has a resolution. "
                "Map only one of the two columns.",
            )
        if not is_resolved or at[i] is not None:
            continue
        if channel not in LIVE_CHANNELS:
            columns["resolved"][i] = True
        else:
            # It ended settled; an unknown part counts 0.
            at[i] = start + (wait or 0) + (handle or 0)
            columns["resolution_time_known"][i] = handle is not None


def _moment(batch: Batch, instant: str, after: str) -> list[Any] | None:
    """The instants of one field, else the receipt and the duration of the other."""
    at, durations = batch.values.get(instant), batch.values.get(after)
    if durations is None:
        return at
    none: list[Any] = [None] * len(batch.lines)
    return [
        moment if moment is not None or seconds is None else start + seconds
        for moment, seconds, start in zip(
            at or none, durations, batch.values["received_at"], strict=True
        )
    ]


def _check_order(
    batch: Batch, found: Sequence[Any], what: str, rejects: Rejects
) -> None:
    said = _out_of_order(f"{what} before it was received")
    check_order(batch.values["received_at"], found, said, rejects)
