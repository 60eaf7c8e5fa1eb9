"""Articles by what finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.records.ids import first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute


def article_titled(execute: Execute, key: str, but: int | None) -> int | None:
    """An article other than `but` with that folded title, or None."""
    return first_id(
        execute(
            "SELECT id FROM article WHERE title_key = ? AND id IS NOT ? LIMIT 1",
            (key, but),
        )
    )


def use_of(execute: Execute, article_id: int, contact_id: int) -> int | None:
    """The note that the article answered the contact, or None."""
    return first_id(
        execute(
            "SELECT id FROM article_use WHERE article_id = ? AND contact_id = ?",
            (article_id, contact_id),
        )
    )
