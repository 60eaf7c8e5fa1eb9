"""Command groups that load their commands when needed, and handle errors."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from csdesk.cli.error_handler import exit_code, report_error
from csdesk.cli.fast_params import lighten
from csdesk.cli.io.output import remark
from csdesk.cli.io.streams import prepare
from csdesk.errors import StoppedError, UsageProblem
from csdesk.notices import listen

ROOM = "csdesk.cli.commands."


class DeskGroup(TyperGroup):
    """A group that imports its commands when they are called.

    `lazy` maps the name of a command to its module, its Typer application in that
    module, and its help.
    """

    lazy: dict[str, tuple[str, str, str]] = {}  # noqa: RUF012 - set once by the app

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all sub-commands, in the order of `--help`."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return the sub-command `cmd_name`, or None."""
        if cmd_name in self.lazy and cmd_name not in self.commands:
            module, attribute, _ = self.lazy[cmd_name]
            app: typer.Typer = getattr(import_module(ROOM + module), attribute)
            command = typer.main.get_command(app)
            command.name = cmd_name
            lighten(command)
            self.commands[cmd_name] = command
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: Any, args: list[str]
    ) -> tuple[str | None, Any, list[str]]:
        """Resolve a sub-command; a misspelt name gets a "did you mean"."""
        from csdesk.domain.vocabulary import did_you_mean

        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            names = self.list_commands(ctx)
            raise UsageProblem(
                f"There is no command '{ctx.command_path} {name}'.",
                did_you_mean(name, names) or f"See '{ctx.command_path} --help'.",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the sub-commands without importing the lazy ones."""
        if not self.lazy:
            super().format_commands(ctx, formatter)
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in self.lazy.items()])

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a signal exits with its own code, not always with 130."""
        try:
            return super().invoke(ctx)
        except StoppedError as stopped:
            raise typer.Exit(stopped.exit_code) from None

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run csdesk; every error becomes a sentence on stderr and an exit code."""
        extra["standalone_mode"] = False
        try:
            prepare()
            listen(remark)
            lighten(self)
            code = super().main(args=args, **extra)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place
            code = report_error(error)
        sys.exit(exit_code(code if isinstance(code, int) else 0))


def typer_app(about: str | None = None, example: str = "") -> typer.Typer:
    """Make a Typer application with plain help and our errors.

    `about` is the help of a noun with several commands, and `example` one of them; a
    single command has neither.
    """
    return typer.Typer(
        cls=DeskGroup,
        help=f"{about}\n\nExample: {example}" if about else None,
        no_args_is_help=about is not None,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
