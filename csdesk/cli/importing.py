"""`csdesk import`: CSV from other systems, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli import import_options as how
from csdesk.cli import options as opt
from csdesk.cli.group import typer_app
from csdesk.cli.lists import (
    FOR_PEOPLE,
    SCREENFUL,
    period_bounds,
    show_record,
    show_rows,
)
from csdesk.cli.output import complain, say
from csdesk.cli.runtime import at_work, reading_desk
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.imports.asked import Asked
    from csdesk.imports.counts import Counts, Result

app = typer_app("Bring in CSV from other systems, or a whole desk.")

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", parser=opt.read_text, help="CSV; - is stdin."),
]
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
    """Bring in CSV from other systems, or a whole desk."""


# kind of record -> what its command says of itself
TOLD = {
    "contacts": """Bring in contacts: a call log, a mailbox, the tickets of a help desk.

    All rows or none: what is wrong with a row is listed with its line. The same file
    again changes nothing.

    For example: csdesk import contacts calls.csv --map phone-system.toml --dry-run
    """,
    "complaints": """Bring in complaints: a register, or those of a help desk.

    A complaint without a time of resolution may still be told as resolved. Its remedy
    comes along.

    For example: csdesk import complaints register.csv --map register.toml --dry-run
    """,
    "surveys": """Bring in answers to surveys: of a web form, or a survey tool.

    A row is one score of a kind, or has a column for each of nps, csat and ces. It
    may name the contact or the complaint that it is about.

    For example: csdesk import surveys answers.csv --map form.toml --dry-run
    """,
    "customers": """Bring in customers: an address book, or the shop's list.

    Who is in the desk already is found by external id, then e-mail, then phone.

    For example: csdesk import customers people.csv --source shop --dry-run
    """,
    "purchases": """Bring in purchases: of a till, or a web shop.

    Amounts are in the desk's currency.

    For example: csdesk import purchases till.csv --source till --dry-run
    """,
}


def _command(kind: str, told: str) -> Callable[..., None]:
    """The command that imports records of one kind."""

    def command(
        ctx: typer.Context,
        files: Files,
        map_file: how.Map = None,
        preset: how.Preset = None,
        source: how.Source = None,
        dry_run: how.DryRun = False,
        skip_bad: how.SkipBad = False,
        encoding: how.Encoding = None,
        delimiter: how.Delimiter = None,
        dates: how.Dates = None,
        constants: how.Constants = None,
        columns: how.Columns = None,
        scores: how.Scores = None,
        write_map: how.WriteMap = None,
        agent: opt.Agent = None,
    ) -> None:
        bring(ctx, kind)

    command.__doc__ = told
    return command


for name, text in TOLD.items():
    app.command(name)(_command(name, text))


def bring(ctx: typer.Context, kind: str) -> None:
    """Import files of one kind as its options say, or start a mapping for them."""
    from csdesk.imports.asked import Asked

    said = ctx.params
    asked = Asked(
        map_file=said["map_file"],
        preset=said["preset"],
        encoding=said["encoding"],
        delimiter=said["delimiter"],
        dates=said["dates"],
        constants=tuple(said["constants"] or ()),
        columns=tuple(said["columns"] or ()),
        scores=tuple(said["scores"] or ()),
    )
    if said["write_map"] is None:
        keep_rows(ctx, kind, asked)
        return
    from csdesk.imports.map_draft import write_draft

    draft = write_draft(said["files"], kind, asked, said["write_map"])
    say(draft.told, then=draft.next)


def keep_rows(ctx: typer.Context, kind: str, asked: "Asked") -> None:
    """Import files of one kind, and say what became of their rows."""
    from csdesk.imports.load import import_files
    from csdesk.imports.opening import open_files
    from csdesk.imports.rejects import write_rejects

    said = ctx.params
    is_kept = not said["dry_run"]
    with (
        open_files(said["files"], kind, asked) as (mapping, opened),
        at_work(ctx, f"import {kind}", said["agent"]) as work,
    ):
        with progress_bar(sum(file.size for file in opened)) as progress:
            result = import_files(
                work,
                kind,
                opened,
                mapping,
                source=said["source"],
                progress=progress,
                skip_bad=said["skip_bad"],
            )
        rejected = [file for file in opened if file.rejected]
        written = [str(write_rejects(file)) for file in rejected if is_kept]
        for remark in (remark for file in opened for remark in file.remarks):
            work.note(remark)
        if not is_kept:
            work.session.rollback()
    for counts, file in zip(result.files, opened, strict=True):
        say(_told(counts, file.read_as))
    if not is_kept:
        say("Nothing was kept (--dry-run).")
    elif result.run_ids:
        then = NEXT.get(kind, f"csdesk report {result.period}")
        say(f"Kept as import {result.runs}.", then=then)
    else:
        say("Nothing changed; no import was recorded.")
    if rejected:
        complain(*_left_out(result, written))
        raise typer.Exit(1)


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
    """A bar on stderr, of `total` bytes, with its rate and the time that is left.

    None where stderr is no terminal.
    """
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    shown = (
        TextColumn("Reading"),
        BarColumn(),
        TaskProgressColumn(),
        TransferSpeedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def _told(counts: "Counts", read_as: str) -> str:
    blank = f" {counts.blank:,} blank rows were not read." if counts.blank else ""
    read_as = f", read as {read_as}" if read_as else ""
    return (
        f"{counts.file}: {counts.read:,} read = {counts.added:,} added"
        f" + {counts.updated:,} updated + {counts.unchanged:,} unchanged"
        f" + {counts.rejected:,} rejected (source {counts.source}{read_as}).{blank}"
    )


def _left_out(result: "Result", written: list[str]) -> tuple[str, str]:
    """What to say of rejected rows beside the good ones, and what helps."""
    read = sum(counts.read for counts in result.files)
    rows = result.problems.rows
    where = f"; they are in {', '.join(written)}" if written else ""
    return (
        f"{result.problems.listing}\n{rows:,} of {read:,} rows rejected{where}.",
        "Mend them there and import that file in the same way; its last two columns "
        "are left out."
        if written
        else "Without --dry-run they are written to FILE.rejected.csv.",
    )
