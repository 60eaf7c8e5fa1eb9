"""Text made to keep a reader busy, and every reader of text in csdesk with its call.

`tests/test_hostile_lengths.py` and `benchmarks/hostile.py` give the one to the other.
"""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import csdesk
from csdesk.cli import desk_path
from csdesk.cli.commands.desk import history
from csdesk.cli.completion import answer, install
from csdesk.cli.completion.answer import split
from csdesk.cli.io import output, streams
from csdesk.cli.options import common, lists
from csdesk.domain import (
    ids,
    lengths,
    money,
    periods,
    setting_types,
    surveys,
    thresholds,
    vocabulary,
    voucher_codes,
)
from csdesk.domain.file_names import safe_file_name
from csdesk.domain.parsing import (
    commitment,
    day,
    duration,
    hours,
    period,
)
from csdesk.domain.parsing import (
    date as dates,
)
from csdesk.domain.parsing import (
    date as expiry,
)
from csdesk.domain.sla import terms
from csdesk.errors import DeskError
from csdesk.imports.mapping import mapping
from csdesk.imports.mapping.columns import BoundColumn, Rejects
from csdesk.imports.mapping.fields import FIELDS, Field, FieldKind
from csdesk.imports.mapping.mapping import ColumnMap, Mapping
from csdesk.imports.reading import (
    durations,
    file_bytes,
    file_shape,
    scores,
)
from csdesk.imports.reading.cell_error import CellError
from csdesk.imports.reading.cells import reader_for
from csdesk.imports.reading.csv_file import open_stream
from csdesk.kpi import dimensions
from csdesk.render import (
    Format,
    as_markdown,
    console,
    render,
)
from csdesk.reports import request
from csdesk.result import Column, Kind, Listing, Locale, Record
from csdesk.services.customers import addresses, duplicates
from csdesk.store.privacy import identity
from csdesk.store.queries.customers import CustomerKeys
from csdesk.store.search import query
from csdesk.store.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ZONE: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
SETTINGS: Final = Settings({})
LOCALE: Final = Locale(ZONE, "EUR")
PIECES: Final = (
    " ", "\t", "\n", "\r\n", "\u00a0", "\u200b", "1", "9 \t", ".", ":", "/", ",", "-",
    "+", "1h", "1,000", "a", "a ", "tue ", "12 ", "ü", "e\u0301", '"', "'", '"a" ', "[",
    "{", "(", "<", "=", "@", "a@", "a.", "*", "\\", "|", "\x1b[", "a\n", "a=1\n",
    "\u0131",
)  # fmt: skip
# What a long filling may stand between: the two halves of something that is right.
HALVES: Final = (
    ("2026-", "W47"), ("2026-11-01", "..2026-11-02"), ("2026-11-17", "14:05"),
    ("3", "Mar 2026"), ("1h", "30m"), ("in ", "3 days"), ("3", " ago"), ("0:0", "2:23"),
    ("12", ".50 EUR"), ("csat", "<80"), ("csat<", "80 %"), ("mon", "-fri"),
    ("09:00", "-12:30"), ("1", "-7"), ("C", "12"), ("a@", "b.de"), ("+49 ", "30 12345"),
    ("call back", "Tuesday 10:00"), ("WFVY", "-VN46-JTM9"), ("44197", ".384"),
    ("received_at =", "'a'"), ("csdesk log ", "'a"),
)  # fmt: skip
FILLINGS: Final = (" ", "\t", "0", ".", ",", "-", ":", "a", "a ", "1h", '"')


def whole(length: int) -> Iterator[tuple[str, str]]:
    """Texts of one piece again and again, each with its name."""
    for piece in PIECES:
        yield repr(piece), (piece * length)[:length]


def between(length: int) -> Iterator[tuple[str, str]]:
    """What is right with a long filling in it, each with its name."""
    for first, last in HALVES:
        for filling in FILLINGS:
            middle = (filling * length)[:length]
            yield f"{first!r} {filling!r} {last!r}", f"{first}{middle}{last}"


class _Desk:
    settings = SETTINGS


def _at(read: Callable[..., object]) -> Callable[[str], object]:
    return lambda text: read(text, now=NOW, zone=ZONE, order="dmy")


