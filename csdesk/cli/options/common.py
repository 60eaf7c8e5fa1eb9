"""Options that many commands share: the same name, the same meaning everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from csdesk.domain.ids import (
    COMPLAINT,
    CONTACT,
    LARGEST_ID,
    Noun,
    read_ref,
)
from csdesk.domain.parsing.duration import read_duration
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.render import Format

MOST_DIGITS = 20  # as LARGEST_ID has


@dataclass(frozen=True, slots=True)
class OneOf:
    """A parser that takes one of `words`, whatever its case."""

    words: tuple[str, ...]
    what: str

    def __call__(self, text: str) -> str:
        """The word that `text` is. Raises UsageProblem for none."""
        folded = text.strip().casefold()
        if folded in self.words:
            return folded
        article = "an" if self.what[0] in "aeiou" else "a"
        raise UsageProblem(
            f"'{text}' is not {article} {self.what}.",
            did_you_mean(text, self.words) or f"Write one of {', '.join(self.words)}.",
        )


@dataclass(frozen=True, slots=True)
class NumberOf:
    """A parser that takes an id of `noun`."""

    noun: Noun

    def __call__(self, text: str) -> int:
        """The number in `text`. Raises UsageProblem where it is no such id."""
        return read_ref(text, self.noun)


def word_of(words: tuple[str, ...], what: str) -> OneOf:
    """A parser that takes one of `words`, which completion offers."""
    return OneOf(words, what)


def number_of(noun: Noun) -> NumberOf:
    """A parser that takes an id of `noun`, which completion offers."""
    return NumberOf(noun)


def read_format(text: str) -> Format:
    """A parser of output formats."""
    return Format(word_of(tuple(Format), "format")(text))


def read_seconds(text: str) -> int:
    """A parser of durations; a bare number is seconds."""
    return read_duration(text)


def read_text(text: str) -> str:
    """A parser of free text: what cannot be written as UTF-8 is refused."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageProblem(
            "That text is not UTF-8.", "Set your terminal to UTF-8 and type it again."
        ) from None
    return text


def option(*names: str, **how: Any) -> Any:
    """A Typer option without the default in its help."""
    return typer.Option(*names, show_default=False, **how)


def output_file(*names: str, metavar: str = "FILE", **how: Any) -> Any:
    """An option that names what will be written; desks and backups are refused.

    A FOLDER is made with those above it; a file wants a folder that is there.
    """
    callback = _writable if metavar == "FOLDER" else _writable_file
    return option(*names, metavar=metavar, callback=callback, **how)


def _writable_file(ctx: typer.Context, output: Path | None) -> Path | None:
    """As `_writable`, in a folder that is there."""
    output = _writable(ctx, output)
    if output is None or ctx.resilient_parsing:
        return output
    from csdesk.cli.io.output import unwritable
    from csdesk.store.files.protected_file import followed

    try:
        followed(output).parent.stat()
    except OSError as error:
        raise unwritable(output, error) from None
    return output


def _writable(ctx: typer.Context, output: Path | None) -> Path | None:
    """Refuse before anything is done: the file is looked at once more when written."""
    if output is None or ctx.resilient_parsing:
        return output
    from csdesk.cli.context import desk_path
    from csdesk.cli.io.output import unwritable
    from csdesk.store.files.protected_file import require_writable

    desk_path(ctx)
    try:
        require_writable(output)
    except OSError as error:
        raise unwritable(output, error) from None
    return output


def text(*names: str, metavar: str = "TEXT", **how: Any) -> Any:
    """An option that takes free text."""
    return option(*names, metavar=metavar, parser=read_text, **how)


def plain_number(what: str, lists: str, example: str) -> Callable[[str], int]:
    """A parser of the numbers of what has no letter; `lists` is what lists them."""

    def parse(text: str) -> int:
        digits = text.strip()
        is_number = (
            digits.isascii() and digits.isdecimal() and len(digits) < MOST_DIGITS
        )
        if not is_number or int(digits) > LARGEST_ID:
            raise UsageProblem(
                f"'{text}' is not the number of {what}.",
                f"'{lists}' lists them: {example}",
            )
        return int(digits)

    return parse


def choice(words: tuple[str, ...], what: str, *names: str, **how: Any) -> Any:
    """An option that takes one of `words`, which its help lists."""
    told = f"{how.pop('help', what.capitalize())}: {', '.join(words)}."
    return option(*names, parser=word_of(words, what), metavar="WORD", help=told, **how)


