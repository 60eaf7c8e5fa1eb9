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

app = typer_app(
    "Targets for responses and resolutions: show, set.", "csdesk targets show"
)


@app.command("show")
def show(
    ctx: typer.Context,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show current targets, those to come and those before.

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
            metavar="WHAT",
            parser=opt.word_of(words.TARGETS, "target"),
            help="Kind of target: response or resolution.",
        ),
    ],
    duration: Annotated[
        str,
        typer.Argument(
            metavar="DURATION",
            parser=opt.read_text,
            help="Duration, such as 2h or 1h30m; off for no target.",
        ),
    ],
    tier: Annotated[
        str | None, opt.text("--tier", help="Only for customers of this tier.")
    ] = None,
    channel: Annotated[
        str | None,
        opt.choice(
            words.CHANNELS, "channel", "--channel", help="Only for this channel"
        ),
    ] = None,
    severity: Annotated[
        str | None,
        opt.choice(
            words.SEVERITIES, "severity", "--severity", help="Only for this severity"
        ),
    ] = None,
    clock: Annotated[
        str,
        opt.choice(
            words.CLOCKS,
            "clock",
            "--clock",
            help="Clock of opening hours, or of elapsed time (1d is 24 h)",
        ),
    ] = "business",
    since: Annotated[
        str | None,
        opt.text(
            "--from",
            metavar="DATE",
            help="First day of receipt, or 'beginning' (default: today).",
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Set a target for responses or resolutions, for what is received from a day on.

    A response is owed to written contacts, a resolution to cases. Of several targets
    that fit, the one with the most conditions holds, then the newest. Existing
    deadlines stay; set again on the day of its entry, a target replaces that entry.

    Example: csdesk targets set response 4h --channel email --tier gold
    """
    from csdesk.domain.sla.terms import TargetScope
    from csdesk.services.sla.targets import set_target as save_target

    scope = TargetScope(channel, severity, tier)
    with at_work(ctx, "targets set", agent) as work:
        message = save_target(work, what, duration, scope, clock=clock, since=since)
    say(message, then="csdesk targets show")
