"""What a whole column shows of how it was written: day or month first, its commas.

The file is looked through once, and only when a cell comes that can be read in two
ways: files with ISO dates never wait for it.
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
    """What the cells of one column show: for each thing, the first cell and its line.

    Of dates: `dmy`, `mdy`, `ymd`, and `open` for one that may be either of the first
    two. Of numbers: `decimal` and `grouping` commas, and `point` for a decimal point.
    """

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def date(self, cell: str) -> tuple[str, str] | None:
        """What `cell` shows of dates, and the date."""
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
        """What `cell` shows of commas, and the cell."""
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
class WholeColumn:
    """One field's column, over the whole of a file."""

    file: WholeFile
    field: str

    def date_order(self) -> str | None:
        """Which of dmy and mdy the dates are written in; None if none shows any.

        Raises UsageProblem where nothing in the column decides, or it has both.
        """
        return self.file.date_order(self.field)

    def has_decimal_commas(self) -> bool:
        """Whether `4,5` is four and a half, as cells of the column show."""
        found = self.file.evidence(self.field).found
        return "decimal" in found and not {"grouping", "point"} & found.keys()

    def remark(self, sentence: str) -> None:
        """Something to know of how the column was read, without its full stop."""
        self.file.remark(sentence)


@dataclass(slots=True)
class WholeFile:
    """A file looked through for how its columns are written.

    `columns`: field -> the places of its columns, and what stands for nothing there.
    """

    file: CsvFile
    columns: dict[str, tuple[Sequence[int], frozenset[str]]]
    _evidence: dict[str, ColumnHints] = field(default_factory=dict)
    _orders: dict[str, str | None] = field(default_factory=dict)

    def evidence(self, name: str) -> ColumnHints:
        """What the column of a field shows."""
        if not self._evidence:
            self._evidence = {each: ColumnHints() for each in self.columns}
            self._look()
        return self._evidence[name]

    def date_order(self, name: str) -> str | None:
        """As WholeColumn.date_order."""
        if name not in self._orders:
            self._orders[name] = self._settled(name)
        return self._orders[name]

    def remark(self, sentence: str) -> None:
        """Something to know of how the file was read; said once."""
        said = f"{self.file.name}: {shorten(sentence, LONGEST_REMARK)}."
        if said not in self.file.remarks and len(self.file.remarks) < MOST_REMARKS:
            self.file.remarks.append(said)

    def _settled(self, name: str) -> str | None:
        found = self.evidence(name).found
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
        for way, said in WAYS.items():
            if way in found:
                self.remark(f"{name} is read {said}: {where[way]}")
                return way
        if "open" in found:
            raise self._undecided(name, *found["open"])
        return "dmy" if "same" in found else "ymd" if "ymd" in found else None

    def _undecided(self, name: str, line: int, text: str) -> UsageProblem:
        match = _DAY.match(text)
        assert match is not None  # noqa: S101 - it was the evidence
        first, second = int(match[2]), int(match[4])
        day, month = (
            f"{d} {date(2000, m, 1):%B}" for d, m in ((first, second), (second, first))
        )
        return UsageProblem(
            f"{self.file.name} line {line}: {name} is '{text}', which is {day} or "
            f"{month}; no date in the column says which.",
            f"Add --dates dmy if it is {day}, --dates mdy if it is {month}.",
        )

    def _look(self) -> None:
        rows = self.file.scan()
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            lines = [line for line, _ in chunk]
            columns = list(zip(*(row for _, row in chunk), strict=True))
            for name, (places, missing) in self.columns.items():
                cells = _joined([columns[place] for place in places], missing)
                self._learn(self._evidence[name], cells, lines)

    def _learn(
        self, evidence: ColumnHints, cells: Sequence[str], lines: Sequence[int]
    ) -> None:
        for cell in dict.fromkeys(cells):
            for shows in (evidence.date(cell), evidence.number(cell)):
                if shows and shows[0] not in evidence.found:
                    line = lines[cells.index(cell)]
                    evidence.found[shows[0]] = (line, shows[1])


def is_dated(cells: Iterable[str]) -> bool:
    """Whether some of `cells` are not empty, and all of those begin with a date."""
    texts = [text for cell in cells if (text := cell.strip())]
    return bool(texts) and all(_DAY.match(text) for text in texts)


def _joined(parts: Sequence[Sequence[str]], missing: Iterable[str]) -> Sequence[str]:
    left_out = frozenset(missing)
    return [
        " ".join(text for cell in cells if (text := cell.strip()) not in left_out)
        for cells in zip(*parts, strict=True)
    ]
