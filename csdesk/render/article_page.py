"""An article as people read it: its text line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.result import Cell, Column, Record


def page(article: Record) -> Record:
    """The record with a field a line of its text, which no format joins then."""
    return replace(article, fields=tuple(_fields(article)))


def _fields(article: Record) -> Iterator[tuple[Column, Cell]]:
    for column, value in article.fields:
        if column.key == "body":
            yield from ((column, line) for line in str(value).splitlines())
        else:
            yield column, value
