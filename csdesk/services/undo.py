"""Undo an operation: its inverse is an operation of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel

from csdesk.domain.ids import ref
from csdesk.errors import NotFoundError, RefusedError
from csdesk.result import Cell, Kind
from csdesk.store.journal import queries, undo_conflicts
from csdesk.store.journal import undo as inverse
from csdesk.store.journal.queries import NOUN_OF, format_column, row_name
from csdesk.store.sqlite.sqlite_errors import IntegrityError
from csdesk.store.types import Instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column

    from csdesk.services.unit_of_work import Work
    from csdesk.store.connection import Reader

# An operation on more rows is shown as counts per table.
MOST_SHOWN = 20
MONEY = {
    ("remedy", "value"),
    ("remedy", "cost"),
    ("purchase", "amount"),
    ("loyalty_rule", "voucher"),
    ("voucher", "value"),
    ("agent", "goodwill_limit"),
    ("voucher", "value"),
}
# Columns that nobody typed: lookup keys, origin of imported rows, file contents.
HIDDEN = (
    "id", "name_key", "email_key", "phone_key", "row_digest", "import_run_id",
    "content",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a row, before and after."""

    label: str
    kind: Kind
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class RowDifference:
    """The change of one row: `changed`, `removed`, or `back` (restored)."""

    name: str
    what: str
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation undone by operation `by`.

    `rows` lists each changed row; if there are too many, `changes_by_table` counts them
    instead: number of rows, table, and changed, removed or back.
    """

    operation: queries.Entry
    by: int
    rows: tuple[RowDifference, ...] = ()
    changes_by_table: tuple[tuple[int, str, str], ...] = ()


def undo(work: Work, number: int | None = None, *, dry_run: bool = False) -> Undone:
    """Undo operation `number`, or the newest that is neither an undo nor undone.

    With `dry_run` all is tried and then rolled back. Raises NotFoundError, and
    RefusedError if later work depends on the rows that would change.
    """
    connection = inverse.driver(work.session)
    operation = _operation(connection, number)
    _refuse_if_settled(connection, operation)
    by = inverse.enter(work.session, operation.number)
    undone = Undone(operation, by, *_differences(connection, by))
    try:
        inverse.carry_out(connection, by)
    except IntegrityError:
        _refuse_clash(connection, operation, by)
        raise
    _refuse_dangling(connection, operation, by)
    if dry_run:
        work.session.rollback()
    return undone


def _operation(connection: Reader, number: int | None) -> queries.Entry:
    if number is None:
        newest = queries.newest_to_undo(connection)
        if newest is None:
            raise RefusedError(
                "There is nothing to undo.", "See what was done with 'csdesk history'."
            )
        return newest
    found = queries.entry(connection, number)
    if found is None:
        raise NotFoundError(
            f"There is no operation {number}.", "List them with 'csdesk history'."
        )
    return found


def _refuse_if_settled(connection: Reader, operation: queries.Entry) -> None:
    """Raise RefusedError if the operation cannot be undone in the present state."""
    number = operation.number
    if operation.verb == queries.INIT_VERB:
        raise RefusedError(
            f"Operation {number} made the desk: it cannot be undone.",
            "To begin anew, create another desk with --db PATH.",
        )
    if operation.verb == queries.ERASE_VERB:
        raise RefusedError(
            f"Operation {number} erased a customer: that cannot be undone.",
            "Others can: 'csdesk history' lists them, csdesk undo NUMBER.",
        )
    undoer = queries.undone_by(connection).get(number)
    if undoer is not None:
        raise RefusedError(
            f"Operation {number} is undone already, by operation {undoer}.",
            f"To have it back: csdesk undo {undoer}",
        )
    erased = undo_conflicts.erased_touch(connection, number)
    if erased is not None:
        raise RefusedError(
            f"{_cannot(operation)}: {erased} is of a customer who was erased since.",
            "What is erased stays erased; others can be undone: csdesk history.",
        )
    touch = undo_conflicts.later_touch(connection, number)
    if touch is not None:
        raise RefusedError(
            f"{_cannot(operation)}: operation {touch.operation} changed "
            f"{touch.name} after it.",
            f"Undo that one first: csdesk undo {touch.operation}",
        )
    strange = undo_conflicts.differing_row(connection, number)
    if strange is not None:
        raise RefusedError(
            f"{_cannot(operation)}: {strange} was changed by other means.",
            "Correct it by hand.",
        )


def _refuse_clash(connection: Reader, operation: queries.Entry, by: int) -> None:
    clash = undo_conflicts.clash(connection, by)
    if clash is not None:
        row, rival = clash
        raise RefusedError(
            f"{_cannot(operation)}: {rival} has taken the place of {row} since.",
            "Remove or change that one first.",
        )


def _refuse_dangling(connection: Reader, operation: queries.Entry, by: int) -> None:
    link = undo_conflicts.dangling(connection, by)
    if link is not None:
        hint = "See what was done with 'csdesk history'."
        if link.operation not in {None, by}:
            hint = f"Undo that one first: csdesk undo {link.operation}"
        raise RefusedError(
            f"{_cannot(operation)}: {link.child} refers to {link.parent}, "
            "which would be gone.",
            hint,
        )


def _cannot(operation: queries.Entry) -> str:
    return f"Operation {operation.number} ({operation.verb}) cannot be undone"


def _differences(
    connection: Reader, by: int
) -> tuple[tuple[RowDifference, ...], tuple[tuple[int, str, str], ...]]:
    """Describe the changes of operation `by`, row by row or as counts per table."""
    rows = queries.changed_rows(connection, by, MOST_SHOWN + 1)
    if len(rows) > MOST_SHOWN:
        return (), tuple(queries.changes_by_table(connection, by))
    agents = queries.agent_names(connection, by)
    return tuple(_difference(agents, *row) for row in rows), ()


def _difference(
    agents: dict[int, str],
    table: str,
    row_id: int,
    before: str | None,
    after: str | None,
) -> RowDifference:
    old: dict[str, Any] = json.loads(before) if before else {}
    new: dict[str, Any] = json.loads(after) if after else {}
    what = "removed" if after is None else "back" if before is None else "changed"
    fields = _fields(agents, table, old, new, is_full_row=what != "changed")
    return RowDifference(row_name(table, row_id, new or old), what, tuple(fields))


def _fields(
    agents: dict[int, str],
    table: str,
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    is_full_row: bool,
) -> Iterator[FieldDifference]:
    """List the fields that differ; of a full row, those that are not the default."""
    for column in SQLModel.metadata.tables[table].columns:
        was, is_now = old.get(column.name), new.get(column.name)
        usual = getattr(column.default, "arg", None) if is_full_row else None
        if was == is_now or column.name in HIDDEN or usual in {was, is_now} - {None}:
            continue
        label = column.name.removesuffix("_id").removesuffix("_seconds")
        yield FieldDifference(
            label.replace("_", " "),
            _kind(table, column),
            _cell(agents, column, was),
            _cell(agents, column, is_now),
        )


def _kind(table: str, column: Column[Any]) -> Kind:
    if isinstance(column.type, Instant):
        return Kind.INSTANT
    if (table, column.name) in MONEY:
        return Kind.MONEY
    if column.name.endswith("_seconds"):
        return Kind.DURATION
    if column.name == "tags":
        return Kind.WORDS
    is_flag = getattr(column.type, "python_type", None) is bool
    return Kind.FLAG if is_flag else Kind.TEXT


def _cell(agents: dict[int, str], column: Column[Any], value: Any) -> Cell:
    """Format a value for people: ids with their letter, agents by name."""
    if value is None:
        return None
    for key in column.foreign_keys:
        table = key.column.table.name
        if table in NOUN_OF:
            return ref(NOUN_OF[table], value)
        if table == "agent":
            return agents.get(value, str(value))
    if column.name == "tags":
        return tuple(word for word in str(value).split(",") if word)
    return format_column(column.name, value)  # type: ignore[no-any-return]
