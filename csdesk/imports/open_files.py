"""Open files for an import: find the layout of each and the meaning of its columns.

A mapping that is named decides; else a preset that is named; else the headings are
the field names, or those of a known system. Options change any of them.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csdesk.domain.vocabulary import SURVEY_KINDS, fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import (
    FIELDS,
    ONE_AT_LEAST,
    REQUIRED,
    FieldKind,
)
from csdesk.imports.mapping.mapping import (
    Mapping,
    columns_of_headings,
    mapping_of_headings,
    read_mapping_file,
)
from csdesk.imports.mapping.presets import (
    Preset,
    presets,
    presets_named,
    recognised,
)
from csdesk.imports.mapping.validate import check_mapping
from csdesk.imports.options import ImportOptions
from csdesk.imports.reading.csv_file import open_stream
from csdesk.imports.reading.file_bytes import (
    STDIN,
    encoding_of,
    head_of,
    open_bytes,
)
from csdesk.imports.reading.file_shape import (
    DELIMITERS,
    EXTRA_HEADINGS,
    FileShape,
    first_rows,
)
from csdesk.imports.reading.inference import ColumnInference, FileInference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from csdesk.imports.reading.csv_file import CsvFile

NO_OPTIONS: Final = ImportOptions()
MOST_LISTED: Final = 12
INFERRED: Final = (
    FieldKind.INSTANT,
    FieldKind.DURATION,
    FieldKind.SCORE,
    FieldKind.POINTS,
)


@contextmanager
def open_files(
    paths: Sequence[str], kind: str, options: ImportOptions = NO_OPTIONS
) -> Iterator[tuple[Mapping | None, list[CsvFile]]]:
    """Open every file and settle its mapping; yield the mapping of the first, and all.

    Raises UsageProblem for what cannot be read, before any desk is opened.
    """
    if paths.count(STDIN) > 1:
        raise UsageProblem("Standard input can be read only once.", "Write - once.")
    options.check(kind)
    opener = FileOpener(kind, options)
    with ExitStack() as stack:
        files: list[CsvFile] = []
        for path in paths:
            file = opener.open(path)
            stack.callback(file.close)
            files.append(file)
        for file in files:
            opener.understand(file)
        _refuse_mixture(files)
        yield files[0].mapping if files else None, files


class FileOpener:
    """Opens files of one kind as the options require."""

    def __init__(self, kind: str, options: ImportOptions) -> None:
        self._kind, self._options = kind, options
        self._map_name = options.map_file.name if options.map_file else None
        self._named: tuple[Preset, ...] = ()
        self._map: Mapping | None = None
        if options.map_file:
            self._map = read_mapping_file(options.map_file, kind, is_complete=False)
        elif options.preset:
            self._named = presets_named(options.preset, kind)
        self._by_path: dict[str, Preset] = {}  # without headings: known by their cells

    def open(self, path: str) -> CsvFile:
        """Open the file and read its headings."""
        stream = open_bytes(path)
        try:
            shape = self._options.shape(self._shape(path, stream))
            return open_stream(path, stream, shape, self._known)
        except BaseException:
            stream.close()
            raise

    def understand(self, file: CsvFile) -> None:
        """Settle the mapping of `file`. Raises UsageProblem."""
        preset = self._preset(file)
        if preset:
            file.read_as = preset.title
        elif not self._map:
            self._check_headings(file)
        mapping = self.sketch(file)
        if preset:
            _check_required(file, preset, mapping)
        check_mapping(mapping, self._map_name or file.name)
        places = {fold(name): index for index, name in enumerate(file.headings)}
        file.mapping = _with_inference(mapping, file, places)

    def sketch(self, file: CsvFile) -> Mapping:
        """Return the mapping of `file` as far as it is known; it may be incomplete."""
        preset = self._preset(file)
        base = self._map or (preset and preset.mapping) or self._of_headings(file)
        known = {fold(name): name for name in file.headings}

        def find(heading: str) -> str | None:
            return known.get(fold(heading)) or file.also.get(fold(heading))

        columns = tuple(
            replace(column, headings=tuple(find(name) or name for name in names))
            for column in base.columns
            for names in (column.headings,)
            if preset is None or all(map(find, names))
        )
        values = base.values
        if preset:
            there = {column.field.name for column in columns}
            values = {name: words for name, words in values.items() if name in there}
        return self._options.apply(replace(base, columns=columns, values=values), find)

    def _shape(self, path: str, stream: BinaryIO) -> FileShape:
        if self._map:
            return self._map.file
        candidates = self._named or presets(self._kind)
        head = head_of(stream)
        shape = self._options.shape(FileShape())
        start = head.decode(encoding_of(head, shape.encoding), "replace")
        chosen = [shape.delimiter] if shape.delimiter else DELIMITERS
        for row in (row for each in chosen for row in first_rows(start, each, 1)):
            for found in filter(None, (preset.of_row(row) for preset in candidates)):
                self._by_path[path] = found
                return found.mapping.file
            known = recognised([cell.strip() for cell in row], self._kind)
            if known and not self._named:  # it may have two rows of headings
                return known.mapping.file
        if self._named and self._named[0].cells:
            raise UsageProblem(
                f"{path} is not {self._named[0].title}: its first row is laid out "
                "otherwise.",
                "Say which column is which with --map MAP.toml.",
            )
        return self._named[0].mapping.file if self._named else shape

    def _known(self, headings: Sequence[str]) -> int:
        """Count the headings that are known here."""
        folded = {fold(heading) for heading in headings}
        of_options = len(folded & {fold(name) for name in self._options.headings()})
        if self._map:
            return len(folded & _headings_of(self._map)) + of_options
        if self._named:
            return (
                max(len(folded & _headings_of(each.mapping)) for each in self._named)
                + of_options
            )
        preset = recognised([heading.strip() for heading in headings], self._kind)
        of_preset = len(folded & _headings_of(preset.mapping)) if preset else 0
        return max(len(folded & FIELDS[self._kind].keys()), of_preset) + of_options

    def _preset(self, file: CsvFile) -> Preset | None:
        if self._map:
            return None
        if file.path in self._by_path:
            return self._by_path[file.path]
        if self._named:
            return self._named[0]
        known = columns_of_headings(file.headings, self._kind)
        if len(known) == len(file.headings):
            return None
        return recognised([*file.headings, *file.also.values()], self._kind)

    def _of_headings(self, file: CsvFile) -> Mapping:
        """Return the mapping of those headings that are names of fields."""
        known = columns_of_headings(file.headings, self._kind)
        return Mapping(self._kind, tuple(known.values()), is_inert=True)

    def _check_headings(self, file: CsvFile) -> None:
        """Check headings that are no fields: an error, unless options map columns."""
        if not self._options.names_columns:
            mapping_of_headings(file.headings, self._kind, file.name, is_complete=False)
            return
        named = {fold(name) for name in self._options.headings()}
        known = {*FIELDS[self._kind], *named, *EXTRA_HEADINGS}
        unread = [heading for heading in file.headings if fold(heading) not in known]
        if unread:
            file.remarks.append(f"{file.name}: not read: {', '.join(unread)}.")


def _headings_of(mapping: Mapping) -> set[str]:
    return {fold(name) for column in mapping.columns for name in column.headings}


def _with_inference(mapping: Mapping, file: CsvFile, places: dict[str, int]) -> Mapping:
    """Return `mapping` with columns that can be inferred from the entire file."""
    inferred: dict[str, tuple[Sequence[int], frozenset[str]]] = {}
    file_inference = FileInference(file, inferred)
    columns = []
    for column in mapping.columns:
        found = [places[fold(name)] for name in column.headings if fold(name) in places]
        if column.field.kind in INFERRED and len(found) == len(column.headings):
            missing = mapping.missing | column.missing | mapping.dates.missing
            inferred[column.field.name] = (found, missing)
        inference = ColumnInference(file_inference, column.field.name)
        columns.append(replace(column, inference=inference))
    return replace(mapping, columns=tuple(columns))


def _check_required(file: CsvFile, preset: Preset, mapping: Mapping) -> None:
    """Raise UsageProblem where a file lacks a column that the preset needs."""
    there = {column.field.name for column in mapping.columns} | set(mapping.constants)
    groups = [(name,) for name in REQUIRED[mapping.kind]]
    for among in (*groups, *ONE_AT_LEAST.get(mapping.kind, ())):
        if not there.isdisjoint(among):
            continue
        for column in preset.mapping.columns:
            if column.field.name in among:
                raise UsageProblem(
                    f"{file.name} is not {preset.title}: it has no column "
                    f"'{' '.join(column.headings)}'.",
                    "Say which column is which with --map MAP.toml.",
                )
        if not set(among).isdisjoint(SURVEY_KINDS):
            raise _score_missing(file, preset, mapping)


def _score_missing(file: CsvFile, preset: Preset, mapping: Mapping) -> UsageProblem:
    read = {name for column in mapping.columns for name in column.headings}
    questions = [f"'{name}'" for name in file.headings if name not in read]
    more = len(questions) - MOST_LISTED
    also = f" and {more:,} more" if more > 0 else ""
    return UsageProblem(
        f"{file.name} is {preset.title}; which of its questions is a score?",
        'Say it with --score "Question"=nps (or csat, ces). '
        f"Its questions are {', '.join(questions[:MOST_LISTED])}{also}.",
    )


def _refuse_mixture(files: Sequence[CsvFile]) -> None:
    for file in files[1:]:
        if file.read_as != files[0].read_as:
            first, second = (
                f"{each.name} is {each.read_as or 'no export that csdesk knows'}"
                for each in (files[0], file)
            )
            raise UsageProblem(
                f"{first}, {second}.", "Import them one after the other."
            )
