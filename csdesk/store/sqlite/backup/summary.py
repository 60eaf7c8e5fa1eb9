"""Summary of a desk: a few figures that distinguish two copies of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.domain.kept_settings import is_instant
from csdesk.result import Locale
from csdesk.store.journal.queries import ERASE_VERB
from csdesk.store.lineage import desk_id, is_of
from csdesk.store.settings import BY_KEY
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.sqlite_errors import Error

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.store.connection import Reader

LAST = "SELECT id, at, agent, verb FROM operation ORDER BY id DESC LIMIT 1"
# An erasure is applied to backups, too, as another operation there.
LAST_BUT_ERASURES = """
SELECT id, at, agent, verb FROM operation WHERE verb <> ? ORDER BY id DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class DeskSummary:
    """Summary of a desk; `last_at` is None for one without any operation."""

    desk: str | None
    name: str
    locale: Locale
    revision: int
    operations: int
    last: int  # the newest operation's id, or 0
    last_at: int | None  # Unix seconds
    customers: int
    contacts: int
    complaints: int


# Of a desk that cannot be read.
UNKNOWN = DeskSummary(None, "", Locale(ZoneInfo("UTC"), "EUR"), 0, 0, 0, None, 0, 0, 0)


def read_summary(connection: Reader) -> DeskSummary:
    """Read the summary of a desk of any schema."""

    def one(sql: str, *parameters: object) -> object:
        row = connection.first(sql, parameters)
        return None if row is None else row[0]

    def rule(key: str) -> str:
        found = one(
            "SELECT value FROM setting WHERE key = ? ORDER BY valid_from DESC", key
        )
        return str(found or BY_KEY[key].default)

    def rows(table: str) -> int:
        return int(str(one(f"SELECT count(*) FROM {table}")))

    last, last_at, *_ = connection.first(LAST) or (0, None)
    return DeskSummary(
        desk=desk_id(connection),
        name=rule("name"),
        locale=Locale(_zone(rule("timezone")), rule("currency")),
        revision=int(str(one("PRAGMA user_version"))),
        operations=rows("operation"),
        last=last,
        last_at=last_at if is_instant(last_at) else None,
        customers=rows("customer"),
        contacts=rows("contact"),
        complaints=rows("complaint"),
    )


def newer_operations(now: Reader, then: Reader) -> int | None:
    """Count the operations that `now` has and `then` lacks.

    None where `then` is no past of `now`: another desk, or one worked on since.
    """
    last = then.first(LAST_BUT_ERASURES, (ERASE_VERB,))
    if last is None or not is_of(now, then):
        return None
    same = "SELECT id, at, agent, verb FROM operation WHERE id = ?"
    if now.tuples(same, (last[0],)) != [tuple(last)]:
        return None
    newer = "SELECT count(*) FROM operation WHERE id > ?"
    found = now.value(newer, (last[0],))
    return int(found)


def summary_of_file(file: Path) -> DeskSummary:
    """Read the summary of a file that nobody writes; no file is made beside it."""
    with bare(file, "ro", immutable=True) as connection:
        return read_summary(connection)


def id_of_file(file: Path) -> str | None:
    """Read the id of the desk in a file that nobody writes; None if unreadable."""
    with (
        suppress(Error),
        bare(file, "ro", immutable=True) as connection,
    ):
        return desk_id(connection)
    return None


def last_in_common(desk: Reader, file: Path) -> int | None:
    """Read the id of the newest operation of a backup, 0 for none.

    None where the file cannot be read, or has an operation that the desk does not have.
    """
    with (
        suppress(Error),
        bare(file, "ro", immutable=True) as backup,
    ):
        last = backup.first(LAST)
        if last is None:
            return 0
        return None if newer_operations(desk, backup) is None else int(last[0])
    return None


def _zone(name: str) -> ZoneInfo:
    """Return the desk's time zone; UTC where the value of a damaged desk is invalid."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
