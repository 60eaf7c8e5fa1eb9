"""SQL expressions in which database engines differ, as SQLite spells them.

Arguments are names of columns or parameters, as they stand in the statement; the result
is SQL.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# Joins a table that is read after the earlier ones: the planner keeps the order.
THEN: Final = "CROSS JOIN"
# A row for each table, by `name`: the last id (`seq`) that the table used. Ids of
# removed rows are never used again.
GIVEN_IDS: Final = "sqlite_sequence"
# Name and type of each column of a table, whose name is bound; no rows for no table.
COLUMNS: Final = "SELECT name, type FROM pragma_table_info(?)"
# References between rows are checked when the transaction ends, not before.
DEFER_REFERENCES: Final = "PRAGMA defer_foreign_keys = ON"
TEMPORARY_IN_MEMORY: Final = "PRAGMA temp_store = MEMORY"


def by_index(name: str) -> str:
    """Build the clause that reads the table before it by that index only."""
    return f"INDEXED BY {name}"


def unindexed(column: str) -> str:
    """Build the column so that no index is used for it."""
    return f"+{column}"


def among(column: str, ids: str = "?") -> str:
    """Build the condition that the column is in a list, bound as `as_list` makes it."""
    return f"{column} IN (SELECT value FROM json_each({ids}))"


def not_among(column: str, ids: str = "?") -> str:
    """Build the condition that it is not in a list, bound as `as_list` makes it."""
    return f"{column} NOT IN (SELECT value FROM json_each({ids}))"


def rows_of(rows: str, name: str) -> str:
    """Build a table, called `name`, of a list of lists, bound as `as_list` makes it."""
    return f"json_each({rows}) AS {name}"


def cell(name: str, place: int) -> str:
    """Build the value at that place of a row of `rows_of`."""
    return f"json_extract({name}.value, '$[{place}]')"


def as_list(values: Iterable[Any]) -> str:
    """Return the bound value of a parameter that is a list of any length."""
    return json.dumps(list(values))


def json_field(text: str, name: str) -> str:
    """Build the field `name` of a JSON object; NULL where it has none."""
    return f"json_extract({text}, '$.{name}')"


def json_field_named(text: str, name: str) -> str:
    """Build the field whose name is itself SQL, such as a parameter."""
    return f"json_extract({text}, '$.' || {name})"


def json_with(text: str, name: str, value: str = "?") -> str:
    """Build the JSON object with another value of a field."""
    return f"json_set({text}, '$.{name}', {value})"


def json_without(text: str, name: str) -> str:
    """Build the JSON object without a field."""
    return f"json_remove({text}, '$.{name}')"


def is_object(text: str) -> str:
    """Build the condition that a text is a JSON object; NULL counts as one."""
    value = f"coalesce({text}, '{{}}')"
    is_one = f"json_type({value}) = 'object'"
    return f"(CASE WHEN json_valid({value}) THEN {is_one} ELSE 0 END)"


def keys_of(text: str, name: str) -> str:
    """Build a table, called `name`, of the fields of a JSON object: its column `key`.

    A text that is no JSON has no fields.
    """
    return f"json_each(iif(json_valid({text}), {text}, '{{}}')) AS {name}"


def same(a: str, b: str = "?") -> str:
    """Build the condition that two values are equal, or both NULL."""
    return f"{a} IS {b}"


def differs(a: str, b: str = "?") -> str:
    """Build the condition that two values are different; two NULLs are equal."""
    return f"{a} IS NOT {b}"


def folded(text: str) -> str:
    """Build a text to be compared or grouped without regard to case (of A to Z)."""
    return f"{text} COLLATE NOCASE"


def holds(text: str, piece: str = "?") -> str:
    """Build the condition that a text contains a piece."""
    return f"instr({text}, {piece}) > 0"


def most(*values: str) -> str:
    """Build the largest of several values of one row."""
    return f"max({', '.join(values)})"


def plain_number(value: str) -> str:
    """Build a number as a text, without needless digits: 5, 4.5."""
    return f"printf('%g', {value})"


def hexadecimal(value: str) -> str:
    """Build an integer as a text, in hexadecimal."""
    return f"printf('%x', {value})"


def joined(of: str, between: str = ",") -> str:
    """Build the values of a group of rows as one text."""
    return f"group_concat({of}, '{between}')"


def collected(of: str) -> str:
    """Build the values of a group of rows, as `sql_functions.values_of` reads them."""
    return f"collect({of})"


def raw(column: str) -> str:
    """Build a text of a column as its bytes, valid or not; other values unchanged."""
    as_bytes = f"CAST({column} AS BLOB)"
    return f"CASE typeof({column}) WHEN 'text' THEN {as_bytes} ELSE {column} END"


def is_text(column: str) -> str:
    """Build the condition that the value of a column is a text."""
    return f"typeof({column}) = 'text'"


def is_bytes(column: str) -> str:
    """Build the condition that the value of a column is bytes, not a text."""
    return f"typeof({column}) = 'blob'"


def cache_of(kilobytes: int) -> str:
    """Build the statement that sets the connection's cache, in kilobytes."""
    return f"PRAGMA cache_size = -{kilobytes}"


def temporary(name: str) -> str:
    """Build the name of a temporary table, or of its index, to create or drop it."""
    return f"temp.{name}"