def contact(*names: str, help: str) -> Any:  # noqa: A002 - Typer's word
    """An option that takes a contact's id."""
    return option(*names, parser=number_of(CONTACT), metavar="C12", help=help)


def complaint(*, help: str) -> Any:  # noqa: A002 - Typer's word
    """The option that takes a complaint's id."""
    return option("--complaint", parser=number_of(COMPLAINT), metavar="K3", help=help)


# Whatever writes.
At = Annotated[
    str | None, option("--at", metavar="WHEN", help="When it happened; else now.")
]
Agent = Annotated[
    str | None,
    option(
        "--agent",
        metavar="NAME",
        parser=read_text,
        help="Who works; else CSDESK_AGENT or your login.",
    ),
]
NoInput = Annotated[bool, option("--no-input", help="Never ask anything.")]
Quiet = Annotated[bool, option("-q", "--quiet", help="Print the id only.")]
Clear = Annotated[
    list[str] | None,
    option("--clear", metavar="FIELD", help="Empty a field; may be repeated."),
]
# Whatever lists or shows.
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="table, plain, json, jsonl, csv or markdown.",
    ),
]
RecordFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="table, plain, json, csv or markdown.",
    ),
]
ReportFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="table, plain, json, csv, markdown or html.",
    ),
]
Output = Annotated[Path | None, output_file("--output", "-o", help="Write to a file.")]
IdsOnly = Annotated[bool, option("-q", "--quiet", help="Print the ids only.")]
Limit = Annotated[
    int | None,
    option("--limit", metavar="N", min=0, help="At most N rows; 0 for all."),
]
PeriodOption = Annotated[
    str | None,
    option("--period", metavar="PERIOD", help="this-week, 2026-W47, 2026-11, a..b …"),
]
PeriodArgument = Annotated[
    str,
    typer.Argument(
        metavar="PERIOD",
        help="this-week, 2026-W47, 2026-11, 2026-Q4, 2026, a..b, all.",
    ),
]
Compare = Annotated[
    str,
    typer.Option(
        "--compare", metavar="PERIOD", help="previous, last-year, none or a period."
    ),
]
AsOf = Annotated[
    str | None,
    option("--as-of", metavar="WHEN", help="As it stood then; a day: at its end."),
]
Clock = Annotated[
    str | None,
    option("--clock", metavar="CLOCK", help="Times in business or elapsed time."),
]
CustomerFilter = Annotated[
    str | None, text("--customer", metavar="WHO", help="Of this customer.")
]
ContactId = Annotated[
    int,
    typer.Argument(metavar="C12", parser=number_of(CONTACT), help="Which contact."),
]
ComplaintId = Annotated[
    int,
    typer.Argument(metavar="K3", parser=number_of(COMPLAINT), help="Which complaint."),
]
AboutContact = Annotated[
    int | None, contact("--contact", help="The contact that it is about.")
]
AboutComplaint = Annotated[
    int | None, complaint(help="The complaint that it is about.")
]
Follows = Annotated[
    int | None, contact("--follows", help="An earlier contact about the same matter.")
]
Promised = Annotated[
    str | None,
    text("--promise", help="And when, such as 'call back Tuesday 10:00'."),
]
BelongsTo = Annotated[int | None, complaint(help="The complaint that it belongs to.")]
Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO", parser=read_text, help="P7, e-mail, phone, name; - for unknown."
    ),
]

Customer = Annotated[
    str,
    typer.Argument(
        metavar="WHO", parser=read_text, help="P7, an e-mail, a phone or a name."
    ),
]


def changes(
    given: dict[str, Any], clear: list[str] | None, clearable: tuple[str, ...]
) -> dict[str, Any]:
    """What `edit` was asked to change: the options given, unless nothing was.

    Fields in `clear` may be written with `-` or `_`. Raises UsageProblem for one that
    cannot be empty, one that is set as well, or nothing to change.
    """
    wanted = {name: value for name, value in given.items() if value is not None}
    for position, typed in enumerate(clear or ()):
        field = typed.replace("-", "_")
        if field not in clearable:
            raise UsageProblem(
                f"'{typed}' cannot be cleared.",
                did_you_mean(field, clearable) or f"Fields: {', '.join(clearable)}.",
            )
        if field in wanted:
            raise UsageProblem(
                f"{field} is both set and cleared.", "Leave one of the two out."
            )
        if clear is not None:
            clear[position] = field
    if not wanted and not clear:
        raise UsageProblem(
            "Nothing to change was given.", "Name what to change; see --help."
        )
    return wanted
