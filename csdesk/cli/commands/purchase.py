"""`csdesk purchase`: log, list, show, edit, remove."""

from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain.ids import CUSTOMER, PURCHASE, ref
from csdesk.errors import UsageProblem
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Voucher

app = typer_app(
    "Purchases: log, list, show, edit, remove.",
    "csdesk purchase log 'Ann Lee' 49.90",
)

PurchaseId = Annotated[
    int,
    typer.Argument(metavar="B4", parser=opt.number_of(PURCHASE), help="Purchase id."),
]
Product = Annotated[str | None, opt.text("--product", help="Product.")]
Quantity = Annotated[
    int | None, opt.option("--quantity", metavar="N", min=0, help="Number of pieces.")
]
CLEARABLE = ("customer", "product", "quantity", "paid")


@app.command("log")
def log_purchase(
    ctx: typer.Context,
    who: opt.Who,
    amount: Annotated[
        str,
        typer.Argument(
            metavar="AMOUNT", parser=opt.read_text, help="Amount, such as 49.90."
        ),
    ],
    product: Product = None,
    quantity: Quantity = None,
    paid: Annotated[
        str | None,
        opt.option(
            "--paid", metavar="WHEN", help="When it was paid (default: at once)."
        ),
    ] = None,
    unpaid: Annotated[bool, opt.option("--unpaid", help="It is not paid yet.")] = False,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Log a purchase, and issue the vouchers that it earns.

    Example: csdesk purchase log 'Ann Lee' 49.90 --product lamp
    """
    from csdesk.services.purchases import NewPurchase
    from csdesk.services.purchases import log_purchase as write_down

    if paid is not None and unpaid:
        raise UsageProblem("--paid and --unpaid exclude each other.", "Write one.")
    who = confirm_customer(ctx, who, no_input)
    new = NewPurchase(who, amount, product, quantity, paid, unpaid)
    with at_work(ctx, "purchase log", agent, at) as work:
        bought, earned = write_down(work, new)
        what = _format_purchase(work, bought.amount, bought.product)
        when, vouchers = work.format_instant(bought.at), earned_lines(work, earned)
    name = ref(PURCHASE, bought.id)
    if quiet:
        say(name)
        return
    owes = ", not paid yet" if bought.paid_at is None else ""
    then = f"csdesk purchase edit {name} --paid WHEN" if owes else None
    say("\n".join([f"Logged {name}: {what}, {when}{owes}.", *vouchers]), then=then)


@app.command("list")
def list_purchases(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    customer: opt.CustomerFilter = None,
    product: Product = None,
    unpaid: Annotated[bool, opt.option("--unpaid", help="Only unpaid ones.")] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List purchases, newest first.

    Example: csdesk purchase list --customer 'Ann Lee' --unpaid
    """
    from csdesk.views.purchase import VIEW

    filters = {"product": product, "unpaid": unpaid}
    with reading_desk(ctx) as desk:
        show_list(
            desk, VIEW, filters, fmt=fmt, output=output, period=period,
            customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_purchase(
    ctx: typer.Context,
    purchase: PurchaseId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one purchase.

    Example: csdesk purchase show B4
    """
    from csdesk.views.purchase import purchase_record

    with reading_desk(ctx) as desk:
        record = purchase_record(desk.connection, purchase, desk.settings.locale)
        show_record(record, fmt, output)


@app.command("edit")
def edit(
    ctx: typer.Context,
    purchase: PurchaseId,
    amount: Annotated[
        str | None, opt.text("--amount", metavar="AMOUNT", help="Corrected amount.")
    ] = None,
    customer: Annotated[
        str | None,
        opt.text("--customer", metavar="WHO", help="Customer who bought it."),
    ] = None,
    product: Product = None,
    quantity: Quantity = None,
    bought: Annotated[
        str | None, opt.option("--bought", metavar="WHEN", help="When it was bought.")
    ] = None,
    paid: Annotated[
        str | None, opt.option("--paid", metavar="WHEN", help="When it was paid.")
    ] = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a purchase, or mark it paid; only what is given changes.

    Example: csdesk purchase edit B4 --paid today
    """
    from csdesk.services.purchases import edit_purchase
    from csdesk.services.unit_of_work import past_instant

    given = {
        "amount": amount, "customer": customer, "product": product,
        "quantity": quantity, "bought": bought, "paid": paid,
    }  # fmt: skip
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "purchase edit", agent) as work:
        for field, column in (("bought", "at"), ("paid", "paid_at")):
            if field in changes:
                changes[column] = past_instant(work, changes[field], f"--{field}")
        _, earned = edit_purchase(work, purchase, changes, clear or ())
        vouchers = earned_lines(work, earned)
    changed = f"Changed {ref(PURCHASE, purchase)}."
    say("\n".join([changed, *vouchers]), then="csdesk undo (takes it back)")


@app.command("remove")
def remove(
    ctx: typer.Context,
    purchase: PurchaseId,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a purchase that was logged by mistake; its vouchers stay.

    Example: csdesk purchase remove B4
    """
    from csdesk.services.purchases import remove_purchase

    with at_work(ctx, "purchase remove", agent) as work:
        remove_purchase(work, purchase)
    say(f"Removed {ref(PURCHASE, purchase)}.", then="csdesk undo (takes it back)")


def earned_lines(work: "Work", vouchers: "list[Voucher]") -> list[str]:
    """Format the vouchers that were earned, a line each."""
    from csdesk.services.vouchers import format_reward

    return [
        f"Earned by {ref(CUSTOMER, voucher.customer_id)}: "
        f"{format_reward(work, voucher)}."
        for voucher in vouchers
    ]


def _format_purchase(work: "Work", amount: int, product: str | None) -> str:
    from csdesk.domain.money import format_amount

    shown = format_amount(amount, work.settings.text("currency"))
    return f"{shown}, {product}" if product else shown
