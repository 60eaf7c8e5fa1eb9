"""`csdesk loyalty`: add, list, remove rules; issue what they reward."""

from typing import Annotated

import typer

from csdesk.cli.commands.purchase import issued
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_rows
from csdesk.domain import vocabulary as words
from csdesk.render import Format

app = typer_app("Loyalty rules, which issue vouchers: add, list, remove, issue.")


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", parser=opt.read_text, help="'tenth visit'."),
    ],
    when: Annotated[
        str, opt.choice(words.LOYALTY_BASES, "basis", "--when", help="What counts")
    ],
    reaches: Annotated[
        str,
        opt.text("--reaches", metavar="N", help="How much of it; an amount: 500."),
    ],
    voucher: Annotated[
        str, opt.text("--voucher", metavar="AMOUNT", help="What the voucher is worth.")
    ],
    expires: Annotated[
        int | None,
        opt.option(
            "--expires", parser=opt.read_seconds, metavar="90d",
            help="How long a voucher is valid; else always.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        opt.option(
            "--from", metavar="DATE", help="The first day that counts; else today."
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:  # fmt: skip
    """Add a rule: a voucher whenever a customer reaches something, once for each.

    visits: every so many purchases; amount: spent in a calendar year; quantity: every
    so many pieces; prompt: purchases in a row paid within 14 days; years: every so
    many years a customer. What was before --from counts for nothing.

    Example: csdesk loyalty add 'tenth visit' --when visits --reaches 10 --voucher 15
    """
    from csdesk.services.loyalty import NewRule, add_rule

    told = NewRule(name, when, reaches, voucher, expires, since)
    with at_work(ctx, "loyalty add", agent) as work:
        rule = add_rule(work, told)
        first = work.say(rule.valid_from)
    say(
        f"Added loyalty rule '{rule.name}', from {first} on.",
        then="csdesk loyalty issue (for what was reached already)",
    )


@app.command("list")
def list_rules(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: Annotated[bool, opt.option("-q", "--quiet", help="Names only.")] = False,
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
        str, typer.Argument(metavar="NAME", parser=opt.read_text, help="Which rule.")
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
    """Issue what was reached and has no voucher yet: after imports, and for years.

    What is issued once is never issued again.

    Example: csdesk loyalty issue
    """
    from csdesk.services.loyalty import reward_everyone

    with at_work(ctx, "loyalty issue", agent) as work:
        lines = issued(work, reward_everyone(work))
    if not lines:
        say("Nothing was reached that has no voucher yet.")
        return
    many = "voucher" if len(lines) == 1 else "vouchers"
    told = [*lines, f"Issued {len(lines)} {many}."]
    say("\n".join(told), then="csdesk undo (takes them back)")
