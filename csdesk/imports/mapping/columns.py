"""Bind a mapping to a file's headings, and convert rows to columns of values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import did_you_mean, fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import FIELDS, REQUIRED, FieldKind
from csdesk.imports.mapping.mapping import ColumnMap
from csdesk.imports.reading.cell_error import CellError
from csdesk.imports.reading.cells import CellReader, reader_for
from csdesk.imports.reading.scores import ScoreScale, lists_asked, scale_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csdesk.imports.mapping.fields import Field
    from csdesk.imports.mapping.mapping import Mapping
    from csdesk.imports.reading.csv_file import RowBatch
    from csdesk.store.settings import Settings

IDENTITY: Final = "external_id"


@dataclass(slots=True)
class Batch:
    """Some rows as columns: `values` has a list for each field, as long as `lines`.

    `written_ids` are external ids as in the file, where some of those in `values` are
    hashed (csdesk.imports.importers.erased). `unnamed` are the indexes of rows whose
    customer was erased and is not in the customer table any more.
    """

    lines: Sequence[int]
    values: dict[str, list[Any]]
    written_ids: list[Any] | None = None
    unnamed: set[int] = field(default_factory=set)

    def take(self, keep: Sequence[int]) -> Batch:
        """Return only the rows at the indexes `keep`."""
        if len(keep) == len(self.lines):
            return self
        return Batch(
            [self.lines[i] for i in keep],
            {name: [column[i] for i in keep] for name, column in self.values.items()},
            self.written_ids and [self.written_ids[i] for i in keep],
            {new for new, old in enumerate(keep) if old in self.unnamed},
        )


@dataclass(slots=True)
class Rejects:
    """The errors in rows of a batch: (index, message with what to do)."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, index: int, message: str) -> None:
        """Reject the row at `index`."""
        self.found.append((index, message))


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """A field, the columns of the file that it is read from, and their reader."""

    field: Field
    label: str
    indexes: tuple[int, ...]
    reader: CellReader
    missing: frozenset[str]
    minus: int | None = None

    def cells(self, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        """Return the field's cells; those of several columns joined, if not missing."""
        if len(self.indexes) == 1:
            return columns[self.indexes[0]]
        parts = [columns[index] for index in self.indexes]
        if all(self.missing.isdisjoint(part) for part in parts):
            return list(map(" ".join, zip(*parts, strict=True)))
        return [
            " ".join(cell for cell in cells if cell.strip() not in self.missing)
            for cells in zip(*parts, strict=True)
        ]

    def values(
        self, columns: Sequence[Sequence[str]], rejects: Rejects
    ) -> Sequence[Any]:
        """Return the field's values; rows with an invalid cell go to `rejects`."""
        cells = self.cells(columns)
        found = self.reader.column(cells)
        if self.reader.has_bad:
            self._reject(cells, found, rejects)
        if self.minus is not None:
            found = self._subtract(columns[self.minus], found, rejects)
        return found

    def _reject(
        self, cells: Sequence[str], found: Sequence[Any], rejects: Rejects
    ) -> None:
        for index, value in enumerate(found):
            if isinstance(value, CellError):
                rejects.add(
                    index, value.message(self.field.name, cells[index], self.label)
                )

    def _subtract(
        self, cells: Sequence[str], found: Sequence[Any], rejects: Rejects
    ) -> list[Any]:
        subtracted = self.reader.column(cells)
        if self.reader.has_bad:
            self._reject(cells, subtracted, rejects)
        result: list[Any] = []
        for index, (total, part) in enumerate(zip(found, subtracted, strict=True)):
            if not (isinstance(total, int) and isinstance(part, int)):
                result.append(None)
                continue
            result.append(total - part)
            if total < part:
                rejects.add(
                    index,
                    f"{self.field.name} is {total} s less {part} s, which is negative. "
                    "Check which column is subtracted with minus.",
                )
        return result


@dataclass(frozen=True, slots=True)
class BoundMapping:
    """How the rows of one file are read.

    `scales` has the scale of each kind of survey that is mapped; `lists_asked` are the
    kinds of which the file also lists surveys that were sent and not answered.
    """

    kind: str
    columns: tuple[BoundColumn, ...]
    constants: dict[str, Any]
    scales: dict[str, ScoreScale]
    lists_asked: frozenset[str]

    @property
    def fields(self) -> tuple[str, ...]:
        """Every mapped field, constants included, in alphabetical order."""
        return tuple(sorted([*(c.field.name for c in self.columns), *self.constants]))

    def read(self, rows: RowBatch, rejects: Rejects) -> Batch:
        """Read the values of `rows`; invalid rows are in the batch and in `rejects`."""
        columns = list(zip(*rows.rows, strict=True))
        values: dict[str, Any] = {}
        needed = (*REQUIRED[self.kind], IDENTITY)
        for column in self.columns:
            found = column.values(columns, rejects) if columns else []
            values[column.field.name] = found
            if column.field.name in needed and None in found:
                _reject_empty(column, found, rejects)
        for name, value in self.constants.items():
            values[name] = [value] * len(rows.lines)
        return Batch(rows.lines, values)


def bind(
    mapping: Mapping, headings: tuple[str, ...], settings: Settings, name: str
) -> BoundMapping:
    """Bind the mapping to a file `name` with these headings.

    Raises UsageProblem for a heading that the file lacks, and an invalid constant.
    """
    place = _places(headings, name)
    columns = tuple(
        BoundColumn(
            column.field,
            " ".join(column.headings),
            tuple(place(heading) for heading in column.headings),
            reader_for(column, mapping, settings),
            mapping.missing | column.missing,
            None if column.minus is None else place(column.minus),
        )
        for column in mapping.columns
    )
    constants = {
        field_name: _constant(field_name, text, mapping, settings)
        for field_name, text in mapping.constants.items()
    }
    scales = {c.field.name: scale_of(c, settings) for c in _scores(mapping)}
    return BoundMapping(
        mapping.kind, columns, constants, scales, _kinds_with_asked(mapping)
    )


def _places(headings: tuple[str, ...], name: str) -> Callable[[str], int]:
    """Return a function from a heading to its index; UsageProblem for one not there."""
    places = {fold(heading): index for index, heading in enumerate(headings)}

    def place(heading: str) -> int:
        found = places.get(fold(heading))
        if found is None:
            raise UsageProblem(
                f"{name} has no column '{heading}'.",
                did_you_mean(heading, headings)
                or f"Its columns are {', '.join(headings)}.",
            )
        return found

    return place


def _kinds_with_asked(mapping: Mapping) -> frozenset[str]:
    """Return the scores of which the file also lists surveys without an answer."""
    return frozenset(
        column.field.name
        for column in mapping.columns
        if column.field.kind in {FieldKind.SCORE, FieldKind.POINTS}
        and lists_asked(mapping, column.field.name)
    )


def _scores(mapping: Mapping) -> Iterator[ColumnMap]:
    fields = FIELDS[mapping.kind]
    for column in mapping.columns:
        if column.field.kind is FieldKind.SCORE:
            yield column
    for name in mapping.constants:
        if fields[name].kind is FieldKind.SCORE:
            yield ColumnMap(fields[name], ())


def _constant(name: str, text: str, mapping: Mapping, settings: Settings) -> Any:
    column = ColumnMap(FIELDS[mapping.kind][name], (name,))
    value = reader_for(column, mapping, settings).value_of(text)
    if isinstance(value, CellError):
        raise UsageProblem(
            f"The constant {value.message(name, text, name)}",
            "Mend it under [constants] in the mapping.",
        )
    return value


def _reject_empty(column: BoundColumn, found: Sequence[Any], rejects: Rejects) -> None:
    for index, value in enumerate(found):
        if value is None:
            error = CellError("is empty", "Every row needs one.")
            rejects.add(index, error.message(column.field.name, "", column.label))
