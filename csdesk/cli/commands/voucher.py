"""`csdesk voucher`: issue, redeem, list, show."""

from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.commands.complaint.decide import ApprovedBy
from csdesk.cli.context import OpenDesk, at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain.ids import VOUCHER, ref
from csdesk.errors import NotFoundError, UsageProblem
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work
    from csdesk.store.models import Voucher

app = typer_app("Vouchers: issue, redeem, list, show.", "csdesk voucher list --open")

ComplaintOption = Annotated[
    int | None,
    opt.complaint(help="Complaint that it compensates."),
]  # fmt: skip
Code = Annotated[
    str,
    typer.Argument(
        metavar="CODE",
        parser=opt.read_text,
        help="Voucher code, in any case, with or without dashes.",
    ),
]


@app.command("issue")
def issue(
    ctx: typer.Context,
    who: opt.Who,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Value, such as 15.")],
    expires: Annotated[
        str | None,
        opt.option(
            "--expires", metavar="WHEN", help="Last day, or 90d (default: none)."
        ),
    ] = None,
    complaint: ComplaintOption = None,
    approved_by: ApprovedBy = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Issue a voucher to a customer, and print its code.

    Example: csdesk voucher issue 'Ann Lee' 15 --expires 90d --complaint K3
    """
    from csdesk.services import vouchers

    new = vouchers.NewVoucher(
        confirm_customer(ctx, who, no_input), value, expires, complaint, approved_by
    )
    with at_work(ctx, "voucher issue", agent, at) as work:
        issued = vouchers.issue(work, new)
        what, cost = vouchers.format_voucher(work, issued), _cost(work, issued)
    name = ref(VOUCHER, issued.id)
    if quiet:
        say(name)
        return
    say(f"Issued {what}{cost}.", then=f"csdesk voucher redeem {issued.code}")


@app.command("redeem")
def redeem(
    ctx: typer.Context,
    code: Code,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Redeem a voucher, once and in full.

    Example: csdesk voucher redeem WFVY-VN46-JTM9
    """
    from csdesk.domain.money import format_amount
    from csdesk.services import vouchers

    with at_work(ctx, "voucher redeem", agent, at) as work:
        redeemed = vouchers.redeem(work, code)
        amount = format_amount(redeemed.value, work.settings.text("currency"))
    say(
        f"Redeemed {ref(VOUCHER, redeemed.id)}: {amount} off.",
        then="csdesk undo (takes it back)",
    )


@app.command("list")
def list_vouchers(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    customer: opt.CustomerFilter = None,
    complaint: ComplaintOption = None,
    is_open: Annotated[
        bool, opt.option("--open", help="Only those neither redeemed nor expired.")
    ] = False,
    redeemed: Annotated[
        bool, opt.option("--redeemed", help="Only redeemed ones.")
    ] = False,
    expired: Annotated[
        bool, opt.option("--expired", help="Only those that expired unused.")
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List vouchers, newest first.

    --period selects by the time of issue.

    Example: csdesk voucher list --open --customer 'Ann Lee'
    """
    from csdesk.views.voucher import vouchers

    if is_open + redeemed + expired > 1:
        raise UsageProblem(
            "--open, --redeemed and --expired exclude each other.", "Write one of them."
        )
    filters = {
        "complaint": complaint, "open": is_open, "redeemed": redeemed,
        "expired": expired,
    }  # fmt: skip
    with reading_desk(ctx) as desk:
        show_list(
            desk, vouchers(_now()), filters, fmt=fmt, output=output, period=period,
            customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_voucher(
    ctx: typer.Context,
    voucher: Annotated[
        str,
        typer.Argument(metavar="V9", parser=opt.read_text, help="Voucher id, or code."),
    ],
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one voucher.

    Example: csdesk voucher show V9
    """
    from csdesk.views.voucher import voucher_record

    with reading_desk(ctx) as desk:
        number = _number(desk, voucher)
        record = voucher_record(desk.connection, number, desk.settings.locale, _now())
        show_record(record, fmt, output)


def _number(desk: OpenDesk, text: str) -> int:
    """Find a voucher by its id or code (V9, 9), and return its number."""
    from csdesk.domain.ids import read_ref
    from csdesk.domain.voucher_codes import read_code
    from csdesk.store.queries.loyalty import voucher_with_code

    bare = text.strip()
    if bare[bare[:1] in {"v", "V"} :].isdecimal():
        return read_ref(bare, VOUCHER)
    number = voucher_with_code(desk.connection, read_code(text))
    if number is None:
        raise NotFoundError(
            f"There is no voucher '{text}'.", "List them with 'csdesk voucher list'."
        )
    return number


def _cost(work: "Work", voucher: "Voucher") -> str:
    """Format the cost of a voucher that is a remedy: `; cost 15.00 EUR; …`."""
    from csdesk.services.complaints import remedies
    from csdesk.store.models import Remedy

    if voucher.remedy_id is None:
        return ""
    cost = remedies.format_cost(work, work.session.get_one(Remedy, voucher.remedy_id))
    return f"; {cost}" if cost else ""


def _now() -> int:
    return int(clock.now().timestamp())
