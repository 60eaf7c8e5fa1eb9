"""What is wrong with one cell."""

from __future__ import annotations

from csdesk.domain.lengths import cut_off


class CellError(Exception):
    """A cell that is not of its kind, and what to do about it.

    With `quotes` the problem goes on after "received_at is '31/31/2026', "; else
    after the field's name alone, and then it names no value of a private field.
    """

    def __init__(self, problem: str, hint: str, *, quotes: bool = False) -> None:
        super().__init__(problem)
        self.hint = hint
        self.quotes = quotes

    def sentence(self, field: str, cell: str, column: str) -> str:
        """The whole sentence with its remedy; `column` is the heading above it."""
        problem = str(self).rstrip(".")
        said = (
            f"{field} is '{cut_off(cell)}', {problem}"
            if self.quotes
            else f"{field} {problem}"
        )
        where = "" if column.casefold() == field else f" (column '{column}')"
        return f"{said}{where}. {self.hint}"
