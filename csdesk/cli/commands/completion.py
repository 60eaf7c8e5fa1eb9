"""`csdesk completion`: what the TAB key offers, in bash, zsh and fish."""

from typing import Annotated

import typer

from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.streams import put
from csdesk.cli.options.common import NoInput

app = typer_app("Let the TAB key complete commands, ids and words.")

Shell = Annotated[
    str | None,
    typer.Argument(
        metavar="SHELL", help="bash, zsh or fish; else the one you type in."
    ),
]


@app.command("install")
def install(shell: Shell = None, no_input: NoInput = False) -> None:
    """Teach your shell what TAB offers after csdesk.

    It writes one file, and for bash and zsh a line into .bashrc or .zshrc.

    Example: csdesk completion install bash
    """
    from csdesk.cli.completion import install as installing

    del no_input  # it never asks
    name = installing.read_shell(shell)
    files = installing.install(name)
    also = f", and a line into {files.start}" if files.start else ""
    say(
        f"Wrote {files.script}{also}.",
        then="open a new terminal, and press TAB after csdesk",
    )


@app.command("remove")
def remove(shell: Shell = None, no_input: NoInput = False) -> None:
    """Take away what 'csdesk completion install' wrote.

    Example: csdesk completion remove bash
    """
    from csdesk.cli.completion import install as installing

    del no_input
    name = installing.read_shell(shell)
    was_there = installing.remove(name)
    say(f"{name} completes csdesk no more." if was_there else "There was none.")


@app.command("show")
def show_script(shell: Shell = None) -> None:
    """Print the script, to put it somewhere yourself.

    Example: csdesk completion show zsh
    """
    from csdesk.cli.completion import install as installing

    put(installing.script(installing.read_shell(shell)))
