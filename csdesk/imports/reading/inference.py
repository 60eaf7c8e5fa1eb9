"""Infer from an entire column whether dates are day or month first, and its commas.

The file is scanned once, and only when the first ambiguous cell is read: files with ISO
dates are not scanned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import cut_off, shorten
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.imports.reading.csv_file import CsvFile

ROWS_AT_ONCE: Final = 4_000
MOST_REMARKS: Final = 30
LONGEST_REMARK: Final = 300
_DAY = re.compile(
    r"(?:(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|(\d{1,2})([-/.])(\d{1,2})\3(\d{4}))(?!\d)",
    re.ASCII,
)
_COMMA = re.compile(r"-?\d+,(\d+)(.*)", re.ASCII)
_POINT = re.compile(r"-?\d+\.\d+", re.ASCII)
WAYS: Final = {"dmy": "day first", "mdy": "month first"}


@dataclass(slots=True)
class ColumnHints:
    """Hints at how a column is written: for each, the line and text of its first cell.

    Of dates: `dmy`, `mdy`, `ymd`, `open` for one that may be either of the first two,
    and `same` for one that is the same in both. Of numbers: `decimal` and `grouping`
    commas, `group or decimal`, and `point` for a decimal point.
    """

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def date(self, cell: str) -> tuple[str, str] | None:
        """Return the hint that `cell` gives about dates, and the date; or None."""
        match = _DAY.match(cell)
        if match is None:
            return None
        if match[1]:
            return "ymd", match[0]
        first, second = int(match[2]), int(match[4])
        if max(first, second) > 31 or min(first, second) > 12 or not min(first, second):
            return None
        if first > 12:
            return "dmy", match[0]
        if second > 12:
            return "mdy", match[0]
        return ("same", match[0]) if first == second else ("open", match[0])

    def number(self, cell: str) -> tuple[str, str] | None:
        """Return the hint that `cell` gives about commas, and the cell; or None."""
        if _POINT.match(cell):
            return "point", cell
        match = _COMMA.match(cell)
        if match is None:
            return None
        if match[2][:1] in (",", "."):
            return "grouping", cell
        is_decimal = len(match[1]) != 3 or cell.lstrip("-").startswith("0,")
        return ("decimal", cell) if is_decimal else ("group or decimal", cell)


@dataclass(frozen=True, slots=True)
class ColumnInference:
    """Inference over the column of one field in an entire file."""

    file: FileInference
    field: str

    def date_order(self) -> str | None:
        """Infer the order of the dates: dmy, mdy or ymd; None without any date.

        Raises UsageProblem where no date decides, or the column has both orders.
        """
        return self.file.date_order(self.field)

    def has_decimal_commas(self) -> bool:
        """Return whether cells of the column show that `4,5` is four and a half."""
        found = self.file.hints(self.field).found
        return "decimal" in found and not {"grouping", "point"} & found.keys()

    def remark(self, message: str) -> None:
        """Add a remark about how the column was read, without its full stop."""
        self.file.remark(message)


@dataclass(slots=True)
class FileInference:
    """Inference over the columns of one file.

    `columns`: field -> the indexes of its columns, and their missing marks.
    """

    file: CsvFile
    columns: dict[str, tuple[Sequence[int], frozenset[str]]]
    _hints: dict[str, ColumnHints] = field(default_factory=dict)
    _orders: dict[str, str | None] = field(default_factory=dict)

    def hints(self, name: str) -> ColumnHints:
        """Return the hints in the column of a field."""
        if not self._hints:
            self._hints = {each: ColumnHints() for each in self.columns}
            self._scan()
        return self._hints[name]

    def date_order(self, name: str) -> str | None:
        """Infer the order of a field's dates, as ColumnInference.date_order does."""
        if name not in self._orders:
            self._orders[name] = self._infer_order(name)
        return self._orders[name]

    def remark(self, message: str) -> None:
        """Add a remark about how the file was read, unless it has it already."""
        remark = f"{self.file.name}: {shorten(message, LONGEST_REMARK)}."
        if remark not in self.file.remarks and len(self.file.remarks) < MOST_REMARKS:
            self.file.remarks.append(remark)

    def _infer_order(self, name: str) -> str | None:
        found = self.hints(name).found
        where = {
            way: f"line {line} has '{cut_off(text)}'"
            for way, (line, text) in found.items()
        }
        if "dmy" in found and "mdy" in found:
            raise UsageProblem(
                f"{self.file.name}: the dates of {name} are day first and month first: "
                f"{where['dmy']}, {where['mdy']}.",
                "Export it again with one way of writing dates, or import each part "
                "by itself, with --dates dmy and --dates mdy.",
            )
        for way, label in WAYS.items():
            if way in found:
                self.remark(f"{name} is read {label}: {where[way]}")
                return way
        if "open" in found:
            raise self._ambiguous(name, *found["open"])
        return "dmy" if "same" in found else "ymd" if "ymd" in found else None

    def _ambiguous(self, name: str, line: int, text: str) -> UsageProblem:
        match = _DAY.match(text)
        assert match is not None  # noqa: S101 - the hint is a match
        first, second = int(match[2]), int(match[4])
        day, month = (
            f"{d} {date(2000, m, 1):%B}" for d, m in ((first, second), (second, first))
        )
        return UsageProblem(
            f"{self.file.name} line {line}: {name} is '{text}', which is {day} or "
            f"{month}; no date in the column says which.",
            f"Add --dates dmy if it is {day}, --dates mdy if it is {month}.",
        )

    def _scan(self) -> None:
        rows = self.file.scan()
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            lines = [line for line, _ in chunk]
            columns = list(zip(*(row for _, row in chunk), strict=True))
            for name, (places, missing) in self.columns.items():
                cells = _joined([columns[place] for place in places], missing)
                self._learn(self._hints[name], cells, lines)

    def _learn(
        self, hints: ColumnHints, cells: Sequence[str], lines: Sequence[int]
    ) -> None:
        for cell in dict.fromkeys(cells):
            for hint in (hints.date(cell), hints.number(cell)):
                if hint and hint[0] not in hints.found:
                    line = lines[cells.index(cell)]
                    hints.found[hint[0]] = (line, hint[1])


def is_dated(cells: Iterable[str]) -> bool:
    """Return whether some cells are not empty, and all of those begin with a date."""
    texts = [text for cell in cells if (text := cell.strip())]
    return bool(texts) and all(_DAY.match(text) for text in texts)


def _joined(parts: Sequence[Sequence[str]], missing: Iterable[str]) -> Sequence[str]:
    left_out = frozenset(missing)
    return [
        " ".join(text for cell in cells if (text := cell.strip()) not in left_out)
        for cells in zip(*parts, strict=True)
    ]
