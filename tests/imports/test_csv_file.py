from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.errors import UsageProblem
from csdesk.imports.reading.csv_file import ROWS_A_BATCH, open_csv
from csdesk.imports.reading.file_shape import FileShape

if TYPE_CHECKING:
    from csdesk.imports.reading.csv_file import CsvFile

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SPECTRUM = SHARED / "hostile" / "csv-spectrum"


def opened(folder: Path, data: bytes, shape: FileShape | None = None) -> CsvFile:
    path = folder / "calls.csv"
    path.write_bytes(data)
    return open_csv(str(path), shape or FileShape())


def read(file: CsvFile) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    rows, broken = [], []
    with closing(file):
        for batch in file.batches():
            rows += list(zip(batch.lines, batch.rows, strict=True))
            broken += batch.broken
    return rows, broken


def test_a_row_is_named_by_the_line_on_which_it_starts(tmp_path: Path) -> None:
    data = b'a,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n'
    rows, _ = read(opened(tmp_path, data))
    assert rows == [(2, ["1", "two\r\nlines"]), (5, ["3", "4"])]


PIECES = st.sampled_from(
    ["1", "x y", ",", "\n", "\r\n", "\r", '"', '"a\nb"', '"c\r\n\rd"', '""', '"e,f"']
)


@given(pieces=st.lists(PIECES, max_size=40))
def test_lines_are_those_of_a_reader_that_stops_at_each_row(pieces: list[str]) -> None:
    data = ("a,b\n" + "".join(pieces)).encode()
    with TemporaryDirectory() as folder:
        file = opened(Path(folder), data)
        each = [(line, row) for line, row in file.originals() if line]
        rows, broken = read(file)
        assert rows == [
            (line, row)
            for line, row in each
            if any(cell.strip() for cell in row)
            and line not in {line for line, _ in broken}
        ]
        assert len(each) == len(rows) + len(broken) + file.blank_rows


def test_blank_rows_are_counted_and_not_read(tmp_path: Path) -> None:
    file = opened(tmp_path, b"a,b\n\n,\n1,2\n  , \n")
    rows, broken = read(file)
    assert (rows, broken, file.blank_rows) == ([(4, ["1", "2"])], [], 3)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_part_of_the_first_heading(
    tmp_path: Path, bom: bytes
) -> None:
    with closing(opened(tmp_path, bom + "Größe,b\n".encode())) as file:
        assert file.headings == ("Größe", "b")


def test_a_ragged_row_says_how_many_cells_it_has(tmp_path: Path) -> None:
    _, broken = read(opened(tmp_path, b"a,b\n1,2\n1\n1,2,3\n"))
    assert [line for line, _ in broken] == [3, 4]
    assert broken[1][1].startswith("the row has 3 cells, the headings 2.")


def test_rows_after_a_broken_quote_are_still_read(tmp_path: Path) -> None:
    rows, broken = read(opened(tmp_path, b'a,b\n"1"x,2\n3,4\n'))
    assert [line for line, _ in broken] == [2]
    assert rows == [(3, ["3", "4"])]


def test_a_quote_that_never_closes_is_named_where_it_opens(tmp_path: Path) -> None:
    rows, broken = read(opened(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n7,8\n'))
    assert [line for line, _ in broken] == [3]
    assert "never closes" in broken[0][1]
    assert rows == [(2, ["1", "2"])]


@pytest.mark.parametrize("row", [1, ROWS_A_BATCH + 7])
def test_a_byte_that_is_not_utf8_is_named_with_its_line(
    tmp_path: Path, row: int
) -> None:
    lines = [b"a,b", *[b"1,2"] * (row + 5)]
    lines[row] = b"M\xfcller,2"
    with pytest.raises(UsageProblem, match=rf"line {row + 1} .*0xFC") as caught:
        read(opened(tmp_path, b"\n".join(lines)))
    assert "UTF-8" in str(caught.value.hint)
    assert "ller" not in str(caught.value)


def test_a_nul_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="line 3 has a NUL"):
        read(opened(tmp_path, b"a,b\n1,2\n3,\0\n"))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (b"a,,c", "column 2 has no heading"),
        (b"a,b,A ", "columns 1 and 3 are both called 'A'"),
        (b"", "it is empty"),
        (b"\na,b\n", "line 1 is blank"),
    ],
)
def test_headings_that_are_none_are_refused(
    tmp_path: Path, headings: bytes, expected: str
) -> None:
    with pytest.raises(UsageProblem, match=expected):
        opened(tmp_path, headings)


def test_headings_may_stand_in_the_second_row_or_nowhere(tmp_path: Path) -> None:
    titled = opened(tmp_path, b"Calls of May,\na,b\n1,2\n", FileShape(heading=2))
    assert (titled.headings, read(titled)[0]) == (("a", "b"), [(3, ["1", "2"])])
    bare = opened(tmp_path, b"1,2\n", FileShape(heading=0, names=("a", "b")))
    assert (bare.headings, read(bare)[0]) == (("a", "b"), [(1, ["1", "2"])])


def test_a_mapping_may_name_another_delimiter(tmp_path: Path) -> None:
    file = opened(tmp_path, b"a;b\n1,5;2\n", FileShape(delimiter=";"))
    assert read(file)[0] == [(2, ["1,5", "2"])]


def test_a_cell_of_a_megabyte_is_read_whole(tmp_path: Path) -> None:
    cell = "x" * 1_000_000
    rows, _ = read(opened(tmp_path, f"a,b\n1,{cell}\n".encode()))
    assert rows[0][1][1] == cell


def test_the_hash_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa,b\r\n" + b"1,2\r\n" * 20_000
    file = opened(tmp_path, data)
    read(file)
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert file.bytes_read == file.size == len(data)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        open_csv(str(tmp_path / "none.csv"), FileShape())


@pytest.mark.skipif(not SPECTRUM.is_dir(), reason="shared data are not here")
@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in SPECTRUM.glob("csvs/*.csv")),
)
def test_the_csv_spectrum_is_read_as_its_makers_say(name: str) -> None:
    file = open_csv(str(SPECTRUM / "csvs" / f"{name}.csv"), FileShape())
    rows, broken = read(file)
    expected = json.loads((SPECTRUM / "json" / f"{name}.json").read_text("utf-8"))
    made = [dict(zip(file.headings, row, strict=True)) for _, row in rows]
    assert (broken, json.loads(json.dumps(made).replace("\\r\\n", "\\n"))) == (
        [],
        json.loads(json.dumps(expected).replace("\\r\\n", "\\n")),
    )
