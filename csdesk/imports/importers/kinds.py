"""The kinds of files that csdesk imports: what their rows become."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from csdesk.imports.importers.base import RecordImporter, RecordSpec, RelatedRows
from csdesk.imports.importers.complaints import ComplaintParts, complaint_columns
from csdesk.imports.importers.contacts import ContactParts, contact_columns
from csdesk.imports.importers.customers import CustomerRows
from csdesk.imports.importers.own_export import OwnRows
from csdesk.imports.importers.survey_rows import SurveyRows
from csdesk.imports.rows.chronology import settle_twice
from csdesk.imports.rows.copy import plain_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csdesk.imports.importers.base import Problems
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, Plain
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported


PLAIN: Final[Plain] = {
    "at": ("at", None),
    "amount": ("amount", None),
    "product": ("product", None),
    "quantity": ("quantity", None),
    "paid_at": ("paid_at", None),
}


def purchase_columns(batch: Batch, rejects: Rejects, notes: ImportWarnings) -> Columns:
    """Columns of the purchase table for every row; a purchase may be paid before."""
    del rejects, notes
    settle_twice(batch, "at", ("paid_at",))
    return plain_columns(batch, PLAIN, ())


class RowImporter(Protocol):
    """What keeps the rows of one kind; what came of each it adds to the counts."""

    @property
    def table(self) -> Imported:
        """Where the rows go."""

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """What the rows' fields come to; rows that contradict themselves go."""

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """What of the rows cannot stand beside what the desk has."""

    def span(self, columns: Columns) -> Sequence[int]:
        """The instants that the rows are dated by."""

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> Problems:
        """Keep rows that the desk does not have.

        Returns (line, reason) of those that cannot be.
        """

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> Problems:
        """Keep rows that came before, as the records `numbers`, and are others now.

        Returns (line, reason) of those that cannot be.
        """

    def finish(self) -> None:
        """Settle what is known once every row of every file is there."""


SHAPES: Final = (
    RecordSpec(
        "contacts",
        "contact",
        "received_at",
        contact_columns,
        ContactParts,
        {"first_response_at": "first response", "resolved_at": "resolution"},
        agent="agent_id",
    ),
    RecordSpec(
        "complaints",
        "complaint",
        "opened_at",
        complaint_columns,
        ComplaintParts,
        {"acknowledged_at": "acknowledgement", "resolved_at": "resolution"},
        agent="owner_id",
    ),
    RecordSpec("purchases", "purchase", "at", purchase_columns, RelatedRows, {}),
)
KEEPERS: Final[Mapping[str, Callable[[ImportSession], RowImporter]]] = {
    **{shape.kind: partial(RecordImporter, shape=shape) for shape in SHAPES},
    "surveys": SurveyRows,
    "customers": CustomerRows,
}


def keeper_on(session: ImportSession) -> RowImporter:
    """What keeps the rows of an import."""
    keeper = KEEPERS[session.kind](session)
    return keeper if session.is_home is False else OwnRows(session, keeper)
