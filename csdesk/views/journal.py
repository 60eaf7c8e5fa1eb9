"""View of the journal: operations, what they touched, and which were undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.result import Kind
from csdesk.store.journal.queries import rows_text, touched, undone_by
from csdesk.views.base import View, select, shown

if TYPE_CHECKING:
    from csdesk.result import Cell, Listing, Locale
    from csdesk.store.connection import Reader

VIEW = View(
    title="History",
    source="operation",
    order="operation.id DESC",
    empty="Nothing was done.",
    dated="operation.at",
    columns=(
        shown("id", "Id", "operation.id", Kind.NUMBER),
        shown("at", "At", "operation.at", Kind.INSTANT),
        shown("agent", "Agent", "operation.agent"),
        shown("verb", "Verb", "operation.verb"),
        shown("undoes", "Undoes", "operation.undoes_id", Kind.NUMBER),
        shown("undone_by", "Undone by", "NULL", Kind.NUMBER),
        shown("touched", "Touched", "NULL", Kind.WORDS, grows=True),
    ),
)


def history(
    connection: Reader,
    locale: Locale,
    *,
    bounds: tuple[int, int] | None = None,
    limit: int | None = None,
) -> Listing:
    """Return operations, newest first; `bounds` are [start, end) in epoch seconds."""
    found = select(connection, VIEW, locale, {}, bounds=bounds, limit=limit)
    undone = undone_by(connection)
    imports = _imports(connection)
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        number = int(str(row[0]))
        changed = imports.get(number) or touched(connection, number)
        rows.append((*row[:-2], undone.get(number), changed))
    return replace(found, rows=tuple(rows))


def _imports(connection: Reader) -> dict[int, tuple[str, ...]]:
    return {
        number: (rows_text(count),)
        for number, count in connection.each(
            "SELECT operation_id, sum(added + updated) FROM import_run"
            " GROUP BY operation_id"
        )
    }
