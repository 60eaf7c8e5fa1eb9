"""`csdesk complaint offer`, `resolve` and `reopen`: how a complaint is decided."""

from typing import Annotated

import typer

from csdesk.cli import options as opt
from csdesk.cli.complaint_life import Reason, said
from csdesk.cli.output import say
from csdesk.cli.runtime import at_work
from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_life import OFFERED, WHAT_NOW
from csdesk.domain.references import COMPLAINT, ref

OFFERS = tuple(kind for kind in words.REMEDIES if kind != "none")
Outcome = Annotated[str | None, opt.choice(words.OUTCOMES, "outcome", "--outcome")]
Upheld = Annotated[
    str | None,
    opt.choice(words.UPHELD, "finding", "--upheld", help="Was the customer right"),
]
DecisionText = Annotated[
    str | None, opt.text("--decision", help="What was decided, and why.")
]
RootCause = Annotated[str | None, opt.text("--root-cause", help="Why it happened.")]
Corrective = Annotated[
    str | None, opt.text("--corrective", help="What keeps it from happening again.")
]
Value = Annotated[
    str | None,
    opt.option("--value", metavar="AMOUNT", help="What it is worth to the customer."),
]
Cost = Annotated[
    str | None,
    opt.option("--cost", metavar="AMOUNT", help="What it costs you; else its value."),
]


def offer(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    remedy: Annotated[
        str,
        typer.Argument(
            metavar="REMEDY",
            parser=opt.word_of(OFFERS, "remedy"),
            help=f"{', '.join(OFFERS)}.",
        ),
    ],
    value: Value = None,
    cost: Cost = None,
    text: Annotated[str | None, opt.text("--text", help="More about it.")] = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Offer the customer a remedy; resolving grants it.

    Example: csdesk complaint offer K3 refund --value 20
    """
    from csdesk.services import remedies
    from csdesk.services.complaint_steps import offer as offer_remedy

    with at_work(ctx, "complaint offer", agent, at) as work:
        told = remedies.Told(remedy, value, cost, text)
        what = remedies.say(work, offer_remedy(work, complaint, told))
    name = ref(COMPLAINT, complaint)
    say(f"Offered for {name}: {what}.", then=WHAT_NOW[OFFERED].format(ref=name))


def resolve(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    outcome: Outcome = None,
    upheld: Upheld = None,
    decision: DecisionText = None,
    remedy: Annotated[
        str | None,
        opt.choice(words.REMEDIES, "remedy", "--remedy", help="What is granted"),
    ] = None,
    value: Value = None,
    cost: Cost = None,
    root_cause: RootCause = None,
    corrective: Corrective = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Decide a complaint, and grant a remedy or none.

    It needs --outcome, --upheld, --decision, and --remedy unless an offer stands.

    Example: csdesk complaint resolve K3 --outcome accepted --upheld yes
    --decision 'the seal was faulty' --remedy refund --value 20
    """
    from csdesk.domain.durations import say_duration
    from csdesk.services import remedies
    from csdesk.services.complaint_decision import Decision
    from csdesk.services.complaint_decision import resolve as decide

    told = Decision(
        outcome=outcome, upheld=upheld, decision=decision, remedy=remedy, value=value,
        cost=cost, root_cause=root_cause, corrective=corrective,
    )  # fmt: skip
    with at_work(ctx, "complaint resolve", agent, at) as work:
        resolved, granted = decide(work, complaint, told)
        took = say_duration((work.at - resolved.opened_at).total_seconds())
        what = f"granted {remedies.say(work, granted)}" if granted else "no remedy"
    name = ref(COMPLAINT, complaint)
    said(resolved, f"Resolved {name} after {took}: {outcome}, upheld {upheld}; {what}.")


def reopen(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    reason: Reason,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Reopen a complaint: its resolution did not hold.

    Example: csdesk complaint reopen K3 'the new kettle leaks too'
    """
    from csdesk.services.complaint_decision import reopen as open_again

    with at_work(ctx, "complaint reopen", agent, at) as work:
        reopened = open_again(work, complaint, reason)
    name = ref(COMPLAINT, complaint)
    said(reopened, f"Reopened {name}: it is investigating again, to be decided anew.")
