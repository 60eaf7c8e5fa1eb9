"""Read a mapping from TOML: which column of a file is which field (DESIGN.md §6)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.duration import UNIT_SECONDS
from csdesk.domain.vocabulary import CES_DIRECTIONS, did_you_mean, fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import FIELDS, Field, FieldKind
from csdesk.imports.mapping.toml_values import (
    TomlTable,
    day_order,
    file_shape,
    strptime_format,
    zone_name,
)
from csdesk.imports.mapping.validate import check_mapping
from csdesk.imports.reading.file_shape import EXTRA_HEADINGS, FileShape

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Map
    from pathlib import Path

    from csdesk.imports.reading.inference import ColumnInference

LONGEST_MAPPING: Final = 100_000  # characters
LONGEST_LINE: Final = 5_000
LARGEST_END: Final = 1_000_000  # of a scale
NPS_SCALE: Final = (0.0, 10.0)
TOO_MUCH: Final = "it has a number that is too long, or is nested too deeply"
UNITS: Final = tuple(UNIT_SECONDS)[:4]  # s, m, h, d
SECTIONS: Final = (
    "preset",  # how it is recognised; read by csdesk.imports.mapping.presets alone
    "kind",
    "source",
    "missing",
    "file",
    "dates",
    "columns",
    "values",
    "constants",
)
# Keys of a column's table besides `column` and `missing`.
OPTIONS: dict[FieldKind, tuple[str, ...]] = {
    FieldKind.INSTANT: ("format", "excel"),
    FieldKind.DURATION: ("unit", "minus", "excel", "negative"),
    FieldKind.YES_NO: ("true", "false"),
    FieldKind.SCORE: ("scale", "direction"),
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns that a field is read from, and how their cells are read."""

    field: Field
    headings: tuple[str, ...]  # joined by a space
    missing: frozenset[str] = frozenset()
    unit: str | None = None
    minus: str | None = None
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    format: str | None = None
    scale: tuple[float, float] | None = None
    direction: str | None = None
    excel: bool = False  # Excel turned the cells into numbers or times of day
    negative: str | None = None  # "missing": a duration below 0 is unknown
    inference: ColumnInference | None = None  # over the entire column


@dataclass(frozen=True, slots=True)
class Dates:
    """How a file writes its dates; `timezone` None is that of the settings."""

    order: str | None = None
    timezone: str | None = None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of a file's columns. `text` is the TOML that it was read from."""

    kind: str
    columns: tuple[ColumnMap, ...]
    source: str | None = None
    missing: frozenset[str] = frozenset({""})
    file: FileShape = field(default_factory=FileShape)
    dates: Dates = field(default_factory=Dates)
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    constants: Map[str, str] = field(default_factory=dict)
    text: str = ""
    is_inert: bool = False  # csdesk's apostrophes precede its formulas


