"""`csdesk today`: what to do first, and why."""

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import suggest
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_rows
from csdesk.render import Format

app = typer_app()


@app.command("today")
def today(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """Show what waits for you today, the most pressing first, with the reason.

    In this order: promises that are overdue, and those for today; acknowledgements of
    complaints; deadlines until the end of the next working day, but of what is on
    hold; cases that were reopened, which have no deadline any more; word to customers
    that the policy of an open complaint asks for, given by 'log --direction outbound
    --complaint'; unhappy answers of 14 days whom nobody has called since; follow-ups
    that the policy asks for of complaints resolved in the last 90 days; vouchers that
    end in 14 days; reminders. A customer who is not to be contacted is never named.

    Example: csdesk today
    """
    from csdesk.views.today import today_listing

    limit = screenful(limit, fmt, ids_only=ids)
    with reading_desk(ctx) as desk:
        rows = today_listing(desk.connection, desk.settings.locale, clock.now(), limit)
    show_rows(rows, fmt, output, ids_only=ids)
    if fmt is Format.TABLE and rows.rows and output is None and not ids:
        suggest(str(rows.rows[0][-1]))
