"""View of imports, one row a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.journal.queries import undone_by
from csdesk.views.base import (
    View,
    record_fields,
    select,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.result import Cell, Listing, Locale
    from csdesk.store.connection import Reader

VIEW: Final = View(
    title="Imports",
    source="import_run",
    joins={
        "operation": "operation ON operation.id = import_run.operation_id",
    },
    order="import_run.id DESC",
    empty="Nothing was imported. Try it: csdesk import contacts FILE --dry-run",
    dated="import_run.at",
    columns=(
        shown("id", "Id", "import_run.id", Kind.NUMBER),
        shown("at", "At", "import_run.at", Kind.INSTANT),
        shown("kind", "Kind", "import_run.kind"),
        shown("source", "Source", "import_run.source", width=2),
        shown("file", "File", "import_run.file_name", grows=True),
        shown("read", "Read", "import_run.rows_read", Kind.NUMBER),
        shown("added", "Added", "import_run.added", Kind.NUMBER),
        shown("updated", "Updated", "import_run.updated", Kind.NUMBER),
        shown("unchanged", "Unchanged", "import_run.unchanged", Kind.NUMBER, 2),
        shown("rejected", "Rejected", "import_run.rejected", Kind.NUMBER, 2),
        shown("agent", "Agent", "operation.agent", width=2),
        shown("operation", "Operation", "operation.id", Kind.NUMBER, 2),
        # Selects the operation's own id; `_with_undo` replaces it.
        shown("undone_by", "Undone by", "operation.id", Kind.NUMBER),
        shown("sha256", "SHA-256", "import_run.sha256", width=0),
        shown("mapping", "Mapping", "nullif(import_run.mapping, '')", width=0),
    ),
    filters={
        "id": "import_run.id = ?",
        "kind": "import_run.kind = ?",
        "source": "import_run.source = ?",
    },
)
UNDONE_BY: Final = [item.column.key for item in VIEW.columns].index("undone_by")


def imports(
    connection: Reader,
    locale: Locale,
    filters: Mapping[str, object],
    *,
    bounds: tuple[int, int] | None = None,
    limit: int | None = None,
) -> Listing:
    """Return the imports, newest first; `bounds` are [start, end) in epoch seconds."""
    found = select(connection, VIEW, locale, filters, bounds=bounds, limit=limit)
    undone = undone_by(connection)
    return replace(found, rows=tuple(_with_undo(row, undone) for row in found.rows))


def import_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return an import. Raises NotFoundError."""
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no import {number}.", "List them with 'csdesk import list'."
        )
    values = _with_undo(tuple(cell for _, cell in found), undone_by(connection))
    heads = (column for column, _ in found)
    return Record(
        title=f"Import {number}",
        fields=tuple(zip(heads, values, strict=True)),
        locale=locale,
    )


def _with_undo(row: tuple[Cell, ...], undone: Mapping[int, int]) -> tuple[Cell, ...]:
    """Replace the operation of a row by the one that undid it, or None."""
    operation = row[UNDONE_BY]
    undoer = undone.get(operation) if isinstance(operation, int) else None
    return (*row[:UNDONE_BY], undoer, *row[UNDONE_BY + 1 :])
