"""`csdesk survey`: ask, record, list, show, edit, remove."""

from typing import Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain import vocabulary as words
from csdesk.domain.ids import (
    ANSWER,
    COMPLAINT,
    CONTACT,
    CUSTOMER,
    ref,
)
from csdesk.domain.surveys import Scale, read_scale
from csdesk.render import Format

app = typer_app(
    "Survey answers (NPS, CSAT, CES): record, ask, list, show, edit, remove.",
    "csdesk survey record csat 5 --contact C12",
)

KindArgument = Annotated[
    str,
    typer.Argument(
        metavar="KIND", parser=opt.word_of(words.SURVEY_KINDS, "kind of survey"),
        help="Kind of survey: nps, csat or ces.",
    ),
]  # fmt: skip
KindFilter = Annotated[str | None, opt.choice(words.SURVEY_KINDS, "kind", "--kind")]
AnswerId = Annotated[
    int,
    typer.Argument(
        metavar="S5", parser=opt.number_of(ANSWER), help="Survey answer id."
    ),
]
CustomerOption = Annotated[
    str | None,
    opt.text("--customer", metavar="WHO", help="Customer it belongs to."),
]
ScaleOption = Annotated[
    Scale | None,
    opt.option(
        "--scale", parser=read_scale, metavar="1-7",
        help="Lowest and highest score (default: the desk's setting).",
    ),
]  # fmt: skip
Direction = Annotated[
    str | None,
    opt.choice(
        words.CES_DIRECTIONS, "direction", "--direction",
        help="Meaning of a high ces score", default="the desk's setting",
    ),
]  # fmt: skip
Comment = Annotated[
    str | None,
    opt.text("--comment", help="Comment of the customer."),
]
CLEARABLE = ("score", "comment", "customer", "contact", "complaint", "asked")


@app.command("record")
def record(
    ctx: typer.Context,
    kind: KindArgument,
    score: Annotated[str, typer.Argument(metavar="SCORE", help="Score, such as 9.")],
    customer: CustomerOption = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    scale: ScaleOption = None,
    direction: Direction = None,
    comment: Comment = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Record a score; it answers the newest open question, if there is one.

    Example: csdesk survey record nps 9 --customer 'Ann Lee' --comment 'quick'
    """
    from csdesk.services.surveys import Question, format_score, next_step, record_answer

    who = confirm_customer(ctx, customer, no_input) if customer is not None else None
    question = Question(kind, who, contact, complaint, scale, direction)
    with at_work(ctx, "survey record", agent, at) as work:
        answer = record_answer(work, question, score, comment)
        when_asked = (
            f"; asked {work.format_instant(answer.asked_at)}" if answer.asked_at else ""
        )
    name = ref(ANSWER, answer.id)
    if quiet:
        say(name)
        return
    say(f"Recorded {name}: {format_score(answer)}{when_asked}.", then=next_step(answer))


@app.command("ask")
def ask(
    ctx: typer.Context,
    kind: KindArgument,
    customer: CustomerOption = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    scale: ScaleOption = None,
    direction: Direction = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Record that a survey question was asked; its answer is recorded later.

    Example: csdesk survey ask csat --contact C12
    """
    from csdesk.services.surveys import Question, scale_of
    from csdesk.services.surveys import ask as ask_survey

    who = confirm_customer(ctx, customer, no_input) if customer is not None else None
    question = Question(kind, who, contact, complaint, scale, direction)
    with at_work(ctx, "survey ask", agent, at) as work:
        answer = ask_survey(work, question)
        when, shown = work.format_instant(work.at), scale_of(answer)
    name = ref(ANSWER, answer.id)
    if quiet:
        say(name)
        return
    about = _about(answer.customer_id, contact, complaint)
    say(
        f"Asked {name}: {kind.upper()} on {shown}, {when}.",
        then=f"csdesk survey record {kind} SCORE{about}",
    )


@app.command("list")
def list_answers(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    kind: KindFilter = None,
    customer: opt.CustomerFilter = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    is_open: Annotated[
        bool, opt.option("--open", help="Only unanswered questions.")
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List survey answers, newest first.

    --period selects by the time of the answer, or of the question if unanswered.

    Example: csdesk survey list --kind nps --period this-month
    """
    from csdesk.views.survey import OPEN_VIEW, VIEW

    filters = {
        "kind": kind,
        "contact": contact,
        "complaint": complaint,
        "open": is_open,
    }
    with reading_desk(ctx) as desk:
        show_list(
            desk, OPEN_VIEW if is_open else VIEW, filters, fmt=fmt, output=output,
            period=period, customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_answer(
    ctx: typer.Context,
    answer: AnswerId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one survey answer.

    Example: csdesk survey show S5
    """
    from csdesk.views.survey import answer_record

    with reading_desk(ctx) as desk:
        record = answer_record(desk.connection, answer, desk.settings.locale)
        show_record(record, fmt, output)


@app.command("edit")
def edit(
    ctx: typer.Context,
    answer: AnswerId,
    score: Annotated[
        str | None, opt.option("--score", metavar="SCORE", help="Corrected score.")
    ] = None,
    scale: ScaleOption = None,
    direction: Direction = None,
    comment: Comment = None,
    customer: CustomerOption = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    asked: Annotated[
        str | None, opt.option("--asked", metavar="WHEN", help="When it was asked.")
    ] = None,
    answered: Annotated[
        str | None,
        opt.option("--answered", metavar="WHEN", help="When it was answered."),
    ] = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a survey answer; only what is given changes.

    Example: csdesk survey edit S5 --score 8 --clear comment
    """
    from csdesk.services.survey_edits import edit_answer
    from csdesk.services.unit_of_work import past_instant

    given = {
        "score": score, "scale": scale, "direction": direction, "comment": comment,
        "customer": customer, "contact": contact, "complaint": complaint,
        "asked": asked, "answered": answered,
    }  # fmt: skip
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "survey edit", agent) as work:
        for field in {"asked", "answered"} & changes.keys():
            changes[field] = past_instant(work, changes[field], f"--{field}")
        edit_answer(work, answer, changes, clear or ())
    say(f"Changed {ref(ANSWER, answer)}.", then="csdesk undo (takes it back)")


@app.command("remove")
def remove(
    ctx: typer.Context,
    answer: AnswerId,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a survey answer that was recorded by mistake.

    Example: csdesk survey remove S5
    """
    from csdesk.services.surveys import remove_answer

    with at_work(ctx, "survey remove", agent) as work:
        remove_answer(work, answer)
    say(f"Removed {ref(ANSWER, answer)}.", then="csdesk undo (takes it back)")


def _about(customer: int | None, contact: int | None, complaint: int | None) -> str:
    """Format the option for the contact, complaint or customer of a question."""
    if contact is not None:
        return f" --contact {ref(CONTACT, contact)}"
    if complaint is not None:
        return f" --complaint {ref(COMPLAINT, complaint)}"
    return f" --customer {ref(CUSTOMER, customer)}" if customer is not None else ""