def _in_file(head: bytes, text: str) -> list[object]:
    """A file read to its end, and again from the start."""
    stream = io.BytesIO(head + text.encode("utf-8", "replace"))
    file = open_stream("calls.csv", stream, file_shape.FileShape())
    return [list(file.batches()), list(file.originals())]


def _as_rule(text: str) -> None:
    """A setting of each kind."""
    for kind in setting_types.READERS:
        with suppress(DeskError):
            setting_types.read_rule(kind, text, "EUR")


def _not_utf8(text: str) -> None:
    _in_file(b"a,b\n\xfc", text)


def _shown(text: str) -> None:
    """A long text as a cell, a field and a sentence, in every format."""
    columns = (Column("a", "A", grows=True), Column("b", "B", Kind.WORDS))
    listing = Listing("A", columns, ((text, (text,)),), LOCALE, footnotes=(text,))
    record = Record("A", ((columns[0], text),), LOCALE, sections=(("b", listing),))
    for fmt in (one for one in Format if one not in (Format.HTML, Format.JSONL)):
        for what in (listing, record):
            streams.without_blanks(render(what, fmt, 100))
    as_markdown.listing(listing)


def _as_heading(text: str) -> None:
    """Headings that no field has: each is looked for among those that are there."""
    mapping.columns_of_headings(text.split(","), "contacts")
    mapping.mapping_of_headings(tuple(text.split(",")), "contacts", "calls.csv")


def _told_apart(text: str) -> None:
    people = [
        CustomerKeys(number, name, name.casefold(), None, None)
        for number, name in enumerate((text, text + "x", "Ann Lee"))
    ]
    duplicates._names({}, people)  # noqa: SLF001 - without a desk


def _cell(field: Field) -> Callable[[str], object]:
    """The reader of a field's cells, and the sentence of what is wrong with one."""
    column = ColumnMap(field, (field.name,))
    mapped = Mapping("contacts", (column,))

    def read(text: str) -> object:
        bound = BoundColumn(
            field, field.name, (0,), reader_for(column, mapped, SETTINGS), frozenset()
        )
        return bound.values([[text, f"{text}x"]], Rejects())

    return read


