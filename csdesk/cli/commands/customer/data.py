"""`csdesk customer erase` and `customer export`: a customer's personal data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.context import agent_name, reading_desk
from csdesk.cli.desk_path import desk_path
from csdesk.cli.io.output import say, warn
from csdesk.cli.io.streams import confirm as sure
from csdesk.cli.io.streams import is_interactive, put, put_data
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format
from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import ExpectedNoError, UsageProblem
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.services.erasure.erase import ErasurePlan, ErasureResult

GONE = (
    "{number} was erased on {day}: nothing of that customer is left but what the "
    "figures count, and what was written since."
)
Customer = Annotated[
    str,
    typer.Argument(
        metavar="WHO",
        parser=opt.read_text,
        help="Customer: P7, e-mail, phone or full name.",
    ),
]


def erase(
    ctx: typer.Context,
    who: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WHO",
            parser=opt.read_text,
            help="Customer: P7, e-mail, phone, external id or full name.",
        ),
    ] = None,
    of_import: Annotated[
        int | None,
        opt.option(
            "--import",
            metavar="RUN",
            min=1,
            help="Erase all customers of this import, which was undone.",
        ),
    ] = None,
    yes: Annotated[
        bool, opt.option("--yes", help="Erase without asking, for scripts.")
    ] = False,
    dry_run: Annotated[
        bool, opt.option("--dry-run", help="Show what would be erased; change nothing.")
    ] = False,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Erase a customer for good: name, addresses, texts, files; here and in copies.

    What the figures count stays, without the person. This cannot be undone. Customers
    whose entry was undone are erased too: the history still has them.

    Example: csdesk customer erase P7
    """
    from csdesk.cli.desk_path_warning import warn_of_place
    from csdesk.services.erasure.erase import customers_of_import, prepare

    whom = list(who or ())
    if bool(whom) == (of_import is not None):
        raise UsageProblem(
            "Name the customers to erase: WHO, or --import RUN.",
            "For example: csdesk customer erase P7",
        )
    with reading_desk(ctx) as desk:
        if of_import is not None:
            whom = customers_of_import(desk.connection, of_import)
        plan = prepare(
            desk.connection, desk.settings, desk_path(ctx), whom, clock.now()
        )
        if of_import is not None:
            plan.typed = f"--import {of_import}"
    show_plan(plan)
    if dry_run:
        say("Nothing was changed.", then=f"csdesk customer erase {plan.typed}")
        return
    if not (yes or plan.is_again):
        ask_first(plan, no_input=no_input)
    carry_out(plan, agent_name(agent))
    warn_of_place(plan.path)


def show_plan(plan: "ErasurePlan") -> None:
    """Print what is erased and what stays."""
    from csdesk.services.erasure.messages import format_plan

    for message in plan.warnings:
        warn(message)
    for line in format_plan(plan):
        say(line)


def ask_first(plan: "ErasurePlan", *, no_input: bool) -> None:
    """Ask for confirmation. Raises UsageProblem without a terminal."""
    if no_input or not is_interactive():
        raise UsageProblem(
            "Erasing cannot be undone, and nobody is there to confirm it.",
            f"Write: csdesk customer erase {plan.typed} --yes",
        )
    if not sure(f"Erase {name_of(plan)} for good?"):
        raise ExpectedNoError("Nothing was erased.", "Nothing was changed.")


def carry_out(plan: "ErasurePlan", agent: str) -> None:
    """Erase, clean up, and print what was done and what remains."""
    from csdesk.services.erasure.erase import erase_customer, finish
    from csdesk.services.erasure.messages import (
        doubtful,
        format_result,
        not_searched,
        still_there,
    )

    now = clock.now()
    is_or_are = "is" if len(plan.numbers) == 1 else "are"
    done: ErasureResult = erase_customer(plan, agent, now)
    try:
        finish(plan, done, agent, now)
    finally:
        for line in format_result(plan, done):
            say(line)
        left = still_there(plan, done)
        unsure = [*doubtful(plan, done), *not_searched(plan, done)]
        for line in (*left, *unsure):
            warn(line)
    if left:
        raise ExpectedNoError(
            f"{name_of(plan)} {is_or_are} erased from this desk, "
            "but not from what is named above.",
            "Look at each of these yourself.",
        )
    then = None if plan.subject.is_gone else f"csdesk customer show {plan.first}"
    if unsure:
        say(f"{name_of(plan)} {is_or_are} erased; what csdesk cannot tell is above.",
            then=then)  # fmt: skip
    else:
        say(f"Nothing of {name_of(plan)} is left but what the figures count.",
            then=then)  # fmt: skip


def name_of(plan: "ErasurePlan") -> str:
    """Return `P7`, or the ids of all customers of the plan."""
    from csdesk.services.erasure.messages import named

    return named(plan)


def export(
    ctx: typer.Context,
    who: Customer,
    output: Annotated[
        Path | None,
        opt.output_file(
            "--output", "-o", metavar="FOLDER",
            help="New folder for the data and the attachments (default: the screen).",
        ),
    ] = None,
    fmt: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", parser=opt.read_format,
            help="Format without --output: plain or json.",
        ),
    ] = Format.PLAIN,
) -> None:  # fmt: skip
    """Export everything about one customer: records, texts, former versions, files.

    --output writes a folder with a text to read, JSON and every attachment. Names of
    agents and data of other customers are left out.

    Example: csdesk customer export P7 --output ann-lee
    """
    from csdesk.domain.timezone import format_day
    from csdesk.exports import person
    from csdesk.exports.attachments import check_folder, write_folder
    from csdesk.services.customers.customer_lookup import find_one_or_former
    from csdesk.store.privacy.erasures import erased_on

    check_format(fmt, (Format.PLAIN, Format.JSON))
    if output is not None:
        check_folder(output)
    with reading_desk(ctx) as desk:
        number = find_one_or_former(desk.connection, who, desk.settings, warn)
        name, locale = desk.settings.text("name"), desk.settings.locale
        erased = erased_on(desk.connection, number, locale.zone)
        if erased is not None:
            warn(GONE.format(number=ref(CUSTOMER, number), day=format_day(erased)))
        data = person.data_of(desk.connection, number, name, locale, clock.now())
        if output is None:
            if fmt is Format.JSON:
                put_data([person.as_json(data)], is_json=True)
            else:
                put(person.as_text(data))
            return
        files = person.files_of(desk.connection, data)
    write_folder(output, files)
    say(f"Wrote all about {ref(CUSTOMER, number)} to {output}: {len(files):,} files.",
        then=f"less {output / person.TEXT_NAME}")  # fmt: skip
