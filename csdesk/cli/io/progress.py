"""Progress bars on stderr: the one factory, and one for copying a large desk."""

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
def bar_of(
    columns: Callable[[], tuple[ProgressColumn, ...]],
) -> Iterator[Progress | None]:
    """A bar with these columns, gone when it ends; None where nothing is to move."""
    import sys

    how = stderr()
    if not how.animated:
        yield None
        return
    from rich.progress import Progress

    board = console(sys.stderr, how.width, colours=how.colours)
    with Progress(*columns(), console=board, transient=True) as bar:
        yield bar


LARGE = 30_000_000  # bytes: about a second, most of it to look through the copy


@contextmanager
def stages(file: Path) -> Iterator[CopyProgress | None]:
    """A bar that tells its stage; None for a small `file`, or without a terminal."""
    try:
        is_large = file.stat().st_size >= LARGE
    except OSError:
        is_large = False
    if not is_large:
        yield None
        return
    with bar_of(_shown) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("Copying", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            # Without a total the bar only shows that something goes on.
            bar.update(task, description=stage, completed=done, total=total or None)

        yield tell


def _shown() -> tuple[ProgressColumn, ...]:
    from rich import progress as rich

    return (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TimeElapsedColumn(),
    )
