"""`csdesk complaint open` and `edit`."""

from typing import Annotated, Any

import typer

from csdesk.cli.commands.complaint.decide import (
    Corrective,
    DecisionText,
    Outcome,
    RootCause,
    Upheld,
)
from csdesk.cli.commands.contact.log import MaybeWho
from csdesk.cli.context import at_work
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import ask_missing, confirm_customer
from csdesk.cli.options import common as opt
from csdesk.domain import vocabulary as words
from csdesk.domain.complaint_workflow import NEXT_COMMAND, RECEIVED
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.domain.policies import DEFAULT
from csdesk.errors import UsageProblem

MaybeText = Annotated[
    str | None,
    typer.Argument(
        metavar="TEXT", parser=opt.read_text, help="Description of what is wrong."
    ),
]
Channel = Annotated[str | None, opt.choice(words.CHANNELS, "channel", "--channel")]
Category = Annotated[
    str | None,
    opt.text(
        "--category",
        metavar="WORD",
        help="Category, a word of your own such as delivery.",
    ),
]
Severity = Annotated[str | None, opt.choice(words.SEVERITIES, "severity", "--severity")]
Product = Annotated[str | None, opt.text("--product", help="Product that it is about.")]
Order = Annotated[str | None, opt.text("--order", help="Order number.")]
Asked = Annotated[
    str | None, opt.text("--asked", help="Remedy that the customer asks for.")
]
Owner = Annotated[
    str | None, opt.text("--owner", metavar="NAME", help="Agent in charge.")
]
# Fields of `edit` that may be emptied; a decision is replaced, never emptied.
CLEARABLE = (
    "customer", "category", "product", "order", "text", "asked", "owner",
    "root_cause", "corrective",
)  # fmt: skip
COLUMNS = {
    "order": "order_ref",
    "text": "description",
    "corrective": "corrective_action",
    "opened": "opened_at",
}


def open_command(
    ctx: typer.Context,
    who: MaybeWho = None,
    text: MaybeText = None,
    contact: Annotated[
        int | None,
        opt.contact(
            "--contact",
            help="Contact that brought it, instead of WHO and TEXT.",
        ),
    ] = None,
    no_contact: Annotated[
        bool, opt.option("--no-contact", help="Log no contact with it.")
    ] = False,
    channel: Annotated[
        str | None,
        opt.choice(
            words.CHANNELS,
            "channel",
            "--channel",
            default="the contact's, or phone",
        ),
    ] = None,
    category: Category = None,
    severity: Annotated[
        str, opt.choice(words.SEVERITIES, "severity", "--severity")
    ] = "normal",
    safety: Annotated[bool, opt.option("--safety", help="It concerns safety.")] = False,
    product: Product = None,
    order: Order = None,
    asked: Asked = None,
    public: Annotated[
        bool, opt.option("--public", help="It was made in public.")
    ] = False,
    owner: Owner = None,
    policy: Annotated[
        str,
        opt.choice(
            words.POLICIES, "policy", "--policy",
            help="Policy that sets the deadlines",
        ),
    ] = DEFAULT,
    promise: opt.Promised = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:  # fmt: skip
    """Open a complaint, and log the contact that brought it.

    Its policy sets the deadline of each step: reminders, and no legal advice.

    Example: csdesk complaint open 'Ann Lee' 'the kettle leaks' --severity high
    """
    from csdesk.services.complaints.opening import NewComplaint, open_complaint
    from csdesk.services.follow_ups import add_commitment_line

    if contact is not None and no_contact:
        raise UsageProblem(
            "--contact and --no-contact exclude each other.", "Leave one of them out."
        )
    who, text = _who_and_text(ctx, who, text, no_input, contact is not None)
    new = NewComplaint(
        who=who, text=text, contact=contact, logs_contact=not no_contact,
        channel=channel, category=category, severity=severity,
        safety=safety, product=product, order=order, requested_remedy=asked,
        owner=owner, policy=policy, public=public,
    )  # fmt: skip
    with at_work(ctx, "complaint open", agent, at) as work:
        complaint, brought_by = open_complaint(work, new)
        when = work.format_instant(complaint.opened_at)
        owed = add_commitment_line(
            work, promise, contact=brought_by, complaint=complaint
        )
    name = ref(COMPLAINT, complaint.id)
    if quiet:
        say(name)
        return
    how, logged = "", ""
    if brought_by is not None and contact is None:
        logged = f" Logged {ref(CONTACT, brought_by.id)}."
    elif brought_by is not None:
        how = f" from {ref(CONTACT, brought_by.id)}"
    say(
        f"Opened {name}{how}: {complaint.channel}, received {when}.{logged}{owed}",
        then=NEXT_COMMAND[RECEIVED].format(ref=name),
    )


def _who_and_text(
    ctx: typer.Context,
    who: str | None,
    text: str | None,
    no_input: bool,
    has_contact: bool,
) -> tuple[str | None, str | None]:
    """Ask for WHO and TEXT where they are missing and there is no contact."""
    if not has_contact:
        question = "Who complains (name, phone, e-mail; - for unknown)"
        who = ask_missing(who, question, "WHO", no_input)
    if who is not None:
        who = confirm_customer(ctx, who, no_input)
    if not has_contact:
        text = ask_missing(text, "What is wrong", "TEXT", no_input)
    return who, text


def edit(
    ctx: typer.Context,
    complaint: opt.ComplaintId,
    customer: Annotated[
        str | None,
        opt.text("--customer", metavar="WHO", help="Customer it belongs to."),
    ] = None,
    opened: Annotated[
        str | None, opt.option("--opened", metavar="WHEN", help="When it was opened.")
    ] = None,
    text: Annotated[
        str | None, opt.text("--text", help="Description of what is wrong.")
    ] = None,
    channel: Channel = None,
    category: Category = None,
    severity: Severity = None,
    safety: Annotated[
        bool | None,
        opt.option("--safety/--no-safety", help="Whether it concerns safety."),
    ] = None,
    public: Annotated[
        bool | None,
        opt.option("--public/--not-public", help="Whether it was made in public."),
    ] = None,
    product: Product = None,
    order: Order = None,
    asked: Asked = None,
    owner: Owner = None,
    outcome: Outcome = None,
    upheld: Upheld = None,
    decision: DecisionText = None,
    root_cause: RootCause = None,
    corrective: Corrective = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a complaint; only what is given changes.

    Example: csdesk complaint edit K3 --severity high --clear product
    """
    from csdesk.services.complaints.edit import edit_complaint
    from csdesk.services.unit_of_work import past_instant

    given = {
        "customer": customer, "opened": opened, "text": text, "channel": channel,
        "category": category, "severity": severity, "safety": safety,
        "public": public, "product": product, "order": order, "asked": asked,
        "owner": owner, "outcome": outcome, "upheld": upheld, "decision": decision,
        "root_cause": root_cause, "corrective": corrective,
    }  # fmt: skip
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "complaint edit", agent) as work:
        if opened is not None:
            changes["opened"] = past_instant(work, opened, "--opened")
        edit_complaint(work, complaint, _columns(changes), map(_column, clear or ()))
    say(f"Changed {ref(COMPLAINT, complaint)}.", then="csdesk undo (takes it back)")


def _column(field: str) -> str:
    return COLUMNS.get(field, field)


def _columns(changes: dict[str, Any]) -> dict[str, Any]:
    return {_column(field): value for field, value in changes.items()}
