"""Import rows of surveys: a row is one answer or several.

All answers of a row have its external id and its digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import SURVEY_KINDS
from csdesk.imports.importers.surveys import (
    ANSWERS,
    DATED,
    Answer,
    survey_columns,
    taken_message,
)
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.names import Names
from csdesk.imports.rows.references import LinkedIds
from csdesk.imports.rows.update import mapped_columns, warn_of_edits
from csdesk.store.bulk.answers import answers_of_row, stored_answers
from csdesk.store.bulk.insert import insert
from csdesk.store.bulk.lookup import customer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.imports.importers.base import RowMessages
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported, Linked

    Row = dict[str, Any]

TABLE: Final = "survey_answer"
# Columns of a row that are copied to each of its answers.
SHARED: Final = (
    "external_id", "row_digest", "comment", "customer_id", "contact_id",
    "complaint_id",
)  # fmt: skip
LINKS: Final[tuple[Linked, ...]] = ("contact", "complaint")


class SurveyRows:
    """Imports the answers in files of surveys."""

    table: Imported = TABLE

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._names = Names(session)
        self._linked_ids = {table: LinkedIds(session, table) for table in LINKS}

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """Compute a list of answers for each row, and the instant that dates it."""
        return survey_columns(batch, bound, self._session.work.settings, rejects)

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """List rows whose answer a contact of the same id already has."""
        del bound
        if IDENTITY not in batch.values:
            return []
        session, ids = self._session, batch.values[IDENTITY]
        existing = stored_answers(session.db, session.source, ids, of_surveys=False)
        kinds = dict(existing)
        return [
            (i, taken_message(kinds[name]))
            for i, name in enumerate(ids)
            if name in kinds
        ]

    def span(self, columns: Columns) -> Sequence[int]:
        """Return the instants at which surveys were answered, else sent."""
        return columns[DATED]

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> RowMessages:
        """Add the answers of each row; warn of rows without any."""
        del bound
        empty = [
            line
            for line, answers in zip(batch.lines, columns[ANSWERS], strict=True)
            if not answers
        ]
        counts.unchanged += len(empty)
        counts.added += len(batch.lines) - len(empty)
        self._session.warnings.count("the row has no score; nothing came of it", empty)
        if len(empty) < len(batch.lines):
            self._insert([
                (answer, row)
                for row, answers in zip(
                    self._shared(batch, columns), columns[ANSWERS], strict=True
                )
                for answer in answers
            ])  # fmt: skip

        return []

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> RowMessages:
        """Update the answers of changed rows."""
        self._session.enter()
        kinds = tuple(bound.scales) or SURVEY_KINDS
        mapped = (*mapped_columns("surveys", bound.fields), "row_digest")
        rows = self._shared(batch, columns, numbers)
        for line, row, answers, own in zip(
            batch.lines, rows, columns[ANSWERS], numbers, strict=True
        ):
            new = {answer.kind: answer for answer in answers}
            found = self._found(row, own, new)
            values = {name: row[name] for name in mapped if name in row}
            self._insert([(new[k], row) for k in new if k not in found])
            for kind, number in found.items():
                now = self._session.row(TABLE, number)
                if kind in new:
                    self._update(now, new[kind]._asdict() | values, line)
                elif kind in kinds:
                    self._session.remove(TABLE, now)
                else:
                    self._update(now, {"row_digest": row["row_digest"]}, line)
        counts.updated += len(batch.lines)
        return []

    def finish(self) -> None:
        """Complete the import after the last row of the last file."""
        self._names.finish()

    def _found(self, row: Row, number: int, new: Iterable[str]) -> dict[str, int]:
        """Return kind -> id of the row's answers; an own export has one a row."""
        session = self._session
        if not session.is_home:
            return answers_of_row(session.db, session.source, row[IDENTITY])
        kind: str = session.row(TABLE, number)["kind"]
        return {next(iter(new), kind): number}

    def _update(self, now: Row, values: Row, line: int) -> None:
        warn_of_edits(self._session, TABLE, now, values, line)
        self._session.update(TABLE, now, values)

    def _shared(
        self, batch: Batch, columns: Columns, numbers: Sequence[int] = ()
    ) -> list[Row]:
        """Return the columns that a row's answers share; `numbers` are its records."""
        erased = self._session.erased
        if numbers:
            erased.unname(batch, TABLE, numbers)
        self._names.fill(batch, columns, DATED, None)
        for table, linked_ids in self._linked_ids.items():
            if table in batch.values:
                found = linked_ids.column(batch.values[table], batch.lines)
                columns[f"{table}_id"] = found
                self._take_customers(table, found, columns)
        for name in (IDENTITY, "comment"):
            if name in batch.values:
                columns[name] = batch.values[name]
        self._session.withhold(batch, columns, TABLE, numbers)
        names = [name for name in SHARED if name in columns]
        rows = zip(*(columns[name] for name in names), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _take_customers(
        self, table: Linked, found: Sequence[int | None], columns: Columns
    ) -> None:
        """Fill in the customer of the contact or complaint where the row names none."""
        own = columns.get("customer_id", [None] * len(found))
        columns["customer_id"] = [
            customer_of(self._session.db, table, number)
            if customer is None and number is not None
            else customer
            for customer, number in zip(own, found, strict=True)
        ]

    def _insert(self, answers: Sequence[tuple[Answer, Row]]) -> None:
        if not answers:
            return
        session = self._session
        shared = tuple(answers[0][1])
        insert(
            session.db,
            TABLE,
            (*Answer._fields, *shared, "source", "import_run_id"),
            (
                (*answer, *row.values(), session.source, session.run)
                for answer, row in answers
            ),
        )
