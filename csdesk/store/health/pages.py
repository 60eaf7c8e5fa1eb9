"""Checks of the file itself: its pages, its references, its search index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.health.finding import Finding, named, problem
from csdesk.store.health.values import unsound_rows
from csdesk.store.journal.queries import row_name
from csdesk.store.queries.broken_rules import HOURS, SERVICE_TARGETS, broken_rows
from csdesk.store.search import index
from csdesk.store.settings import read_settings
from csdesk.store.sqlite import foreign_schema
from csdesk.store.sqlite.integrity import broken_links, damage, unless_damaged
from csdesk.store.sqlite.sqlite_errors import NEEDED

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

RESTORE: Final = "Restore your last backup: csdesk restore FILE."
BY_OTHERS: Final = (
    "Some other program changed the file. Restore a backup from before: "
    "csdesk restore FILE."
)
SCRATCH: Final = "scratch"


def engine() -> Finding:
    """Return the version of SQLite that csdesk needs; it runs on no older one."""
    return Finding("sqlite", f"SQLite is {NEEDED} or newer, with FTS5 and JSON.")


def own_schema(connection: Reader, revision: int) -> Finding:
    """Compare the file's tables, indexes, triggers and views with csdesk's own."""
    names = foreign_schema.foreign(connection, revision)
    if names:
        text = f"The desk {foreign_schema.format_differences(names)}."
        return problem("schema", text, foreign_schema.HINT, names)
    return Finding("schema", "The file holds the tables that csdesk made, no others.")


def may_be_read(own: Finding) -> bool:
    """Return whether a schema only lacks objects: missing ones cannot run."""
    return all(name.startswith(foreign_schema.MISSING) for name in own.ids)


def integrity(connection: Reader) -> Finding:
    """Run SQLite's own check of pages and indexes."""
    found = damage(connection)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return problem("integrity", f"SQLite finds damage: {found[0]}{more}.", RESTORE)
    return Finding("integrity", "Every page and index of the file is as it should be.")


def rules(connection: Reader, *, current: bool = True) -> Finding:
    """Check that every row keeps its table's CHECKs, and the types of its columns.

    SQLite's own check leaves CHECKs out where a file is opened read-only.
    """
    found = set(unsound_rows(connection))
    mends: list[str] = []
    if current:
        found -= {
            ("setting", one.row_id)  # reported by the check of settings
            for one in read_settings(connection, mending=True).unreadable
        }
        broken = broken_rows(connection, (*HOURS, *SERVICE_TARGETS))
        mends = list(dict.fromkeys(one.do for one in broken))
        found |= {(one.table, one.row_id) for one in broken}
        if found > {(one.table, one.row_id) for one in broken}:
            mends.append(BY_OTHERS)
    if not found:
        return Finding("rules", "Every row keeps the rules of its table.")
    ids = [row_name(table, row_id, {}) for table, row_id in sorted(found)]
    text = f"These hold values that csdesk never writes: {named(ids)}."
    return problem("rules", text, "; ".join(mends) or BY_OTHERS, ids)


def links(connection: Reader) -> Finding:
    """Check that every referenced record exists."""
    found = broken_links(connection)
    if not found:
        return Finding("links", "Every record that is referred to is there.")
    ids = list(dict.fromkeys(row_name(one.table, one.row_id, {}) for one in found))
    text = f"{len(found):,} rows refer to records that are gone: {named(ids)}."
    return problem("links", text, BY_OTHERS, ids)


def search(connection: Reader) -> Finding:
    """Check that the search index matches the texts of the records."""
    ids = [
        row_name(table, row_id, {})
        for table, row_id in index.find_mismatches(connection)
    ]
    if ids:
        text = f"Search does not know what these records say: {named(ids)}."
        return problem("search", text, BY_OTHERS, ids)
    if not _words_agree(connection):
        return problem("search", "The words that search knows are damaged.", RESTORE)
    return Finding("search", "Search knows every text, and no other.")


def _words_agree(connection: Reader) -> bool:
    """Run SQLite's check of the full-text table, on a copy: it has to write."""
    connection.scratch(f"ATTACH '' AS {SCRATCH}")  # a temporary file of SQLite's
    with unless_damaged():
        index.copy_into(connection, SCRATCH)
        connection.scratch(
            f"INSERT INTO {SCRATCH}.{index.INDEX} ({index.INDEX})"
            " VALUES ('integrity-check')"
        )
        return True
    return False
