"""`csdesk settings`: list, get, set."""

from dataclasses import replace
from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say, warn
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import FOR_PEOPLE, show_rows
from csdesk.render import Format

app = typer_app(
    "The settings of the desk: list, get, set.", "csdesk settings get timezone"
)

Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY", parser=opt.read_text, help="Setting, such as timezone."
    ),
]


@app.command("list")
def list_settings(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.LimitOfAll = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the keys only.")
    ] = False,
) -> None:
    """List the settings: current values, changes to come, defaults.

    Example: csdesk settings list
    """
    from csdesk.views.settings import settings_listing

    now = int(clock.now().timestamp())
    with reading_desk(ctx, mending=True) as desk:
        rules = settings_listing(desk.settings, now, for_people=fmt in FOR_PEOPLE)
    if limit:
        rules = replace(rules, rows=rules.rows[:limit])
    show_rows(rules, fmt, output, ids_only=ids)


@app.command("get")
def get(ctx: typer.Context, key: Key) -> None:
    """Print the current value of a setting.

    Example: csdesk settings get timezone
    """
    from csdesk.store.settings import rule_called
    from csdesk.views.settings import readable

    rule = rule_called(key)
    with reading_desk(ctx, mending=True) as desk:
        value = desk.settings.get(rule.key, int(clock.now().timestamp()))
        shown = readable(rule, value, desk.settings.text("currency"))
    if shown is None:
        warn(f"{rule.key} is not set: {rule.meaning}.")
        return
    say(shown)


@app.command("set")
def set_setting(
    ctx: typer.Context,
    key: Key,
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", parser=opt.read_text, help="New value; - for none."
        ),
    ],
    since: Annotated[
        str | None,
        opt.option(
            "--from", metavar="DATE", help="First day that it holds (default: today)."
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Change a setting; those that figures depend on change from a day on.

    Example: csdesk settings set service_level_phone 30s --from 2026-12-01
    """
    from csdesk.services.settings import day_begins, set_rule
    from csdesk.store.settings import rule_called
    from csdesk.views.settings import readable

    rule = rule_called(key)
    with at_work(ctx, "settings set", agent, mending=True) as work:
        first = day_begins(work, since) if since is not None else None
        setting = set_rule(work, rule.key, value, since=first)
        currency = work.settings.text("currency")
        when = work.format_instant(setting.valid_from)
    shown = readable(rule, setting.value, currency)
    text = f"is {shown}" if shown is not None else "is not set"
    then = "csdesk settings list"
    if rule.dated:
        text += f" from {when} on"
        if since is None:
            then = f"csdesk settings set {rule.key} VALUE --from DATE (for earlier)"
    say(f"{rule.key} {text}.", then=then)
