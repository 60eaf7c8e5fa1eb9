"""Command groups: loaded when needed, with errors as sentences and exit codes."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from csdesk.cli.coercion import lighten
from csdesk.cli.output import complain
from csdesk.errors import DeskError, UsageProblem

INTERRUPTED = 130
OUR_FAULT = 70
USAGE = 2


class DeskGroup(TyperGroup):
    """A group whose sub-commands may be named only: `lazy` maps name -> (module, help).

    The module holds a `command()` that builds the Typer application of that name.
    """

    lazy: dict[str, tuple[str, str, str]] = {}  # noqa: RUF012 - set once by the app

    def list_commands(self, ctx: Any) -> list[str]:
        """Every sub-command's name, in the order of `--help`."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The sub-command called `cmd_name`, or None; it is imported now."""
        if cmd_name in self.lazy and cmd_name not in self.commands:
            module, attribute, _ = self.lazy[cmd_name]
            app: typer.Typer = getattr(import_module(module), attribute)
            command = typer.main.get_command(app)
            command.name = cmd_name
            lighten(command)
            self.commands[cmd_name] = command
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: Any, args: list[str]
    ) -> tuple[str | None, Any, list[str]]:
        """As the parent, but a misspelt name gets "did you mean"."""
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
        """List the sub-commands without importing those that are named only."""
        if not self.lazy:
            super().format_commands(ctx, formatter)
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[2]) for name, told in self.lazy.items()])

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run; every error becomes a sentence on stderr and an exit code."""
        make_printable()
        lighten(self)
        extra["standalone_mode"] = False
        try:
            code = super().main(args=args, **extra)
        except Exception as error:  # noqa: BLE001 - the last place to be civil
            code = report_error(error)
        except KeyboardInterrupt:
            code = INTERRUPTED
        code = flush(code if isinstance(code, int) else 0)
        sys.exit(code)


def typer_app(about: str | None = None) -> typer.Typer:
    """A Typer application in the house's manner: plain help, our errors.

    `about` is the help of a noun with several commands; None for a single command.
    """
    return typer.Typer(
        cls=DeskGroup,
        help=about,
        no_args_is_help=about is not None,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def report_error(error: Exception) -> int:
    """Say what went wrong, and return the exit code of DESIGN.md §5."""
    if isinstance(error, DeskError):
        complain(str(error), error.hint)
        return error.exit_code
    if isinstance(error, typer.Abort):
        return INTERRUPTED
    if isinstance(error, typer.TyperException):
        return report_usage(error)
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return 0
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        complain("The disk is full.", "Free some space and type the command again.")
        return 6
    complain(
        f"csdesk itself failed ({type(error).__name__} {where(error)}).",
        "Nothing was half-written. Please report it with the command you typed.",
    )
    return OUR_FAULT


def report_usage(error: typer.TyperException) -> int:
    """A usage error of Typer's, in our words."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.message, err=True)
        return USAGE
    ctx = getattr(error, "ctx", None)
    see = f"See '{ctx.command_path} --help'." if ctx else None
    possible = getattr(error, "possibilities", None)
    if possible:
        see = f"Did you mean '{possible[0]}'?"
    problem = error.message if possible else error.format_message()
    complain(problem[:1].upper() + problem[1:].rstrip(".") + ".", see)
    return error.exit_code


def where(error: Exception) -> str:
    """File and line of ours where `error` was raised; no values."""
    trace, found = error.__traceback__, "outside csdesk"
    while trace is not None:
        code = trace.tb_frame.f_code
        if f"{os.sep}csdesk{os.sep}" in code.co_filename:
            found = f"at {code.co_filename.rsplit(os.sep, 1)[1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def make_printable() -> None:
    """A character that a stream's encoding lacks is escaped, not raised."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def flush(code: int) -> int:
    """Flush stdout; a reader that went away is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        complain(f"The output could not be written: {error.strerror}.", None)
        return 6
    return code
