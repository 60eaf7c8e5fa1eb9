"""`csdesk check`: find problems of the desk."""

import typer

from csdesk import clock
from csdesk.cli.desk_path import desk_path
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import complain, show
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format
from csdesk.render import RECORDS, Format

app = typer_app()


@app.command("check")
def check(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    no_input: opt.NoInput = False,
) -> None:
    """Check the desk for problems: its file, its records, its place, its backup.

    Nothing is changed, and others can keep working. Exits with 1 if there is a problem.

    Example: csdesk check --format json
    """
    from csdesk.reports.health_check import check_desk

    del no_input  # it asks nothing
    check_format(fmt, RECORDS)
    found = check_desk(desk_path(ctx), clock.now())
    if fmt is Format.CSV:
        show(found.listing(), fmt, output)
    else:
        show(found.record() if fmt is Format.JSON else found.page(), fmt, output)
    if found.problems:
        count = f"{found.problems} problem{'' if found.problems == 1 else 's'}"
        complain(
            f"{count} found in {found.path}.",
            "The last column says what to do about each.",
        )
        raise typer.Exit(1)
