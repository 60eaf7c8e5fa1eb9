"""`csdesk complaint acknowledge`, `hold`, `close` and other steps."""

from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli.context import at_work
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.domain.complaint_workflow import NEXT_COMMAND
from csdesk.domain.ids import COMPLAINT, ref

if TYPE_CHECKING:
    from csdesk.store.models import Complaint

Reason = Annotated[
    str, typer.Argument(metavar="REASON", parser=opt.read_text, help="Reason.")
]


def say_with_next(complaint: "Complaint", sentence: str) -> None:
    """Print what was done to a complaint, and the command of its next step."""
    name = ref(COMPLAINT, complaint.id)
    say(sentence, then=NEXT_COMMAND[complaint.status].format(ref=name))


def acknowledge(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record that the complaint was acknowledged to the customer.

    It counts as the first response to a written contact that brought it.

    Example: csdesk complaint acknowledge K3 --at 'yesterday 14:05'
    """
    from csdesk.domain.parsing.duration import format_duration
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint acknowledge", agent, at) as work:
        done = workflow.acknowledge(work, complaint)
        took = format_duration((work.at - done.opened_at).total_seconds())
    name = ref(COMPLAINT, complaint)
    if workflow.is_public(done):
        say(
            f"Acknowledged {name} in public after {took}.",
            then=f"csdesk complaint move-private {name}",
        )
        return
    say_with_next(done, f"Acknowledged {name} after {took}.")


def move_private(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record that a public complaint continues in private.

    Example: csdesk complaint move-private K3
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint move-private", agent, at) as work:
        done = workflow.move_private(work, complaint)
        when = work.format_instant(work.at)
    say_with_next(done, f"{ref(COMPLAINT, complaint)} goes on in private, {when}.")


def investigate(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Start the investigation of a complaint.

    Example: csdesk complaint investigate K3
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint investigate", agent, at) as work:
        done = workflow.investigate(work, complaint)
    say_with_next(done, f"{ref(COMPLAINT, complaint)} is being investigated.")


def note(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", parser=opt.read_text, help="Note to add.")
    ],
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Add a note to the history of a complaint.

    Example: csdesk complaint note K3 'the supplier confirms a bad batch'
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint note", agent, at) as work:
        done = workflow.note(work, complaint, text)
    say_with_next(done, f"Noted for {ref(COMPLAINT, complaint)}.")


def escalate(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    reason: Reason,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Escalate a complaint to somebody who may decide more.

    Example: csdesk complaint escalate K3 'asks for more than I may grant'
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint escalate", agent, at) as work:
        done = workflow.escalate(work, complaint, reason)
    say_with_next(done, f"Escalated {ref(COMPLAINT, complaint)} to level {done.level}.")


def hold(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    reason: Reason,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Put a complaint on hold while you wait for the customer.

    Example: csdesk complaint hold K3 'waiting for a photo'
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint hold", agent, at) as work:
        workflow.hold(work, complaint, reason)
    name = ref(COMPLAINT, complaint)
    say(f"{name} is on hold.", then=f"csdesk complaint resume {name}")


def resume(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """End a complaint's hold.

    Example: csdesk complaint resume K3
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint resume", agent, at) as work:
        done = workflow.resume(work, complaint)
    say_with_next(done, f"{ref(COMPLAINT, complaint)} goes on.")


def followed_up(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    result: Annotated[
        str | None, opt.text("--result", help="Result of the follow-up.")
    ] = None,
    waived: Annotated[
        str | None,
        opt.text(
            "--waived", metavar="REASON", help="Reason why no follow-up is needed."
        ),
    ] = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record the follow-up of a complaint, or waive it with a reason.

    Example: csdesk complaint followed-up K3 --result 'content with the kettle'
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint followed-up", agent, at) as work:
        done = workflow.follow_up(work, complaint, result, waived)
    name = ref(COMPLAINT, complaint)
    is_waived = f"The follow-up of {name} is waived."
    say_with_next(done, f"Followed up {name}." if waived is None else is_waived)


def close(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Close a complaint that was followed up.

    Example: csdesk complaint close K3
    """
    from csdesk.services.complaints import workflow

    with at_work(ctx, "complaint close", agent, at) as work:
        done = workflow.close(work, complaint)
    say_with_next(done, f"Closed {ref(COMPLAINT, complaint)}.")
