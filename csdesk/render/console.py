"""Rich consoles, and text made safe for a terminal."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


# C0 except newline and tab, DEL, C1, bidi marks, embeddings, overrides and isolates,
# line and paragraph separators, and lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
REPLACEMENT = "\ufffd"


def safe(text: str) -> str:
    """Replace every character that could steer a terminal by U+FFFD."""
    return UNSAFE.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """Make `text` safe and fold it into one line, for a cell or a sentence."""
    return " ".join(safe(text).split())


def console(file: IO[str], width: int, *, colours: bool) -> Console:
    """Make a console that ignores the environment, and treats no text as markup."""
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
    """Draw `what` as text with ANSI colours, without trailing blanks."""
    board = console(io.StringIO(), width, colours=True)
    with board.capture() as capture:
        board.print(what)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
