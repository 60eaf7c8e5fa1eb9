"""What a contact's row brings beside the contact: survey answers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.imports.answers import COLUMNS as ANSWER_COLUMNS
from csdesk.imports.answers import CONTACT, KIND, Origin, answers_of, taken_sentence
from csdesk.imports.changes import update_answers
from csdesk.imports.columns import IDENTITY
from csdesk.imports.late_links import LateLinks
from csdesk.imports.linked import LinkedIds
from csdesk.imports.links import Links
from csdesk.imports.records import Parts
from csdesk.imports.resolutions import end_holds, keep_reopening
from csdesk.store.bulk import insert
from csdesk.store.bulk_answers import has_surveys, held_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.columns import Batch, BoundMapping
    from csdesk.imports.ground import Ground
    from csdesk.imports.plain import Columns
    from csdesk.imports.records import Problems


class ContactParts(Parts):
    """The answers of contacts, and which follows which."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._links = Links(ground)
        self._complaints = LinkedIds(ground, "complaint")
        self._late = LateLinks(ground)
        self._has_surveys: bool | None = None  # of this source, in files of their own
        self._is_linked = False  # whether the present rows say what they follow

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """A score that a file of surveys has brought already is not brought twice."""
        self._late.look(batch)  # every row passes here, those that came before too
        ground = self.ground
        if not bound.scales or IDENTITY not in batch.values:
            return []
        if self._has_surveys is None:
            self._has_surveys = has_surveys(ground.db, ground.source)
        if not self._has_surveys:
            return []
        ids = batch.values[IDENTITY]
        held = held_answers(ground.db, ground.source, ids, of_surveys=True)
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
        keep_reopening(self.ground, "contact", row, values)
        if self._is_linked:
            values["follows_id"] = None

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the answers of new contacts."""
        ground = self.ground
        origin = Origin(ground.source, ground.run)
        answers = answers_of(batch, columns, bound, origin)
        insert(ground.db, "survey_answer", ANSWER_COLUMNS, answers)
        self._note_links(batch, columns["id"])

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Bring the answers of contacts to what their rows say now."""
        ground, kinds = self.ground, tuple(bound.scales)
        origin = Origin(ground.source, ground.run)
        answers: dict[int, dict[str, tuple[Any, ...]]] = {}
        for answer in answers_of(batch, columns, bound, origin):
            answers.setdefault(answer[CONTACT], {})[answer[KIND]] = answer
        for row, line in zip(rows, batch.lines, strict=True):
            number = row["id"]
            update_answers(ground, row, kinds, answers.get(number, {}), line)
            self._links.ask_again(number)
        self._note_links(batch, columns["id"])

    def finish(self) -> None:
        """Write every link, and the first responses that come of them."""
        self._links.settle()
        self._late.settle()
        end_holds(self.ground)

    def _note_links(self, batch: Batch, numbers: Sequence[int]) -> None:
        for number, followed, line in zip(
            numbers, batch.values.get("follows", ()), batch.lines, strict=False
        ):
            if followed is not None:
                self._links.add(number, followed, line)
