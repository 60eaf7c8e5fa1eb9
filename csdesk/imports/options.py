"""Options of `csdesk import` that control how files are read.

They take precedence over a mapping and a preset.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.day import ORDERS
from csdesk.domain.vocabulary import SURVEY_KINDS, did_you_mean, fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import FIELDS
from csdesk.imports.mapping.mapping import ColumnMap, Mapping
from csdesk.imports.reading.file_bytes import read_encoding
from csdesk.imports.reading.file_shape import FileShape, is_delimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Mapping as Map
    from pathlib import Path

    from csdesk.imports.mapping.fields import Field

# Names of delimiters that are hard to type in a shell.
DELIMITER_NAMES: Final = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
    "pipe": "|",
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read files; None or an empty tuple leaves it to the mapping or the file.

    `constants` are `FIELD=VALUE`, `columns` `FIELD=A,B`, `scores` `heading=KIND`.
    """

    map_file: Path | None = None
    preset: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    dates: str | None = None
    constants: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()

    def check(self, kind: str) -> None:
        """Raise UsageProblem for options that mean nothing for files of `kind`."""
        if self.map_file and self.preset:
            raise UsageProblem(
                "--map and --preset both say what the columns are.",
                "Name one of the two.",
            )
        self.shape(FileShape())
        if self.dates is not None and self.dates not in ORDERS:
            raise UsageProblem(
                f"--dates is '{self.dates}', not an order of day, month and year.",
                f"Write one of {', '.join(ORDERS)}.",
            )
        for option, texts in (("--set", self.constants), ("--column", self.columns)):
            for text in texts:
                _field_of(option, text, kind)
        for text in self.scores:
            _check_score(text, kind)

    def shape(self, shape: FileShape) -> FileShape:
        """Return `shape` with the delimiter and the encoding of these options."""
        if self.delimiter is not None:
            delimiter = DELIMITER_NAMES.get(self.delimiter.casefold(), self.delimiter)
            if not is_delimiter(delimiter):
                raise UsageProblem(
                    f"--delimiter is '{self.delimiter}', not one character.",
                    "Write one, or comma, semicolon, tab or pipe.",
                )
            shape = replace(shape, delimiter=delimiter)
        if self.encoding is not None:
            shape = replace(shape, encoding=read_encoding(self.encoding))
        return shape

    def headings(self) -> list[str]:
        """List the headings that these options expect in a file."""
        pieces = [text.partition("=")[2] for text in self.columns]
        pieces += [piece for text in pieces for piece in text.split(",")]
        return pieces + [text.rpartition("=")[0] for text in self.scores]

    @property
    def names_columns(self) -> bool:
        """Whether these options map columns."""
        return bool(self.columns or self.scores)

    def apply(self, mapping: Mapping, find: Callable[[str], str | None]) -> Mapping:
        """Return `mapping` with these options applied.

        `find` gives the file's own heading for one that was typed, or None. Raises
        UsageProblem where two columns are the same kind of score.
        """
        fields = FIELDS[mapping.kind]
        columns = {column.field.name: column for column in mapping.columns}
        constants, values = dict(mapping.constants), dict(mapping.values)
        for text in self.columns:
            mapped, _, names = _split_option("--column", text)
            headings = _headings(names, find)
            known = columns.get(mapped) or ColumnMap(fields[mapped], headings)
            columns[mapped] = replace(known, headings=headings)
            constants.pop(mapped, None)
        for name, heading in self._score_headings().items():
            found = find(heading) or heading
            columns[name] = replace(
                columns.get(name) or ColumnMap(fields[name], ()), headings=(found,)
            )
            constants.pop(name, None)
        for text in self.constants:
            mapped, _, value = _split_option("--set", text)
            columns.pop(mapped, None)
            values.pop(mapped, None)
            constants[mapped] = value
        dates = replace(mapping.dates, order=self.dates or mapping.dates.order)
        return replace(
            mapping,
            columns=tuple(columns.values()),
            constants=constants,
            dates=dates,
            values=values,
            text=mapping.text + "".join(self._as_comments(fields)),
        )

    def _score_headings(self) -> dict[str, str]:
        """Return the heading of each kind of score."""
        scored: dict[str, str] = {}
        for text in self.scores:
            heading, _, name = text.rpartition("=")
            if name in scored:
                raise UsageProblem(
                    f"--score says twice which column is {name}.", "Choose one."
                )
            scored[name] = heading
        return scored

    def _as_comments(self, fields: Map[str, Field]) -> list[str]:
        """Format the options as comments for a mapping, without private values."""
        options = []
        for text in self.constants:
            name = _split_option("--set", text)[0]
            options.append(("--set", name if fields[name].private else text))
        options += [("--column", text) for text in self.columns]
        options += [("--score", text) for text in self.scores]
        options += [("--dates", self.dates)] if self.dates else []
        return [f"# {option} {' '.join(text.split())}\n" for option, text in options]


def _split_option(option: str, text: str) -> tuple[str, str, str]:
    name, sign, value = text.partition("=")
    if not sign or not value.strip():
        what = "VALUE" if option == "--set" else '"Heading"'
        raise UsageProblem(
            f"{option} is '{text}', which sets nothing.",
            f"Write {option} FIELD={what}.",
        )
    return name.strip(), sign, value.strip()


def _field_of(option: str, text: str, kind: str) -> Field:
    name = _split_option(option, text)[0]
    found = FIELDS[kind].get(name)
    if found is None:
        raise UsageProblem(
            f"{option}: '{name}' is no field of {kind}.",
            did_you_mean(name, FIELDS[kind])
            or f"The fields are {', '.join(FIELDS[kind])}.",
        )
    if option == "--set" and name == "external_id":
        raise UsageProblem(
            "external_id tells rows apart; it cannot be the same for all.",
            'Name its column with --column external_id="Heading", or leave it out.',
        )
    return found


def _check_score(text: str, kind: str) -> None:
    heading, _, name = text.rpartition("=")
    scores = [score for score in SURVEY_KINDS if score in FIELDS[kind]]
    if not scores:
        raise UsageProblem(
            f"--score is for contacts and surveys; {kind} have no scores.",
            "Leave it out.",
        )
    if not heading.strip() or name not in scores:
        hint = did_you_mean(name, scores) if heading else None
        raise UsageProblem(
            f"--score is '{text}', which names no column and kind of score.",
            hint
            or 'Write --score "How likely are you to recommend us?"=nps; '
            f"the kinds are {', '.join(SURVEY_KINDS)}.",
        )


def _headings(names: str, find: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the headings that `A,B` names: the one called so, else A and B."""
    single = find(names)
    if single is not None:
        return (single,)
    pieces: Sequence[str] = [piece.strip() for piece in names.split(",")]
    return tuple(find(piece) or piece for piece in pieces if fold(piece))
