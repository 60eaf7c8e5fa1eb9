"""`csdesk demo`: the weekly report of a made-up shop, in a temporary desk."""

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.commands.report import report
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options.common import NoInput, option
from csdesk.store.files.stop_signals import cleaning_up

app = typer_app()

Keep = Annotated[
    Path | None,
    option("--keep", metavar="PATH", help="Keep the demo desk, in this file."),
]


@app.command("demo")
def demo(ctx: typer.Context, keep: Keep = None, no_input: NoInput = False) -> None:
    """Show the weekly report of a made-up shop.

    Nothing is left behind, and your own desk is not touched.

    Example: csdesk demo --keep demo.db
    """
    del no_input  # it asks nothing
    from csdesk.demo.sample import create_sample_desk

    with cleaning_up(), TemporaryDirectory(prefix="csdesk-demo-") as folder:
        path = Path(folder) / "desk.db" if keep is None else keep.expanduser()
        create_sample_desk(path, clock.now(), Path(folder))
        ctx.find_root().obj = path
        report(ctx)
    say_what_to_try(keep)


def say_what_to_try(keep: Path | None) -> None:
    """Print commands to try next."""
    say("")
    if keep is None:
        say("A made-up shop, Tin Bell Cycles; its desk is gone again.")
        say("  csdesk demo --keep demo.db   keeps one to play with")
        say("  csdesk init                  begins your own")
        return
    desk = f"csdesk --db {shlex.quote(str(keep))}"
    say(f"A made-up shop, Tin Bell Cycles; its desk is {keep}. Try:")
    for command in ("today", "report", "complaint show K59", "contact list"):
        say(f"  {desk} {command}")
