"""Run csdesk in this process, where one command tree serves every run.

A person's process builds the tree of commands once and compiles each SQL statement
once; here one process runs thousands of commands, which share both.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from unittest import mock

import typer.testing
from sqlalchemy import Engine, NullPool, create_engine, event
from typer.main import get_command

from csdesk.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

ENGINE: Final = create_engine("sqlite://", poolclass=NullPool)
ENGINE.connect().close()  # its dialect asks SQLite what it can do
mock.patch.object(typer.testing, "_get_command", cache(get_command)).start()


@event.listens_for(Engine, "engine_connect")
def share_compiled_sql(connection: Connection) -> None:
    """Give `connection` the dialect and the compiled SQL of `ENGINE`."""
    connection.dialect = ENGINE.dialect
    connection.engine._compiled_cache = ENGINE._compiled_cache  # noqa: SLF001


def run(args: Sequence[str], stdin: str | None = None) -> typer.testing.Result:
    """Run `csdesk *args`, with `stdin` typed."""
    runner = typer.testing.CliRunner()
    return runner.invoke(app, args, prog_name="csdesk", input=stdin)
