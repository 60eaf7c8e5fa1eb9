"""The one bar that moves: on stderr, where that is a terminal, by the one factory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.cli.streams import stderr
from csdesk.render.console import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, ProgressColumn


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
