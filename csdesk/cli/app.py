"""The `csdesk` command: every sub-command, each loaded when it is called."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from csdesk import COMPLETE_VARIABLE, __version__
from csdesk.cli.desk_path import DESK_VARIABLE
from csdesk.cli.error_handler import be_quiet, end, report_error
from csdesk.cli.group import DeskGroup
from csdesk.cli.io.output import say

# name -> (module of csdesk.cli.commands, Typer application in it, help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("desk.init", "app", "Create a desk."),
    "demo": ("desk.demo", "app", "See a weekly report of a made-up shop."),
    "log": ("contact.log", "app", "Write down a contact, in one line."),
    "contact": ("contact.app", "app", "List, answer, resolve, edit contacts."),
    "complaint": ("complaint.app", "app", "Open complaints, and end them well."),
    "survey": ("survey", "app", "Record NPS, CSAT and CES scores."),
    "customer": ("customer.app", "app", "Who the customers are."),
    "followup": ("follow_up", "app", "What you promised, and reminders."),
    "purchase": ("purchase", "app", "What customers bought."),
    "voucher": ("voucher", "app", "Issue vouchers, and redeem them."),
    "loyalty": ("loyalty", "app", "Vouchers for those who come back."),
    "outreach": ("outreach", "app", "Whom to contact, and why."),
    "today": ("today", "app", "What to do first, and why."),
    "article": ("article", "app", "Answers that are used again and again."),
    "search": ("search", "app", "Find what was ever written down."),
    "report": ("report", "app", "The figures of a week, month, any period."),
    "kpi": ("kpi", "app", "Figures opened: meaning, sum and records."),
    "import": ("desk.import_files", "app", "Bring in CSV from other systems."),
    "export": ("desk.export", "app", "Take records, or the whole desk, out."),
    "agent": ("agent", "app", "Who answers customers."),
    "settings": ("desk.settings", "app", "The desk's own rules."),
    "hours": ("hours", "app", "When the desk is open."),
    "targets": ("targets", "app", "How soon an answer is owed, to whom."),
    "backup": ("desk.backup", "app", "A verified copy of the whole desk."),
    "restore": ("desk.restore", "app", "Make a backup the desk again."),
    "check": ("desk.check", "app", "Whether the desk is in order."),
    "history": ("desk.history", "history_app", "What was done, by whom, when."),
    "undo": ("desk.history", "undo_app", "Take an operation back."),
    "completion": ("completion", "app", "What the TAB key offers."),
}  # fmt: skip


class RootGroup(DeskGroup):
    """The commands of csdesk."""

    lazy = COMMANDS

    def _main_shell_completion(self, *_: Any, **__: Any) -> None:
        """As `csdesk.__main__` does before Typer is loaded, for who comes this way."""
        if COMPLETE_VARIABLE in os.environ:
            from csdesk.cli.completion.answer import answer

            answer()
            raise SystemExit(0)


app = typer.Typer(
    cls=RootGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        say(f"csdesk {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Begin with 'csdesk init', or look around with 'csdesk demo'. "
    "Every command explains itself: csdesk log --help."
)
def root(
    ctx: typer.Context,
    db: Annotated[
        Path | None,
        typer.Option(
            "--db",
            envvar=DESK_VARIABLE,
            metavar="PATH",
            help="The desk file; else your own data folder.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """A service desk for a small business: contacts, complaints, scores, figures."""
    del version
    ctx.obj = db


def main() -> None:
    """Run csdesk from the command line."""
    be_quiet()
    try:
        app(prog_name="csdesk")
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - as it was told of
        sys.exit(end(report_error(error)))
