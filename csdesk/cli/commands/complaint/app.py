"""`csdesk complaint`: open, decide, close, list, show, edit, remove."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.commands import attachments
from csdesk.cli.commands.complaint import (
    causes,
    decide,
    opening,
    progress,
)
from csdesk.cli.commands.complaint.opening import Category, Channel, Severity
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_workflow import STATUSES
from csdesk.domain.ids import COMPLAINT, ref
from csdesk.render import Format

app = typer_app(
    "Complaints: open, decide, close, list, show, edit, remove.",
    "csdesk complaint list --open",
)
# The steps of a complaint in their order, then what reads it.
app.command("open")(opening.open_command)
app.command("acknowledge")(progress.acknowledge)
app.command("move-private")(progress.move_private)
app.command("investigate")(progress.investigate)
app.command("note")(progress.note)
app.command("attach")(attachments.attach_to_complaint)
app.command("escalate")(progress.escalate)
app.command("hold")(progress.hold)
app.command("resume")(progress.resume)
app.command("offer")(decide.offer)
app.command("resolve")(decide.resolve)
app.command("reopen")(decide.reopen)
app.command("followed-up")(progress.followed_up)
app.command("close")(progress.close)


@app.command("list")
def list_complaints(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    customer: opt.CustomerFilter = None,
    channel: Channel = None,
    category: Category = None,
    severity: Severity = None,
    status: Annotated[str | None, opt.choice(STATUSES, "status", "--status")] = None,
    owner: Annotated[
        str | None, opt.text("--owner", metavar="NAME", help="Only of this agent.")
    ] = None,
    outcome: decide.Outcome = None,
    upheld: decide.Upheld = None,
    is_open: Annotated[
        bool, opt.option("--open", help="Only unresolved ones.")
    ] = False,
    on_hold: Annotated[
        bool, opt.option("--on-hold", help="Only those on hold.")
    ] = False,
    escalated: Annotated[
        bool, opt.option("--escalated", help="Only escalated ones.")
    ] = False,
    safety: Annotated[
        bool, opt.option("--safety", help="Only those about safety.")
    ] = False,
    public: Annotated[
        bool, opt.option("--public", help="Only those made in public.")
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List complaints, newest first.

    --period selects by the time of opening.

    Example: csdesk complaint list --open --severity high
    """
    from csdesk.views.complaint import VIEW

    filters = {
        "channel": channel, "category": category, "severity": severity,
        "status": status, "owner": words.fold(owner) if owner else None,
        "outcome": outcome, "upheld": upheld, "open": is_open, "on_hold": on_hold,
        "escalated": escalated, "safety": safety, "public": public,
    }  # fmt: skip
    with reading_desk(ctx) as desk:
        show_list(
            desk, VIEW, filters, fmt=fmt, output=output, period=period,
            customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_complaint(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    save: attachments.Save = None,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one complaint, with its history.

    --save also writes its attachments as files; no file is overwritten.

    Example: csdesk complaint show K3 --save photos
    """
    from csdesk.views.complaint import complaint_record

    with reading_desk(ctx) as desk:
        record = complaint_record(
            desk.connection,
            complaint,
            desk.settings.locale,
            now=int(clock.now().timestamp()),
        )
        if save is not None:
            attachments.save(desk, "complaint", COMPLAINT, complaint, save)
        show_record(record, fmt, output)


@app.command("deadlines")
def deadlines(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Explain each deadline of a complaint, hour by hour or day by day.

    A policy's deadlines are reminders, and no legal advice.

    Example: csdesk complaint deadlines K3
    """
    from csdesk.views.deadlines import complaint_deadlines

    now = int(clock.now().timestamp())
    with reading_desk(ctx) as desk:
        connection, locale = desk.connection, desk.settings.locale
        record = complaint_deadlines(connection, complaint, locale, now)
    show_record(record, fmt, output)


app.command("causes")(causes.causes)
app.command("edit")(opening.edit)


@app.command("remove")
def remove(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a complaint that was opened by mistake.

    Its contacts stay, as cases of their own.

    Example: csdesk complaint remove K3
    """
    from csdesk.services.complaints.edit import remove_complaint

    with at_work(ctx, "complaint remove", agent) as work:
        remove_complaint(work, complaint)
    say(f"Removed {ref(COMPLAINT, complaint)}.", then="csdesk undo (takes it back)")
