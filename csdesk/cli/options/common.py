"""Options and arguments that many commands share."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from csdesk.cli.desk_path import desk_path
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
    """A parser of one of `words`, ignoring case."""

    words: tuple[str, ...]
    what: str

    def __call__(self, text: str) -> str:
        """Parse one of the words. Raises UsageProblem."""
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
    """A parser of ids of `noun`."""

    noun: Noun

    def __call__(self, text: str) -> int:
        """Parse an id, and return its number. Raises UsageProblem."""
        return read_ref(text, self.noun)


def word_of(words: tuple[str, ...], what: str) -> OneOf:
    """Make a parser of one of `words`, which completion offers."""
    return OneOf(words, what)


def number_of(noun: Noun) -> NumberOf:
    """Make a parser of ids of `noun`, which completion offers."""
    return NumberOf(noun)


def read_format(text: str) -> Format:
    """Parse an output format. Raises UsageProblem."""
    return Format(word_of(tuple(Format), "format")(text))


def read_seconds(text: str) -> int:
    """Parse a duration, in seconds; a bare number is seconds. Raises UsageProblem."""
    return read_duration(text)


def read_text(text: str) -> str:
    """Check free text. Raises UsageProblem for what is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageProblem(
            "That text is not UTF-8.", "Set your terminal to UTF-8 and type it again."
        ) from None
    return text


def option(*names: str, **how: Any) -> Any:
    """Make an option; its help names the default itself."""
    return typer.Option(*names, show_default=False, **how)


def output_file(*names: str, metavar: str = "FILE", **how: Any) -> Any:
    """Make an option for a file or FOLDER to write; desks and backups are refused.

    A FOLDER is made with its parents; the folder of a file must exist.
    """
    callback = _writable if metavar == "FOLDER" else _writable_file
    return option(*names, metavar=metavar, callback=callback, **how)


def _writable_file(ctx: typer.Context, output: Path | None) -> Path | None:
    """Refuse a file that cannot be written, or whose folder does not exist."""
    output = _writable(ctx, output)
    if output is None or ctx.resilient_parsing:
        return output
    from csdesk.cli.io.output import unwritable
    from csdesk.store.files.protected_file import followed

    try:
        if not output.name:  # a folder, as . or /
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        followed(output).parent.stat()
    except OSError as error:
        raise unwritable(output, error) from None
    return output


def _writable(ctx: typer.Context, output: Path | None) -> Path | None:
    """Refuse what must not be overwritten, before the command does anything."""
    if output is None or ctx.resilient_parsing:
        return output
    from csdesk.cli.io.output import unwritable
    from csdesk.store.files.protected_file import require_writable

    desk_path(ctx)
    try:
        require_writable(output)
    except OSError as error:
        raise unwritable(output, error) from None
    return output


def text(*names: str, metavar: str = "TEXT", **how: Any) -> Any:
    """Make an option for free text."""
    return option(*names, metavar=metavar, parser=read_text, **how)


def plain_number(what: str, lists: str, example: str) -> Callable[[str], int]:
    """Make a parser of numbers without a letter; command `lists` lists them."""

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
    """Make an option for one of `words`, which its help lists.

    `default` is the text of a default that is no word, as `the desk's setting`.
    """
    text = f"{how.pop('help', what.capitalize())}: {', '.join(words)}"
    text += f" (default: {how.pop('default')})" if "default" in how else ""
    parser = word_of(words, what)
    return typer.Option(*names, parser=parser, metavar="WORD", help=text, **how)


def contact(*names: str, help: str) -> Any:  # noqa: A002 - Typer's word
    """Make an option for the id of a contact."""
    return option(*names, parser=number_of(CONTACT), metavar="C12", help=help)


def complaint(*, help: str) -> Any:  # noqa: A002 - Typer's word
    """Make the option for the id of a complaint."""
    return option("--complaint", parser=number_of(COMPLAINT), metavar="K3", help=help)


