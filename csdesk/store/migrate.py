"""Create a desk, or bring an older one to the newest schema. Alembic loads only here."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from csdesk.errors import RefusedError, UnusableDeskError
from csdesk.store import schema
from csdesk.store.backup import back_up
from csdesk.store.database import PRAGMAS, engine_for
from csdesk.store.faults import explained

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def create(path: Path, fill: Callable[[Path], None]) -> None:
    """Make a new desk at `path`, whole or not at all; only its owner may read it.

    `fill` gets the path of the unfinished desk and writes its first settings. Raises
    RefusedError where something stands at `path`, UnusableDeskError where its folder
    cannot be written.
    """
    if path.exists():
        raise RefusedError(
            f"There is already a file at {path}.",
            "Choose another place with --db PATH, or use the desk that is there.",
        )
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    with explained(path):
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            _upgrade(unfinished)
            fill(unfinished)
            _into_place(unfinished, path)
        except OSError as error:
            raise UnusableDeskError(
                f"No desk can be made at {path}: {error.strerror}.",
                "Choose a folder that you may write, with --db PATH.",
            ) from None
        finally:
            for leftover in ("", "-wal", "-shm"):
                unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)


def bring_up_to_date(path: Path) -> Path:
    """Back up the older desk at `path`, then apply every pending migration, or none.

    Returns the backup's path, and says on stderr what was done.
    """
    with closing(schema.open_file(path, "ro")) as connection:
        old = schema.revision(connection, path)
    copy = path.with_name(f"{path.name}.before-{schema.NEWEST:04}")
    back_up(path, copy)
    _upgrade(path)
    import sys

    print(  # noqa: T201 - said once in a desk's life, whatever the command
        f"This desk was made by an older csdesk (revision {old:04}): "
        f"backed up to {copy}, then brought up to date.",
        file=sys.stderr,
    )
    return copy


def _upgrade(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = str(schema.migrations_folder())
    config.set_main_option("script_location", folder.replace("%", "%%"))
    # Alembic rebuilds tables: with foreign keys on that deletes their children.
    engine = engine_for(path, foreign_keys=False)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise UnusableDeskError(
                    f"Bringing {path} up to date would break {len(broken)} links.",
                    "Nothing was changed. Keep this csdesk's older version for now.",
                )
            connection.exec_driver_sql(
                f"PRAGMA application_id = {schema.APPLICATION_ID}"
            )
            connection.exec_driver_sql(f"PRAGMA user_version = {schema.NEWEST}")
    finally:
        engine.dispose()


def _into_place(unfinished: Path, path: Path) -> None:
    with closing(schema.open_file(unfinished, "rw")) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        os.link(unfinished, path)  # fails where somebody was faster
    except FileExistsError:
        raise RefusedError(
            f"There is already a file at {path}.", "Use the desk that is there."
        ) from None
    except (OSError, NotImplementedError, sqlite3.Error):
        if path.exists():
            raise
        unfinished.rename(path)  # a file system without links
