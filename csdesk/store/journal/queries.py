"""Read the journal: operations, their changes, and the rows in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import COMPLAINT, CONTACT, CUSTOMER, NOUNS, ref
from csdesk.domain.parsing.hours import format_clock
from csdesk.domain.timezone import WEEKDAYS
from csdesk.errors import UnusableDeskError
from csdesk.store.dialect import json_field, json_without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csdesk.store.connection import Reader


def read_row(text: str) -> dict[str, Any]:
    """Parse the columns of a journalled row. Raises UnusableDeskError if invalid."""
    try:
        row = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnusableDeskError(
            "The journal of the desk has an entry that cannot be read.",
            "See which with 'csdesk check'; restore a backup from before it.",
        )
    return row


CLOCKS_APART = 600  # seconds by which clocks of two machines of a desk may differ
INIT_VERB = "init"
ERASE_VERB = "customer erase"  # for good: undo never goes back beyond it
MOST_NAMED = 100  # an operation on more rows is described by their number
NOUN_OF = {noun.table: noun for noun in NOUNS}
OWNERS = (COMPLAINT, CONTACT, CUSTOMER)
# Tables whose rows have no visible id: their label, and the column that names a row.
WORDS: dict[str, tuple[str, str | None]] = {
    "agent": ("agent", "name"),
    "setting": ("setting", "key"),
    "opening_interval": ("hours of", "weekday"),
    "closed_day": ("hours of", "day"),
    "attachment": ("attachment", None),
    "article_use": ("use", None),
    "complaint_event": ("event", None),
    "departure": ("departure", None),
    "loyalty_rule": ("loyalty rule", "name"),
    "pause": ("hold", None),
    "remedy": ("remedy", None),
    "reopening": ("reopening", None),
    "service_target": ("target for", "what"),
}
# Columns of numbers that are shown as text.
FORMATS: dict[str, Callable[[int], str]] = {
    "weekday": WEEKDAYS.__getitem__,
    "opens": format_clock,
    "closes": format_clock,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation of the journal."""

    number: int
    agent: str
    verb: str
    undoes: int | None


def entry(connection: Reader, number: int) -> Entry | None:
    """Read the operation of that number, or None."""
    row = connection.first(
        "SELECT id, agent, verb, undoes_id FROM operation WHERE id = ?", (number,)
    )
    return None if row is None else Entry(*row)


def newest_to_undo(connection: Reader) -> Entry | None:
    """Read the newest operation that is neither an undo nor undone, or None."""
    undone = undone_by(connection)
    rows = connection.each(
        "SELECT id, agent, verb, undoes_id FROM operation"
        " WHERE undoes_id IS NULL AND verb <> ? ORDER BY id DESC",
        (INIT_VERB,),
    )
    return next((Entry(*row) for row in rows if row[0] not in undone), None)


def undone_by(connection: Reader) -> dict[int, int]:
    """Map each undone operation to the one that undid it.

    An undo that was itself undone does not count.
    """
    undone: dict[int, int] = {}
    for number, target in connection.each(
        "SELECT id, undoes_id FROM operation"
        " WHERE undoes_id IS NOT NULL ORDER BY id DESC"
    ):
        if number not in undone:
            undone[target] = number
    return undone


def touched(connection: Reader, number: int) -> tuple[str, ...]:
    """List the records that an operation changed: C12, P7, or "5,000 rows"."""
    rows = connection.rows(
        # A file's content names nothing, and 10 MB take long to read.
        "SELECT table_name, row_id, CASE table_name WHEN 'attachment'"
        f" THEN {json_without('coalesce(after, before)', 'content')}"
        " ELSE coalesce(after, before) END FROM change"
        " WHERE operation_id = ? ORDER BY id LIMIT ?",
        (number, MOST_NAMED + 1),
    )
    if len(rows) > MOST_NAMED:
        count = connection.value(
            "SELECT count(*) FROM change WHERE operation_id = ?", (number,)
        )
        return (rows_text(count),)
    names = {
        _record_name(table, row_id, read_row(row)): table in NOUN_OF
        for table, row_id, row in rows
    }
    # Records with an id of their own first: a narrow screen cuts the rest.
    return tuple(sorted(names, key=lambda name: not names[name]))


def rows_text(count: int) -> str:
    """Format a number of rows: `5,000 rows`."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def row_name(table: str, row_id: int, row: Mapping[str, Any]) -> str:
    """Format the name of a row: C12, agent Anna, hold of C12."""
    if table in NOUN_OF:
        return ref(NOUN_OF[table], row_id)
    word, column = WORDS.get(table, (table.replace("_", " "), None))
    if column is not None:
        if column not in row:
            return f"{table.replace('_', ' ')} {row_id}"
        return f"{word} {format_column(column, row[column])}"
    owner = _owner(row)
    return f"{word} {row_id}" if owner is None else f"{word} of {owner}"


def format_column(column: str, value: Any) -> Any:
    """Format the value of a column of opening hours; any other unchanged."""
    if column not in FORMATS or not isinstance(value, int):
        return value
    return FORMATS[column](value) if column != "weekday" or 0 <= value < 7 else value


def _record_name(table: str, row_id: int, row: Mapping[str, Any]) -> str:
    """Format the name of the record that a row belongs to: a hold is part of C12."""
    if table not in NOUN_OF and (owner := _owner(row)):
        return owner
    return row_name(table, row_id, row)


def _owner(row: Mapping[str, Any]) -> str | None:
    for noun in OWNERS:
        if (number := row.get(f"{noun.table}_id")) is not None:
            return ref(noun, number)
    return None


def changed_rows(
    connection: Reader, operation: int, most: int
) -> list[tuple[str, int, str | None, str | None]]:
    """Read table, id, before and after (JSON) of at most `most` changes."""
    return connection.tuples(
        "SELECT table_name, row_id, before, after FROM change"
        " WHERE operation_id = ? ORDER BY id LIMIT ?",
        (operation, most),
    )


def changes_by_table(connection: Reader, operation: int) -> list[tuple[int, str, str]]:
    """Count the rows an operation changed, removed or brought back, by table."""
    return connection.tuples(
        "SELECT count(*), table_name, CASE WHEN after IS NULL THEN 'removed'"
        " WHEN before IS NULL THEN 'back' ELSE 'changed' END AS what FROM change"
        " WHERE operation_id = ? GROUP BY table_name, what ORDER BY table_name, what",
        (operation,),
    )


def agent_names(connection: Reader, operation: int) -> dict[int, str]:
    """Read names of agents by id: existing ones, and those of the operation."""
    rows = connection.tuples(
        f"SELECT row_id, {json_field('coalesce(after, before)', 'name')} FROM change"
        " WHERE operation_id = ? AND table_name = 'agent'"
        " UNION ALL SELECT id, name FROM agent",
        (operation,),
    )
    return dict(rows)
