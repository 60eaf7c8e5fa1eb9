"""The `csdesk` command: every sub-command, each loaded when it is called."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from csdesk import COMPLETE_VARIABLE, __version__
from csdesk.cli.desk_path import DESK_VARIABLE
from csdesk.cli.error_handler import exit_code, report_error, silence_python
from csdesk.cli.group import DeskGroup
from csdesk.cli.io.output import say

# name -> (module of csdesk.cli.commands, Typer application in it, help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("desk.init", "app", "Create a desk."),
    "demo": ("desk.demo", "app", "Show the weekly report of a made-up shop."),
    "log": ("contact.log", "app", "Log a contact."),
    "contact": ("contact.app", "app", "List, answer, resolve, edit contacts."),
    "complaint": ("complaint.app", "app", "Open, decide and close complaints."),
    "survey": ("survey", "app", "Record NPS, CSAT and CES scores."),
    "customer": ("customer.app", "app", "Add, list, merge and erase customers."),
    "followup": ("follow_up", "app", "Commitments to customers, and reminders."),
    "purchase": ("purchase", "app", "Log and list purchases."),
    "voucher": ("voucher", "app", "Issue and redeem vouchers."),
    "loyalty": ("loyalty", "app", "Rules that reward customers with vouchers."),
    "outreach": ("outreach", "app", "Customers to contact, and why."),
    "today": ("today", "app", "Tasks for today, the most urgent first."),
    "article": ("article", "app", "Reusable answers to common questions."),
    "search": ("search", "app", "Search the texts of all records."),
    "report": ("report", "app", "Figures of a week, a month, any period."),
    "kpi": ("kpi", "app", "Explain figures: meaning, sum, records."),
    "import": ("desk.import_files", "app", "Import CSV from other systems."),
    "export": ("desk.export", "app", "Export records, or the whole desk."),
    "agent": ("agent", "app", "Add and list the agents."),
    "settings": ("desk.settings", "app", "List and change the settings."),
    "hours": ("hours", "app", "Show and set the opening hours."),
    "targets": ("targets", "app", "Targets for responses and resolutions."),
    "backup": ("desk.backup", "app", "Make a verified copy of the desk."),
    "restore": ("desk.restore", "app", "Restore the desk from a backup."),
    "check": ("desk.check", "app", "Check the desk for problems."),
    "history": ("desk.history", "history_app", "List the operations on the desk."),
    "undo": ("desk.history", "undo_app", "Undo an operation."),
    "completion": ("completion", "app", "Set up TAB completion in your shell."),
}  # fmt: skip


class RootGroup(DeskGroup):
    """The commands of csdesk."""

    lazy = COMMANDS

    def _main_shell_completion(self, *_: Any, **__: Any) -> None:
        """Answer the TAB key, if `csdesk.__main__` has not done so."""
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
    """Print the version and exit."""
    if wanted:
        say(f"csdesk {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Begin with 'csdesk init', or look around with 'csdesk demo'. "
    "Every command has help. Example: csdesk log --help"
)
def root(
    ctx: typer.Context,
    db: Annotated[
        Path | None,
        typer.Option(
            "--db",
            envvar=DESK_VARIABLE,
            metavar="PATH",
            help=f"Desk file (default: {DESK_VARIABLE}, or desk.db in your data "
            "folder).",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=show_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """A service desk for a small business: contacts, complaints, scores, figures."""
    del version
    ctx.obj = db


def main() -> None:
    """Run csdesk from the command line."""
    silence_python()
    try:
        app(prog_name="csdesk")
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - reported like any other
        sys.exit(exit_code(report_error(error)))
