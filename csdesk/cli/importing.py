"""`csdesk import`: CSV from other systems, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli import options as opt
from csdesk.cli.group import typer_app
from csdesk.cli.lists import (
    FOR_PEOPLE,
    SCREENFUL,
    period_bounds,
    show_record,
    show_rows,
)
from csdesk.cli.output import say
from csdesk.cli.runtime import at_work, reading_desk
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.imports.counts import Counts

app = typer_app("Bring in CSV from other systems.")

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

KINDS = ("contacts", "complaints", "surveys", "customers", "purchases")
# What comes after an import of which no report tells.
NEXT = {
    "customers": "csdesk customer list",
    "purchases": "csdesk import list",
}
KindFilter = Annotated[str | None, opt.choice(KINDS, "kind", "--kind")]
SourceFilter = Annotated[
    str | None, opt.text("--source", metavar="NAME", help="Brought by this system.")
]
Number = Annotated[
    int,
    typer.Argument(
        metavar="N",
        parser=opt.plain_number(
            "an import", "csdesk import list", "csdesk import show 3"
        ),
        help="Its number in the list.",
    ),
]


@app.callback()
def importing() -> None:
    """Bring in CSV from other systems."""


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
    bring(ctx, "contacts", files, map_file, source, dry_run, agent)


@app.command()
def complaints(
    ctx: typer.Context,
    files: Files,
    map_file: Map = None,
    source: Source = None,
    dry_run: DryRun = False,
    agent: opt.Agent = None,
) -> None:
    """Bring in complaints: a register, or those of a help desk.

    A complaint without a time of resolution may still be told as resolved. Its remedy
    comes along.

    For example: csdesk import complaints register.csv --map register.toml --dry-run
    """
    bring(ctx, "complaints", files, map_file, source, dry_run, agent)


@app.command()
def surveys(
    ctx: typer.Context,
    files: Files,
    map_file: Map = None,
    source: Source = None,
    dry_run: DryRun = False,
    agent: opt.Agent = None,
) -> None:
    """Bring in answers to surveys: of a web form, or a survey tool.

    A row is one score of a kind, or has a column for each of nps, csat and ces. It
    may name the contact or the complaint that it is about.

    For example: csdesk import surveys answers.csv --map form.toml --dry-run
    """
    bring(ctx, "surveys", files, map_file, source, dry_run, agent)


@app.command()
def customers(
    ctx: typer.Context,
    files: Files,
    map_file: Map = None,
    source: Source = None,
    dry_run: DryRun = False,
    agent: opt.Agent = None,
) -> None:
    """Bring in customers: an address book, or the shop's list.

    Who is in the desk already is found by external id, then e-mail, then phone.

    For example: csdesk import customers people.csv --source shop --dry-run
    """
    bring(ctx, "customers", files, map_file, source, dry_run, agent)


@app.command()
def purchases(
    ctx: typer.Context,
    files: Files,
    map_file: Map = None,
    source: Source = None,
    dry_run: DryRun = False,
    agent: opt.Agent = None,
) -> None:
    """Bring in purchases: of a till, or a web shop. Amounts are in the desk's currency.

    For example: csdesk import purchases till.csv --source till --dry-run
    """
    bring(ctx, "purchases", files, map_file, source, dry_run, agent)


@app.command("list")
def list_imports(
    ctx: typer.Context,
    kind: KindFilter = None,
    source: SourceFilter = None,
    period: opt.PeriodOption = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List what was imported when from which file, newest first.

    For example: csdesk import list --kind contacts --period this-month
    """
    from csdesk.store.views.imports import imports

    if limit is None and fmt in FOR_PEOPLE and not ids:
        limit = SCREENFUL
    filters = {"kind": kind, "source": source}
    with reading_desk(ctx) as desk:
        bounds = period_bounds(desk, period) if period else None
        rows = imports(
            desk.connection, desk.settings.locale, filters, bounds=bounds, limit=limit
        )
        show_rows(rows, fmt, output, ids_only=ids)


@app.command("show")
def show_import(
    ctx: typer.Context,
    number: Number,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show one import: its file, its mapping, what became of the rows.

    For example: csdesk import show 3
    """
    from csdesk.store.views.imports import import_record

    with reading_desk(ctx) as desk:
        record = import_record(desk.connection, number, desk.settings.locale)
        show_record(record, fmt, output)


def bring(
    ctx: typer.Context,
    kind: str,
    files: list[str],
    map_file: Path | None,
    source: str | None,
    dry_run: bool,
    agent: str | None,
) -> None:
    """Import files of one kind, and say what became of their rows."""
    from csdesk.imports.load import import_files, open_files

    with (
        open_files(files, map_file, kind) as (mapping, opened),
        at_work(ctx, f"import {kind}", agent) as work,
    ):
        with progress_bar(sum(file.size for file in opened)) as progress:
            result = import_files(
                work, kind, opened, mapping, source=source, progress=progress
            )
        if dry_run:
            work.session.rollback()
    for counts in result.files:
        say(_told(counts))
    if dry_run:
        say("Nothing was kept (--dry-run).")
    elif result.run_ids:
        then = NEXT.get(kind, f"csdesk report {result.period}")
        say(f"Kept as import {result.runs}.", then=then)
    else:
        say("Nothing changed; no import was recorded.")


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
