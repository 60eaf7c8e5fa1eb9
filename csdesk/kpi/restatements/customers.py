"""Count customers whose first day or departure was corrected since a past report.

They count in `churn_rate` alone: who was a customer when the period began, and who left
in it. `csdesk.kpi.restatements.records` adds them to the records of other figures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeVar

from csdesk.store.connection import fields
from csdesk.store.dialect import THEN, among, as_list, not_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from csdesk.store.connection import Reader

CHANGES: Final = f"""
SELECT c.row_id, c.before
FROM operation AS o {THEN} change AS c ON c.operation_id = o.id
WHERE o.at >= ? AND c.table_name = ?
ORDER BY c.id"""
IMPORTED_CUSTOMERS: Final = f"""
SELECT count(*) FROM customer
WHERE since < :start AND merged_into_id IS NULL
  AND {among("import_run_id", ":runs")}
  AND {not_among("id", ":looked_at")}"""
Row = dict[str, Any] | None
K = TypeVar("K")


def count_changed_customers(
    connection: Reader,
    start: int,
    end: int,
    until: int,
    late_runs: Collection[int],
) -> int:
    """Count such customers since `end`: the period is [start, end), as of `until`.

    `late_runs` are the import runs since then.
    """
    changed: set[int] = set()
    people: dict[int, Row] = first_befores(
        connection.tuples(CHANGES, (end, "customer"))
    )
    for number, before in people.items():
        now = _now(connection, "customer", number)
        # A row changed since may also have been imported since.
        is_late = before is not None and before.get("import_run_id") in late_runs
        if _came(None if is_late else before, start) != _came(now, start):
            changed.add(number)
    left: dict[int, Row] = first_befores(connection.tuples(CHANGES, (end, "departure")))
    for number, before in left.items():
        now = _now(connection, "departure", number)
        if _left(before, until) != _left(now, until):
            changed.add((before or now or {})["customer_id"])
    if not late_runs:
        return len(changed)
    looked_at = as_list([*people, *changed])
    parameters = {
        "start": start,
        "runs": as_list(list(late_runs)),
        "looked_at": looked_at,
    }
    imported = connection.value(IMPORTED_CUSTOMERS, parameters)
    return len(changed) + int(imported)


def first_befores(changes: Iterable[tuple[K, str | None]]) -> dict[K, Row]:
    """Return each row as it was before its first change; None: it did not exist.

    `changes` are its key and its JSON before, the earliest first.
    """
    firsts: dict[K, str | None] = {}
    for key, before in changes:
        firsts.setdefault(key, before)
    return {key: json.loads(text) if text else None for key, text in firsts.items()}


def _now(connection: Reader, table: str, number: int) -> Row:
    row = connection.first(f"SELECT * FROM {table} WHERE id = ?", (number,))
    return None if row is None else fields(row)


def _came(row: Row, start: int) -> bool:
    row = row or {}
    since = row.get("since")
    is_somebody = row.get("merged_into_id") is None
    return is_somebody and since is not None and since < start


def _left(row: Row, until: int) -> tuple[int | None, ...] | None:
    """Return when a customer left and came back, as of `until`; None: had not left."""
    left_at, returned_at = (
        (row or {}).get(name) for name in ("left_at", "returned_at")
    )
    if left_at is None or left_at >= until:
        return None
    is_back = returned_at is not None and returned_at < until
    return left_at, returned_at if is_back else None
