"""The `csdesk` command: every sub-command, each loaded when it is called."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from csdesk import __version__
from csdesk.cli.desk_path import DESK_VARIABLE
from csdesk.cli.error_handler import be_quiet, end, report_error
from csdesk.cli.group import DeskGroup
from csdesk.cli.io.output import say

# name -> (module, Typer application in it, what --help says)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("csdesk.cli.commands.desk.init", "app", "Create a desk."),
    "demo": ("csdesk.cli.commands.desk.demo", "app", "See a weekly report of a made-up shop."),
    "log": ("csdesk.cli.commands.contact.log", "app", "Write down a contact, in one line."),
    "contact": ("csdesk.cli.commands.contact.app", "app", "List, answer, resolve, edit contacts."),
    "complaint": ("csdesk.cli.commands.complaint.app", "app", "Open complaints, and end them well."),
    "survey": ("csdesk.cli.commands.survey", "app", "Record NPS, CSAT and CES scores."),
    "customer": ("csdesk.cli.commands.customer.app", "app", "Who the customers are."),
    "followup": ("csdesk.cli.commands.follow_up", "app", "What you promised, and reminders."),
    "purchase": ("csdesk.cli.commands.purchase", "app", "What customers bought."),
    "voucher": ("csdesk.cli.commands.voucher", "app", "Issue vouchers, and redeem them."),
    "loyalty": ("csdesk.cli.commands.loyalty", "app", "Vouchers for those who come back."),
    "outreach": ("csdesk.cli.commands.outreach", "app", "Whom to contact, and why."),
    "today": ("csdesk.cli.commands.today", "app", "What to do first, and why."),
    "article": ("csdesk.cli.commands.article", "app", "Answers that are used again and again."),
    "search": ("csdesk.cli.commands.search", "app", "Find what was ever written down."),
    "report": ("csdesk.cli.commands.report", "app", "The figures of a week, month, any period."),
    "kpi": ("csdesk.cli.commands.kpi", "app", "Figures opened: meaning, sum and records."),
    "import": ("csdesk.cli.commands.desk.import_files", "app", "Bring in CSV from other systems."),
    "export": ("csdesk.cli.commands.desk.export", "app", "Take records, or the whole desk, out."),
    "agent": ("csdesk.cli.commands.agent", "app", "Who answers customers."),
    "settings": ("csdesk.cli.commands.desk.settings", "app", "The desk's own rules."),
    "hours": ("csdesk.cli.commands.hours", "app", "When the desk is open."),
    "targets": ("csdesk.cli.commands.targets", "app", "How soon an answer is owed, to whom."),
    "backup": ("csdesk.cli.commands.desk.backup", "app", "A verified copy of the whole desk."),
    "restore": ("csdesk.cli.commands.desk.restore", "app", "Make a backup the desk again."),
    "check": ("csdesk.cli.commands.desk.check", "app", "Whether the desk is in order."),
    "history": ("csdesk.cli.commands.desk.history", "history_app", "What was done, by whom, when."),
    "undo": ("csdesk.cli.commands.desk.history", "undo_app", "Take an operation back."),
    "completion": ("csdesk.cli.commands.completion", "app", "What the TAB key offers."),
}  # fmt: skip


class RootGroup(DeskGroup):
    """The commands of csdesk."""

    lazy = COMMANDS

    def _main_shell_completion(self, *_: Any, **__: Any) -> None:
        """As `csdesk.__main__` does before Typer is loaded, for who comes this way."""
        from csdesk.cli.completion.answer import VARIABLE, answer

        if VARIABLE in os.environ:
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
