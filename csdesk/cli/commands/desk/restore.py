"""`csdesk restore`: restore the desk from a backup."""

import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.commands.desk.backup import AsFormat, counted, format_contents
from csdesk.cli.desk_path import desk_path
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import remark, say, warn
from csdesk.cli.io.progress import copy_progress
from csdesk.cli.io.streams import confirm as sure
from csdesk.cli.io.streams import is_interactive
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format, show_record
from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import UsageProblem
from csdesk.render import RECORDS, Format
from csdesk.render.console import one_line

if TYPE_CHECKING:
    from csdesk.result import Record
    from csdesk.store.sqlite.backup.restore import Prepared, ReplacedDesk

app = typer_app()


@app.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Backup.")],
    yes: Annotated[
        bool, opt.option("--yes", help="Replace the desk without asking.")
    ] = False,
    fmt: AsFormat = None,
    output: opt.Output = None,
    no_input: opt.NoInput = False,
) -> None:
    """Restore the desk from a backup; the replaced desk is kept in the same folder.

    The backup is verified first, and stays unchanged. Customers who were erased since
    then are erased again. Others can keep reading; writing waits. A desk of an older
    csdesk is upgraded.

    Example: csdesk restore desk.db.backup-2026-11-18-180000
    """
    from csdesk.cli.desk_path_warning import warn_of_place
    from csdesk.store.sqlite.backup.restore import prepared, replace

    check_format(fmt or Format.TABLE, RECORDS)
    path, file = desk_path(ctx), file.expanduser()
    if path.exists() and not yes:
        require_somebody(path, no_input=no_input)
    with ExitStack() as until_done:
        with copy_progress(file) as progress:
            ready = until_done.enter_context(prepared(path, file, progress))
        if not (yes or ready.is_missing):
            ask_first(ready, file)
        local = clock.now().astimezone((ready.now or ready.contents).locale.zone)
        with copy_progress(file) as progress:
            replaced = replace(ready, local, progress)
    if replaced.erased:
        warn(f"{file} itself stays as it is, with {erased_of(replaced)} in it.")
    if fmt is None and output is None:
        say_result(ready, file, replaced)
    else:
        show_record(_record(ready, file, replaced), fmt or Format.TABLE, output)
    warn_of_place(path)


def require_somebody(path: Path, *, no_input: bool) -> None:
    """Raise UsageProblem without a terminal."""
    if no_input or not is_interactive():
        raise UsageProblem(
            f"A desk is at {path}; restoring replaces it.",
            "Add --yes to replace it; the old desk is kept in the same folder.",
        )


def ask_first(ready: "Prepared", file: Path) -> None:
    """Show both desks, and ask for confirmation. Exits with 1 if the answer is no."""
    for line in (
        f"In {file}: {format_contents(ready.contents)}.",
        _format_current(ready),
    ):
        remark(one_line(line))
    if not sure("Replace the desk? The old one is kept."):
        say("Nothing was restored.")
        raise typer.Exit(1)


def say_result(ready: "Prepared", file: Path, replaced: "ReplacedDesk") -> None:
    """Print what was done, and how to go back."""
    gone = ""
    if ready.newer:
        are = "is" if ready.newer == 1 else "are"
        gone = f" {counted(ready.newer, 'operation')} done since then {are} gone."
    if replaced.erased:
        are = "is" if len(replaced.erased) == 1 else "are"
        who = counted(len(replaced.erased), "customer")
        gone += f" {who} erased since then {are} erased again: {erased_of(replaced)}."
    then = "csdesk check"
    if replaced.file is not None:
        as_is = "as it was, damaged, " if replaced.is_damaged else ""
        gone += f" The old desk is kept {as_is}in {replaced.file}."
        if not replaced.is_damaged:
            then = f"csdesk restore {shlex.quote(str(replaced.file))} (goes back)"
    say(
        f"Restored {ready.path} from {file}: {format_contents(ready.contents)}.{gone}",
        then=then,
    )
    if ready.revision < ready.contents.revision:
        warn("The backup was made by an older csdesk; the desk was brought up to date.")
    if ready.broken_links:
        warn(
            f"It has {counted(ready.broken_links, 'broken link')}, as it had when the "
            "backup was made. See 'csdesk check'."
        )


def erased_of(replaced: "ReplacedDesk") -> str:
    """Format the customers who were erased again: `P1, P7`."""
    from csdesk.services.erasure.messages import customers_named

    return customers_named(replaced.erased)


def _format_current(ready: "Prepared") -> str:
    if ready.now is None:
        return f"The desk {ready.path} cannot be read."
    text = f"In the desk now: {format_contents(ready.now)}"
    if ready.newer is None:
        return (
            f"{text}. The backup is of another desk, {ready.contents.name}, or this "
            "one went another way since."
        )
    if not ready.newer:
        return f"{text}; nothing was done since the backup."
    newer = ready.newer
    return f"{text}; {counted(newer, 'operation')} since the backup would be gone."


def _record(ready: "Prepared", file: Path, replaced: "ReplacedDesk") -> "Record":
    from csdesk.result import Column, Kind, Record

    summary = ready.contents
    again = (
        (Column("erased_again", "Erased again", Kind.WORDS),
         tuple(ref(CUSTOMER, number) for number in replaced.erased)),
    )  # fmt: skip
    return Record(
        title=f"Restored {ready.path}",
        fields=(
            (Column("path", "Path"), str(ready.path)),
            (Column("file", "From"), str(file)),
            (Column("desk", "Desk"), summary.name),
            (Column("operations", "Operations", Kind.NUMBER), summary.operations),
            (Column("last_operation_at", "Last worked on", Kind.INSTANT),
             summary.last_at),
            (Column("contacts", "Contacts", Kind.NUMBER), summary.contacts),
            (Column("complaints", "Complaints", Kind.NUMBER), summary.complaints),
            (Column("customers", "Customers", Kind.NUMBER), summary.customers),
            (Column("newer_operations", "Operations gone", Kind.NUMBER), ready.newer),
            (Column("kept", "Kept"), str(replaced.file) if replaced.file else None),
            (Column("kept_is_damaged", "Kept as it was", Kind.FLAG),
             replaced.is_damaged if replaced.file else None),
            (Column("revision", "Schema of the backup", Kind.NUMBER), ready.revision),
            (Column("broken_links", "Broken links", Kind.NUMBER), ready.broken_links),
            *(again if replaced.erased else ()),
        ),
        locale=summary.locale,
    )  # fmt: skip
