from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.imports.mapping.mapping import read_mapping
from csdesk.imports.reading.cell_error import CellError
from csdesk.imports.reading.cells import CellReader, reader_for
from csdesk.imports.reading.instants import InstantReader, Twice
from csdesk.store.settings import Settings
from tests.imports.conftest import at, utc

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = Settings({"timezone": ((0, "Europe/Berlin"),)})


def reader(column: str, more: str = "") -> CellReader:
    field = column.partition(" ")[0]
    received = "" if field == "received_at" else 'received_at = "Date"\n'
    mapping = read_mapping(f"[columns]\n{received}{column}\n{more}", "contacts")
    mapped = next(c for c in mapping.columns if c.field.name == field)
    return reader_for(mapped, mapping, SETTINGS)


def problem(value: Any) -> str:
    assert isinstance(value, CellError)
    return value.message("field", "CELL", "field")


@pytest.mark.parametrize(
    ("order", "text", "seconds"),
    [
        (None, "2021-01-01 9:12:58", at("2021-01-01 09:12:58")),
        (None, "2021-07-01 09:12", at("2021-07-01 09:12")),
        (None, "2021-01-01T09:12:58Z", utc("2021-01-01 09:12:58")),
        (None, "2021-01-01 09:12:58.987", at("2021-01-01 09:12:58")),
        (None, "2021-01-01T09:12:58+02:00", utc("2021-01-01 07:12:58")),
        (None, "2021-01-01", at("2021-01-01")),
        ("dmy", "31/01/2026 14:05", at("2026-01-31 14:05")),
        ("dmy", "3.1.2026 14:05:06", at("2026-01-03 14:05:06")),
        ("mdy", "01-31-2026", at("2026-01-31")),
        ("mdy", "1/31/2026 3:53:50 PM", at("2026-01-31 15:53:50")),
        ("mdy", "1/31/2026 12:05 AM", at("2026-01-31 00:05")),
        ("ymd", "2026/1/31 12:05", at("2026-01-31 12:05")),
    ],
)
def test_instants_are_read_as_the_file_writes_them(
    order: str | None, text: str, seconds: int
) -> None:
    assert InstantReader(BERLIN, order)(text) == seconds


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (None, "31/01/2026"), (None, "01/02/2026"), ("dmy", "01/31/2026"),
        (None, "2026-02-30"), (None, "2026-01-31 24:00"), (None, "2026-01-31 9"),
        (None, "yesterday"), (None, "2026-03-29 02:30"), (None, "31/01/26"),
        ("mdy", "1/31/2026 13:00 PM"), (None, "2026/01/31"), (None, "45678"),
    ],
)  # fmt: skip
def test_what_is_no_instant_is_an_error_with_a_remedy(
    order: str | None, text: str
) -> None:
    with pytest.raises(CellError) as caught:
        InstantReader(BERLIN, order)(text)
    assert caught.value.hint


def test_a_date_without_its_order_names_the_setting_of_the_mapping() -> None:
    with pytest.raises(CellError) as caught:
        InstantReader(BERLIN)("01/02/2026")
    assert '[dates] order = "dmy"' in caught.value.hint


@given(st.datetimes(timezones=st.just(BERLIN)).map(lambda d: d.replace(microsecond=0)))
def test_an_instant_with_its_offset_is_read_back(moment: Any) -> None:
    if not 1950 <= moment.year <= 2150:  # whole minutes of offset
        moment = moment.replace(year=2026, day=min(moment.day, 28))
    assert InstantReader(BERLIN)(moment.isoformat()) == int(moment.timestamp())


def test_a_time_that_happened_twice_knows_both() -> None:
    read = InstantReader(BERLIN)
    read("2026-10-25 12:00")  # a day with a change of the clocks is never summed
    twice = read("2026-10-25 02:30")
    assert isinstance(twice, Twice)
    assert (int(twice), twice.later) == (
        utc("2026-10-25 00:30"),
        utc("2026-10-25 01:30"),
    )


