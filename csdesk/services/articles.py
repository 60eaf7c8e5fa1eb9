"""Articles of the knowledge base: add, edit and use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import ARTICLE, CONTACT, ref
from csdesk.domain.vocabulary import fold
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.customers.customers import tag_list
from csdesk.services.get import get, get_contact, not_before
from csdesk.store.models import Article, ArticleUse
from csdesk.store.queries.agents import article_titled, use_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.unit_of_work import Work

MOST_TEXT = 200_000  # characters


def add_article(work: Work, title: str, body: str, tags: Iterable[str] = ()) -> Article:
    """Add an article.

    Raises UsageProblem for an empty or too long one, RefusedError if another article
    has the title.
    """
    article = Article(
        title="", title_key="", body="", written_at=work.at, edited_at=work.at
    )
    _title(work, article, title)
    _body(article, body)
    article.tags = tag_list(tags)
    work.session.add(article)
    work.session.flush()
    return article


def edit_article(
    work: Work, number: int, changes: dict[str, Any], cleared: Iterable[str] = ()
) -> Article:
    """Change title, body or tags (all of them); `cleared` may name tags.

    Raises NotFoundError, and what `add_article` raises.
    """
    article = get(work, Article, ARTICLE, number)
    if "tags" in cleared:
        article.tags = None
    if "title" in changes:
        _title(work, article, changes["title"])
    if "body" in changes:
        _body(article, changes["body"])
    if "tags" in changes:
        article.tags = tag_list(changes["tags"])
    article.edited_at = max(work.at, article.written_at)
    work.session.flush()
    return article


def use_article(work: Work, number: int, contact_id: int) -> ArticleUse:
    """Record that an article answered a contact.

    Raises NotFoundError for either, RefusedError if that is recorded already,
    UsageProblem for an instant before the receipt of the contact.
    """
    article, contact = (
        get(work, Article, ARTICLE, number),
        get_contact(work, contact_id),
    )
    name, answered = ref(ARTICLE, number), ref(CONTACT, contact_id)
    if use_of(work.reader, number, contact_id) is not None:
        raise RefusedError(
            f"{name} is noted for {answered} already.", "It counts once a contact."
        )
    if work.is_dated:
        not_before(work.at, contact.received_at, f"the receipt of {answered}", work)
    assert article.id is not None  # noqa: S101 - from the desk
    use = ArticleUse(article_id=article.id, contact_id=contact.id, at=work.at)
    work.session.add(use)
    work.session.flush()
    return use


def _title(work: Work, article: Article, text: str) -> None:
    title = " ".join(text.split())
    if not title:
        raise UsageProblem(
            "The title is empty.", "Write it, for example 'Sending things back'."
        )
    other = article_titled(work.unflushed, fold(title), article.id)
    if other is not None:
        name = ref(ARTICLE, other)
        raise RefusedError(
            f"{name} has that title already.",
            f"See it with 'csdesk article show {name}', or choose another title.",
        )
    article.title, article.title_key = title, fold(title)


def _body(article: Article, text: str) -> None:
    body = text.strip()
    if not body:
        raise UsageProblem(
            "The article says nothing.", "Write it with --body TEXT or --file FILE."
        )
    if len(body) > MOST_TEXT:
        raise UsageProblem(
            f"The article has {len(body):,} characters.",
            f"At most {MOST_TEXT:,} are kept: an answer is short.",
        )
    article.body = body
