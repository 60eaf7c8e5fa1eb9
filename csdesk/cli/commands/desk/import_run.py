"""Run an import by its options, with a progress bar, and print the result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from csdesk.cli.context import at_work
from csdesk.cli.io.output import complain, say
from csdesk.cli.io.progress import progress_bar as bar

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from csdesk.imports.options import ImportOptions
    from csdesk.imports.summary import Counts, Result

KINDS = ("contacts", "complaints", "surveys", "customers", "purchases")
# Next command after an import without figures for a report.
NEXT = {
    "customers": "csdesk customer list",
    "purchases": "csdesk import list",
}


def run_import(ctx: typer.Context, kind: str) -> None:
    """Import files of one kind, or write a draft mapping for them."""
    from csdesk.imports.options import ImportOptions

    params = ctx.params
    options = ImportOptions(
        map_file=params["map_file"],
        preset=params["preset"],
        encoding=params["encoding"],
        delimiter=params["delimiter"],
        dates=params["dates"],
        constants=tuple(params["constants"] or ()),
        columns=tuple(params["columns"] or ()),
        scores=tuple(params["scores"] or ()),
    )
    if params["write_map"] is None:
        import_rows(ctx, kind, options)
        return
    from csdesk.imports.mapping.draft import write_draft

    draft = write_draft(params["files"], kind, options, params["write_map"])
    say(draft.message, then=draft.next)


def import_rows(ctx: typer.Context, kind: str, options: "ImportOptions") -> None:
    """Import files of one kind, and print the counts of their rows."""
    from csdesk.imports.open_files import open_files
    from csdesk.imports.rows.rejects import write_rejects
    from csdesk.imports.run import import_files

    params = ctx.params
    is_saved = not params["dry_run"]
    with (
        open_files(params["files"], kind, options) as (mapping, opened),
        at_work(ctx, f"import {kind}", params["agent"]) as work,
    ):
        with progress_bar(sum(file.size for file in opened)) as progress:
            result = import_files(
                work,
                kind,
                opened,
                mapping,
                source=params["source"],
                progress=progress,
                skip_bad=params["skip_bad"],
            )
        rejected = [file for file in opened if file.rejected]
        written = [str(write_rejects(file)) for file in rejected if is_saved]
        for remark in (remark for file in opened for remark in file.remarks):
            work.warn(remark)
        if not is_saved:
            work.session.rollback()
    for counts, file in zip(result.files, opened, strict=True):
        say(_format_counts(counts, file.read_as))
    if not is_saved:
        say("Nothing was kept (--dry-run).")
    elif result.run_ids:
        then = NEXT.get(kind, f"csdesk report {result.period}")
        say(f"Kept as import {result.runs}.", then=then)
    else:
        say("Nothing changed; no import was recorded.")
    if rejected:
        complain(*_rejection(result, written))
        raise typer.Exit(1)


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """Show a bar of `total` bytes on stderr, with the rate and the remaining time.

    None where stderr is no terminal.
    """
    with bar(_shown) as shown:
        if shown is None:
            yield None
            return
        task = shown.add_task("", total=total)
        yield lambda done: shown.update(task, completed=done)


def _shown() -> "tuple[ProgressColumn, ...]":
    from rich import progress as rich

    return (
        rich.TextColumn("Reading"),
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TransferSpeedColumn(),
        rich.TextColumn("left:"),
        rich.TimeRemainingColumn(compact=True),
    )


def _format_counts(counts: "Counts", read_as: str) -> str:
    blank = f" {counts.blank:,} blank rows were not read." if counts.blank else ""
    read_as = f", read as {read_as}" if read_as else ""
    return (
        f"{counts.file}: {counts.read:,} read = {counts.added:,} added"
        f" + {counts.updated:,} updated + {counts.unchanged:,} unchanged"
        f" + {counts.rejected:,} rejected (source {counts.source}{read_as}).{blank}"
    )


def _rejection(result: "Result", written: list[str]) -> tuple[str, str]:
    """Return the error and the hint for rejected rows."""
    read = sum(counts.read for counts in result.files)
    rows = result.row_errors.rows
    where = f"; they are in {', '.join(written)}" if written else ""
    return (
        f"{result.row_errors.listing}\n{rows:,} of {read:,} rows rejected{where}.",
        "Correct them there and import that file in the same way; its last two "
        "columns are ignored."
        if written
        else "Without --dry-run they are written to FILE.rejected.csv.",
    )
