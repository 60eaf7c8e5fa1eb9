"""`csdesk completion`: install, remove, show."""

from typing import Annotated

import typer

from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.streams import put
from csdesk.cli.options.common import NoInput

app = typer_app(
    "TAB completion of commands, ids and words: install, remove, show.",
    "csdesk completion install",
)

Shell = Annotated[
    str | None,
    typer.Argument(
        metavar="SHELL", help="Shell: bash, zsh or fish (default: the current one)."
    ),
]


@app.command("install")
def install(shell: Shell = None, no_input: NoInput = False) -> None:
    """Set up TAB completion in your shell.

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
    """Remove what 'csdesk completion install' wrote.

    Example: csdesk completion remove bash
    """
    from csdesk.cli.completion import install as installing

    del no_input
    name = installing.read_shell(shell)
    was_there = installing.remove(name)
    say(f"Removed the completion of {name}." if was_there else "There was none.")


@app.command("show")
def show_script(shell: Shell = None) -> None:
    """Print the completion script, to install it yourself.

    Example: csdesk completion show zsh
    """
    from csdesk.cli.completion import install as installing

    put(installing.script(installing.read_shell(shell)))
