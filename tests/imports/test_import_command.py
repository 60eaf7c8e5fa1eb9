"""`csdesk import contacts` as a command: its output and its exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk
    from tests.imports.conftest import Shop

PWC = Path(__file__).parents[2].parent / "shared" / "data" / "pwc_calls.csv"
GOOD = "external_id,received_at\na,2026-11-02 09:00\n"
# DESIGN.md §6, to the letter.
PHONE_SYSTEM = """\
kind = "contacts"
source = "phone-system"
missing = ["", "-"]               # marks for "nothing", any column
[file]                            # only where the file needs it: heading = 0|1|2, names = [...], delimiter, encoding
heading = 1
[dates]
order = "ymd"                     # only where a file leaves it open
timezone = "Europe/Zurich"        # default: the desk's
missing = ["1900-01-01 00:00:00"]
[columns]                         # field = "Column", ["Column", "Column"] joined by a space, or a table
external_id = "Call Id"
received_at = ["Date", "Time"]
agent = "Agent"
category = "Topic"
abandoned = { column = "Answered (Y/N)", true = ["N"], false = ["Y"] }
wait = { column = "Speed of answer in seconds", unit = "s" }
handle = "AvgTalkDuration"
resolved = { column = "Resolved", true = ["Y"], false = ["N"] }
csat = { column = "Satisfaction rating", scale = [1, 5] }
[values.category]
"Contract related" = "contract"
[constants]
channel = "phone"
"""  # noqa: E501


@pytest.mark.skipif(not PWC.exists(), reason="shared data are not here")
def test_a_real_call_log_gives_the_figures_of_its_readme(shop: Shop) -> None:
    shop.file("map.toml", PHONE_SYSTEM)
    command = ("import", "contacts", str(PWC), "--map", "map.toml")
    assert shop.csdesk.ok(*command) == (
        "pwc_calls.csv: 5,000 read = 5,000 added + 0 updated + 0 unchanged + 0 rejected"
        " (source phone-system).\n"
        "Kept as import 1.\n"
        "Next: csdesk report 2021-01-01..2021-03-31\n"
    )
    assert shop.rows(
        "SELECT count(*), sum(abandoned),"
        " round(avg(wait_seconds) FILTER (WHERE NOT abandoned), 2),"
        " round(avg(handle_seconds), 2), count(resolved_at) FROM contact"
    ) == [(5000, 946, 67.52, 224.92, 3646)]
    assert shop.rows(
        "SELECT count(*), round(avg(score), 4), sum(score >= 4) FROM survey_answer"
    ) == [(4054, 3.4036, 2023)]
    assert shop.rows(
        "SELECT agent.name, count(*) FROM contact JOIN agent ON agent.id = agent_id"
        " GROUP BY 1 ORDER BY 1 LIMIT 2"
    ) == [("Becky", 631), ("Dan", 633)]
    assert "5,000 read = 0 added + 0 updated + 5,000 unchanged" in shop.csdesk.ok(
        *command
    )


def test_every_bad_row_is_listed_with_line_value_and_remedy(shop: Shop) -> None:
    output = shop.refuse(
        1,
        "received_at,wait,channel\n31/31/2026,5,fone\n2026-11-02,5,phone\n"
        "2026-11-02,soon,phone\n",
    )
    lines = output.splitlines()
    assert lines[0].startswith("Error: calls.csv line 2: ")
    assert "calls.csv line 2: channel is 'fone', none of phone, chat" in output
    assert "calls.csv line 2: received_at is '31/31/2026', not a date. Write" in output
    assert "calls.csv line 4: wait cannot be read: 'soon' is not a duration." in output
    assert "2 of 3 rows rejected; nothing was kept." in output


def test_an_error_names_the_column_where_the_field_is_called_otherwise(
    shop: Shop,
) -> None:
    output = shop.refuse(
        1, "Day,Hour\nsoon,9:00\n", '[columns]\nreceived_at = ["Day", "Hour"]\n'
    )
    assert "received_at is 'soon 9:00', not a date (column 'Day Hour')." in output


def test_many_bad_rows_are_counted_beyond_the_first_twenty(shop: Shop) -> None:
    output = shop.refuse(1, "received_at\n" + "soon\n" * 9_000)
    assert output.count("calls.csv line") == 20
    assert "… and 8,980 more." in output
    assert "9,000 of 9,000 rows rejected" in output


def test_a_ragged_row_is_rejected_like_any_other(shop: Shop) -> None:
    output = shop.refuse(1, GOOD + "b\n")
    assert "calls.csv line 3: the row has 1 cells, the headings 2." in output


def test_a_dry_run_says_the_same_and_keeps_nothing(shop: Shop) -> None:
    before = shop.everything()
    output = shop.bring(GOOD, None, "--dry-run")
    assert "1 read = 1 added" in output
    assert output.endswith("Nothing was kept (--dry-run).\n")
    assert shop.everything() == before
    assert "1 added" in shop.bring(GOOD)


def test_a_dry_run_rejects_what_the_import_would(shop: Shop) -> None:
    shop.refuse(1, "received_at\nsoon\n", None, "--dry-run")


def test_standard_input_is_a_file(csdesk: Csdesk) -> None:
    result = csdesk("import", "contacts", "-", "--source", "till", input=GOOD)
    assert result.stdout.startswith("stdin: 1 read = 1 added")
    assert "(source till)" in result.stdout


def test_the_source_that_is_typed_goes_before_the_mappings(shop: Shop) -> None:
    mapping = 'source = "map"\n[columns]\nreceived_at = "received_at"\n'
    assert "(source map)" in shop.bring(GOOD, mapping)
    assert "(source till)" in shop.bring(GOOD, mapping, "--source", "till")


def test_blank_rows_are_told_apart(shop: Shop) -> None:
    assert "1 read = 1 added" in shop.bring(GOOD + ",\n\n")
    assert "2 blank rows were not read." in shop.bring(GOOD + ",\n\n")


def test_a_file_of_headings_only_is_nothing_to_do(shop: Shop) -> None:
    output = shop.bring("external_id,received_at\n")
    assert "0 read = 0 added" in output
    assert "no import was recorded" in output


@pytest.mark.parametrize(
    ("text", "mapping", "expected"),
    [
        ("When\n", '[columns]\nreceived_at = "Wehn"\n', "no column 'Wehn'"),
        ("recieved_at\n", None, "'recieved_at' is no field of contacts"),
        ("subject\n", None, "no column is received_at"),
        ("a,a\n", None, "both called 'a'"),
        (GOOD, '[constants]\nchannel = "fone"\n[columns]\nreceived_at = "received_at"',
         "The constant channel is 'fone', none of phone"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_as_asked_is_wrong_usage(
    shop: Shop, text: str, mapping: str | None, expected: str
) -> None:
    assert expected in shop.refuse(2, text, mapping)


def test_a_heading_that_is_missing_gets_did_you_mean(shop: Shop) -> None:
    output = shop.refuse(2, "When\n", '[columns]\nreceived_at = "Wehn"\n')
    assert "Did you mean 'When'?" in output


@pytest.mark.parametrize(
    "missing", [("none.csv",), ("calls.csv", "--map", "none.toml")]
)
def test_a_file_that_is_not_there_is_wrong_usage(
    shop: Shop, missing: tuple[str, ...]
) -> None:
    shop.file("calls.csv", GOOD)
    assert "none." in shop.csdesk.refused(2, "import", "contacts", *missing)


def test_headings_and_fields_match_whatever_their_case(shop: Shop) -> None:
    shop.bring("WHEN\n2026-11-02\n", '[columns]\nreceived_at = "when"\n')
    assert shop.rows("SELECT count(*) FROM contact") == [1]


def test_the_run_keeps_what_it_read_and_how(shop: Shop) -> None:
    mapping = '[columns]\nreceived_at = "received_at"\n'
    shop.bring(GOOD, mapping)
    assert shop.rows(
        "SELECT kind, source, file_name, mapping, length(sha256), rows_read"
        " FROM import_run"
    ) == [("contacts", "csv", "calls.csv", mapping, 64, 1)]


def test_nothing_of_a_progress_bar_reaches_a_pipe(shop: Shop) -> None:
    assert shop.warnings(GOOD) == ""


def test_what_a_file_says_is_kept_to_the_letter(shop: Shop) -> None:
    nasty = "\u202eevil\x1b[31m <b>\ud7ff ' \"; DROP TABLE contact; -- \U0001f9ff"
    quoted = nasty.replace('"', '""')
    shop.bring(f'received_at,subject\n2026-11-02,"  {quoted}  "\n')
    found: Any = shop.rows("SELECT subject FROM contact")
    assert found == [nasty]
