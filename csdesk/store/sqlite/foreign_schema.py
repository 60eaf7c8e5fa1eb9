"""Find objects of a desk's schema that csdesk did not make, before any of them runs.

A trigger, a view, a generated column or an expression index of another program would
run with csdesk's own statements, and `trusted_schema = OFF` does not stop an ordinary
trigger. So the complete schema is compared with that of its revision before a command
reads or writes a row: one SELECT and one hash, well under a millisecond. Only where the
hash differs, an empty desk of that revision is made to name the difference.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from csdesk.errors import UnusableDeskError
from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.store.connection import Reader

    Objects = dict[tuple[str, str], str]  # (type, name) -> definition

# Statistics are SQLite's own: ANALYZE of any program makes these tables.
OBJECTS: Final = """
SELECT type, name, tbl_name, sql FROM main.sqlite_master
WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))
ORDER BY type, name"""
# Revision -> hash of its objects, as `fingerprint` gives it.
KNOWN: Final = {
    1: "c04c31241e3882111e5785f86a1d57a3",
    2: "7690f578c79a92c831c88e66f83f770b",
    3: "62496c9d76062ea658254b40bae46ddc",
    4: "9929489c92a7e69d200d4ab1ff77bfb7",
    5: "c1f6f806fc7faa5d0ac1cdd98ec88116",
    6: "7f070a15f207cf5510aec07e0e5df93e",
}
HASH_BYTES: Final = 16
ADDED, ALTERED, MISSING = "an added", "an altered", "a missing"
MOST_NAMED: Final = 5
LONGEST_NAME: Final = 60
HINT: Final = (
    "Some other program changed it: take that out with the same program, or restore "
    "a backup from before: csdesk restore FILE."
)


def objects(connection: Reader) -> Objects:
    """Read every table, index, trigger and view with its definition."""
    found: Objects = {}
    for kind, name, table, sql in connection.each(OBJECTS):
        key = (str(kind), str(name))  # not unique in a manipulated file
        found[key] = f"{found.get(key, '')}{table}: {' '.join(str(sql).split())}"
    return found


def fingerprint(found: Objects) -> str:
    """Hash a schema; the order of its objects in the file does not matter."""
    try:  # hashlib loads OpenSSL, which would slow down every command
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

    digest: str = blake2b(repr(found).encode(), digest_size=HASH_BYTES).hexdigest()
    return digest


def foreign(connection: Reader, revision: int) -> tuple[str, ...]:
    """Name the differences from the schema of `revision`; empty where none are."""
    found = objects(connection)
    if KNOWN.get(revision) == fingerprint(found):
        return ()
    is_known = 0 < revision <= schema.NEWEST
    known = _made(revision, schema.migrations_folder()) if is_known else {}
    return tuple(
        f"{_difference(key, found, known)} {kind} '{_short(name)}'"
        for key in sorted(found.keys() | known.keys())
        for kind, name in [key]
        if found.get(key) != known.get(key)
    )


def require_own(connection: Reader, path: Path, revision: int) -> None:
    """Raise UnusableDeskError where the desk has objects that csdesk did not make."""
    names = foreign(connection, revision)
    if names:
        raise UnusableDeskError(f"The desk {path} {format_differences(names)}.", HINT)


def require_own_backup(connection: Reader, file: Path, revision: int) -> None:
    """Raise UnusableDeskError where a backup has objects of another program."""
    names = foreign(connection, revision)
    if names:
        raise UnusableDeskError(
            f"The backup {file} is damaged, or none of csdesk's: "
            f"it {format_differences(names)}.",
            "Nothing was changed. Restore another one.",
        )


def format_differences(names: tuple[str, ...]) -> str:
    """Format the differences: `is not as csdesk made it: an added …`."""
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f"is not as csdesk made it: {listed}"


def _difference(key: tuple[str, str], found: Objects, known: Objects) -> str:
    if key not in known:
        return ADDED
    return ALTERED if key in found else MISSING


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


@cache
def _made(revision: int, _migrations: Path) -> Objects:
    """Read the schema of `revision` as the installed migrations make it."""
    from csdesk.store.sqlite.migrate import schema_of

    return schema_of(revision, objects)
