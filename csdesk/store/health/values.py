"""Find values that csdesk never writes: of a wrong type, or too large.

SQLite does not enforce a column's type. The rows of a restore or of `import desk` are
checked once, so that no report fails on a text in place of an instant.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from csdesk.domain.kept_settings import LARGEST, is_day, is_target
from csdesk.errors import UnusableDeskError
from csdesk.store.sqlite.connection import driver_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader

COLUMNS: Final = """
SELECT one.name, col.name, col.type
FROM pragma_table_list AS one JOIN pragma_table_info(one.name) AS col
WHERE one.schema = 'main' AND one.type = 'table'
  AND one.name NOT LIKE 'sqlite%' AND one.name NOT IN ('alembic_version', 'search_due')
ORDER BY one.name, col.cid"""
# Years 1 to 9998: every time zone can write them.
INSTANT: Final = "BETWEEN -62135510400 AND 253370764800"
INSTANTS: Final = ("at", "since", "until", "valid_from")
ANY_SIZE: Final = ("row_digest",)  # a hash: all of 64 bits
BYTES: Final = ("content",)
INTEGERS: Final = ("INTEGER", "BOOLEAN")
NUMBERS: Final = (*INTEGERS, "FLOAT")
JSON: Final = {("change", "before"), ("change", "after")}
DAYS: Final = {("opening_interval", "valid_from"), ("closed_day", "day")}
TARGETS: Final = {
    ("contact", "response_target"),
    ("contact", "resolution_target"),
    ("complaint", "resolution_target"),
}
MOST_ROWS: Final = 100  # of a table


def unsound(connection: Reader) -> tuple[str, int] | None:
    """Return table and id of the first row with an invalid value, or None."""
    return next(unsound_rows(connection), None)


def unsound_rows(connection: Reader) -> Iterator[tuple[str, int]]:
    """Yield table and id of rows with an invalid value; some of each table.

    Checked are its columns' types, its table's CHECKs, and the texts that csdesk
    parses.
    """
    from csdesk.store.sqlite.deferred_indexes import checks
    from csdesk.store.sqlite.schema import decoded

    for name, is_sound in (
        ("is_utf8", _is_utf8),
        ("is_day", lambda text: is_day(decoded(text))),
        ("is_target", lambda text: is_target(decoded(text))),
    ):  # fmt: skip
        driver_of(connection).create_function(name, 1, is_sound, deterministic=True)
    wants: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for table, column, kind in connection.rows(COLUMNS):
        wants.setdefault(table, []).append(_wanted(table, column, kind))
        if kind not in NUMBERS:
            texts.setdefault(table, []).append(f"coalesce(\"{column}\", '')")
    for table, columns in texts.items():
        wants[table].append(
            f"is_utf8(CAST({' || char(10) || '.join(columns)} AS BLOB))"
        )
    for table, check in checks(connection).items():
        if table in wants:
            wants[table].append(f"({check})")
    for table, rules in wants.items():
        yield from (
            (table, row_id)
            for (row_id,) in connection.rows(
                f"SELECT id FROM {table} WHERE NOT ({' AND '.join(rules)})"
                f" ORDER BY id LIMIT {MOST_ROWS}"
            )
        )


def error_of_desk(path: Path) -> UnusableDeskError | None:
    """Return the error of a desk at `path` with an invalid value, or None.

    For a command that failed already: it reads every row.
    """
    from csdesk.store.journal.queries import row_name
    from csdesk.store.sqlite.read_only import open_read_only

    found = None
    with suppress(Exception), open_read_only(path) as connection:
        found = unsound(connection)
    if found is None:
        return None
    name = row_name(*found, {})
    return UnusableDeskError(
        f"{name[:1].upper()}{name[1:]} holds a value that csdesk never writes.",
        "See every such record, and what to do, with 'csdesk check'.",
    )


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wanted(table: str, column: str, kind: str) -> str:
    """Build the condition of the values that the column may have."""
    if kind in INTEGERS:
        rule = f"typeof(\"{column}\") = 'integer'"
        if column in INSTANTS or column.endswith("_at"):
            rule += f' AND "{column}" {INSTANT}'
        elif column not in ANY_SIZE:
            rule += f' AND "{column}" BETWEEN -{LARGEST} AND {LARGEST}'
    elif kind == "FLOAT":
        rule = (
            f"typeof(\"{column}\") IN ('real', 'integer')"
            f' AND "{column}" BETWEEN -1e9 AND 1e9'
        )
    elif column in BYTES:
        rule = f"typeof(\"{column}\") IN ('text', 'blob')"
    else:
        rule = f"typeof(\"{column}\") = 'text'"
        if (table, column) in JSON:
            rule += (
                f' AND CASE WHEN json_valid("{column}")'
                f" THEN json_extract(\"{column}\", '$.id') IS row_id ELSE 0 END"
            )
        elif (table, column) in DAYS:
            rule += f' AND is_day(CAST("{column}" AS BLOB))'
        elif (table, column) in TARGETS:
            rule += f' AND is_target(CAST("{column}" AS BLOB))'
    return f'("{column}" IS NULL OR {rule})'
