"""`csdesk import`: CSV from other systems."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli import options as opt
from csdesk.cli.group import typer_app
from csdesk.cli.output import say
from csdesk.cli.runtime import at_work

if TYPE_CHECKING:
    from csdesk.imports.counts import Counts

app = typer_app("Bring in CSV from other systems, or a whole desk.")

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", parser=opt.read_text, help="CSV; - is stdin."),
]
Map = Annotated[
    Path | None,
    opt.option(
        "--map",
        metavar="MAP.toml",
        help="Which column is which field; else the headings are the field names.",
    ),
]
Source = Annotated[
    str | None,
    opt.option(
        "--source",
        metavar="NAME",
        parser=opt.read_text,
        help="The system it comes from; else the mapping's, else 'csv'.",
    ),
]
DryRun = Annotated[bool, opt.option("--dry-run", help="Try it all; keep nothing.")]


@app.callback()
def importing() -> None:
    """Bring in CSV from other systems, or a whole desk."""


@app.command()
def contacts(
    ctx: typer.Context,
    files: Files,
    map_file: Map = None,
    source: Source = None,
    dry_run: DryRun = False,
    agent: opt.Agent = None,
) -> None:
    """Bring in contacts: a call log, a mailbox, the tickets of a help desk.

    All rows or none: what is wrong with a row is listed with its line. The same file
    again changes nothing.

    For example: csdesk import contacts calls.csv --map phone-system.toml --dry-run
    """
    from csdesk.imports.load import import_contacts, open_files

    with (
        open_files(files, map_file, "contacts") as (mapping, opened),
        at_work(ctx, "import contacts", agent) as work,
    ):
        with progress_bar(sum(file.size for file in opened)) as progress:
            result = import_contacts(work, opened, mapping, source, progress)
        if dry_run:
            work.session.rollback()
    for counts in result.files:
        say(_told(counts))
    if dry_run:
        say("Nothing was kept (--dry-run).")
    elif result.run_ids:
        say(f"Kept as import {result.runs}.", then=f"csdesk report {result.period}")
    else:
        say("Nothing changed; no import was recorded.")


@app.command()
def desk(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", parser=opt.read_text, help="- is stdin."),
    ],
) -> None:
    """Bring in a whole desk, as 'csdesk export desk' wrote it, into an empty one.

    Everything comes: records with their ids, settings, the journal. Reports are the
    same as there, and what was done there can be undone here. All of it or nothing;
    it is no operation of its own, so undo takes back the last thing done there.

    For example: csdesk --db NEW.db init --yes; csdesk --db NEW.db import desk FILE
    """
    from csdesk.imports.desk import import_desk, open_desk_file
    from csdesk.store.settings import read_settings

    with open_desk_file(file) as opened, at_work(ctx, "import desk") as work:
        with progress_bar(opened.size) as progress:
            counts = import_desk(work, opened, progress)
        name = read_settings(work.execute).text("name")
    told = ", ".join(
        f"{count:,} {noun}{'' if count == 1 else 's'}" for noun, count in counts
    )
    say(f"Brought in the desk of {name}: {told}.", then="csdesk history")


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, of `total` bytes; None where stderr is no terminal."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=total)
        yield lambda done: bar.update(task, completed=done)


def _told(counts: "Counts") -> str:
    blank = f" {counts.blank:,} blank rows were not read." if counts.blank else ""
    return (
        f"{counts.file}: {counts.read:,} read = {counts.added:,} added"
        f" + {counts.updated:,} updated + {counts.unchanged:,} unchanged"
        f" + {counts.rejected:,} rejected (source {counts.source}).{blank}"
    )
