"""`csdesk customer duplicates`, `merge`, `leave` and `return`."""

from typing import Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_rows
from csdesk.domain.ids import CUSTOMER, ref
from csdesk.render import Format


def list_duplicates(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List customers who may be the same person, and why; nothing is changed.

    Example: csdesk customer duplicates
    """
    from csdesk.services.customers.duplicates import duplicates

    limit = screenful(limit, fmt, ids_only=ids)
    with reading_desk(ctx) as desk:
        found = duplicates(desk.connection, desk.settings.locale, limit)
        show_rows(found, fmt, output, ids_only=ids)


def merge(
    ctx: typer.Context,
    keep: Annotated[
        str,
        typer.Argument(metavar="P7", parser=opt.read_text, help="Record that stays."),
    ],
    other: Annotated[
        str,
        typer.Argument(
            metavar="P9", parser=opt.read_text, help="Record that is merged into P7."
        ),
    ],
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Merge two records of one customer: everything of P9 moves to P7.

    P7 keeps its name, and takes from P9 what it lacks. From then on P9 means P7.

    Example: csdesk customer merge P7 P9
    """
    from csdesk.services.customers.merge import format_moved, merge_customers

    with at_work(ctx, "customer merge", agent) as work:
        result = merge_customers(work, keep, other)
    number, gone = ref(CUSTOMER, result.survivor.id), ref(CUSTOMER, result.gone)
    say(
        f"{gone} is {number} now; moved: {format_moved(result)}.",
        then="csdesk undo (parts them)",
    )


def leave(
    ctx: typer.Context,
    who: opt.Customer,
    reason: Annotated[
        str | None, opt.text("--reason", help="Reason for leaving.")
    ] = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record that a customer left: cancelled, moved away, went elsewhere.

    Example: csdesk customer leave P7 --reason 'too dear'
    """
    from csdesk.services.customers.departures import leave as go

    who = confirm_customer(ctx, who, no_input)
    with at_work(ctx, "customer leave", agent, at) as work:
        gone = go(work, who, reason)
        when = work.format_instant(gone.left_at)
    number = ref(CUSTOMER, gone.customer_id)
    say(f"{number} left, {when}.", then=f"csdesk customer return {number} (if they do)")


def come_back(
    ctx: typer.Context,
    who: opt.Customer,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record that a customer who left is back.

    Example: csdesk customer return P7
    """
    from csdesk.services.customers.departures import come_back as welcome

    who = confirm_customer(ctx, who, no_input)
    with at_work(ctx, "customer return", agent, at) as work:
        back = welcome(work, who)
        when = work.format_instant(work.at)
    number = ref(CUSTOMER, back.customer_id)
    say(f"{number} is back, {when}.", then=f"csdesk customer show {number}")
