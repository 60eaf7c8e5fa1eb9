"""A report with every text of it rewritten."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.result import Report

# What code compares with; all else is only ever shown.
KEPT = frozenset({"key", "verdict"})


def with_texts(value: Report, write: Callable[[str], str]) -> Report:
    """`value` with each text in it, however deep, as `write` gives it."""
    rewritten: Report = _rewritten(value, write)
    return rewritten


def _rewritten(value: Any, write: Callable[[str], str]) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return write(value)
    if isinstance(value, tuple):
        return tuple(_rewritten(one, write) for one in value)
    if isinstance(value, dict):
        return {write(key): _rewritten(one, write) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                one.name: _rewritten(getattr(value, one.name), write)
                for one in fields(value)
                if one.name not in KEPT
            },
        )
    return value
