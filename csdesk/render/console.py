"""The one factory of Rich consoles: text of a known width, colours as bytes in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def console(width: int) -> Console:
    """A console that draws into memory; who prints the text decides on its colours."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def drawn(what: RenderableType, width: int) -> str:
    """`what` as text with ANSI colours, no line ending in blanks."""
    board = console(width)
    with board.capture() as capture:
        board.print(what)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
