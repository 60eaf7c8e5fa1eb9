"""`csdesk init`: create a desk."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import agent_name
from csdesk.cli.desk_path import desk_path
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import complain, say
from csdesk.cli.io.streams import ask, is_interactive
from csdesk.cli.options.common import NoInput, option
from csdesk.errors import UsageProblem

app = typer_app()


# Setting -> question, with an example of an answer.
QUESTIONS = {
    "name": ("What is your shop called", "Blue Door Books"),
    "timezone": ("Which time zone is it in", "Europe/Berlin"),
    "currency": ("Which currency does it count in", "EUR"),
    "country": ("Which country is it in", "DE; - for none"),
}


@app.command("init")
def init(
    ctx: typer.Context,
    name: Annotated[str | None, option("--name", help="Name of your shop.")] = None,
    timezone: Annotated[
        str | None,
        option(
            "--timezone",
            metavar="ZONE",
            help="Time zone, such as Europe/Berlin (default: this computer's).",
        ),
    ] = None,
    currency: Annotated[
        str | None,
        option("--currency", help="Currency, such as EUR (default: the country's)."),
    ] = None,
    country: Annotated[
        str | None,
        option(
            "--country",
            help="Country in two letters, such as DE (default: this computer's).",
        ),
    ] = None,
    yes: Annotated[
        bool, option("--yes", help="Use the defaults without asking.")
    ] = False,
    no_input: NoInput = False,
) -> None:
    """Create a desk.

    Example: csdesk init --name 'Blue Door Books' --timezone Europe/London --yes
    """
    from csdesk.cli.desk_path_warning import warn_of_place
    from csdesk.services.settings import create_desk, guessed_rules, refuse_taken

    given = {
        "name": name,
        "timezone": timezone,
        "currency": currency,
        "country": country,
    }
    path = desk_path(ctx)
    refuse_taken(path)  # before any question
    rules = guessed_rules() | {key: value for key, value in given.items() if value}
    if is_interactive() and not (yes or no_input):
        missing = [key for key in rules if given[key] is None]
        rules |= {key: _ask(key, rules[key]) for key in missing}
    create_desk(path, rules, agent_name(None), clock.now())
    basics = ", ".join(filter(None, (rules["timezone"], rules["currency"])))
    say(f"Created the desk of {rules['name']} at {path} ({basics}).",
        then="csdesk log WHO TEXT")  # fmt: skip
    warn_of_place(path)


def _ask(key: str, guess: str) -> str:
    """Ask for a setting until the answer is valid."""
    from csdesk.services.settings import normalize_rule

    question, example = QUESTIONS[key]
    while True:
        answer = ask(f"{question} ({example})", guess or "-").strip()
        if answer in {"", "-"}:
            return ""
        try:
            return normalize_rule(key, answer)
        except UsageProblem as problem:
            complain(str(problem), problem.hint)
