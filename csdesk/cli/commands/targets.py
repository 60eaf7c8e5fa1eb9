"""`csdesk targets`: show, set."""

from typing import Annotated

import typer

from csdesk import clock as clocks
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_record
from csdesk.domain import vocabulary as words
from csdesk.render import Format

app = typer_app("How soon a response or a resolution is owed: show, set.")


@app.command("show")
def show(
    ctx: typer.Context,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show the targets that hold now, and those to come.

    Example: csdesk targets show
    """
    from csdesk.views.targets import targets_record

    now = int(clocks.now().timestamp())
    with reading_desk(ctx) as desk:
        record = targets_record(desk.connection, desk.settings.locale, now)
    show_record(record, fmt, output)


@app.command("set")
def set_target(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", parser=opt.word_of(words.TARGETS, "target"),
            help="response (of what comes in in writing) or resolution (of a case).",
        ),
    ],
    duration: Annotated[
        str,
        typer.Argument(
            metavar="DURATION", parser=opt.read_text,
            help="2h, 1h30m of opening hours; off for none any more.",
        ),
    ],
    tier: Annotated[
        str | None, opt.text("--tier", help="Of customers of this tier only.")
    ] = None,
    channel: Annotated[
        str | None,
        opt.choice(words.CHANNELS, "channel", "--channel", help="By this channel only"),
    ] = None,
    severity: Annotated[
        str | None,
        opt.choice(
            words.SEVERITIES, "severity", "--severity", help="Complaints of this only"
        ),
    ] = None,
    clock: Annotated[
        str,
        opt.choice(
            words.CLOCKS, "clock", "--clock",
            help="Opening hours, else elapsed time, in which 1d is 24 h",
        ),
    ] = "business",
    since: Annotated[
        str | None,
        opt.text(
            "--from", metavar="DATE",
            help="For what comes in from that day on; or 'beginning'; else today.",
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:  # fmt: skip
    """Set how soon a response or a resolution is owed, for what comes in from a day on.

    Of several that fit, the one that asks for most counts, then the newest. Deadlines
    that were promised before stay.

    Example: csdesk targets set response 4h --channel email --tier gold
    """
    from csdesk.domain.sla import TargetScope
    from csdesk.services.targets import set_target as keep

    scope = TargetScope(channel, severity, tier)
    with at_work(ctx, "targets set", agent) as work:
        told = keep(work, what, duration, scope, clock=clock, since=since)
    say(told, then="csdesk targets show")
