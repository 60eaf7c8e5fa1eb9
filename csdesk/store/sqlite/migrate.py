"""Create a desk, or bring an older one up to date. Alembic loads only here."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from csdesk.errors import RefusedError, UnusableDeskError
from csdesk.notices import notice
from csdesk.store.files.atomic_file import place_new
from csdesk.store.files.protected_file import require_desk_name
from csdesk.store.files.stop_signals import cleaning_up
from csdesk.store.files.temporary_file import temporary_file
from csdesk.store.lineage import note_place, write_id
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.backup.copy import back_up
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.engine import PRAGMAS, engine_for
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.store.sqlite.sqlite_errors import explained
from csdesk.store.sqlite.write_lock import WriteLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from csdesk.store.connection import Reader, Writer

Read = TypeVar("Read")


def create(path: Path, fill: Callable[[Path], None]) -> None:
    """Create a desk at `path`, completely or not at all; only its owner may read it.

    `fill` gets the path of the unfinished desk and writes its first settings. Raises
    RefusedError where there is a file at `path`, UsageProblem where another database
    would read it as its log, UnusableDeskError where its folder cannot be written.
    """
    with explained(path):
        try:
            if path.exists():
                raise RefusedError(
                    f"There is already a file at {path}.",
                    "Choose another place with --db PATH, or use what is there.",
                )
            require_desk_name(path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with temporary_file(path) as made:
                _upgrade(made.path)
                fill(made.path)
                with bare(made.path, "rw") as connection:
                    write_id(connection)
                    note_place(connection, path)
                _into_place(made.path, path)
        except OSError as error:
            raise UnusableDeskError(
                f"No desk can be made at {path}: {error.strerror}.",
                "Choose a folder that you may write, with --db PATH.",
            ) from None


def bring_up_to_date(path: Path) -> Path:
    """Back up the older desk at `path`, then apply every pending migration, or none.

    Returns the backup's path, and gives notice of the migration; a desk that another
    program has migrated meanwhile is left as it is.
    """
    with bare(path, "ro") as connection:
        old = schema.revision(connection, path)
    copy = path.with_name(f"{path.name}.before-{schema.NEWEST:04}")
    if not _upgrade(path, copy):
        return copy
    notice(
        f"This desk was made by an older csdesk (revision {old:04}): "
        f"backed up to {copy}, then brought up to date."
    )
    return copy


def upgrade(copy: Path) -> None:
    """Apply every pending migration, or none, to a copy of a desk."""
    _upgrade(copy)


@contextmanager
def brought_up_to_date(
    revision: int, fill: Callable[[Writer], object]
) -> Iterator[Reader]:
    """Open a reader of a desk of an older schema, filled by `fill`, then migrated.

    It is a scratch file, removed afterwards; `fill` is called within one transaction.
    """
    with cleaning_up(), TemporaryDirectory(prefix="csdesk-") as folder:
        path = Path(folder) / "desk.db"
        path.touch(0o600)
        _upgrade(path, revision=revision)
        with bare(path, "rw") as desk:
            desk.run("BEGIN")
            fill(desk)
            desk.run("COMMIT")
        _upgrade(path)
        with open_read_only(path) as connection:
            yield connection


def schema_of(revision: int, read: Callable[[Reader], Read]) -> Read:
    """Make an empty desk of that schema in a scratch file, and `read` it."""
    with TemporaryDirectory(prefix="csdesk-") as folder:
        path = Path(folder) / "desk.db"
        path.touch(0o600)
        _upgrade(path, revision=revision)
        with bare(path, "ro") as connection:
            return read(connection)


def _upgrade(path: Path, copy: Path | None = None, revision: int | None = None) -> bool:
    """Apply pending migrations in one transaction; False where there were none.

    Up to `revision`, or all of them. A backup goes to `copy` first, under the same
    write lock: a second process would otherwise replace it by a copy of the migrated
    desk.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = str(schema.migrations_folder())
    config.set_main_option("script_location", folder.replace("%", "%%"))
    # Alembic rebuilds tables: with foreign keys on that deletes their children.
    lock = WriteLock(path, "migration")
    engine = engine_for(path, foreign_keys=False, lock=lock)
    try:
        with engine.begin() as connection:
            if copy is not None:
                if _revision(connection) >= schema.NEWEST:
                    return False
                back_up(path, copy)
            before = _census(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, f"{revision:04}" if revision else "head")
            _compare(path, before, connection)
            connection.exec_driver_sql(
                f"PRAGMA application_id = {schema.APPLICATION_ID}"
            )
            connection.exec_driver_sql(
                f"PRAGMA user_version = {revision or schema.NEWEST}"
            )
            return True
    finally:
        engine.dispose()
        lock.end()


def _revision(connection: Connection) -> int:
    (number,) = connection.exec_driver_sql("PRAGMA user_version").one()
    return int(number)


def _census(connection: Connection) -> dict[str, int | None]:
    """Count the rows of each table; None for each trigger."""
    named = connection.exec_driver_sql(
        "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'trigger')"
        " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
        # The search index is derived from the other tables, and of any size.
        " AND name NOT IN (SELECT name FROM pragma_table_list"
        " WHERE type IN ('virtual', 'shadow') OR name = 'search_due')"
    )
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        if kind == "table"
        else None
        for name, kind in named.all()
    }


def _compare(path: Path, before: dict[str, int | None], connection: Connection) -> None:
    """Raise UnusableDeskError where a migration lost rows, triggers or references."""
    after = _census(connection)
    gone = {
        name: rows
        for name, rows in before.items()
        if name not in after or (rows or 0) > (after[name] or 0)
    }
    lost = sorted(gone, key=lambda name: (gone[name] is None, name))  # tables first
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost or broken:
        what = f"parts of {', '.join(lost)}" if lost else f"{len(broken)} links"
        raise UnusableDeskError(
            f"Bringing {path} up to date would lose {what}.",
            "Nothing was changed. Use your former csdesk, and report this, please.",
        )


def _into_place(unfinished: Path, path: Path) -> None:
    with closing(schema.open_file(unfinished, "rw")) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        place_new(unfinished, path)
    except FileExistsError:
        raise RefusedError(
            f"There is already a file at {path}.", "Use the desk that is there."
        ) from None
    except OSError:
        if not path.exists():
            raise
        raise UnusableDeskError(
            f"The disk failed just when the desk {path} had been made.",
            "Check the disk: what it holds may be gone when the power fails.",
        ) from None
