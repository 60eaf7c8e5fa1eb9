"""`csdesk customer`: add, list, show, edit."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.commands.customer import data, merge
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.io.streams import stdout
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import (
    FOR_PEOPLE,
    customer_id,
    show_list,
    show_record,
)
from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.render import Format

app = typer_app(
    "Customers: add, list, show, edit, merge, export, erase.",
    "csdesk customer show 'Ann Lee'",
)


Email = Annotated[
    str | None, opt.text("--email", help="E-mail address, such as ann@example.com.")
]
Phone = Annotated[
    str | None, opt.text("--phone", help="Phone number, such as 030 123456.")
]
Company = Annotated[str | None, opt.text("--company", help="Company.")]
Tier = Annotated[
    str | None, opt.text("--tier", help="Tier, a word of your own such as gold.")
]
Tags = Annotated[
    list[str] | None, opt.text("--tag", metavar="WORD", help="Tag; may be repeated.")
]
Note = Annotated[str | None, opt.text("--note", help="Note.")]
ReferredBy = Annotated[
    str | None,
    opt.text("--referred-by", metavar="WHO", help="Customer who referred them."),
]
CLEARABLE = (
    "email",
    "phone",
    "company",
    "tier",
    "tags",
    "note",
    "referred_by",
    "since",
)


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", parser=opt.read_text, help="Name, such as Ann Lee."
        ),
    ],
    email: Email = None,
    phone: Phone = None,
    company: Company = None,
    tier: Tier = None,
    tag: Tags = None,
    note: Note = None,
    referred_by: ReferredBy = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Add a customer; 'csdesk log' adds new customers by itself.

    Example: csdesk customer add 'Ann Lee' --email ann@example.com --tier gold
    """
    from csdesk.services.customers.customers import add_customer

    with at_work(ctx, "customer add", agent, at) as work:
        added = add_customer(
            work, name, email=email, phone=phone, company=company, tier=tier,
            tags=tag or (), note=note, referred_by=referred_by,
        )  # fmt: skip
    number = ref(CUSTOMER, added.id)
    if quiet:
        say(number)
        return
    say(f"Added {number}: {added.name}.", then=f"csdesk log {number} TEXT")


@app.command("list")
def list_customers(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        opt.option(
            "--period",
            metavar="PERIOD",
            help="Only customers since this period, such as 2026 (default: all).",
        ),
    ] = None,
    name: Annotated[str | None, opt.text("--name", help="Part of the name.")] = None,
    tier: Tier = None,
    tag: Annotated[
        str | None, opt.text("--tag", metavar="WORD", help="Only those with this tag.")
    ] = None,
    company: Company = None,
    gone: Annotated[
        bool, opt.option("--gone", help="Only those who left and did not return.")
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List customers by name.

    Example: csdesk customer list --tier gold --period 2026
    """
    from csdesk.views.customer import (
        GONE_VIEW,
        VIEW,
        as_filter,
        spellings,
    )

    filters: dict[str, object] = {
        "name": fold(name) if name else None,
        "tag": fold(tag.replace(",", " ")) if tag else None,
        "gone": gone,
    }
    with reading_desk(ctx) as desk:
        for column, word in (("tier", tier), ("company", company)):
            if word is not None:
                filters[column] = as_filter(spellings(desk.connection, column, word))
        show_list(
            desk, GONE_VIEW if gone else VIEW, filters, fmt=fmt, output=output,
            period=period, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_customer(
    ctx: typer.Context,
    who: opt.Customer,
    everything: Annotated[
        bool, opt.option("--all", help="Show the full history, step by step.")
    ] = False,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show a customer's history on one screen; part of the name is enough.

    Example: csdesk customer show 'Ann Lee'
    """
    from csdesk.render.cards import card
    from csdesk.views.customer_story import customer_summary

    with reading_desk(ctx) as desk:
        number, now = customer_id(desk, who), int(clock.now().timestamp())
        record = customer_summary(desk.connection, number, desk.settings.locale, now)
        if fmt in FOR_PEOPLE:
            record = card(record, stdout().width, with_timeline=everything)
        show_record(record, fmt, output)


@app.command("edit")
def edit(
    ctx: typer.Context,
    who: opt.Customer,
    name: Annotated[str | None, opt.text("--name", help="Corrected name.")] = None,
    email: Email = None,
    phone: Phone = None,
    company: Company = None,
    tier: Tier = None,
    tag: Tags = None,
    note: Note = None,
    referred_by: ReferredBy = None,
    since: Annotated[
        str | None,
        opt.option("--since", metavar="WHEN", help="Start of being a customer."),
    ] = None,
    do_not_contact: Annotated[
        bool | None,
        opt.option(
            "--do-not-contact/--may-contact", help="Whether they may be contacted."
        ),
    ] = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a customer; only what is given changes. --tag replaces all tags.

    Example: csdesk customer edit P7 --tier gold --clear note
    """
    from csdesk.services.customers.customers import edit_customer
    from csdesk.services.unit_of_work import past_instant

    given = {
        "name": name, "email": email, "phone": phone, "company": company, "tier": tier,
        "tags": tag or None, "note": note, "referred_by": referred_by, "since": since,
        "do_not_contact": do_not_contact,
    }  # fmt: skip
    changes = opt.changes(given, clear, CLEARABLE)
    who = confirm_customer(ctx, who, no_input)
    with at_work(ctx, "customer edit", agent) as work:
        if since is not None:
            changes["since"] = past_instant(work, since, "--since")
        changed = edit_customer(work, who, changes, clear or ())
    say(f"Changed {ref(CUSTOMER, changed.id)}.", then="csdesk undo (takes it back)")


for step, name in (
    (merge.list_duplicates, "duplicates"),
    (merge.merge, "merge"),
    (merge.leave, "leave"),
    (merge.come_back, "return"),
    (data.export, "export"),
    (data.erase, "erase"),
):
    app.command(name)(step)
