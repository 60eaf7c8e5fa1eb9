"""Views of articles, of their uses, and of questions without an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import ARTICLE, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.dialect import folded, holds
from csdesk.views.base import (
    View,
    record_fields,
    select,
    shown,
)

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

ALWAYS: Final = (-(2**62), 2**62)  # before and after every instant
FEW: Final = 10
USES = View(
    title=f"Last {FEW} uses",
    source="article_use",
    joins={
        "contact": "contact ON contact.id = article_use.contact_id",
    },
    order="article_use.at DESC, article_use.id DESC",
    empty="Not used yet.",
    columns=(
        shown("contact", "Contact", "article_use.contact_id", Kind.REF, letter="C"),
        shown("at", "Used", "article_use.at", Kind.INSTANT),
        shown("category", "Category", "contact.category"),
        shown("subject", "Subject", "contact.subject", grows=True),
    ),
    filters={"article": "article_use.article_id = ?"},
)
USED = View(
    title="Articles used",
    source="article_use JOIN article ON article.id = article_use.article_id",
    order="article_use.at, article_use.id",
    empty="No article was used.",
    columns=(
        shown("id", "Id", "article.id", Kind.REF, letter="A"),
        shown("at", "Used", "article_use.at", Kind.INSTANT),
        shown("title", "Title", "article.title", grows=True),
    ),
    filters={"contact": "article_use.contact_id = ?"},
)
# Questions without an article, by category.
GAPS = View(
    title="Asked without an article",
    source=f"""(
    SELECT category, count(*) AS questions, sum(NOT has_article) AS without,
           max(received_at) FILTER (WHERE NOT has_article) AS last,
           max(id) FILTER (WHERE NOT has_article) AS example
    FROM (
        SELECT id, category, received_at, EXISTS (
            SELECT 1 FROM article_use WHERE article_use.contact_id = contact.id
        ) AS has_article
        FROM contact
        WHERE direction = 'inbound' AND reason = 'question' AND {{dated}}
    )
    GROUP BY {folded("category")}
) AS gap""",
    order="gap.without DESC, gap.category IS NULL, gap.category",
    empty="Every question had its article.",
    columns=(
        shown("category", "Category", "gap.category", grows=True),
        shown("without_article", "Without an article", "gap.without", Kind.NUMBER),
        shown("questions", "Questions", "gap.questions", Kind.NUMBER),
        shown("last_at", "The last", "gap.last", Kind.INSTANT),
        shown("example", "Such as", "gap.example", Kind.REF, letter="C"),
    ),
    filters={"some": "gap.without > 0"},
)


def articles(bounds: tuple[int, int] | None = None) -> View:
    """Return the view of articles, the most used first.

    Uses are counted in `bounds`, [start, end) in epoch seconds; None: all uses.
    """
    start, end = bounds or ALWAYS
    used = (
        "FROM article_use WHERE article_use.article_id = article.id"
        f" AND article_use.at >= {start:d} AND article_use.at < {end:d}"
    )
    uses = f"(SELECT count(*) {used})"
    return View(
        title="Articles",
        source="article",
        order=f"{uses} DESC, article.title_key, article.id",
        empty="No articles. Write one: csdesk article add TITLE --body TEXT",
        columns=(
            shown("id", "Id", "article.id", Kind.REF, letter="A"),
            shown("title", "Title", "article.title", grows=True),
            shown("tags", "Tags", "article.tags", Kind.WORDS, grows=True),
            shown("uses", "Uses", uses, Kind.NUMBER),
            shown(
                "last_used_at",
                "Last used",
                f"(SELECT max(article_use.at) {used})",
                Kind.INSTANT,
            ),
            shown("written_at", "Written", "article.written_at", Kind.INSTANT, 0),
            shown("edited_at", "Edited", "article.edited_at", Kind.INSTANT, 2),
            shown("body", "Text", "article.body", width=0),
        ),
        filters={
            "id": "article.id = ?",
            "tag": holds("article.tags", "',' || ? || ','"),
        },
    )


def gaps(bounds: tuple[int, int] | None) -> View:
    """Return the view of categories of questions received in `bounds`.

    `bounds` are [start, end) in epoch seconds; None: all questions.
    """
    start, end = bounds or ALWAYS
    dated = f"received_at >= {start:d} AND received_at < {end:d}"
    return View(
        title=GAPS.title,
        source=GAPS.source.format(dated=dated),
        order=GAPS.order,
        empty=GAPS.empty,
        columns=GAPS.columns,
        filters=GAPS.filters,
    )


def article_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return an article with its last uses. Raises NotFoundError."""
    found = record_fields(connection, articles(), number)
    if found is None:
        raise NotFoundError(
            f"There is no article {ref(ARTICLE, number)}.",
            "List them with 'csdesk article list'.",
        )
    uses = select(connection, USES, locale, {"article": number}, limit=FEW)
    return Record(
        title=f"Article {ref(ARTICLE, number)}",
        fields=found,
        locale=locale,
        sections=(("contacts", uses),),
    )
