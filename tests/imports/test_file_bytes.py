"""Which bytes are read as text, and the errors of those that are not."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.errors import UsageProblem
from csdesk.imports.reading.csv_file import open_csv
from csdesk.imports.reading.file_bytes import read_encoding
from csdesk.imports.reading.file_shape import FileShape
from tests.imports.test_csv_file import opened, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = "Größe,Preis\nKäse,5 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    with closing(opened(tmp_path, TEXT.encode(encoding))) as file:
        assert file.headings == ("Größe", "Preis")
        assert read(file)[0] == [(2, ["Käse", "5 €"])]


def test_utf16_in_either_order_of_bytes(tmp_path: Path) -> None:
    data = b"\xfe\xff" + TEXT.encode("utf-16-be")
    assert read(opened(tmp_path, data))[0] == [(2, ["Käse", "5 €"])]


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "utf-16-le"])
def test_another_encoding_is_read_where_it_is_named(
    tmp_path: Path, encoding: str
) -> None:
    data = (TEXT * 1).encode(encoding) + ("Öl,7\n" * 5_000).encode(encoding)
    file = opened(tmp_path, data, FileShape(encoding=encoding))
    rows, broken = read(file)
    assert (rows[0], rows[-1], len(rows), broken) == (
        (2, ["Käse", "5 €"]), (5002, ["Öl", "7"]), 5_001, [],
    )  # fmt: skip


def test_a_mark_goes_before_the_encoding_that_is_named(tmp_path: Path) -> None:
    data = TEXT.encode("utf-8-sig")
    with closing(opened(tmp_path, data, FileShape(encoding="cp1252"))) as file:
        assert file.headings == ("Größe", "Preis")


def test_what_is_no_utf8_is_shown_as_the_likely_encodings_read_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(UsageProblem) as caught:
        read(opened(tmp_path, "a,b\nŁódź,Kraków\n".encode("cp1250")))
    hint = caught.value.hint or ""
    assert "\n  --encoding cp1250: Łódź, Kraków" in hint
    assert "--encoding cp1252 (or latin-1, iso-8859-15): £ódŸ" not in hint
    assert "--encoding cp1252: £ódŸ, Kraków" in hint


def test_of_a_row_that_is_no_utf8_only_the_odd_words_are_shown(tmp_path: Path) -> None:
    data = "a,b\nAnn Müller,secret\n".encode("cp1252")
    with pytest.raises(UsageProblem) as caught:
        read(opened(tmp_path, data))
    assert "--encoding cp1252 (or latin-1, iso-8859-15" in (caught.value.hint or "")
    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_a_file_that_is_mostly_utf8_is_to_be_mended(tmp_path: Path) -> None:
    data = "a,b\nMüller,1\n".encode() + "Müller,2\n".encode("cp1252")
    with pytest.raises(UsageProblem, match="line 3 is not UTF-8") as caught:
        read(opened(tmp_path, data))
    assert "Lines before it are UTF-8" in (caught.value.hint or "")


def test_bytes_that_the_named_encoding_has_not_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="line 2 is not cp1252"):
        read(opened(tmp_path, b"a,b\n1,\x81\n", FileShape(encoding="cp1252")))


def test_an_odd_half_of_utf16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is not utf-16"):
        read(opened(tmp_path, "a,b\n1,2\n".encode("utf-16") + b"x"))


def test_utf16_without_its_mark_is_told_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="NUL") as caught:
        read(opened(tmp_path, TEXT.encode("utf-16-le")))
    assert "--encoding utf-16-le" in (caught.value.hint or "")


def packed(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (packed("[Content_Types].xml", "x"), "an Excel file (XLSX)", "CSV UTF-8"),
        (packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
         "a LibreOffice file (ODS)", "CSV UTF-8"),
        (packed("calls.csv", "a,b"), "a ZIP archive", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "(XLS)", "CSV UTF-8"),
        (gzip.compress(b"a,b\n", mtime=0), "gzip", "Unpack"),
        (b"%PDF-1.7\n", "a PDF", "CSV"),
        (b"\n<!DOCTYPE html><table>", "a web page", "CSV UTF-8"),
        (b"<html><table>", "a web page", "CSV UTF-8"),
        (b"SQLite format 3\0", "a database", "--db"),
    ],
)  # fmt: skip
def test_other_kinds_of_file_are_known_by_their_bytes(
    tmp_path: Path, data: bytes, what: str, remedy: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        opened(tmp_path, data)
    assert str(caught.value).startswith("calls.csv is ")
    assert what in str(caught.value)
    assert remedy in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"),
     ("a|b\n1|2\n", "|"), ("sep=;\na;b\n1;2\n", ";"), ("sep=#\r\na#b\r\n1#2\r\n", "#")],
)  # fmt: skip
def test_the_delimiter_is_the_one_of_the_headings(
    tmp_path: Path, text: str, delimiter: str
) -> None:
    file = opened(tmp_path, text.encode())
    assert (file.headings, file.shape.delimiter) == (("a", "b"), delimiter)
    assert [row for _, row in read(file)[0]] == [["1", "2"]]


def test_headings_that_are_known_tell_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("When (day, hour, zone);Who\n1;2\n", "utf-8")

    def known(headings: Sequence[str]) -> int:
        return int("Who" in headings)

    with closing(open_csv(str(path), FileShape(), known)) as file:
        assert file.headings == ("When (day, hour, zone)", "Who")


def test_two_delimiters_that_do_equally_well_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="comma or semicolon") as caught:
        opened(tmp_path, b"a;b,c\n1;2,3\n")
    assert "--delimiter ';'" in (caught.value.hint or "")


def test_rows_end_with_any_newline(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        data = end.join(["a,b", '1,"x', 'y"', "3,4", ""]).encode()
        rows, broken = read(opened(tmp_path, data))
        assert [line for line, _ in rows] == [2, 4]
        assert (rows[1][1], broken) == (["3", "4"], [])


def test_two_rows_of_headings_are_read_as_one(tmp_path: Path) -> None:
    data = b"Id,How was it?,Reached by,,Note\n,Response,phone,chat,\n1,5,x,,y\n"
    file = opened(tmp_path, data, FileShape(heading=2))
    assert file.headings == (
        "Id", "How was it?", "Reached by phone", "Reached by chat", "Note",
    )  # fmt: skip
    assert file.also["how was it? response"] == "How was it?"
    assert read(file)[0] == [(3, ["1", "5", "x", "", "y"])]


def test_a_second_row_of_headings_may_be_blank(tmp_path: Path) -> None:
    file = opened(tmp_path, b"Id,Score\n,\n1,5\n", FileShape(heading=2))
    assert (file.headings, read(file)[0]) == (("Id", "Score"), [(3, ["1", "5"])])


@pytest.mark.parametrize("name", ["cp125", "rot13", "idna", "base64", "", "utf-7"])
def test_what_is_no_encoding_of_files_is_refused(name: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_encoding(name)
    assert caught.value.hint


def test_an_encoding_has_many_names() -> None:
    assert [read_encoding(name) for name in ("UTF8", "Latin1", "windows-1252")] == [
        "utf-8", "latin1", "windows-1252",
    ]  # fmt: skip


def test_a_scan_does_not_disturb_the_reading(tmp_path: Path) -> None:
    data = b"a,b\n" + b"1,2\n" * 20_000
    file = opened(tmp_path, data)
    batches = file.batches()
    first = next(batches)
    assert sum(1 for _ in file.scan()) == 20_000
    rest = [row for batch in batches for row in batch.rows]
    assert len(first.rows) + len(rest) == 20_000
    assert next(iter(file.scan())) == (2, ["1", "2"])
    file.close()


def test_a_first_line_that_names_no_delimiter_is_a_heading(tmp_path: Path) -> None:
    for first in ("sep=", "sep= "):
        with closing(opened(tmp_path, f"{first}\r\n1\r\n".encode())) as file:
            assert file.headings == ("sep=",)


def test_a_cell_beyond_all_measure_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csdesk.imports.reading.csv_file.LARGEST_CELL", 1_000)
    cell = "x" * 2_000
    rows, broken = read(opened(tmp_path, f"a,b\n1,{cell}\n3,4\n".encode()))
    assert broken == [
        (2, "a cell is larger than 16 MB. Is a quote left open before it?")
    ]
    assert rows == [(3, ["3", "4"])]


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    out, into = os.pipe()
    os.write(into, b"a,b\n1,2\n")
    os.close(into)
    file = open_csv(f"/dev/fd/{out}", FileShape())
    os.close(out)
    assert read(file)[0] == [(2, ["1", "2"])]
    assert next(iter(tmp_path.iterdir()), None) is None
