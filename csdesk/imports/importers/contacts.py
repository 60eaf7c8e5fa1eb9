"""Contacts: values of mapped fields, and what rows bring beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.case import live_length
from csdesk.domain.vocabulary import LIVE_CHANNELS
from csdesk.imports.importers.base import RelatedRows
from csdesk.imports.importers.surveys import COLUMNS as ANSWER_COLUMNS
from csdesk.imports.importers.surveys import (
    CONTACT,
    KIND,
    AnswerOrigin,
    answers_of,
    taken_sentence,
)
from csdesk.imports.importers.threads import LateLinks, Links, end_holds, keep_reopening
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.chronology import check_order, settle_twice
from csdesk.imports.rows.copy import plain_columns
from csdesk.imports.rows.references import LinkedIds
from csdesk.imports.rows.update import update_answers
from csdesk.store.bulk.answers import has_surveys, held_answers
from csdesk.store.bulk.insert import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.importers.base import Problems
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, Plain
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession


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


def contact_columns(batch: Batch, rejects: Rejects, notes: ImportWarnings) -> Columns:
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


def _access(
    batch: Batch, columns: Columns, rejects: Rejects, notes: ImportWarnings
) -> None:
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
            took, columns["resolution_time_known"][i] = live_length(wait, handle)
            at[i] = start + took  # it ended settled


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


class ContactParts(RelatedRows):
    """The answers of contacts, and which follows which."""

    def __init__(self, session: ImportSession) -> None:
        super().__init__(session)
        self._links = Links(session)
        self._complaints = LinkedIds(session, "complaint")
        self._late = LateLinks(session)
        self._has_surveys: bool | None = None  # of this source, in files of their own
        self._is_linked = False  # whether the present rows say what they follow

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """A score that a file of surveys has brought already is not brought twice."""
        self._late.look(batch)  # every row passes here, those that came before too
        session = self.session
        if not bound.scales or IDENTITY not in batch.values:
            return []
        if self._has_surveys is None:
            self._has_surveys = has_surveys(session.db, session.source)
        if not self._has_surveys:
            return []
        ids = batch.values[IDENTITY]
        held = held_answers(session.db, session.source, ids, of_surveys=True)
        return [
            (i, taken_sentence(kind))
            for kind in bound.scales
            for i, (name, score) in enumerate(zip(ids, batch.values[kind], strict=True))
            if score is not None and (name, kind) in held
        ]

    def link(self, batch: Batch, columns: Columns) -> None:
        """Add the complaints that rows name; contacts are linked at the end."""
        self._is_linked = "follows" in batch.values
        if "complaint" in batch.values:
            columns["complaint_id"] = self._complaints.column(
                batch.values["complaint"], batch.lines
            )

    def amend(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """A contact follows nothing until all links are settled."""
        keep_reopening(self.session, "contact", row, values)
        if self._is_linked:
            values["follows_id"] = None

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the answers of new contacts."""
        session = self.session
        origin = AnswerOrigin(session.source, session.run)
        answers = answers_of(batch, columns, bound, origin)
        insert(session.db, "survey_answer", ANSWER_COLUMNS, answers)
        self._note_links(batch, columns["id"])

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Bring the answers of contacts to what their rows say now."""
        session, kinds = self.session, tuple(bound.scales)
        origin = AnswerOrigin(session.source, session.run)
        answers: dict[int, dict[str, tuple[Any, ...]]] = {}
        for answer in answers_of(batch, columns, bound, origin):
            answers.setdefault(answer[CONTACT], {})[answer[KIND]] = answer
        for row, line in zip(rows, batch.lines, strict=True):
            number = row["id"]
            update_answers(session, row, kinds, answers.get(number, {}), line)
            self._links.ask_again(number)
        self._note_links(batch, columns["id"])

    def finish(self) -> None:
        """Write every link, and the first responses that come of them."""
        self._links.settle()
        self._late.settle()
        end_holds(self.session)

    def _note_links(self, batch: Batch, numbers: Sequence[int]) -> None:
        for number, followed, line in zip(
            numbers, batch.values.get("follows", ()), batch.lines, strict=False
        ):
            if followed is not None:
                self._links.add(number, followed, line)
