"""`csdesk history` and `csdesk undo`."""

from typing import TYPE_CHECKING, Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say, show
from csdesk.cli.io.streams import put
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format, period_bounds, screenful
from csdesk.render import LISTS, Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.result import Locale
    from csdesk.services.undo import RowDifference, Undone

history_app = typer_app()
undo_app = typer_app()

LONGEST_TEXT = 60


@history_app.command("history")
def history(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List the operations on the desk, newest first.

    Example: csdesk history --period today
    """
    from csdesk.views import journal

    limit = screenful(limit, fmt, ids_only=ids)
    with reading_desk(ctx) as desk:
        bounds = period_bounds(desk, period) if period else None
        rows = journal.history(
            desk.connection, desk.settings.locale, bounds=bounds, limit=limit
        )
        if ids:
            put("".join(f"{row[0]}\n" for row in rows.rows))
            return
        check_format(fmt, LISTS)
        show(rows, fmt, output)


@undo_app.command("undo")
def undo(
    ctx: typer.Context,
    operation: Annotated[
        int | None,
        typer.Argument(
            metavar="OPERATION", show_default=False,
            parser=opt.plain_number("an operation", "csdesk history", "csdesk undo 12"),
            help="Number in 'csdesk history' (default: the newest).",
        ),
    ] = None,
    dry_run: Annotated[
        bool, opt.option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:  # fmt: skip
    """Undo an operation; an undo can itself be undone.

    Example: csdesk undo 12 --dry-run
    """
    from csdesk.services.undo import undo as take_back

    del no_input  # it asks nothing
    with at_work(ctx, "undo", agent) as work:
        undone = take_back(work, operation, dry_run=dry_run)
        locale = work.settings.locale
    for line in format_changes(undone, locale):
        say(line)
    what = f"operation {undone.operation.number} ({undone.operation.verb})"
    if dry_run:
        say(f"Nothing was changed: {what} would be undone.",
            then=f"csdesk undo {undone.operation.number}")  # fmt: skip
    else:
        say(f"Undid {what}.", then=f"csdesk undo {undone.by} (does it again)")


def format_changes(undone: "Undone", locale: "Locale") -> "Iterator[str]":
    """Yield a line for each changed field, or for each table if there are many."""
    for row in undone.rows:
        yield from format_difference(row, locale)
    for count, table, what in undone.changes_by_table:
        name = table.replace("_", " ")
        yield f"{name} {what}: {count:,} rows"


def format_difference(row: "RowDifference", locale: "Locale") -> "Iterator[str]":
    """Yield `K3 status: old → new` for each field, or one line for a whole row."""
    from csdesk.render.values import for_people

    if row.what == "changed":
        for field in row.fields:
            old, new = (
                cut(for_people(value, field.kind, locale))
                for value in (field.old, field.new)
            )
            yield f"{row.name} {field.label}: {old} → {new}"
        if not row.fields:
            yield f"{row.name}: only what csdesk keeps about its import"
        return
    values = ", ".join(
        f"{field.label} "
        + cut(
            for_people(
                field.old if row.what == "removed" else field.new, field.kind, locale
            )
        )
        for field in row.fields
    )
    yield f"{row.name} {row.what}" + (f": {values}" if values else "")


def cut(text: str) -> str:
    """Shorten a long text."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