# Every public function with a `text` in it that needs no desk.
FUNCTIONS: Final[dict[Callable[..., Any], Callable[[str], object]]] = {
    history.cut: history.cut,
    lists.period_bounds: lambda text: lists.period_bounds(_Desk(), text),  # type: ignore[arg-type]
    common.read_format: common.read_format,
    common.read_seconds: common.read_seconds,
    common.read_text: common.read_text,
    desk_path.read_place: desk_path.read_place,
    desk_path.read_file_name: desk_path.read_file_name,
    desk_path.scheme_of: desk_path.scheme_of,
    install.read_shell: install.read_shell,
    split: split,
    answer.fitting: lambda text: list(answer.fitting(text, {})),
    output.remark: output.remark,
    streams.put: streams.put,
    streams.without_blanks: streams.without_blanks,
    streams.for_people: lambda text: streams.for_people(
        f"\x1b[2m{text}", colours=False
    ),
    dates.read_instant: _at(dates.read_instant),
    dates.read_day: _at(dates.read_day),
    dates.read_as_of: _at(dates.read_as_of),
    dates.read_due: _at(dates.read_due),
    expiry.read_expiry: _at(expiry.read_expiry),
    commitment.read_commitment: _at(commitment.read_commitment),
    commitment.kind_of: commitment.kind_of,
    day.fold_text: day.fold_text,
    day.make_day: lambda text: day.make_day(text, 2026, 11, 31),
    day.too_far: day.too_far,
    duration.read_duration: duration.read_duration,
    hours.read_weekdays: hours.read_weekdays,
    hours.read_intervals: hours.read_intervals,
    lengths.refuse_long: lambda text: lengths.refuse_long(text, "A date"),
    lengths.cut_off: lengths.cut_off,
    lengths.shorten_lines: lengths.shorten_lines,
    money.read_amount: lambda text: money.read_amount(text, "EUR"),
    period.read_shape: lambda text: period.read_shape(text, today=NOW.date()),
    periods.read_period: lambda text: periods.read_period(text, today=date(2026, 1, 1)),
    ids.read_ref: lambda text: ids.read_ref(text, ids.CONTACT),
    setting_types.read_rule: _as_rule,
    query.read_search: query.read_search,
    surveys.read_scale: surveys.read_scale,
    surveys.read_score: lambda text: surveys.read_score(text, surveys.NPS_SCALE),
    terms.read_length: lambda text: terms.read_length(text, "business"),
    terms.read_term: terms.read_term,
    identity.decomposed: identity.decomposed,
    thresholds.read_threshold: lambda text: thresholds.read_threshold(
        text, {"csat": "percent", "backlog": "number", "response": "seconds"}
    ),
    voucher_codes.read_code: voucher_codes.read_code,
    durations.as_instant: durations.as_instant,
    durations.as_duration: durations.as_duration,
    durations.is_mangled: durations.is_mangled,
    durations.is_short_id: durations.is_short_id,
    durations.may_be_duration: durations.may_be_duration,
    file_bytes.read_encoding: file_bytes.read_encoding,
    file_shape.is_delimiter: file_shape.is_delimiter,
    mapping.read_mapping: lambda text: mapping.read_mapping(text, "contacts"),
    scores.read_ends: scores.read_ends,
    dimensions.read_dimension: dimensions.read_dimension,
    console.safe: console.safe,
    console.one_line: console.one_line,
    request.read_kpi: request.read_kpi,
    request.read_clock: request.read_clock,
    addresses.looks_like_email: addresses.looks_like_email,
    addresses.looks_like_phone: addresses.looks_like_phone,
    addresses.email_key: addresses.email_key,
    addresses.phone_key: lambda text: addresses.phone_key(text, "DE"),
    addresses.is_odd_phone: lambda text: addresses.is_odd_phone(text, "DE"),
}
# Whatever else takes long text.
OTHERS: Final[dict[str, Callable[[str], object]]] = {
    "an error": lambda text: output.complain(f"'{text}' is not a date.", text),
    "a misspelt word": lambda text: vocabulary.nearest(text, vocabulary.CHANNELS),
    "a word among long ones": lambda text: vocabulary.nearest(text[:90], [text] * 9),
    "a name of a file": lambda text: safe_file_name(text, "file"),
    "names of customers": _told_apart,
    "headings": _as_heading,
    "a file": lambda text: _in_file(b"a,b\n", text),
    "a file's headings": lambda text: _in_file(b"", text),
    "a file in another encoding": _not_utf8,
    "what is shown": _shown,
}
# Rooms whose functions are tried through commands, because they need a desk.
WITH_DESK: Final = ("csdesk.services", "csdesk.store", "csdesk.cli.completion.desk")
TEXTS: Final = ("text", "line", "typed")
WITHOUT: Final = (
    "csdesk.services.customers.addresses",
    "csdesk.store.privacy.identity",
    "csdesk.store.search.query",
)


def functions() -> Iterator[Callable[..., Any]]:
    """The public functions of csdesk that take a text and need no desk."""
    for found in pkgutil.walk_packages(csdesk.__path__, "csdesk."):
        if found.name.startswith(WITH_DESK) and found.name not in WITHOUT:
            continue
        if found.name.endswith("__main__"):
            continue
        for name, one in vars(importlib.import_module(found.name)).items():
            if (
                inspect.isfunction(one)
                and one.__module__ == found.name
                and not name.startswith("_")
                and _takes_text(one)
            ):
                yield one


def _takes_text(one: Callable[..., Any]) -> bool:
    """Whether a parameter is a text and no more: those of commands are options."""
    return any(
        name in TEXTS and parameter.annotation in (str, "str", "str | None")
        for name, parameter in inspect.signature(one).parameters.items()
    )


def readers() -> dict[str, Callable[[str], object]]:
    """Everything that reads text, by its name."""
    found = {
        f"{one.__module__}.{one.__name__}": call for one, call in FUNCTIONS.items()
    }
    cells = {
        f"a cell of {field.kind}, {field.name}": _cell(field)
        for kind in FieldKind
        for field in [next(f for f in _fields() if f.kind is kind)]
    }
    return {name: _tried(call) for name, call in {**found, **cells, **OTHERS}.items()}


def _fields() -> Iterator[Field]:
    for fields in FIELDS.values():
        yield from fields.values()


def _tried(read: Callable[[str], object]) -> Callable[[str], object]:
    """`read`, whose refusals are answers like others."""

    def tried(text: str) -> object:
        try:
            return read(text)
        except (DeskError, CellError, ValueError) as error:
            return str(error)

    return tried
