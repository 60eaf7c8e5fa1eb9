"""`csdesk contact respond`, `resolve`, `reopen`, `hold` and `resume`."""

from typing import Annotated

import typer

from csdesk.cli.context import at_work
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.domain.ids import CONTACT, ref

Reason = Annotated[
    str, typer.Argument(metavar="REASON", parser=opt.read_text, help="Reason.")
]
MaybeReason = Annotated[
    str | None, typer.Argument(metavar="REASON", parser=opt.read_text, help="Reason.")
]


def respond(
    ctx: typer.Context,
    contact: opt.ContactId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Record the first response to a contact.

    Example: csdesk contact respond C12 --at 'yesterday 14:05'
    """
    from csdesk.domain.parsing.duration import format_duration
    from csdesk.services.cases import next_step
    from csdesk.services.contacts import respond as answer

    with at_work(ctx, "contact respond", agent, at) as work:
        answered = answer(work, contact)
        then = next_step(work, answered)
    name = ref(CONTACT, answered.id)
    took = (work.at - answered.received_at).total_seconds()
    say(
        f"Answered {name} after {format_duration(took)}.",
        then=then,
    )


def resolve(
    ctx: typer.Context,
    contact: opt.ContactId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Resolve a contact: the customer's matter is settled.

    Example: csdesk contact resolve C12
    """
    from csdesk.domain.parsing.duration import format_duration
    from csdesk.services.contacts import resolve_contact

    with at_work(ctx, "contact resolve", agent, at) as work:
        case = resolve_contact(work, contact)
    name = ref(CONTACT, case.id)
    took = (work.at - case.received_at).total_seconds()
    say(
        f"Resolved {name} after {format_duration(took)}.",
        then=f"csdesk survey record csat SCORE --contact {name}",
    )


def reopen(
    ctx: typer.Context,
    contact: opt.ContactId,
    reason: MaybeReason = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Reopen a resolved contact: it was not settled after all.

    Example: csdesk contact reopen C12 'the parcel never came'
    """
    from csdesk.services.contacts import reopen_contact

    with at_work(ctx, "contact reopen", agent, at) as work:
        case = reopen_contact(work, contact, reason)
    name = ref(CONTACT, case.id)
    say(f"Reopened {name}.", then=f"csdesk contact resolve {name}")


def hold(
    ctx: typer.Context,
    contact: opt.ContactId,
    reason: Reason,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Put a contact on hold while you wait for the customer.

    Example: csdesk contact hold C12 'waiting for the order number'
    """
    from csdesk.services.contacts import hold_contact

    with at_work(ctx, "contact hold", agent, at) as work:
        case = hold_contact(work, contact, reason)
    name = ref(CONTACT, case.id)
    say(f"{name} is on hold.", then=f"csdesk contact resume {name}")


def resume(
    ctx: typer.Context,
    contact: opt.ContactId,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """End a contact's hold.

    Example: csdesk contact resume C12
    """
    from csdesk.services.contacts import resume_contact

    with at_work(ctx, "contact resume", agent, at) as work:
        case = resume_contact(work, contact)
    name = ref(CONTACT, case.id)
    say(f"{name} goes on.", then=f"csdesk contact resolve {name}")
