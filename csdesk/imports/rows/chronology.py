"""Check the order of a row's times: none may be before its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.imports.reading.instants import Twice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.imports.mapping.columns import Batch, Rejects


def settle_twice(batch: Batch, begins: str, later: Iterable[str]) -> None:
    """Read an ambiguous local time as its later instant where only that is in order.

    `begins` is the field of the beginning, `later` are those that come after it.
    """
    starts = batch.values.get(begins) or [None] * len(batch.lines)
    for name in later:
        column = batch.values.get(name)
        if column is not None and Twice in set(map(type, column)):
            batch.values[name] = [
                _in_order(start, value)
                for start, value in zip(starts, column, strict=True)
            ]
    if Twice in set(map(type, starts)):
        batch.values[begins] = [None if at is None else int(at) for at in starts]


def check_order(
    starts: Sequence[int | None],
    ends: Sequence[int | None],
    message: str,
    rejects: Rejects,
) -> None:
    """Reject the rows that end before they start, with `message` as the reason."""
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is not None and end is not None and end < start:
            rejects.add(i, message)


def _in_order(start: int | None, value: int | None) -> int | None:
    if type(value) is not Twice:
        return value
    if start is not None and int(value) < start <= value.later:
        return value.later
    return int(value)
