"""`csdesk backup`: a verified copy of the desk."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.desk_path import desk_path
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say, warn
from csdesk.cli.io.progress import copy_progress
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_record
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.result import Record
    from csdesk.services.backup import Backup
    from csdesk.store.sqlite.backup.summary import DeskSummary

app = typer_app()

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        show_default=False,
        help="File or folder (default: a dated file in the desk's folder).",
    ),
]
Keep = Annotated[
    int | None,
    opt.option(
        "--keep", metavar="N", min=1, help="Keep only the newest N dated backups there."
    ),
]
AsFormat = Annotated[
    Format | None,
    opt.option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=opt.read_format,
        help="Print the result as table, plain, json, csv or markdown.",
    ),
]


@app.command("backup")
def backup(
    ctx: typer.Context,
    file: File = None,
    keep: Keep = None,
    fmt: AsFormat = None,
    output: opt.Output = None,
    no_input: opt.NoInput = False,
) -> None:
    """Copy the whole desk to one file, and verify the copy.

    Others can keep working. The backup has a checksum, by which 'csdesk restore'
    detects any change to it. FILE is replaced only if it is a backup of this desk.
    Without --keep no backup is removed.

    Example: csdesk backup --keep 14
    """
    from csdesk.services.backup import make_backup

    del no_input  # it asks nothing
    path = desk_path(ctx)
    place = file.expanduser() if file else None
    with copy_progress(path) as progress:
        made = make_backup(path, place, clock.now(), keep=keep, progress=progress)
    if fmt is None and output is None:
        say(
            _message(made),
            then=f"csdesk restore {shlex.quote(str(made.file))} (if need be)",
        )
    else:
        show_record(_record(made), fmt or Format.TABLE, output)
    if made.broken_links:
        warn(
            f"The desk has {counted(made.broken_links, 'broken link')}, and so has the "
            "backup; "
            "no older one was removed. See 'csdesk check'."
        )
        raise typer.Exit(1)


def format_contents(summary: "DeskSummary") -> str:
    """Format the contents of a desk: `12 contacts, 3 complaints, …`."""
    from csdesk.domain.parsing.date import format_instant
    from csdesk.render.values import instant

    text = ", ".join(
        counted(number, noun)
        for number, noun in (
            (summary.contacts, "contact"),
            (summary.complaints, "complaint"),
            (summary.customers, "customer"),
        )
    )
    if summary.last_at is None:
        return text
    when = format_instant(instant(summary.last_at), summary.locale.zone)
    return f"{text}, last worked on {when}"


def counted(number: int, noun: str) -> str:
    """Format a count: `1 contact`, `12,000 contacts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _message(made: "Backup") -> str:
    removed = ""
    if made.removed:
        older = counted(len(made.removed), "older backup")
        removed = f" {older} removed, {made.remain} kept."
    contents = format_contents(made.summary)
    return f"Backed up to {made.file}: {contents}; verified.{removed}"


def _record(made: "Backup") -> "Record":
    from csdesk.result import Column, Kind, Record

    summary = made.summary
    return Record(
        title=f"Backup {made.file.name}",
        fields=(
            (Column("file", "File"), str(made.file)),
            (Column("desk", "Desk"), summary.name),
            (Column("bytes", "Bytes", Kind.NUMBER), made.size),
            (Column("operations", "Operations", Kind.NUMBER), summary.operations),
            (Column("last_operation_at", "Last worked on", Kind.INSTANT),
             summary.last_at),
            (Column("contacts", "Contacts", Kind.NUMBER), summary.contacts),
            (Column("complaints", "Complaints", Kind.NUMBER), summary.complaints),
            (Column("customers", "Customers", Kind.NUMBER), summary.customers),
            (Column("broken_links", "Broken links", Kind.NUMBER), made.broken_links),
            (Column("removed", "Removed", Kind.WORDS),
             tuple(str(one) for one in made.removed)),
            (Column("kept", "Dated backups there", Kind.NUMBER), made.remain),
        ),
        locale=summary.locale,
    )  # fmt: skip
