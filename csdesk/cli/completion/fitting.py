"""Which words fit where a line ends; what is harmless in a shell, `answer` sees to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.completion.line import Place, Typed, split, walk
from csdesk.cli.completion.table import Parameter, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILES = "@files"  # not a word: the shell is to offer its own files
TABLE = Path(__file__).with_name("commands.txt")
HELP = "--help"
LONGEST_LINE = 10_000  # characters; nobody waits for what completes a longer one
# Words of the desk that a command would take for an option, or a shell for its own.
BEGINS_WELL = re.compile(r"[A-Za-z0-9]")


def fitting(line: str, environ: Mapping[str, str]) -> Iterable[str]:
    """The words that complete `line`; FILES where it is a file's name."""
    if len(line) > LONGEST_LINE:
        return []
    words, typed = split(line)
    table = Table(TABLE.read_text("utf-8"))
    place = walk(table, words)
    if place is None:
        return []
    option, word = place.expects, typed or ""
    if option is None and word.startswith("-") and not place.ends_options:
        name, equals, value = word.partition("=")
        if not equals:
            return _beginning(_options(place), word)
        option, word = place.command.option(name), value
        if option is None:
            return []
    if option is None:
        if place.command.below:
            return _beginning(place.command.below, word)
        option = place.next_argument()
        if option is None:
            return [] if word else _options(place)
    if option.kind == "files":
        return [FILES]
    return [] if typed is None else _values(place, option, word, table, environ)


def _options(place: Place) -> list[str]:
    """The options that may still be given, in the order of the help."""
    left = [
        name
        for one in place.command.parameters
        if not one.is_argument and (one.is_repeated or one not in place.used)
        for name in one.names
        if name.startswith("--")
    ]
    return [*left, HELP]


def _values(
    place: Place,
    parameter: Parameter,
    word: str,
    table: Table,
    environ: Mapping[str, str],
) -> Iterable[str]:
    typed = Typed(word)
    match parameter.kind:
        case "one-of" if not typed.lead:
            return _beginning(parameter.words, typed.piece)
        case "list-of":
            named = typed.lead.split(",")
            left = [one for one in parameter.words if one not in named]
            return _beginning(left, typed.piece)
        case "after" if typed.lead.endswith("="):  # HEADING=nps
            return _beginning(parameter.words, typed.piece)
        case "by" if place.arguments:  # words that depend on the argument before
            key = place.arguments[0].replace("-", "_")
            chosen = table.words(f"{parameter.words[0]}.{key}")
            return _beginning(chosen, typed.piece)
        case "-" | "one-of" | "after" | "by":
            return []
    if typed.lead:
        return []
    from csdesk.cli.completion.desk import of_desk

    found = of_desk(parameter, typed.piece, place.values.get("--db"), environ)
    return [one for one in _beginning(found, typed.piece) if BEGINS_WELL.match(one)]


def _beginning(words: Iterable[str], typed: str) -> list[str]:
    """Those of `words` that begin with `typed`, whatever the case."""
    folded = typed.casefold()
    return [word for word in words if word.casefold().startswith(folded)]