# Of commands that write.
At = Annotated[
    str | None, option("--at", metavar="WHEN", help="When it happened (default: now).")
]
Agent = Annotated[
    str | None,
    option(
        "--agent",
        metavar="NAME",
        parser=read_text,
        help="Agent who did it (default: CSDESK_AGENT or your login).",
    ),
]
NoInput = Annotated[bool, option("--no-input", help="Never ask anything.")]
Quiet = Annotated[bool, option("-q", "--quiet", help="Print the id only.")]
Clear = Annotated[
    list[str] | None,
    option("--clear", metavar="FIELD", help="Field to empty; may be repeated."),
]
# Of commands that list or show.
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="Format: table, plain, json, jsonl, csv or markdown.",
    ),
]
RecordFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="Format: table, plain, json, csv or markdown.",
    ),
]
ReportFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        parser=read_format,
        help="Format: table, plain, json, csv, markdown or html.",
    ),
]
Output = Annotated[
    Path | None,
    output_file("--output", "-o", help="File to write (default: the screen)."),
]
IdsOnly = Annotated[bool, option("-q", "--quiet", help="Print the ids only.")]
Limit = Annotated[
    int | None,
    option(
        "--limit",
        metavar="N",
        min=0,
        help="At most N rows, 0 for all (default: 50; csv, json: all).",
    ),
]
LimitOfAll = Annotated[
    int | None,
    option("--limit", metavar="N", min=0, help="At most N rows (default: all)."),
]
PeriodOption = Annotated[
    str | None,
    option(
        "--period",
        metavar="PERIOD",
        help="Only this period: this-week, 2026-W47, 2026-11, DAY..DAY (default: all).",
    ),
]
PeriodArgument = Annotated[
    str,
    typer.Argument(
        metavar="PERIOD",
        help="Period: this-week, 2026-W47, 2026-11, 2026-Q4, 2026, DAY..DAY or all.",
    ),
]
Compare = Annotated[
    str,
    typer.Option(
        "--compare",
        metavar="PERIOD",
        help="Period to compare with: previous, last-year, none or a period.",
    ),
]
AsOf = Annotated[
    str | None,
    option(
        "--as-of",
        metavar="WHEN",
        help="Show what was known then; a day means its end (default: now).",
    ),
]
Clock = Annotated[
    str | None,
    option(
        "--clock",
        metavar="CLOCK",
        help="Measure in business or elapsed time (default: as the figure is defined).",
    ),
]
CustomerFilter = Annotated[
    str | None, text("--customer", metavar="WHO", help="Only of this customer.")
]
ContactId = Annotated[
    int,
    typer.Argument(metavar="C12", parser=number_of(CONTACT), help="Contact id."),
]
ComplaintId = Annotated[
    int,
    typer.Argument(metavar="K3", parser=number_of(COMPLAINT), help="Complaint id."),
]
AboutContact = Annotated[
    int | None, contact("--contact", help="Contact that it is about.")
]
AboutComplaint = Annotated[int | None, complaint(help="Complaint that it is about.")]
Follows = Annotated[
    int | None, contact("--follows", help="Earlier contact about the same matter.")
]
Promised = Annotated[
    str | None,
    text(
        "--promise",
        help="Commitment to the customer, such as 'call back Tuesday 10:00'.",
    ),
]
BelongsTo = Annotated[int | None, complaint(help="Complaint that it belongs to.")]
Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO",
        parser=read_text,
        help="Customer: P7, e-mail, phone or name; - if unknown.",
    ),
]

Customer = Annotated[
    str,
    typer.Argument(
        metavar="WHO", parser=read_text, help="Customer: P7, e-mail, phone or name."
    ),
]


def changes(
    given: dict[str, Any], clear: list[str] | None, clearable: tuple[str, ...]
) -> dict[str, Any]:
    """Return the changes that `edit` makes: the options that were given.

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
