"""Notices from low-level code to the user: the top level registers a listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def listen(show: Callable[[str], None]) -> None:
    """Register `show` as the only listener, called with each notice."""
    _listeners[:] = [show]


def notice(sentence: str) -> None:
    """Pass `sentence` to the listener; without one it is dropped."""
    for show in _listeners:
        show(sentence)