def test_a_date_of_a_shape_of_its_own_is_read_by_its_format() -> None:
    read = reader('received_at = { column = "Day", format = "%y%m%d" }')
    assert read["990131"] == at("1999-01-31")
    assert "not of the format" in problem(read["1999-01-31"])


@pytest.mark.parametrize(
    ("column", "cell", "seconds"),
    [
        ('wait = "W"', "143", 143),
        ('wait = "W"', "0:02:23", 143),
        ('wait = "W"', "2.5", 3),
        ('wait = { column = "W", unit = "m" }', "1.5", 90),
        ('wait = { column = "W", unit = "m" }', "02:23", 143),
        ('wait = { column = "W", unit = "h" }', "02:23", 8580),
        ('wait = { column = "W", unit = "h" }', "90s", 90),
        ('wait = "W"', "", None),
    ],
)
def test_durations_are_read_in_their_unit(
    column: str, cell: str, seconds: int | None
) -> None:
    assert reader(column)[cell] == seconds


@pytest.mark.parametrize("cell", ["02:23", "-5", "soon", "1,5", "9" * 12])
def test_what_is_no_duration_is_an_error(cell: str) -> None:
    assert "cannot be read" in problem(reader('wait = "W"')[cell])


def test_marks_for_nothing_are_nothing_in_every_column_or_in_one() -> None:
    columns = '[columns]\nreceived_at = "D"\nagent = "A"'
    top = read_mapping(f'missing = ["-"]\n{columns}', "contacts")
    read = [reader_for(column, top, SETTINGS) for column in top.columns]
    assert [one[" - "] for one in read] == [None, None]
    own = reader('agent = { column = "A", missing = ["nobody"] }')
    assert (own["nobody"], own["Ann"]) == (None, "Ann")


def test_a_fact_is_yes_or_no_as_the_mapping_lists_it() -> None:
    read = reader('abandoned = { column = "Answered", true = ["N"], false = ["Y"] }')
    assert (read["n"], read["Y"], read[""]) == (True, False, None)
    assert "none of N, Y" in problem(read["yes"])


def test_a_blank_may_be_listed_as_a_fact() -> None:
    read = reader('abandoned = { column = "Agent", true = [""], false = ["Ann"] }')
    assert (read[""], read["Ann"]) == (True, False)


def test_words_are_translated_whatever_their_case() -> None:
    read = reader(
        'channel = "Via"', '[values.channel]\n"Web form" = "web"\n"None" = ""'
    )
    assert [read[c] for c in ("WEB FORM", "E-MAIL".replace("-", ""), "none")] == [
        "web",
        "email",
        None,
    ]


def test_an_unknown_word_lists_the_words_and_the_nearest() -> None:
    output = problem(reader('channel = "Via"')["fone"])
    assert "none of phone, chat, in-person" in output
    assert "Did you mean 'phone'?" in output


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ('csat = "C"', "4", 4.0),
        ('csat = { column = "C", scale = [1, 7] }', "7", 7.0),
        ('nps = "N"', "10", 10.0),
        ('ces = "E"', "6.5", 6.5),
    ],
)
def test_scores_are_read_on_their_scale(column: str, cell: str, value: float) -> None:
    assert reader(column)[cell] == value


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ('csat = "C"', "6"),
        ('nps = "N"', "11"),
        ('nps = "N"', "7.5"),
        ('ces = "E"', "good"),
    ],
)
def test_a_score_off_its_scale_is_an_error(column: str, cell: str) -> None:
    assert problem(reader(column)[cell])


def test_only_a_mapping_that_says_asked_knows_surveys_that_were_asked() -> None:
    assert problem(reader('csat = "C"')["asked"])
    knows = reader('csat = "C"', '[values.csat]\nOffered = "asked"\nGood = "5"')
    assert (knows["offered"], knows["Good"]) == ("asked", 5.0)


@given(st.lists(st.text(max_size=5), max_size=30))
def test_a_cell_is_read_the_same_however_often_it_comes(cells: list[str]) -> None:
    read, fresh = reader('category = "C"'), reader('category = "C"')
    assert read.column(cells * 2) == [fresh.value_of(cell) for cell in cells * 2]
