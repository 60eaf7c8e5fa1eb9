"""`csdesk complaint attach` and `contact attach`; `--save` of attachments."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli.context import OpenDesk, at_work
from csdesk.cli.io.output import say, warn
from csdesk.cli.options import common as opt
from csdesk.domain.ids import (
    COMPLAINT,
    CONTACT,
    Noun,
    ref,
)
from csdesk.render.console import one_line

if TYPE_CHECKING:
    from csdesk.store.models import Attachment
    from csdesk.store.queries.attachments import Owner

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Photo, receipt or other file, 10 MB at most."),
]
Save = Annotated[
    Path | None,
    opt.output_file("--save", metavar="FOLDER", help="Folder for its attachments."),
]


def attach_to_complaint(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    file: File,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Attach a copy of a file to a complaint, such as a photo or a receipt.

    Example: csdesk complaint attach K3 kettle.jpg
    """
    from csdesk.services import attachments

    with at_work(ctx, "complaint attach", agent, at) as work:
        attached = attachments.attach_to_complaint(work, complaint, file)
    _say(attached, COMPLAINT, complaint)


def attach_to_contact(
    ctx: typer.Context,
    contact: opt.ContactId,
    file: File,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Attach a copy of a file to a contact, such as a letter.

    Example: csdesk contact attach C12 letter.pdf
    """
    from csdesk.services import attachments

    with at_work(ctx, "contact attach", agent, at) as work:
        attached = attachments.attach_to_contact(work, contact, file)
    _say(attached, CONTACT, contact)


def save(desk: OpenDesk, owner: "Owner", noun: Noun, number: int, folder: Path) -> None:
    """Write the attachments of a record into `folder`, and print their paths."""
    from csdesk.exports.attachments import save_attachments

    written = save_attachments(desk.connection, owner, number, folder)
    for path in written:
        warn(f"Saved {path}.")
    if not written:
        warn(f"{ref(noun, number)} has no attachments: nothing was saved.")


def _say(attached: "Attachment", noun: Noun, number: int) -> None:
    name, what = ref(noun, number), one_line(attached.name)
    say(
        f"Attached {what} to {name}: {attached.type}, {attached.size:,} bytes.",
        then=f"csdesk {noun.word} show {name} --save FOLDER",
    )
