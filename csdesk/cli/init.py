"""`csdesk init`: create a desk."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.group import DeskGroup
from csdesk.cli.options import NoInput, option
from csdesk.cli.output import is_interactive, say
from csdesk.cli.runtime import agent_name, desk_path

app = typer.Typer(
    cls=DeskGroup, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None,
)  # fmt: skip


@app.command("init")
def init(
    ctx: typer.Context,
    name: Annotated[str | None, option("--name", help="Your shop's name.")] = None,
    timezone: Annotated[
        str | None, option("--timezone", help="Such as Europe/Berlin.")
    ] = None,
    currency: Annotated[str | None, option("--currency", help="Such as EUR.")] = None,
    country: Annotated[
        str | None, option("--country", help="Two letters, such as DE.")
    ] = None,
    yes: Annotated[
        bool, option("--yes", help="Take what is not given as it is.")
    ] = False,
    no_input: NoInput = False,
) -> None:
    """Create a desk.

    Example: csdesk init --name 'Blue Door Books' --timezone Europe/London --yes
    """
    from csdesk.services.desk import create_desk, guessed_rules

    given = {
        "name": name,
        "timezone": timezone,
        "currency": currency,
        "country": country,
    }
    rules = guessed_rules() | {key: value for key, value in given.items() if value}
    if is_interactive() and not (yes or no_input):
        for key, value in rules.items():
            if given[key] is None:
                rules[key] = typer.prompt(key.capitalize(), default=value, err=True)
    path = desk_path(ctx)
    create_desk(path, rules, agent_name(None), clock.now())
    told = ", ".join(filter(None, (rules["timezone"], rules["currency"])))
    say(f"Created the desk of {rules['name']} at {path} ({told}).",
        then="csdesk log WHO TEXT")  # fmt: skip
