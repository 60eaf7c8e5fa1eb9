"""Find values that SQLite keeps and csdesk never writes: of a wrong type, or too large.

A column's type binds nobody in SQLite. What a restore or `import desk` brings in is
looked through once, so that no report stumbles over a text where an instant stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

COLUMNS: Final = """
SELECT one.name, col.name, col.type
FROM pragma_table_list AS one JOIN pragma_table_info(one.name) AS col
WHERE one.schema = 'main' AND one.type = 'table'
  AND one.name NOT LIKE 'sqlite%' AND one.name NOT IN ('alembic_version', 'search_due')
ORDER BY one.name, col.cid"""
# Years 1 to 9998: every time zone can write them.
INSTANT: Final = "BETWEEN -62135510400 AND 253370764800"
LARGEST: Final = 10**15
INSTANTS: Final = ("at", "since", "until", "valid_from")
ANY_SIZE: Final = ("row_digest",)  # a hash: all of 64 bits
BYTES: Final = ("content",)
JSON: Final = {("change", "before"), ("change", "after")}


def unsound(connection: sqlite3.Connection) -> tuple[str, int] | None:
    """Name the table and id of a row with a value that csdesk never writes, or None."""
    wants: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(COLUMNS).fetchall():
        wants.setdefault(table, []).append(_wanted(table, column, kind))
    for table, rules in wants.items():
        found = connection.execute(
            f"SELECT id FROM {table} WHERE NOT ({' AND '.join(rules)}) LIMIT 1"
        ).fetchone()
        if found is not None:
            return table, found[0]
    return None


def _wanted(table: str, column: str, kind: str) -> str:
    """SQL that is true of every value that the column may have."""
    if kind in {"INTEGER", "BOOLEAN"}:
        rule = f"typeof(\"{column}\") = 'integer'"
        if column in INSTANTS or column.endswith("_at"):
            rule += f' AND "{column}" {INSTANT}'
        elif column not in ANY_SIZE:
            rule += f' AND "{column}" BETWEEN -{LARGEST} AND {LARGEST}'
    elif kind == "FLOAT":
        rule = (
            f"typeof(\"{column}\") IN ('real', 'integer') AND abs(\"{column}\") < 1e9"
        )
    elif column in BYTES:
        rule = f"typeof(\"{column}\") IN ('text', 'blob')"
    else:
        rule = f"typeof(\"{column}\") = 'text'"
        if (table, column) in JSON:
            rule += f' AND json_valid("{column}")'
    return f'("{column}" IS NULL OR {rule})'
