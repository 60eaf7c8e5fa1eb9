"""Inference from an entire column: day or month first, commas in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.imports.reading import durations
from tests.imports.conftest import at

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

RECEIVED = "SELECT received_at FROM contact ORDER BY id"
WAITS = "SELECT wait_seconds FROM contact ORDER BY id"
EXCEL = '[columns]\nreceived_at = "When"\nwait = { column = "Wait", excel = true }\n'


def test_one_date_anywhere_settles_the_column(shop: Shop) -> None:
    dates = ["01/02/2026"] * 9_000 + ["31/01/2026 14:05"]
    output = shop.warnings("received_at\n" + "\n".join(dates) + "\n")
    assert "received_at is read day first: line 9002 has '31/01/2026'." in output
    assert shop.rows(RECEIVED)[0] == at("2026-02-01")
    assert shop.rows(RECEIVED)[-1] == at("2026-01-31 14:05")


def test_standard_input_is_looked_through_too(shop: Shop) -> None:
    text = "received_at\n01/02/2026\n31/01/2026\nsoon\n"
    result = shop.csdesk("import", "contacts", "-", "--skip-bad", input=text)
    assert result.exit_code == 1
    assert shop.rows(RECEIVED) == [at("2026-02-01"), at("2026-01-31")]
    rejects = (shop.csdesk.folder / "stdin.rejected.csv").read_text("utf-8")
    assert rejects.splitlines()[1].startswith("soon,4,")


def test_one_column_may_hold_dates_of_several_shapes(shop: Shop) -> None:
    shop.bring("received_at\n03-08-2021\n2/17/2021\n2021-03-09\n2021/3/10\n")
    assert shop.rows(RECEIVED) == [
        at("2021-03-08"), at("2021-02-17"), at("2021-03-09"), at("2021-03-10"),
    ]  # fmt: skip


def test_each_column_is_settled_by_itself(shop: Shop) -> None:
    shop.bring(
        "received_at,resolved_at\n01/02/2026,02/03/2026\n13/02/2026,02/14/2026\n"
    )
    assert shop.rows("SELECT received_at, resolved_at FROM contact") == [
        (at("2026-02-01"), at("2026-02-03")),
        (at("2026-02-13"), at("2026-02-14")),
    ]


def test_the_columns_of_a_joined_date_are_looked_at_together(shop: Shop) -> None:
    shop.bring(
        "Day,Hour\n-,\n01/02/2026,9:00 AM\n13/02/2026,12:30 pm\n".replace("-,\n", ""),
        '[columns]\nreceived_at = ["Day", "Hour"]\n',
    )
    assert shop.rows(RECEIVED) == [at("2026-02-01 09:00"), at("2026-02-13 12:30")]


def test_where_nothing_decides_the_option_to_add_is_told(shop: Shop) -> None:
    output = shop.refuse(2, "received_at\n\n01/02/2026\n")
    assert (
        "calls.csv line 3: received_at is '01/02/2026', which is 1 February or "
        "2 January" in output
    )
    assert "Add --dates dmy if it is 1 February, --dates mdy if it is 2 Jan" in output
    shop.bring("received_at\n01/02/2026\n", None, "--dates", "mdy")
    assert shop.rows(RECEIVED) == [at("2026-01-02")]


def test_a_date_that_reads_the_same_both_ways_needs_no_option(shop: Shop) -> None:
    shop.bring("received_at\n02/02/2026\n")
    assert shop.rows(RECEIVED) == [at("2026-02-02")]


def test_a_column_that_is_both_ways_is_refused_with_both_lines(shop: Shop) -> None:
    output = shop.refuse(2, "received_at\n31/12/2026\n12/31/2026\n", None, "--skip-bad")
    assert "line 2 has '31/12/2026', line 3 has '12/31/2026'" in output


def test_a_mark_for_nothing_is_no_evidence(shop: Shop) -> None:
    mapping = '[dates]\nmissing = ["31/12/9999"]\n[columns]\nreceived_at = "When"\n'
    mapping += 'resolved_at = "Done"\n'
    shop.bring("When,Done\n2026-02-01,31/12/9999\n2026-02-01,02/13/2026\n", mapping)
    assert shop.rows("SELECT resolved_at FROM contact") == [None, at("2026-02-13")]


@pytest.mark.parametrize("wait", ["4,5", "4,5s"])
def test_a_comma_is_a_decimal_one_where_the_column_shows_it(
    shop: Shop, wait: str
) -> None:
    shop.bring(f"received_at;wait\n2026-11-02;1,234\n2026-11-02;{wait}\n")
    assert shop.rows(WAITS) == [1, 5]


@pytest.mark.parametrize("other", ["1,234,567", "1.5", "1,234"])
def test_a_comma_that_may_group_thousands_is_refused(shop: Shop, other: str) -> None:
    output = shop.refuse(1, f"received_at;wait\n2026-11-02;1,234\n2026-11-02;{other}\n")
    assert "line 2: wait cannot be read: '1,234' is not a duration." in output


def test_a_score_may_have_a_decimal_comma(shop: Shop) -> None:
    shop.bring("received_at;csat\n2026-11-02;4,5\n")
    assert shop.rows("SELECT score FROM survey_answer") == [4.5]


def test_what_excel_made_of_times_is_read_where_the_mapping_says_so(
    shop: Shop,
) -> None:
    shop.bring(
        "When,Wait\n2026-11-02,12:02:23 AM\n2026-11-02,0.0016550926\n"
        "2026-11-02,0:02:23\n2026-11-02,1:00:00 PM\n",
        EXCEL,
    )
    assert shop.rows(WAITS) == [143, 143, 143, 13 * 3600]


@pytest.mark.parametrize("wait", ["12:02:23 AM", "0.0016550926"])
def test_what_excel_may_have_made_is_asked_about(shop: Shop, wait: str) -> None:
    output = shop.refuse(1, f"received_at,wait\n2026-11-02,{wait}\n")
    assert "excel = true" in output


@pytest.mark.parametrize(
    ("cells", "moment"),
    [
        ("46328.5,", "2026-11-02 12:00"),
        ("46328,0.38400462962963", "2026-11-02 09:12:58"),
        ("2026-11-02,0.38400462962963", "2026-11-02 09:12:58"),
        ("02.11.2026,9:12:58", "2026-11-02 09:12:58"),
    ],
)
def test_excels_numbers_of_days_are_dates(shop: Shop, cells: str, moment: str) -> None:
    mapping = '[dates]\norder = "dmy"\n[columns]\n'
    mapping += 'received_at = { column = ["Day", "Hour"], excel = true }\n'
    shop.bring(f"Day,Hour\n{cells}\n", mapping)
    assert shop.rows(RECEIVED) == [at(moment)]


@pytest.mark.parametrize("cell", ["03:17.4", "2026-11-02 03:17.4"])
def test_what_excel_has_lost_is_refused_with_the_reason(shop: Shop, cell: str) -> None:
    output = shop.refuse(1, f"received_at\n{cell}\n")
    assert "whose day and hour are lost" in output


def test_an_id_that_excel_has_shortened_is_refused(shop: Shop) -> None:
    output = shop.refuse(1, "received_at,external_id\n2026-11-02,1.03006E+13\n")
    assert "external_id is a long number that a spreadsheet has shortened" in output
    shop.bring("received_at,external_id\n2026-11-02,E+13\n")


@given(st.integers(0, 86_399))
def test_a_second_of_the_day_survives_excel(second: int) -> None:
    share = f"{second / 86_400:.15f}"
    assert durations.as_duration(share) == f"{second}s"
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    assert durations.as_instant(f"2026-11-02 {share}") == f"2026-11-02 {clock}"


def test_words_not_listed_may_have_a_reading_of_their_own(shop: Shop) -> None:
    mapping = '[columns]\nreceived_at = "When"\nchannel = "Via"\n[values.channel]\n'
    output = shop.warnings(
        "When,Via\n2026-11-02,Phone\n2026-11-02,Pigeon\n2026-11-02,Form\n",
        mapping + 'Form = "web"\n"*" = "letter"\n',
    )
    assert shop.rows("SELECT channel FROM contact") == ["phone", "letter", "web"]
    assert output.count("is read as letter") == 1
