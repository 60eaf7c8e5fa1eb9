"""A bar for what takes more than a second: copying a large desk."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.cli.bars import bar_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import ProgressColumn

    from csdesk.store.backup import Progress

LARGE = 30_000_000  # bytes: about a second, most of it to look through the copy


@contextmanager
def stages(file: Path) -> Iterator[Progress | None]:
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
