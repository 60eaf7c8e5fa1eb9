"""`csdesk search`: search the texts of all records."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_rows
from csdesk.render import Format

app = typer_app()

KINDS = (
    "contact", "complaint", "customer", "survey answer", "follow-up", "article",
    "purchase", "voucher",
)  # fmt: skip
SCREENFUL = 20


@app.command("search")
def search(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            parser=opt.read_text,
            help='Words to find, all of them; "…" for a phrase.',
        ),
    ],
    kind: Annotated[
        str | None, opt.choice(KINDS, "kind", "--kind", help="Kind of record")
    ] = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: Annotated[
        int | None,
        opt.option(
            "--limit",
            metavar="N",
            min=0,
            help="At most N rows, 0 for all (default: 20; csv, json: all).",
        ),
    ] = None,
    ids: opt.IdsOnly = False,
) -> None:
    """Search the texts of all records.

    Case and accents do not matter, the last word may be incomplete, and phone numbers
    and voucher codes are found with or without blanks and dashes. The best and newest
    matches come first.

    Example: csdesk search 'late parcel'
    """
    from csdesk.services.search import search as find

    limit = screenful(limit, fmt, ids_only=ids, most=SCREENFUL)
    with reading_desk(ctx) as desk:
        rows = find(
            desk.connection, text, desk.settings, clock.now(), kind=kind, limit=limit
        )
        show_rows(rows, fmt, output, ids_only=ids)
