"""Count the records entered or corrected since a period ended.

A report goes by when things happened, not by when they were entered (KPIS.md §1.3), so
the figures of a past period can change; this counts the records that changed them.

A record is a contact, a complaint, a survey answer, a follow-up, a voucher or a
purchase; steps, holds, reopenings and remedies count for the record that they belong
to, which counts once. A customer counts whose first day or departure is now another
than was known then, in a way that the period sees.

The old version of a row is the `before` of its first change since the period ended;
rows imported since have none. Events from the end of the period on are removed from the
old and the current version, and a row whose versions then differ was entered or
corrected. The cost depends on the changes since then, not on the size of the desk.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from csdesk.kpi.restatements.customers import count_changed_customers, first_befores
from csdesk.kpi.restatements.versions import (
    PARTS,
    RECORDS,
    REOPENING,
    Row,
    Version,
    differ,
)
from csdesk.store.connection import fields
from csdesk.store.dialect import THEN, among, as_list, json_field, not_among, unindexed
from csdesk.store.sql.case import is_case, is_unresolved
from csdesk.store.sql.windows import RETENTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from csdesk.store.connection import Reader

Key = tuple[str, int]  # table, id
Owned = dict[Key, dict[Key, Row]]  # record -> its parts
TABLES: Final = (*RECORDS, *PARTS, REOPENING)
OWNERS: Final = ("complaint", "contact")

# From when on a row exists, in the JSON of the journal; 0 for a reopening, which also
# states the resolution before it. 9e18 is after every instant.
_BEGINS: Final = "\n  ".join(
    f"WHEN '{table}' THEN coalesce("
    + ", ".join(json_field("{row}", name) for name in visible.begins)
    + ", 9e18)"
    for table, visible in {**RECORDS, **PARTS}.items()
)
BEGINS: Final = f"CASE c.table_name {_BEGINS} ELSE 0 END"
# A change is left out where its row exists by :until neither before nor after it.
CHANGES: Final = f"""
SELECT c.table_name, c.row_id, c.before
FROM operation AS o {THEN} change AS c ON c.operation_id = o.id
WHERE o.at >= :end
  AND c.table_name IN ({", ".join(f"'{table}'" for table in TABLES)})
  AND ({BEGINS.format(row="c.before")} < :until
    OR {BEGINS.format(row="c.after")} < :until)
