"""`csdesk article`: add, list, show, edit, use, gaps."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.desk_path import read_file_name
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import (
    FOR_PEOPLE,
    period_bounds,
    show_list,
    show_record,
)
from csdesk.domain.ids import ARTICLE, CONTACT, ref
from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem
from csdesk.render import Format

CLEARABLE = ("tags",)
app = typer_app(
    "Articles, the reusable answers: add, list, show, edit, use, gaps.",
    "csdesk article list",
)

STDIN = "-"
ArticleId = Annotated[
    int,
    typer.Argument(metavar="A2", parser=opt.number_of(ARTICLE), help="Article id."),
]
Title = Annotated[
    str,
    typer.Argument(
        metavar="TITLE", parser=opt.read_text, help="Question that it answers."
    ),
]
Body = Annotated[str | None, opt.text("--body", help="Text.")]
File = Annotated[
    str | None,
    opt.option(
        "--file",
        metavar="FILE",
        parser=read_file_name,
        help="File with the text; - for standard input.",
    ),
]
Tags = Annotated[
    list[str] | None, opt.text("--tag", metavar="WORD", help="Tag; may be repeated.")
]


@app.command("add")
def add(
    ctx: typer.Context,
    title: Title,
    body: Body = None,
    file: File = None,
    tag: Tags = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:
    """Add an article: a reusable answer to a common question.

    Example: csdesk article add 'Sending things back' --body 'Within 30 days.'
    """
    from csdesk.services.articles import add_article

    text = read_body(body, file) or ""
    with at_work(ctx, "article add", agent, at) as work:
        article = add_article(work, title, text, tag or ())
    name = ref(ARTICLE, article.id)
    if quiet:
        say(name)
        return
    say(
        f"Added {name}: {article.title}.",
        then=f"csdesk article use {name} --contact C12",
    )


@app.command("list")
def list_articles(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        opt.option(
            "--period",
            metavar="PERIOD",
            help="Count only uses in this period, such as this-month (default: all).",
        ),
    ] = None,
    tag: Annotated[
        str | None, opt.text("--tag", metavar="WORD", help="Only those with this tag.")
    ] = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List articles, those used most first.

    Example: csdesk article list --period this-month
    """
    from csdesk.views.article import articles

    filters = {"tag": fold(tag.replace(",", " ")) if tag else None}
    with reading_desk(ctx) as desk:
        view = articles(period_bounds(desk, period) if period else None)
        show_list(
            desk, view, filters, fmt=fmt, output=output, limit=limit, ids_only=ids
        )


@app.command("show")
def show_article(
    ctx: typer.Context,
    number: ArticleId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show an article and the contacts that it answered.

    Example: csdesk article show A2
    """
    from csdesk.render.cards import page
    from csdesk.views.article import article_record

    with reading_desk(ctx) as desk:
        record = article_record(desk.connection, number, desk.settings.locale)
        show_record(page(record) if fmt in FOR_PEOPLE else record, fmt, output)


@app.command("edit")
def edit(
    ctx: typer.Context,
    number: ArticleId,
    title: Annotated[str | None, opt.text("--title", help="Corrected title.")] = None,
    body: Body = None,
    file: File = None,
    tag: Tags = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct an article; only what is given changes. --tag replaces all tags.

    Example: csdesk article edit A2 --body 'Within 60 days.'
    """
    from csdesk.services.articles import edit_article

    given = {"title": title, "body": read_body(body, file), "tags": tag or None}
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "article edit", agent) as work:
        article = edit_article(work, number, changes, clear or ())
    say(f"Changed {ref(ARTICLE, article.id)}.", then="csdesk undo (takes it back)")


@app.command("use")
def use(
    ctx: typer.Context,
    number: ArticleId,
    contact: Annotated[
        int,
        opt.contact("--contact", help="Contact that it answered."),
    ],
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:  # fmt: skip
    """Record that an article answered a contact.

    Example: csdesk article use A2 --contact C12
    """
    from csdesk.services.articles import use_article

    with at_work(ctx, "article use", agent, at) as work:
        use_article(work, number, contact)
    say(
        f"{ref(ARTICLE, number)} answered {ref(CONTACT, contact)}.",
        then="csdesk article list (those used most first)",
    )


@app.command("gaps")
def show_gaps(
    ctx: typer.Context,
    period: opt.PeriodArgument = "all",
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the categories only.")
    ] = False,
) -> None:
    """List common questions without an article, by category.

    It counts inbound contacts with the reason question for which no article was used.

    Example: csdesk article gaps 2026-Q4
    """
    from csdesk.views.article import gaps

    with reading_desk(ctx) as desk:
        view = gaps(period_bounds(desk, period))
        show_list(
            desk, view, {"some": True}, fmt=fmt, output=output, limit=limit,
            ids_only=ids,
        )  # fmt: skip


def read_body(body: str | None, file: str | None) -> str | None:
    """Return the text of --body, or of the file of --file; None for neither.

    Raises UsageProblem for both, and for a file that cannot be read as text.
    """
    if file is None:
        return body
    if body is not None:
        raise UsageProblem(
            "--body and --file both give the text.", "Leave one of the two out."
        )
    try:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageProblem(
            f"{file} cannot be read: {error.strerror}.", "Name a text file."
        ) from None
    except UnicodeDecodeError:
        raise UsageProblem(
            f"{file} is not UTF-8 text.", "Save it as UTF-8, without formatting."
        ) from None
