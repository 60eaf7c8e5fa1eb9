"""Answers that are written once and used often."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from csdesk.store.models.base import found, instant, own_id, ref, table_parts


class Article(SQLModel, table=True):
    """An answer to what customers ask again and again."""

    __tablename__ = "article"
    __table_args__ = table_parts("article", Index("ix_article_title_key", "title_key"))
    id: int | None = own_id()
    title: str
    title_key: str
    body: str
    tags: str | None = None  # folded, between commas: ,delivery,returns,
    written_at: datetime = instant()
    edited_at: datetime = instant()


class ArticleUse(SQLModel, table=True):
    """An article that answered a contact."""

    __tablename__ = "article_use"
    __table_args__ = table_parts(
        "article_use",
        found("article_id"),
        found("contact_id"),
        Index("ix_article_use_at", "at"),
    )
    id: int | None = own_id()
    article_id: int = ref("article.id")
    contact_id: int | None = ref("contact.id")
    at: datetime = instant()
