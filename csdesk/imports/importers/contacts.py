"""Import contacts: columns from mapped fields, survey answers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.case import live_length
from csdesk.domain.contact_fields import PLAIN_FIELDS
from csdesk.domain.vocabulary import LIVE_CHANNELS
from csdesk.imports.importers.base import RelatedRows
from csdesk.imports.importers.surveys import COLUMNS as ANSWER_COLUMNS
from csdesk.imports.importers.surveys import (
    CONTACT,
    KIND,
    AnswerOrigin,
    answers_of,
    taken_message,
)
from csdesk.imports.importers.threads import LateLinks, Links, end_holds, keep_reopening
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.chronology import check_order, settle_twice
from csdesk.imports.rows.copy import copied_columns
from csdesk.imports.rows.references import LinkedIds
from csdesk.imports.rows.update import update_answers
from csdesk.store.bulk.answers import has_surveys, stored_answers
from csdesk.store.bulk.insert import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.importers.base import RowMessages
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, CopiedFields
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession


# Instants after the receipt, by field, with the word of each for messages.
LATER: Final = {
    "first_response_at": "answered",
    "resolved_at": "resolved",
    "answered_at": "answered",
    "ended_at": "over",
    "csat_at": "rated",
    "nps_at": "rated",
    "ces_at": "rated",
}
# field -> (column, its default where the cell is empty)
COPIED: Final[CopiedFields] = {
    "channel": ("channel", "other"),
    "direction": ("direction", "inbound"),
    "phase": ("phase", None),
    "reason": ("reason", None),
    "subject": ("subject", None),
    "notes": ("notes", None),
    **{field.name: (field.name, None) for field in PLAIN_FIELDS},
}
ALWAYS: Final = ("channel", "direction")


def contact_columns(
    batch: Batch, rejects: Rejects, warnings: ImportWarnings
) -> Columns:
    """Compute the columns of the contact table for every row of `batch`.

    Links to other records (agent, customer, complaint, follows) are not among them.
    Rows with contradictory values go to `rejects`.
    """
    settle_twice(batch, "received_at", LATER)
    columns: Columns = {"received_at": batch.values["received_at"]}
    columns |= copied_columns(batch, COPIED, ALWAYS)
    _access(batch, columns, rejects, warnings)
    _first_response(batch, columns, rejects)
    _resolution(batch, columns, rejects)
    return columns


def _access(
    batch: Batch, columns: Columns, rejects: Rejects, warnings: ImportWarnings
) -> None:
    """Add the waiting and handling times, and whether the contact was abandoned."""
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
            for line, is_abandoned, seconds in zip(
                batch.lines, abandoned, handled, strict=True
            )
            if is_abandoned and seconds
        ]
        warnings.count(
            "an abandoned contact has a handling time, which is left out", lines
        )
        columns["handle_seconds"] = [
            None if is_abandoned else seconds
            for is_abandoned, seconds in zip(abandoned, handled, strict=True)
        ]
    warnings.count(
        "an abandoned contact is not by phone, chat or in person, "
        "so it counts in no figure of access",
        [
            line
            for line, is_abandoned, channel in zip(
                batch.lines, abandoned, columns["channel"], strict=True
            )
            if is_abandoned and channel not in LIVE_CHANNELS
        ],
    )


def _times_of_call(batch: Batch, columns: Columns, rejects: Rejects) -> None:
    """Derive unmapped waiting and handling times from `answered_at` and `ended_at`."""
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
    """Add the columns of the resolution, whose time may be unknown."""
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
            # It ended resolved.
            took, columns["resolution_time_known"][i] = live_length(wait, handle)
            at[i] = start + took


def _moment(batch: Batch, instant: str, after: str) -> list[Any] | None:
    """Return the instants of a field, else the receipt plus the duration of another."""
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
    message = _out_of_order(f"{what} before it was received")
    check_order(batch.values["received_at"], found, message, rejects)


class ContactRelatedRows(RelatedRows):
    """The survey answers of contacts, and the links between contacts."""

    def __init__(self, session: ImportSession) -> None:
        super().__init__(session)
        self._links = Links(session)
        self._complaints = LinkedIds(session, "complaint")
        self._late = LateLinks(session)
        self._has_surveys: bool | None = None  # of this source, in files of their own
        self._is_linked = False  # whether the present rows have the field `follows`

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """List rows with a score that a file of surveys already has."""
        self._late.look(batch)  # before unchanged rows are dropped
        session = self.session
        if not bound.scales or IDENTITY not in batch.values:
            return []
        if self._has_surveys is None:
            self._has_surveys = has_surveys(session.db, session.source)
        if not self._has_surveys:
            return []
        ids = batch.values[IDENTITY]
        existing = stored_answers(session.db, session.source, ids, of_surveys=True)
        return [
            (i, taken_message(kind))
            for kind in bound.scales
            for i, (name, score) in enumerate(zip(ids, batch.values[kind], strict=True))
            if score is not None and (name, kind) in existing
        ]

    def link(self, batch: Batch, columns: Columns) -> None:
        """Add the complaints that rows name; contacts are linked in `finish`."""
        self._is_linked = "follows" in batch.values
        if "complaint" in batch.values:
            columns["complaint_id"] = self._complaints.column(
                batch.values["complaint"], batch.lines
            )

    def amend(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Empty the link of a contact until all links are settled."""
        keep_reopening(self.session, "contact", row, values)
        if self._is_linked:
            values["follows_id"] = None

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the answers of new contacts."""
        session = self.session
        origin = AnswerOrigin(session.source, session.run)
        answers = answers_of(batch, columns, bound, origin)
        insert(session.db, "survey_answer", ANSWER_COLUMNS, answers)
        self._collect_links(batch, columns["id"])

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Update the answers of contacts from the changed rows."""
        session, kinds = self.session, tuple(bound.scales)
        origin = AnswerOrigin(session.source, session.run)
        answers: dict[int, dict[str, tuple[Any, ...]]] = {}
        for answer in answers_of(batch, columns, bound, origin):
            answers.setdefault(answer[CONTACT], {})[answer[KIND]] = answer
        for row, line in zip(rows, batch.lines, strict=True):
            number = row["id"]
            update_answers(session, row, kinds, answers.get(number, {}), line)
            self._links.recheck(number)
        self._collect_links(batch, columns["id"])

    def finish(self) -> None:
        """Write every link, and the first responses that follow from them."""
        self._links.settle()
        self._late.settle()
        end_holds(self.session)

    def _collect_links(self, batch: Batch, numbers: Sequence[int]) -> None:
        for number, followed, line in zip(
            numbers, batch.values.get("follows", ()), batch.lines, strict=False
        ):
            if followed is not None:
                self._links.add(number, followed, line)
