"""`csdesk agent`: add, list, edit."""

from typing import Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list
from csdesk.render import Format

CLEARABLE = ("goodwill_limit",)
app = typer_app("Agents, who answer customers: add, list, edit.", "csdesk agent list")

Name = Annotated[
    str, typer.Argument(metavar="NAME", parser=opt.read_text, help="Name of the agent.")
]
Limit = Annotated[
    str | None,
    opt.option(
        "--goodwill-limit",
        metavar="AMOUNT",
        help="Most they may give away, such as 50.",
    ),
]
Active = Annotated[
    bool | None,
    opt.option("--active/--not-active", help="Whether they still work here."),
]


@app.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    goodwill_limit: Limit = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Add an agent; an agent who logs something is added automatically.

    Example: csdesk agent add 'Anna' --goodwill-limit 50
    """
    from csdesk.services.agents import add_agent

    with at_work(ctx, "agent add", agent) as work:
        added = add_agent(work, name, goodwill_limit)
    say(
        f"Added agent {added.name}.",
        then="csdesk log WHO TEXT --agent NAME (or set CSDESK_AGENT)",
    )


@app.command("list")
def list_agents(
    ctx: typer.Context,
    active: Active = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the names only.")
    ] = False,
) -> None:
    """List agents, active ones first.

    Example: csdesk agent list --active
    """
    from csdesk.views.agent import VIEW

    filters = {"active": active is True, "inactive": active is False}
    with reading_desk(ctx) as desk:
        show_list(
            desk, VIEW, filters, fmt=fmt, output=output, limit=limit, ids_only=ids
        )


@app.command("edit")
def edit(
    ctx: typer.Context,
    name: Name,
    new_name: Annotated[
        str | None,
        opt.text("--name", metavar="NAME", help="New name."),
    ] = None,
    goodwill_limit: Limit = None,
    active: Active = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Change an agent; only what is given changes.

    Example: csdesk agent edit 'Anna' --not-active --clear goodwill_limit
    """
    from csdesk.services.agents import edit_agent

    given = {"name": new_name, "goodwill_limit": goodwill_limit, "active": active}
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "agent edit", agent) as work:
        changed = edit_agent(work, name, changes, clear or ())
    say(f"Changed agent {changed.name}.", then="csdesk undo (takes it back)")
