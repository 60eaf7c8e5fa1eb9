"""Ask at the terminal for missing values and for the right customer."""

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.io.output import remark, warn
from csdesk.cli.io.streams import ask, is_interactive
from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import UsageProblem
from csdesk.render.console import one_line


def ask_missing(value: str | None, question: str, what: str, no_input: bool) -> str:
    """Return `value`, or ask for it at the terminal.

    Raises UsageProblem where there is neither.
    """
    if value is not None:
        return value
    if no_input or not is_interactive():
        raise UsageProblem(
            f"{what} is missing.",
            "See the example in --help.",
        )
    return ask(question)


def confirm_customer(ctx: typer.Context, who: str, no_input: bool) -> str:
    """Return the id of WHO, confirmed at the terminal if it is ambiguous.

    On a terminal it prints what is open with the customer, and asks whom part of a name
    means. Elsewhere, and for an unknown customer, WHO is returned unchanged.
    """
    if no_input or not is_interactive() or who.strip() == "-":
        return who
    from csdesk.services.customers.customer_lookup import find
    from csdesk.views.caller import caller_summary, customer_line

    now = int(clock.now().timestamp())
    with reading_desk(ctx) as desk:
        match = find(desk.connection, who, desk.settings)
        found = [customer_line(desk.connection, number) for number in match.ids]
        matters = {
            number: caller_summary(desk.connection, number, desk.settings.locale, now)
            for number in match.ids[:1]
        }
    if not found:
        return who
    if match.message:
        warn(match.message)
    is_certain = len(found) == 1 and match.is_exact
    chosen = match.ids[0] if is_certain else _choose(match.ids, found)
    if chosen is None:
        return who
    for line in matters.get(chosen, ()):
        remark(one_line(line))
    return ref(CUSTOMER, chosen)


def _choose(ids: tuple[int, ...], found: list[str]) -> int | None:
    """Ask which customer is meant; None for a new one."""
    for number, line in zip(ids, found, strict=True):
        remark(f"  {ref(CUSTOMER, number)}  {one_line(line)}")
    first = ref(CUSTOMER, ids[0]) if len(ids) == 1 else "new"
    picked = ask("Which one (its id, or 'new')", first).strip().upper()
    by_ref = {ref(CUSTOMER, number): number for number in ids}
    return by_ref.get(picked if picked.startswith("P") else f"P{picked}")
