"""`csdesk loyalty`: add, list, remove, issue."""

from typing import Annotated

import typer

from csdesk.cli.commands.purchase import earned_lines
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_rows
from csdesk.domain import vocabulary as words
from csdesk.render import Format

app = typer_app(
    "Loyalty rules, which issue vouchers: add, list, remove, issue.",
    "csdesk loyalty list",
)

ABOUT_ADD = """Add a rule that issues a voucher whenever a customer reaches a goal.

What --when counts, from --from on:

\b
visits    purchases
amount    money spent in a calendar year
quantity  pieces bought
prompt    purchases in a row that were paid within 14 days
years     years as a customer

Example: csdesk loyalty add tenth --when visits --reaches 10 --voucher 15"""


@app.command("add", help=ABOUT_ADD)
def add(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", parser=opt.read_text, help="Name, such as 'tenth visit'."
        ),
    ],
    when: Annotated[
        str, opt.choice(words.LOYALTY_BASES, "basis", "--when", help="What counts")
    ],
    reaches: Annotated[
        str,
        opt.text(
            "--reaches", metavar="N", help="Goal: a number, or an amount such as 500."
        ),
    ],
    voucher: Annotated[
        str, opt.text("--voucher", metavar="AMOUNT", help="Value of the voucher.")
    ],
    expires: Annotated[
        int | None,
        opt.option(
            "--expires",
            parser=opt.read_seconds,
            metavar="90d",
            help="How long a voucher is valid (default: always).",
        ),
    ] = None,
    since: Annotated[
        str | None,
        opt.option(
            "--from", metavar="DATE", help="First day that counts (default: today)."
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Add a loyalty rule."""
    from csdesk.services.loyalty import NewRule, add_rule

    new = NewRule(name, when, reaches, voucher, expires, since)
    with at_work(ctx, "loyalty add", agent) as work:
        rule = add_rule(work, new)
        first = work.format_instant(rule.valid_from)
    say(
        f"Added loyalty rule '{rule.name}', from {first} on.",
        then="csdesk loyalty issue (for what was reached already)",
    )


@app.command("list")
def list_rules(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.LimitOfAll = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the names only.")
    ] = False,
) -> None:
    """List loyalty rules, and how many vouchers each has issued.

    Example: csdesk loyalty list
    """
    from csdesk.result import cut
    from csdesk.views.loyalty import rules_listing

    with reading_desk(ctx) as desk:
        rules = rules_listing(desk.connection, desk.settings.locale)
    show_rows(cut(rules, limit), fmt, output, ids_only=ids)


@app.command("remove")
def remove(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", parser=opt.read_text, help="Name of the rule."),
    ],
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a loyalty rule; vouchers that it issued stay valid.

    Example: csdesk loyalty remove 'tenth visit'
    """
    from csdesk.services.loyalty import remove_rule

    with at_work(ctx, "loyalty remove", agent) as work:
        gone = remove_rule(work, name)
    say(f"Removed loyalty rule '{gone.name}'.", then="csdesk undo (takes it back)")


@app.command("issue")
def issue(
    ctx: typer.Context,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Issue the vouchers that are due: after imports, and for rules of years.

    No voucher is issued twice.

    Example: csdesk loyalty issue
    """
    from csdesk.services.loyalty import reward_everyone

    with at_work(ctx, "loyalty issue", agent) as work:
        lines = earned_lines(work, reward_everyone(work))
    if not lines:
        say("No vouchers are due.")
        return
    many = "voucher" if len(lines) == 1 else "vouchers"
    message = "\n".join([*lines, f"Issued {len(lines)} {many}."])
    say(message, then="csdesk undo (takes them back)")
