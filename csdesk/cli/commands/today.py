"""`csdesk today`: what waits today."""

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import suggest
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_rows
from csdesk.render import Format

app = typer_app()

ABOUT = """List what waits for you today, the most urgent first, with the reason.

\b
1. Commitments that are overdue, then those for today.
2. Complaints to acknowledge.
3. Responses, then resolutions, due by the end of the next working day;
   nothing that is on hold.
4. Reopened cases, which have no deadline any more.
5. Updates that the policy of an open complaint requires. Log them with
   csdesk log WHO TEXT --direction outbound --complaint K3
6. Unhappy survey answers of the last 14 days, without a call since.
7. Follow-ups that a policy requires, of complaints resolved in the last
   90 days.
8. Vouchers that expire within 14 days.
9. Reminders.

A customer who is not to be contacted is never named.

Example: csdesk today"""


@app.command("today", help=ABOUT)
def today(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List what waits today."""
    from csdesk.views.today import today_listing

    limit = screenful(limit, fmt, ids_only=ids)
    with reading_desk(ctx) as desk:
        rows = today_listing(desk.connection, desk.settings.locale, clock.now(), limit)
    show_rows(rows, fmt, output, ids_only=ids)
    if fmt is Format.TABLE and rows.rows and output is None and not ids:
        suggest(str(rows.rows[0][-1]))
