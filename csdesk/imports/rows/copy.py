"""Columns copied from the fields of a file, independent of other columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csdesk.imports.mapping.columns import Batch

Columns = dict[str, list[Any]]
# field -> (column, its default where the cell is empty)
CopiedFields = dict[str, tuple[str, str | None]]


def copied_columns(
    batch: Batch, copied: Mapping[str, tuple[str, str | None]], always: Sequence[str]
) -> Columns:
    """Copy the columns of the mapped fields; those in `always` even if not mapped."""
    columns: Columns = {}
    for name, (column, default) in copied.items():
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
