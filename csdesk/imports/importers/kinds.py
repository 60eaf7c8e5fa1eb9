"""The kinds of files that csdesk imports, and the importer of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from csdesk.imports.importers.base import RecordImporter, RecordSpec, RelatedRows
from csdesk.imports.importers.complaints import ComplaintRelatedRows, complaint_columns
from csdesk.imports.importers.contacts import ContactRelatedRows, contact_columns
from csdesk.imports.importers.customers import CustomerRows
from csdesk.imports.importers.survey_rows import SurveyRows
from csdesk.imports.rows.chronology import settle_twice
from csdesk.imports.rows.copy import copied_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csdesk.imports.importers.base import RowMessages
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns, CopiedFields
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported


COPIED: Final[CopiedFields] = {
    "at": ("at", None),
    "amount": ("amount", None),
    "product": ("product", None),
    "quantity": ("quantity", None),
    "paid_at": ("paid_at", None),
}


def purchase_columns(
    batch: Batch, rejects: Rejects, warnings: ImportWarnings
) -> Columns:
    """Compute the columns of the purchase table; a purchase may be paid in advance."""
    del rejects, warnings
    settle_twice(batch, "at", ("paid_at",))
    return copied_columns(batch, COPIED, ())


class RowImporter(Protocol):
    """Imports the rows of one kind, and counts them."""

    @property
    def table(self) -> Imported:
        """The table of the records."""

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """Compute the table's columns; contradictory rows go to `rejects`."""

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """List (index, message) of rows that conflict with rows of the desk."""

    def span(self, columns: Columns) -> Sequence[int]:
        """Return the instants that date the rows."""

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> RowMessages:
        """Add rows that the desk does not have.

        Returns (line, message) of those that cannot be added.
        """

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> RowMessages:
        """Update the records `numbers` from their changed rows.

        Returns (line, message) of those that cannot be updated.
        """

    def finish(self) -> None:
        """Complete the import after the last row of the last file."""


SPECS: Final = (
    RecordSpec(
        "contacts",
        "contact",
        "received_at",
        contact_columns,
        ContactRelatedRows,
        {"first_response_at": "first response", "resolved_at": "resolution"},
        agent="agent_id",
    ),
    RecordSpec(
        "complaints",
        "complaint",
        "opened_at",
        complaint_columns,
        ComplaintRelatedRows,
        {"acknowledged_at": "acknowledgement", "resolved_at": "resolution"},
        agent="owner_id",
    ),
    RecordSpec("purchases", "purchase", "at", purchase_columns, RelatedRows, {}),
)
IMPORTERS: Final[Mapping[str, Callable[[ImportSession], RowImporter]]] = {
    **{spec.kind: partial(RecordImporter, spec=spec) for spec in SPECS},
    "surveys": SurveyRows,
    "customers": CustomerRows,
}
