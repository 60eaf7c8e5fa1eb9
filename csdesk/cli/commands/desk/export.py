"""`csdesk export`: records, or the whole desk, as files."""

from collections.abc import Callable
from contextlib import closing
from typing import Annotated

import typer

from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import pour
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format, period_bounds
from csdesk.exports.kinds import FORMATS, pieces
from csdesk.render import Format
from csdesk.views.exports import EXPORTED, rows

app = typer_app(
    "Export records, or the whole desk.", "csdesk export contacts --output contacts.csv"
)

ABOUT = """Export {kind} as CSV or JSON, in the fields that 'csdesk import' reads.

Ids are csdesk's own ({letter}12), also in links. The last column names the desk: when
it imports the file again, it updates its own rows and adds none twice. In CSV, an
apostrophe precedes what a spreadsheet would run as a formula; the import removes it.

Example: csdesk export {kind} --period 2026-11 --output {kind}.csv"""
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format", "-f", metavar="FORMAT", parser=opt.read_format,
        help="Format: csv, json or jsonl.",
    ),
]  # fmt: skip
Raw = Annotated[
    bool,
    opt.option(
        "--raw", help="Write formulas as typed, for programs that read the CSV."
    ),
]


def _command(kind: str) -> Callable[..., None]:
    view = EXPORTED[kind]

    def export(
        ctx: typer.Context,
        period: opt.PeriodOption = None,
        raw: Raw = False,
        fmt: FormatOption = Format.CSV,
        output: opt.Output = None,
    ) -> None:
        check_format(fmt, FORMATS)
        with reading_desk(ctx, mending=True) as desk:
            bounds = period_bounds(desk, period) if period else None
            locale = desk.settings.locale
            with closing(rows(desk.connection, view, bounds)) as found:
                pour(
                    pieces(view, found, locale, fmt, raw=raw),
                    output,
                    is_json=fmt is not Format.CSV,
                )

    return export


for _kind, _view in EXPORTED.items():
    app.command(_kind, help=ABOUT.format(kind=_kind, letter=_view.columns[0].letter))(
        _command(_kind)
    )


@app.command()
def desk(ctx: typer.Context, output: opt.Output = None) -> None:
    """Export the whole desk as JSON lines: every table, the settings, the journal.

    'csdesk import desk' reads it into an empty desk. The file has everything about
    every customer: protect it like the desk.

    Example: csdesk export desk --output desk.jsonl
    """
    from csdesk.exports.kinds import desk_lines

    with reading_desk(ctx, mending=True) as opened:
        pour(desk_lines(opened.connection), output, is_json=True)
