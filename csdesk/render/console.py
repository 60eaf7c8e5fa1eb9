"""The one factory of Rich consoles; what a stream takes is decided elsewhere."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def console(file: IO[str], width: int, *, colours: bool) -> Console:
    """A console that looks at no environment, and takes no text for markup."""
    from rich.console import Console

    return Console(
        file=file,
        width=width,
        force_terminal=True,
        color_system="standard" if colours else None,
        no_color=not colours,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def drawn(what: RenderableType, width: int) -> str:
    """`what` as text with ANSI colours, no line ending in blanks."""
    board = console(io.StringIO(), width, colours=True)
    with board.capture() as capture:
        board.print(what)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
