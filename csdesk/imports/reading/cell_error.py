"""The error of one cell."""

from __future__ import annotations

from csdesk.domain.lengths import cut_off


class CellError(Exception):
    """An invalid cell, and what to do about it.

    With `quotes` the problem is a continuation of "received_at is '31/31/2026', "; else
    of the field's name alone, so that the value of a private field is not shown.
    """

    def __init__(self, problem: str, hint: str, *, quotes: bool = False) -> None:
        super().__init__(problem)
        self.hint = hint
        self.quotes = quotes

    def message(self, field: str, cell: str, column: str) -> str:
        """Format the message with its hint; `column` is the heading of the cell."""
        problem = str(self).rstrip(".")
        text = (
            f"{field} is '{cut_off(cell)}', {problem}"
            if self.quotes
            else f"{field} {problem}"
        )
        where = "" if column.casefold() == field else f" (column '{column}')"
        return f"{text}{where}. {self.hint}"
