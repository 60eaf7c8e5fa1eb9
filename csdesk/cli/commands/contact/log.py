"""`csdesk log`: log a contact."""

from typing import Annotated

import typer

from csdesk.cli.context import at_work
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import ask_missing, confirm_customer
from csdesk.cli.options import common as opt
from csdesk.domain import vocabulary as words
from csdesk.domain.case import INBOUND
from csdesk.domain.contact_fields import SENTIMENTS
from csdesk.domain.ids import CONTACT, ref

app = typer_app()

MaybeWho = Annotated[
    str | None,
    typer.Argument(
        metavar="WHO",
        parser=opt.read_text,
        help="Customer: P7, e-mail, phone or name; - if unknown.",
    ),
]
MaybeText = Annotated[
    str | None,
    typer.Argument(metavar="TEXT", parser=opt.read_text, help="What it is about."),
]


@app.command("log")
def log(
    ctx: typer.Context,
    who: MaybeWho = None,
    text: MaybeText = None,
    channel: Annotated[
        str, opt.choice(words.CHANNELS, "channel", "--channel")
    ] = "phone",
    direction: Annotated[
        str, opt.choice(words.DIRECTIONS, "direction", "--direction")
    ] = "inbound",
    phase: Annotated[str, opt.choice(words.PHASES, "phase", "--phase")] = "after-sale",
    reason: Annotated[
        str, opt.choice(words.REASONS, "reason", "--reason")
    ] = "question",
    category: Annotated[
        str | None,
        opt.text(
            "--category",
            metavar="WORD",
            help="Category, a word of your own such as delivery.",
        ),
    ] = None,
    notes: Annotated[str | None, opt.text("--notes", help="Further notes.")] = None,
    wait: Annotated[
        int | None,
        opt.option(
            "--wait",
            parser=opt.read_seconds,
            metavar="20s",
            help="How long the customer waited.",
        ),
    ] = None,
    took: Annotated[
        int | None,
        opt.option(
            "--took", parser=opt.read_seconds, metavar="4m", help="Handling time."
        ),
    ] = None,
    abandoned: Annotated[
        bool,
        opt.option("--abandoned", help="The customer gave up before anyone answered."),
    ] = False,
    resolved: Annotated[
        bool, opt.option("--resolved", help="Mark it resolved.")
    ] = False,
    follows: opt.Follows = None,
    complaint: opt.BelongsTo = None,
    avoidable: Annotated[
        bool | None,
        opt.option(
            "--avoidable/--not-avoidable", help="Whether it could have been avoided."
        ),
    ] = None,
    sentiment: Annotated[
        str | None, opt.choice(SENTIMENTS, "sentiment", "--sentiment")
    ] = None,
    promise: opt.Promised = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Log a contact.

    Example: csdesk log 'Ann Lee' 'where is my order?' --category delivery
    """
    from csdesk.services.cases import complaint_of, next_step
    from csdesk.services.contacts import NewContact, log_contact
    from csdesk.services.follow_ups import add_commitment_line

    who = ask_missing(
        who, "Who is it (name, phone, e-mail; - for unknown)", "WHO", no_input
    )
    caller = confirm_customer(ctx, who, no_input)
    text = ask_missing(text, "What is it about", "TEXT", no_input)
    new = NewContact(
        who=caller, subject=text, channel=channel, direction=direction, phase=phase,
        reason=reason, category=category, notes=notes, wait=wait, took=took,
        abandoned=abandoned, resolved=resolved, follows=follows, complaint=complaint,
        avoidable=avoidable, sentiment=sentiment,
    )  # fmt: skip
    with at_work(ctx, "log", agent, at) as work:
        contact = log_contact(work, new)
        when = work.format_instant(contact.received_at)
        due = contact.response_due_at or contact.resolution_due_at
        by = due and not resolved and f" Due {work.format_instant(due)}."
        owed = add_commitment_line(work, promise, contact=contact)
        is_part = complaint_of(work, contact) or contact.direction != INBOUND
        then = None if is_part else next_step(work, contact)
    name = ref(CONTACT, contact.id)
    if quiet:
        say(name)
        return
    state = ", abandoned" if abandoned else ", resolved" if resolved else ""
    say(
        f"Logged {name}: {channel}, received {when}{state}.{by or ''}{owed}",
        then=then,
    )
