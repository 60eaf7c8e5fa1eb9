"""How a stream is written to: colours or not, a moving bar or not, how wide.

NO_COLOR, set to anything, means no colours: it wins over everything. FORCE_COLOR means
colours, on a pipe and on TERM=dumb too; as 0, false or no it means none. Without
either, a terminal has colours unless TERM is dumb. Only a terminal that is not dumb
sees anything move. Data formats and files never have colours.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DUMB = frozenset({"dumb", "unknown"})
REFUSALS = frozenset({"0", "false", "no", "off"})
DEFAULT_WIDTH = 80
WIDEST = 160
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Manner:
    """What a stream takes. `width` is in columns, at least 1."""

    is_terminal: bool
    colours: bool
    animated: bool
    width: int


def manner_of(stream: object) -> Manner:
    """How `stream` is to be written to, as the environment is now."""
    is_terminal = _is_terminal(stream)
    return manner(
        os.environ,
        is_terminal=is_terminal,
        columns=_columns(stream) if is_terminal else 0,
    )


def manner(environ: Mapping[str, str], *, is_terminal: bool, columns: int) -> Manner:
    """The decision itself; `columns` are those that a terminal says it has, or 0."""
    is_dumb = environ.get("TERM", "").casefold() in DUMB
    forced = environ.get("FORCE_COLOR", "").strip().casefold()
    if environ.get("NO_COLOR") or forced in REFUSALS:
        colours = False
    else:
        colours = bool(forced) or (is_terminal and not is_dumb)
    return Manner(
        is_terminal=is_terminal,
        colours=colours,
        animated=is_terminal and not is_dumb,
        width=_width(environ.get("COLUMNS", ""), columns),
    )


def _width(told: str, columns: int) -> int:
    """COLUMNS, else the terminal's, else 80; 160 at most."""
    is_number = told.isascii() and told.isdecimal() and len(told) <= MOST_DIGITS
    return min((int(told) if is_number else 0) or columns or DEFAULT_WIDTH, WIDEST)


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    try:
        return bool(isatty and isatty())
    except (OSError, ValueError):  # closed
        return False


def _columns(stream: object) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return 0
