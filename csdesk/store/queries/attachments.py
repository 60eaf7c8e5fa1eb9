"""Attached files of cases, with their content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.store.connection import Reader


Owner = Literal["complaint", "contact"]


class StoredFile(NamedTuple):
    """File in the desk: `content` in base64, its digest in hexadecimal."""

    id: int
    name: str
    sha256: str
    content: str


def read_attachments(db: Reader, numbers: Sequence[int]) -> Iterator[StoredFile]:
    """Yield the attachments of these ids, read one at a time."""
    for number in numbers:
        for row in db.each(
            "SELECT id, name, sha256, content FROM attachment WHERE id = ?", (number,)
        ):
            yield StoredFile(*row)


def attachments_of(reader: Reader, owner: Owner, number: int) -> Iterator[StoredFile]:
    """Yield the attachments of a case, oldest first, read one at a time."""
    for found in list(
        reader.rows(
            f"SELECT id FROM attachment WHERE {owner}_id = ? ORDER BY at, id", (number,)
        )
    ):
        for row in reader.rows(
            "SELECT id, name, sha256, content FROM attachment WHERE id = ?",
            (found["id"],),
        ):
            yield StoredFile(row["id"], row["name"], row["sha256"], row["content"])
