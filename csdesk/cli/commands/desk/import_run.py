"""An import as it runs: what its options ask for, its progress, what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from csdesk.cli.context import at_work
from csdesk.cli.io.output import complain, say
from csdesk.cli.io.progress import bar_of

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from csdesk.imports.options import ImportOptions
    from csdesk.imports.summary import Counts, Result

KINDS = ("contacts", "complaints", "surveys", "customers", "purchases")
# What comes after an import of which no report tells.
NEXT = {
    "customers": "csdesk customer list",
    "purchases": "csdesk import list",
}


def bring(ctx: typer.Context, kind: str) -> None:
    """Import files of one kind as its options say, or start a mapping for them."""
    from csdesk.imports.options import ImportOptions

    said = ctx.params
    asked = ImportOptions(
        map_file=said["map_file"],
        preset=said["preset"],
        encoding=said["encoding"],
        delimiter=said["delimiter"],
        dates=said["dates"],
        constants=tuple(said["constants"] or ()),
        columns=tuple(said["columns"] or ()),
        scores=tuple(said["scores"] or ()),
    )
    if said["write_map"] is None:
        keep_rows(ctx, kind, asked)
        return
    from csdesk.imports.mapping.draft import write_draft

    draft = write_draft(said["files"], kind, asked, said["write_map"])
    say(draft.message, then=draft.next)


def keep_rows(ctx: typer.Context, kind: str, asked: "ImportOptions") -> None:
    """Import files of one kind, and say what became of their rows."""
    from csdesk.imports.open_files import open_files
    from csdesk.imports.rows.rejects import write_rejects
    from csdesk.imports.run import import_files

    said = ctx.params
    is_stored = not said["dry_run"]
    with (
        open_files(said["files"], kind, asked) as (mapping, opened),
        at_work(ctx, f"import {kind}", said["agent"]) as work,
    ):
        with progress_bar(sum(file.size for file in opened)) as progress:
            result = import_files(
                work,
                kind,
                opened,
                mapping,
                source=said["source"],
                progress=progress,
                skip_bad=said["skip_bad"],
            )
        rejected = [file for file in opened if file.rejected]
        written = [str(write_rejects(file)) for file in rejected if is_stored]
        for remark in (remark for file in opened for remark in file.remarks):
            work.note(remark)
        if not is_stored:
            work.session.rollback()
    for counts, file in zip(result.files, opened, strict=True):
        say(_told(counts, file.read_as))
    if not is_stored:
        say("Nothing was kept (--dry-run).")
    elif result.run_ids:
        then = NEXT.get(kind, f"csdesk report {result.period}")
        say(f"Kept as import {result.runs}.", then=then)
    else:
        say("Nothing changed; no import was recorded.")
    if rejected:
        complain(*_left_out(result, written))
        raise typer.Exit(1)


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, of `total` bytes, with its rate and the time that is left.

    None where stderr is no terminal.
    """
    with bar_of(_shown) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


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


def _told(counts: "Counts", read_as: str) -> str:
    blank = f" {counts.blank:,} blank rows were not read." if counts.blank else ""
    read_as = f", read as {read_as}" if read_as else ""
    return (
        f"{counts.file}: {counts.read:,} read = {counts.added:,} added"
        f" + {counts.updated:,} updated + {counts.unchanged:,} unchanged"
        f" + {counts.rejected:,} rejected (source {counts.source}{read_as}).{blank}"
    )


def _left_out(result: "Result", written: list[str]) -> tuple[str, str]:
    """What to say of rejected rows beside the good ones, and what helps."""
    read = sum(counts.read for counts in result.files)
    rows = result.row_errors.rows
    where = f"; they are in {', '.join(written)}" if written else ""
    return (
        f"{result.row_errors.listing}\n{rows:,} of {read:,} rows rejected{where}.",
        "Mend them there and import that file in the same way; its last two columns "
        "are left out."
        if written
        else "Without --dry-run they are written to FILE.rejected.csv.",
    )
