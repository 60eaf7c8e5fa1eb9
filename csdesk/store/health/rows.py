"""Checks of rows: imports, the clock, settings, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import NOUNS, ref
from csdesk.errors import UnusableDeskError
from csdesk.store.dialect import as_list, is_object, json_field, not_among
from csdesk.store.health.finding import Finding, named, note, problem
from csdesk.store.health.pages import BY_OTHERS
from csdesk.store.journal.queries import CLOCKS_APART, undone_by
from csdesk.store.privacy.former import KEY, former_hashes
from csdesk.store.privacy.pseudonyms import SALT_KEY, is_salt
from csdesk.store.settings import read_settings

if TYPE_CHECKING:
    from csdesk.store.connection import Reader


# The kind of an import -> the table whose rows it counts.
TABLE_OF: Final = {
    "contacts": "contact",
    "complaints": "complaint",
    "surveys": "survey_answer",
    "customers": "customer",
    "purchases": "purchase",
}
UNRECONCILED: Final = """
SELECT id FROM import_run WHERE rows_read <> added + updated + unchanged + rejected
ORDER BY id"""
RUNS: Final = f"""
SELECT id, kind, added FROM import_run
WHERE added > 0 AND {not_among("operation_id")} ORDER BY id"""
# Rows whose removal is their last change in the journal, by their import.
REMOVED: Final = f"""
SELECT {json_field("before", "import_run_id")} AS run, count(*)
FROM change AS last
WHERE table_name = ?1 AND after IS NULL AND NOT EXISTS (
    SELECT 1 FROM change AS later
    WHERE later.table_name = last.table_name AND later.row_id = last.row_id
      AND later.id > last.id)
  AND {json_field("before", "import_run_id")} IS NOT NULL
GROUP BY run"""
PRESENT: Final = """
SELECT import_run_id, count(*) FROM {table}
WHERE import_run_id IS NOT NULL GROUP BY import_run_id"""
# Instants that cannot be in the future: (table, column); deadlines may be.
HAPPENED: Final = (
    ("contact", "received_at"),
    ("contact", "first_response_at"),
    ("contact", "resolved_at"),
    ("complaint", "opened_at"),
    ("complaint", "acknowledged_at"),
    ("complaint", "resolved_at"),
    ("complaint", "closed_at"),
    ("survey_answer", "asked_at"),
    ("survey_answer", "answered_at"),
    ("follow_up", "done_at"),
    ("purchase", "at"),
    ("operation", "at"),
)
WENT_BACK: Final = """
SELECT id FROM (
  SELECT id, at, max(at) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING
    AND 1 PRECEDING) AS before FROM operation)
WHERE at < before - ? ORDER BY id"""


def imports(connection: Reader) -> Finding:
    """Check the counts of every import, by themselves and against its rows."""
    wrong = {run for (run,) in connection.each(UNRECONCILED)}
    gone = as_list(sorted(undone_by(connection)))
    there: dict[str, dict[int, int]] = {}
    for run, kind, added in connection.rows(RUNS, (gone,)):
        table = TABLE_OF.get(kind)
        if table is None:
            continue
        if table not in there:
            there[table] = _rows_of_runs(connection, table)
        if there[table].get(run, 0) < added:
            wrong.add(run)
    if not wrong:
        return Finding("imports", "Every import's rows are there, and add up.")
    ids = [str(run) for run in sorted(wrong)]
    text = f"The counts of these imports do not hold: {named(ids)}."
    return problem("imports", text, BY_OTHERS, ids)


def clock(connection: Reader, now: int) -> Finding:
    """Check that nothing happened after `now`, and that operations are in order."""
    latest = now + CLOCKS_APART
    ids = [
        name
        for table, column in HAPPENED
        for name in _later(connection, table, column, latest)
    ]
    if ids:
        ids = list(dict.fromkeys(ids))
        return problem(
            "clock",
            f"These are dated after now: {named(ids)}.",
            "Look at this machine's clock; if it is right, edit what is wrong.",
            ids,
        )
    back = [str(number) for (number,) in connection.each(WENT_BACK, (CLOCKS_APART,))]
    if back:
        text = f"The clock had gone back when these were done: operation {named(back)}."
        return note("clock", text, "See 'csdesk history'; edit what is dated wrongly.",
                    [f"operation {number}" for number in back])  # fmt: skip
    return Finding("clock", "Nothing is dated after now, and operations are in order.")


def _rows_of_runs(connection: Reader, table: str) -> dict[int, int]:
    """Count the rows that each import brought, including those removed since."""
    found: dict[int, int] = {}
    for sql, parameters in ((PRESENT, ()), (REMOVED, (table,))):
        for run, count in connection.each(sql.format(table=table), parameters):
            found[run] = found.get(run, 0) + count
    return found


def _later(connection: Reader, table: str, column: str, latest: int) -> list[str]:
    letters = {noun.table: noun for noun in NOUNS}
    rows = connection.each(
        f"SELECT id FROM {table} WHERE {column} > ? ORDER BY id LIMIT 100", (latest,)
    )
    if table == "operation":
        return [f"operation {number}" for (number,) in rows]
    return [ref(letters[table], number) for (number,) in rows]


NO_JSON: Final = f"""
SELECT DISTINCT operation_id FROM change
WHERE NOT {is_object("before")} OR NOT {is_object("after")}
ORDER BY operation_id"""
SALT: Final = "SELECT value FROM setting WHERE key = ?"


def settings(connection: Reader) -> Finding:
    """Check every setting's value, and the hashes of erased customers."""
    unreadable = read_settings(connection, mending=True).unreadable
    if unreadable:
        text = " ".join(one.text for one in unreadable[:3])
        do = "; ".join(dict.fromkeys(one.do for one in unreadable))
        return problem("settings", text, do, [one.key for one in unreadable])
    salt = connection.first(SALT, (SALT_KEY,))
    if salt is not None and not is_salt(salt[0]):
        text = f"The setting {SALT_KEY} cannot be read."
        return problem("settings", text, BY_OTHERS, [SALT_KEY])
    try:
        former_hashes(connection)
    except UnusableDeskError as error:
        return problem("settings", str(error), BY_OTHERS, [KEY.rstrip(":")])
    return Finding("settings", "Every setting can be read.")


def journal(connection: Reader) -> Finding:
    """Check for journal entries that contain no valid row."""
    ids = [str(number) for (number,) in connection.each(NO_JSON)]
    if not ids:
        return Finding("journal", "Every entry of the journal can be read.")
    text = f"Entries of the journal cannot be read: operation {named(ids)}."
    return problem("journal", text, BY_OTHERS, [f"operation {one}" for one in ids])
