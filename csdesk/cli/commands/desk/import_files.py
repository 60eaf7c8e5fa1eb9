"""`csdesk import`: import CSV or a desk; list and show imports."""

from collections.abc import Callable
from typing import Annotated

import typer

from csdesk.cli.commands.desk.import_run import KINDS, progress_bar, run_import
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.desk_path import desk_path, read_file_name
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say, warn
from csdesk.cli.options import common as opt
from csdesk.cli.options import importing as how
from csdesk.cli.options.lists import (
    period_bounds,
    screenful,
    show_record,
    show_rows,
)
from csdesk.render import Format

app = typer_app(
    "Import CSV from other systems, or a whole desk.",
    "csdesk import contacts calls.csv --dry-run",
)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE", parser=read_file_name, help="CSV file; - for standard input."
    ),
]

KindFilter = Annotated[str | None, opt.choice(KINDS, "kind", "--kind")]
SourceFilter = Annotated[
    str | None, opt.text("--source", metavar="NAME", help="Only of this system.")
]
Number = Annotated[
    int,
    typer.Argument(
        metavar="N",
        parser=opt.plain_number(
            "an import", "csdesk import list", "csdesk import show 3"
        ),
        help="Number in 'csdesk import list'.",
    ),
]


@app.callback()
def importing() -> None:
    """Import CSV from other systems."""


# kind of record -> help of its command
HELP = {
    "contacts": """Import contacts: a call log, a mailbox, the tickets of a help desk.

    All rows are imported or none; errors are listed by line. Importing the same file
    again changes nothing.

    Example: csdesk import contacts calls.csv --map phone-system.toml --dry-run
    """,
    "complaints": """Import complaints: a register, or those of a help desk.

    A complaint may be marked resolved without the time of resolution. Its remedy is
    imported too.

    Example: csdesk import complaints register.csv --map register.toml --dry-run
    """,
    "surveys": """Import survey answers: of a web form, or a survey tool.

    A row has one score and its kind, or a column for each of nps, csat and ces. It may
    name the contact or the complaint that it is about.

    Example: csdesk import surveys answers.csv --map form.toml --dry-run
    """,
    "customers": """Import customers: an address book, or the shop's list.

    Customers in the desk are found by external id, then e-mail, then phone.

    Example: csdesk import customers people.csv --source shop --dry-run
    """,
    "purchases": """Import purchases: of a till, or a web shop.

    Amounts are in the desk's currency.

    Example: csdesk import purchases till.csv --source till --dry-run
    """,
}


def _command(kind: str, help_text: str) -> Callable[..., None]:
    """Make the command that imports records of one kind."""

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
        run_import(ctx, kind)

    command.__doc__ = help_text
    return command


for name, text in HELP.items():
    app.command(name)(_command(name, text))


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
    """List imports, newest first.

    Example: csdesk import list --kind contacts --period this-month
    """
    from csdesk.views.imports import imports

    limit = screenful(limit, fmt, ids_only=ids)
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
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show one import: its file, its mapping, the result of its rows.

    Example: csdesk import show 3
    """
    from csdesk.views.imports import import_record

    with reading_desk(ctx) as desk:
        record = import_record(desk.connection, number, desk.settings.locale)
        show_record(record, fmt, output)


@app.command()
def desk(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            parser=read_file_name,
            help="File of 'csdesk export desk'; - for standard input.",
        ),
    ],
) -> None:
    """Import a whole desk, written by 'csdesk export desk', into an empty one.

    Make the empty one first: csdesk --db new.db init --yes. Everything is imported, or
    nothing: records with their ids, settings, the journal. Reports stay the same, and
    'csdesk undo' undoes the last operation of the imported desk.

    Example: csdesk --db new.db import desk desk.jsonl
    """
    from csdesk.imports.desk_file import (
        clean_erased,
        erase_again_here,
        import_desk,
        open_desk_file,
    )
    from csdesk.services.erasure.messages import customers_named
    from csdesk.store.settings import read_settings

    path = desk_path(ctx)
    with open_desk_file(file) as opened, at_work(ctx, "import desk") as work:
        with progress_bar(opened.size) as progress:
            counts = import_desk(work, opened, progress)
        erased = erase_again_here(work, path)
        name = read_settings(work.reader).text("name")
    if erased:
        clean_erased(path)
        names = customers_named(erased)
        say(f"Erased again, by the list in the desk's folder: {names}.")
        warn(f"{file} itself stays as it is, with {names} in it.")
    contents = ", ".join(
        f"{count:,} {noun}{'' if count == 1 else 's'}" for noun, count in counts
    )
    say(f"Imported the desk of {name}: {contents}.", then="csdesk history")
