"""`csdesk complaint offer`, `resolve` and `reopen`."""

from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli.commands.complaint.progress import Reason, say_with_next
from csdesk.cli.context import at_work
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_workflow import NEXT_COMMAND, OFFERED
from csdesk.domain.ids import COMPLAINT, FOLLOW_UP, ref

if TYPE_CHECKING:
    from csdesk.services.complaints.decision import Resolved
    from csdesk.services.unit_of_work import Work

OFFERS = tuple(kind for kind in words.REMEDIES if kind != "none")
Outcome = Annotated[str | None, opt.choice(words.OUTCOMES, "outcome", "--outcome")]
Upheld = Annotated[
    str | None,
    opt.choice(
        words.UPHELD, "finding", "--upheld", help="Whether the customer was right"
    ),
]
DecisionText = Annotated[
    str | None, opt.text("--decision", help="Decision, and the reason for it.")
]
RootCause = Annotated[str | None, opt.text("--root-cause", help="Root cause.")]
Corrective = Annotated[
    str | None,
    opt.text(
        "--corrective", help="Corrective action, so that it does not happen again."
    ),
]
Value = Annotated[
    str | None,
    opt.option("--value", metavar="AMOUNT", help="Value to the customer."),
]
Cost = Annotated[
    str | None,
    opt.option("--cost", metavar="AMOUNT", help="Cost to you (default: the value)."),
]

ApprovedBy = Annotated[
    str | None,
    opt.text(
        "--approved-by", metavar="NAME",
        help="Agent who approved more than your goodwill limit.",
    ),
]  # fmt: skip


def offer(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    remedy: Annotated[
        str,
        typer.Argument(
            metavar="REMEDY",
            parser=opt.word_of(OFFERS, "remedy"),
            help=f"Remedy: {', '.join(OFFERS)}.",
        ),
    ],
    value: Value = None,
    cost: Cost = None,
    text: Annotated[
        str | None, opt.text("--text", help="Details of the remedy.")
    ] = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Offer the customer a remedy; resolving grants it.

    Example: csdesk complaint offer K3 refund --value 20
    """
    from csdesk.services.complaints import remedies
    from csdesk.services.complaints.workflow import offer as offer_remedy

    with at_work(ctx, "complaint offer", agent, at) as work:
        new = remedies.NewRemedy(remedy, value, cost, text)
        what = remedies.format_remedy(work, offer_remedy(work, complaint, new))
    name = ref(COMPLAINT, complaint)
    say(f"Offered for {name}: {what}.", then=NEXT_COMMAND[OFFERED].format(ref=name))


def resolve(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    outcome: Outcome = None,
    upheld: Upheld = None,
    decision: DecisionText = None,
    remedy: Annotated[
        str | None,
        opt.choice(words.REMEDIES, "remedy", "--remedy", help="Remedy granted"),
    ] = None,
    value: Value = None,
    cost: Cost = None,
    expires: Annotated[
        str | None,
        opt.option(
            "--expires",
            metavar="WHEN",
            help="Last day of a voucher, or 90d (default: none).",
        ),
    ] = None,
    root_cause: RootCause = None,
    corrective: Corrective = None,
    corrective_due: Annotated[
        str | None,
        opt.option(
            "--corrective-due",
            metavar="WHEN",
            help="When to check the corrective action (default: in 30 days).",
        ),
    ] = None,
    approved_by: ApprovedBy = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Decide a complaint, and grant a remedy or none.

    It requires --outcome, --upheld and --decision, and --remedy unless one was offered.
    A voucher is issued, and its code printed.

    Example: csdesk complaint resolve K3 --outcome accepted --upheld yes
    --decision 'the seal was faulty' --remedy refund --value 20
    """
    from csdesk.domain.parsing.duration import format_duration
    from csdesk.services.complaints.decision import Decision
    from csdesk.services.complaints.decision import resolve as decide

    request = Decision(
        outcome=outcome, upheld=upheld, decision=decision, remedy=remedy, value=value,
        cost=cost, root_cause=root_cause, corrective=corrective,
        corrective_due=corrective_due, approved_by=approved_by, expires=expires,
    )  # fmt: skip
    with at_work(ctx, "complaint resolve", agent, at) as work:
        done = decide(work, complaint, request)
        took = format_duration((work.at - done.complaint.opened_at).total_seconds())
        what, more = _granted(work, done), _came_with(work, done)
    name = ref(COMPLAINT, complaint)
    say_with_next(
        done.complaint,
        f"Resolved {name} after {took}: {outcome}, upheld {upheld}; {what}.{more}",
    )


def _granted(work: "Work", done: "Resolved") -> str:
    """Format the remedy: `granted refund, 20.00 EUR; cost …`, or `no remedy`."""
    from csdesk.services.complaints import remedies

    if done.remedy is None:
        return "no remedy"
    by = f" (approved by {done.approved_by})" if done.approved_by else ""
    cost = remedies.format_cost(work, done.remedy)
    return f"granted {remedies.format_remedy(work, done.remedy)}{by}" + (
        f"; {cost}" if cost else ""
    )


def _came_with(work: "Work", done: "Resolved") -> str:
    """Format the voucher and the follow-up that a resolution made, as sentences."""
    from csdesk.services import vouchers

    text = ""
    if done.voucher is not None:
        text += f" Issued {vouchers.format_voucher(work, done.voucher)}."
    if done.follow_up is not None:
        name = ref(FOLLOW_UP, done.follow_up.id)
        due = work.format_instant(done.follow_up.due_at)
        text += f" {name} asks {due} whether the corrective action was done."
    return text


def reopen(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    reason: Reason,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Reopen a complaint whose resolution did not hold.

    Example: csdesk complaint reopen K3 'the new kettle leaks too'
    """
    from csdesk.services.complaints.decision import reopen as open_again

    with at_work(ctx, "complaint reopen", agent, at) as work:
        reopened = open_again(work, complaint, reason)
    name = ref(COMPLAINT, complaint)
    say_with_next(reopened, f"Reopened {name}: it is under investigation again.")
