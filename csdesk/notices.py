"""What a deep room wants a person to know: whoever sits at the top says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_said_by: list[Callable[[str], None]] = []


def listen(say: Callable[[str], None]) -> None:
    """From now on, `say` is called with each notice."""
    _said_by[:] = [say]


def notice(sentence: str) -> None:
    """Have `sentence` said, or lost where nobody listens."""
    for say in _said_by:
        say(sentence)
