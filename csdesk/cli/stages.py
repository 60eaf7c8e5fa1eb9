"""A bar on stderr for what takes more than a second: copying a large desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.store.backup import Progress

LARGE = 30_000_000  # bytes: about a second, most of it to look through the copy


@contextmanager
def stages(file: Path) -> Iterator["Progress | None"]:
    """A bar that tells its stage; None for a small `file`, or without a terminal."""
    import sys

    try:
        is_large = file.stat().st_size >= LARGE
    except OSError:
        is_large = False
    if not (is_large and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Copying", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            # Without a total the bar only shows that something goes on.
            bar.update(task, description=stage, completed=done, total=total or None)

        yield tell
