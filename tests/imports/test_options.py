"""Options take precedence over a mapping; and a mapping is drafted from headings."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from csdesk.imports.mapping.mapping import read_mapping
from tests.imports.conftest import at

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

GERMAN = "Datum;Uhrzeit;Kunde;Wartezeit\n2.11.2026;9:00;Ann;20\n13.11.2026;10:00;Bo;5\n"
MAP = '[columns]\nreceived_at = "When"\nchannel = "Via"\n[values.channel]\nx = "web"\n'


def test_a_file_is_read_by_options_alone(shop: Shop) -> None:
    output = shop.warnings(
        GERMAN, None, "--column", "received_at=Datum,Uhrzeit",
        "--column", "customer_name=Kunde", "--set", "channel=phone",
    )  # fmt: skip
    assert "calls.csv: not read: Wartezeit." in output
    assert shop.rows("SELECT received_at, channel FROM contact ORDER BY id") == [
        (at("2026-11-02 09:00"), "phone"),
        (at("2026-11-13 10:00"), "phone"),
    ]
    assert shop.rows("SELECT name FROM customer ORDER BY id") == ["Ann", "Bo"]


def test_a_constant_goes_before_the_column_of_a_mapping(shop: Shop) -> None:
    shop.bring("When,Via\n2026-11-02,nonsense\n", MAP, "--set", "channel=letter")
    assert shop.rows("SELECT channel FROM contact") == ["letter"]


def test_a_column_goes_before_that_of_a_mapping_and_keeps_its_unit(shop: Shop) -> None:
    mapping = '[columns]\nreceived_at = "When"\nwait = { column = "W", unit = "m" }\n'
    shop.bring("When,W,V\n2026-11-02,1,2\n", mapping, "--column", "wait=V")
    assert shop.rows("SELECT wait_seconds FROM contact") == [120]


def test_a_heading_with_a_comma_is_one_column(shop: Shop) -> None:
    shop.bring(
        '"When, there"\n2026-11-02\n', None, "--column", "received_at=When, there"
    )
    assert shop.rows("SELECT received_at FROM contact") == [at("2026-11-02")]


def test_a_heading_may_be_called_a_score(shop: Shop) -> None:
    shop.bring(
        "received_at,How = it was?\n2026-11-02,9\n",
        None,
        "--score",
        "How = it was?=nps",
    )
    assert shop.rows("SELECT kind, score FROM survey_answer") == [("nps", 9)]


def test_an_encoding_and_a_delimiter_that_are_named(shop: Shop) -> None:
    (shop.csdesk.folder / "old.csv").write_bytes(
        "received_at#agent\n2026-11-02#Jürgen\n".encode("cp1252")
    )
    command = ("import", "contacts", "old.csv", "--delimiter", "#")
    output = shop.csdesk.refused(2, *command)
    assert "\n  --encoding cp1252 (or latin-1, iso-8859-15" in output
    shop.csdesk.ok(*command, "--encoding", "cp1252")
    assert shop.rows("SELECT name FROM agent WHERE name LIKE 'J%'") == ["Jürgen"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--set", "chanel=phone"), "Did you mean 'channel'?"),
        (("--set", "channel"), "--set FIELD=VALUE"),
        (("--set", "channel=fone"), "The constant channel is 'fone'"),
        (("--set", "external_id=1"), "tells rows apart"),
        (("--column", "received=When"), "Did you mean 'received_at'?"),
        (("--column", "subject=Wehn"), "Did you mean 'When'?"),
        (("--score", "When=npx"), "Did you mean 'nps'?"),
        (("--score", "When"), '--score "How likely'),
        (("--dates", "dym"), "Did you mean"),
        (("--encoding", "cp125"), "Did you mean"),
        (("--delimiter", "ab"), "comma, semicolon, tab or pipe"),
        (("--preset", "zendesk"), "--map and --preset"),
    ],
)
def test_an_option_that_means_nothing_is_wrong_usage(
    shop: Shop, options: tuple[str, ...], expected: str
) -> None:
    mapping = '[columns]\nreceived_at = "When"\n'
    assert expected in shop.refuse(2, "When\n2026-11-02\n", mapping, *options)


def test_the_run_keeps_what_was_asked_for_but_no_private_value(shop: Shop) -> None:
    mapping = '[columns]\nreceived_at = "When"\n'
    shop.bring(
        "When\n2026-11-02\n", mapping, "--set", "channel=web",
        "--set", "customer_name=Ann Private",
    )  # fmt: skip
    (mapping_text,) = shop.rows("SELECT mapping FROM import_run")
    assert mapping_text == f"{mapping}# --set channel=web\n# --set customer_name\n"
    assert read_mapping(mapping_text, "contacts").kind == "contacts"


def test_a_mapping_is_started_from_headings(shop: Shop) -> None:
    shop.file("in.csv", GERMAN)
    before = shop.everything()
    output = shop.csdesk.ok(
        "import", "contacts", "in.csv", "--write-map", "map.toml",
        "--column", "customer_name=Kunde", "--set", "channel=phone",
    )  # fmt: skip
    assert output == (
        "map.toml maps 2 of the 4 columns of in.csv; the others stand there as "
        "comments. received_at is a guess: look at it.\n"
        "Next: csdesk import contacts in.csv --map map.toml --dry-run\n"
    )
    assert shop.everything() == before
    text = (shop.csdesk.folder / "map.toml").read_text("utf-8")
    assert '\n# … = "Wartezeit"\n' in text
    assert "Ann" not in text
    assert tomllib.loads(text) == {
        "kind": "contacts",
        "file": {"delimiter": ";"},
        "columns": {"customer_name": "Kunde", "received_at": "Datum"},
        "constants": {"channel": "phone"},
    }
    shop.csdesk.ok("import", "contacts", "in.csv", "--map", "map.toml")


def test_a_mapping_of_an_export_is_that_of_its_preset(shop: Shop) -> None:
    shop.file(
        "in.csv", "#,Title,State,Created At,Create Channel\n1,x,new,2026-11-02,y\n"
    )
    shop.csdesk.ok("import", "contacts", "in.csv", "--write-map", "map.toml")
    shop.csdesk.ok("import", "contacts", "in.csv", "--map", "map.toml")
    assert shop.rows("SELECT source, external_id, channel FROM contact") == [
        ("zammad", "1", "other")
    ]


def test_a_mapping_whose_dates_are_not_found_says_what_to_fill_in(shop: Shop) -> None:
    shop.file("in.csv", 'a "b"\n1\n')
    output = shop.csdesk.ok("import", "contacts", "in.csv", "--write-map", "map.toml")
    assert "Say there which is received_at." in output
    output = shop.csdesk.refused(2, "import", "contacts", "in.csv", "--map", "map.toml")
    assert "map.toml: no column is received_at" in output


def test_a_mapping_is_never_written_over(shop: Shop) -> None:
    shop.file("in.csv", GERMAN)
    shop.file("map.toml", "mine")
    output = shop.csdesk.refused(
        2, "import", "contacts", "in.csv", "--write-map", "map.toml"
    )
    assert "not written over" in output
    assert (shop.csdesk.folder / "map.toml").read_text() == "mine"


def test_a_kind_without_scores_says_so(shop: Shop) -> None:
    shop.file("in.csv", "received_at,x\n")
    output = shop.csdesk.refused(
        2, "import", "complaints", "in.csv", "--score", "x=nps"
    )
    assert "complaints have no scores" in output


def test_one_kind_of_score_is_one_column(shop: Shop) -> None:
    text = "received_at,a,b\n2026-11-02,9,8\n"
    output = shop.refuse(2, text, None, "--score", "a=nps", "--score", "b=nps")
    assert "--score says twice which column is nps." in output
