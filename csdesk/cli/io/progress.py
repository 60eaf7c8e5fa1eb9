"""Progress bars on stderr."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.cli.io.streams import stderr
from csdesk.render.console import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.progress import Progress, ProgressColumn

    from csdesk.store.sqlite.backup.copy import CopyProgress


@contextmanager
def progress_bar(
    columns: Callable[[], tuple[ProgressColumn, ...]],
) -> Iterator[Progress | None]:
    """Show a bar with these columns until the end; None if stderr is not animated."""
    import sys

    style = stderr()
    if not style.animated:
        yield None
        return
    from rich.progress import Progress

    board = console(sys.stderr, style.width, colours=style.colours)
    with Progress(*columns(), console=board, transient=True) as bar:
        yield bar


LARGE = 30_000_000  # bytes: takes about a second, most of it to verify the copy


@contextmanager
def copy_progress(file: Path) -> Iterator[CopyProgress | None]:
    """Show a bar with the stage of copying; None for a small `file` or no terminal."""
    try:
        is_large = file.stat().st_size >= LARGE
    except OSError:
        is_large = False
    if not is_large:
        yield None
        return
    with progress_bar(_shown) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("Copying", total=None)

        def update(stage: str, done: int, total: int) -> None:
            # Without a total the bar only shows activity.
            bar.update(task, description=stage, completed=done, total=total or None)

        yield update


def _shown() -> tuple[ProgressColumn, ...]:
    from rich import progress as rich

    return (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TimeElapsedColumn(),
    )