ORDER BY c.id"""
RUNS: Final = """
SELECT r.id
FROM operation AS o
JOIN import_run AS r ON r.operation_id = o.id
WHERE o.at >= ?"""

# Rows imported since and not changed after: those dated in the period (the first
# condition, by its own index), and earlier ones that the period still sees.
IMPORTED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "contact": (
        "received_at >= :start AND received_at < :until",
        (
            """first_response_at >= :start AND first_response_at < :until
  AND received_at < :start""",
            "resolved_at >= :start AND resolved_at < :until AND received_at < :start",
            "resolved_at >= :until AND received_at < :start AND {case}",
            f"{is_unresolved(None)} AND received_at < :start AND {{case}}",
            """response_due_at >= :start AND response_due_at < :until
  AND received_at < :start""",
            """resolution_due_at >= :start AND resolution_due_at < :until
  AND received_at < :start""",
        ),
    ),
    "complaint": (
        "opened_at >= :start AND opened_at < :until",
        (
            "resolved_at >= :start AND opened_at < :start",
            f"{is_unresolved(None)} AND opened_at < :start",
            f"""resolved_at >= :start - {RETENTION}
  AND resolved_at < :until - {RETENTION} AND opened_at < :start""",
            """acknowledge_due_at >= :start AND acknowledge_due_at < :until
  AND opened_at < :start""",
            """resolution_due_at >= :start AND resolution_due_at < :until
  AND opened_at < :start""",
        ),
    ),
    "survey_answer": (
        "answered_at >= :start AND answered_at < :until",
        (
            """asked_at >= :start AND asked_at < :until
  AND coalesce(answered_at >= :until, 1)""",
        ),
    ),
    "purchase": (
        "at >= :start AND at < :until AND customer_id IS NOT NULL",
        (
            f"""at >= :start - {RETENTION} AND at < :start
  AND customer_id IS NOT NULL""",
        ),
    ),
}
IMPORTED_ROWS: Final = f"""SELECT id FROM {{table}} WHERE {{condition}}
  AND {among(unindexed("import_run_id"), ":runs")}
  AND {not_among("id", ":looked_at")}"""


def corrected_since(connection: Reader, start: int, end: int, as_of: int) -> int:
    """Count the records of a period's report that were entered or corrected since.

    The period is [start, end), its report as of `as_of`: epoch seconds. It sees a
    record that has an instant in it, or is a case that was open at its end. Events at
    `end` or later are no corrections, even where `as_of` is later. A record removed or
    undone counts; a correction that was undone does not.
    """
    until = min(end, as_of)
    late_runs = {number for (number,) in connection.each(RUNS, (end,))}
    befores = _first_befores(connection, end, until)
    people = count_changed_customers(connection, start, end, until, late_runs)
    if not late_runs and not befores:
        return people
    comparison = _Comparison(connection, befores, late_runs)
    changed = sum(comparison.is_seen(key, start, until) for key in comparison.records)
    return (
        people
        + changed
        + sum(
            _count_imported(
                connection, table, comparison.ids(table), late_runs, start, until
            )
            for table in (IMPORTED if late_runs else ())
        )
    )


def _first_befores(connection: Reader, end: int, until: int) -> dict[Key, Row | None]:
    """Read the rows changed since `end`, each as it was then; None: not there."""
    times = {"end": end, "until": until}
    found = connection.each(CHANGES, times)
    return first_befores(((table, number), before) for table, number, before in found)


class _Comparison:
    """Every changed record, in its old and its current version."""

    def __init__(
        self,
        connection: Reader,
        befores: dict[Key, Row | None],
        late_runs: Collection[int],
    ) -> None:
        self._befores, self._late_runs = befores, late_runs
        changed = _by_table(befores)
        nows = {
            (table, number): row
            for table, numbers in changed.items()
            for number, row in _rows(connection, table, "id", numbers)
        }
        self._old_parts = _owned(befores)
        self._new_parts = _owned(nows)
        self.records = {
            key
            for key in (*befores, *self._old_parts, *self._new_parts)
            if key[0] in RECORDS
        }
        self._nows = {
            (table, number): row
            for table, numbers in _by_table(self.records).items()
            for number, row in _rows(connection, table, "id", numbers)
        }
        self._reopenings = self._read_reopenings(connection)

    def ids(self, table: str) -> list[int]:
        """Return the ids of the changed records of a table."""
        return [number for name, number in self.records if name == table]

    def is_seen(self, key: Key, start: int, until: int) -> bool:
        """Return whether the report of [start, until) sees the change of a record."""
        views = differ(key[0], self._old(key), self._new(key), until)
        begins = start - RECORDS[key[0]].reach
        return any(
            seen is not None
            and (
                seen.is_open(key[0]) or any(at >= begins for at in seen.all_instants())
            )
            for seen in views
        )

    def _old(self, key: Key) -> Version:
        row = self._befores.get(key, self._nows.get(key))
        if row is not None and row.get("import_run_id") in self._late_runs:
            row = None
        parts = self._old_parts.get(key, {})
        return Version(
            row,
            [
                one
                for part, one in self._reopenings.get(key, {}).items()
                if part not in self._befores
            ]
            + [one for part, one in parts.items() if part[0] == REOPENING],
            {part: one for part, one in parts.items() if part[0] != REOPENING},
        )

    def _new(self, key: Key) -> Version:
        return Version(
            self._nows.get(key),
            list(self._reopenings.get(key, {}).values()),
            {
                part: one
                for part, one in self._new_parts.get(key, {}).items()
                if part[0] != REOPENING
            },
        )

    def _read_reopenings(self, connection: Reader) -> Owned:
        found: dict[Key, Row | None] = {}
        for table in OWNERS:
            for number, row in _rows(
                connection, REOPENING, f"{table}_id", self.ids(table)
            ):
                found[REOPENING, number] = row
        return _owned(found)


def _owned(rows: Mapping[Key, Row | None]) -> Owned:
    """Group the parts in `rows` by the record that they belong to."""
    found: Owned = defaultdict(dict)
    for key, row in rows.items():
        if row is None or key[0] in RECORDS:
            continue
        for table in OWNERS:
            if row.get(f"{table}_id") is not None:
                found[table, row[f"{table}_id"]][key] = row
    return dict(found)


def _by_table(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for table, number in keys:
        found.setdefault(table, []).append(number)
    return found


def _rows(
    connection: Reader, table: str, column: str, numbers: list[int]
) -> list[tuple[int, Row]]:
    """Read (id, row) of each row of `table` whose `column` is one of `numbers`."""
    found = connection.each(
        f"SELECT * FROM {table} WHERE {among(column)}", (as_list(numbers),)
    )
    return [(row["id"], fields(row)) for row in found]


def _count_imported(  # noqa: PLR0913, PLR0917 - its bounds
    connection: Reader,
    table: str,
    excluded_ids: list[int],
    late_runs: Collection[int],
    start: int,
    until: int,
) -> int:
    """Count the rows imported since, and not changed after, that the report sees."""
    dated, others = IMPORTED[table]
    within = IMPORTED_ROWS.format(table=table, condition=dated)
    before = "\nUNION ".join(
        IMPORTED_ROWS.format(table=table, condition=other.format(case=is_case(None)))
        for other in others
    )
    count = connection.value(
        f"SELECT (SELECT count(*) FROM ({within})) + (SELECT count(*) FROM ({before}))",
        {
            "start": start,
            "until": until,
            "runs": as_list(sorted(late_runs)),
            "looked_at": as_list(excluded_ids),
        },
    )
    return int(count)
