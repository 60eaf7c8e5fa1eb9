"""Columns that a file fills as it says, without regard to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csdesk.imports.mapping.columns import Batch

Columns = dict[str, list[Any]]
# field -> (column, what it is where the file does not say)
Plain = dict[str, tuple[str, str | None]]


def plain_columns(
    batch: Batch, plain: Mapping[str, tuple[str, str | None]], always: Sequence[str]
) -> Columns:
    """The columns of the fields that are mapped; of those in `always` in any case."""
    columns: Columns = {}
    for name, (column, default) in plain.items():
        if name in batch.values:
            found = batch.values[name]
            columns[column] = (
                [default if value is None else value for value in found]
                if default is not None
                else found
            )
        elif name in always:
            columns[column] = [default] * len(batch.lines)
    return columns