def read_mapping_file(path: Path, kind: str, *, is_complete: bool = True) -> Mapping:
    """Read the mapping in the TOML file at `path`, as `read_mapping` does."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageProblem(
            f"{path} cannot be read: {error.strerror}.", "Name a mapping with --map."
        ) from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} is not UTF-8.", "Save it as UTF-8.") from None
    return read_mapping(text, kind, path.name, is_complete=is_complete)


def read_mapping(
    text: str, kind: str, name: str = "the mapping", *, is_complete: bool = True
) -> Mapping:
    """Read a mapping for files of `kind` from the TOML `text`.

    Unless it `is_complete`, its parts are not checked together (`check_mapping`).
    Raises UsageProblem for unknown keys and invalid values, with "did you mean".
    """
    refuse_long(text, f"{name} is too long: a mapping", longest=LONGEST_MAPPING)
    longest = max(text.splitlines(), key=len, default="")
    refuse_long(longest, f"{name} has a long line: one", longest=LONGEST_LINE)
    try:
        top = TomlTable(tomllib.loads(text), name)
    except (ValueError, RecursionError) as error:  # a number too long, tables too deep
        why = error if isinstance(error, tomllib.TOMLDecodeError) else TOO_MUCH
        raise UsageProblem(
            f"{name} is not TOML: {why}.", 'Write field = "Column", a line each.'
        ) from None
    top.allow(SECTIONS)
    own_kind = top.word("kind", tuple(FIELDS)) or kind
    if own_kind != kind:
        raise UsageProblem(
            f"{name} maps {own_kind}, not {kind}.",
            f"Import it with 'csdesk import {own_kind}', or name another with --map.",
        )
    fields = FIELDS[kind]
    dates = top.table("dates")
    dates.allow(("order", "timezone", "missing"))
    mapping = Mapping(
        kind=kind,
        columns=_columns(top.table("columns"), fields),
        source=top.text("source"),
        missing=frozenset(top.texts("missing")) | {""},
        file=file_shape(top.table("file")),
        dates=Dates(
            day_order(dates), zone_name(dates), frozenset(dates.texts("missing"))
        ),
        values=_values(top.table("values"), fields),
        constants=_constants(top.table("constants"), fields),
        text=text,
    )
    if is_complete:
        check_mapping(mapping, name)
    return mapping


def mapping_of_headings(
    headings: tuple[str, ...], kind: str, name: str, *, is_complete: bool = True
) -> Mapping:
    """Return the mapping of a file whose headings are the names of fields.

    Raises UsageProblem for a heading that is no field, with "did you mean".
    """
    columns = columns_of_headings(headings, kind)
    for heading in headings:
        if heading not in columns and fold(heading) not in EXTRA_HEADINGS:
            raise UsageProblem(
                f"{name}: '{heading}' is no field of {kind}.",
                did_you_mean(heading, FIELDS[kind])
                or "Say which column is which with --map MAP.toml; "
                f"'csdesk import {kind} FILE --write-map MAP.toml' starts one.",
            )
    mapping = Mapping(kind, tuple(columns.values()), is_inert=True)
    if is_complete:
        check_mapping(mapping, name)
    return mapping


def columns_of_headings(headings: Iterable[str], kind: str) -> dict[str, ColumnMap]:
    """Return the headings that are names of fields, with their columns."""
    fields = FIELDS[kind]
    return {
        heading: ColumnMap(fields[fold(heading)], (heading,))
        for heading in headings
        if fold(heading) in fields
    }


def _columns(table: TomlTable, fields: Map[str, Field]) -> tuple[ColumnMap, ...]:
    table.allow(fields, "field")
    return tuple(_column(table, fields[name]) for name in table.values)


def _column(table: TomlTable, mapped: Field) -> ColumnMap:
    value = table.values[mapped.name]
    if not isinstance(value, dict):
        return ColumnMap(mapped, _headings(table, mapped.name))
    column = table.table(mapped.name)
    column.allow(("column", "missing", *OPTIONS.get(mapped.kind, ())))
    column.need("column")
    return ColumnMap(
        mapped,
        _headings(column, "column"),
        missing=frozenset(column.texts("missing")),
        unit=column.word("unit", UNITS),
        minus=column.text("minus"),
        true=column.texts("true"),
        false=column.texts("false"),
        format=strptime_format(column),
        scale=_scale(column, mapped),
        direction=_direction(column, mapped),
        excel=_excel(column),
        negative=column.word("negative", ("missing",)),
    )


def _excel(column: TomlTable) -> bool:
    for other in ("unit", "format"):
        if column.values.get("excel") and other in column.values:
            raise UsageProblem(
                f"{column.name}: excel and {other} do not go together.",
                "Take one of the two out.",
            )
    return column.truth("excel")


def _headings(table: TomlTable, key: str) -> tuple[str, ...]:
    if isinstance(table.values[key], str):
        return (table.values[key],)
    found = table.texts(key)
    if not found:
        raise table.wrong(key, "a heading", f'Write {key} = "Heading".')
    return found


def _scale(column: TomlTable, mapped: Field) -> tuple[float, float] | None:
    value = column.values.get("scale")
    if value is None:
        return None
    numbers = [
        float(end)
        for end in (value if isinstance(value, list) else ())
        if isinstance(end, int | float)
        and not isinstance(end, bool)
        and abs(end) <= LARGEST_END
    ]
    if len(numbers) != 2 or len(value) != 2 or not numbers[0] < numbers[1]:
        raise column.wrong(
            "scale", "two ends", "Write the lower first: scale = [1, 5]."
        )
    scale = (numbers[0], numbers[1])
    if mapped.name == "nps" and scale != NPS_SCALE:
        raise column.wrong("scale", "that of NPS", "NPS is always asked from 0 to 10.")
    return scale


def _direction(column: TomlTable, mapped: Field) -> str | None:
    direction = column.word("direction", CES_DIRECTIONS)
    if direction and mapped.name != "ces":
        raise UsageProblem(
            f"{column.name}: only ces has a direction.", "Take direction out."
        )
    return direction


def _values(table: TomlTable, fields: Map[str, Field]) -> dict[str, dict[str, str]]:
    table.allow(fields, "field")
    return {
        name: {raw.strip(): _as_cell(inner, raw) for raw in inner.values}
        for name in table.values
        for inner in (table.table(name),)
    }


def _constants(table: TomlTable, fields: Map[str, Field]) -> dict[str, str]:
    table.allow(fields, "field")
    return {name: _as_cell(table, name) for name in table.values}


def _as_cell(table: TomlTable, key: str) -> str:
    """Format a text, number or truth value of TOML as a cell would have it."""
    value: Any = table.values[key]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    raise table.wrong(key, "a text or number", f'Write {key} = "…".')
