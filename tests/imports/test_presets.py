"""What comes out of other systems' exports: made-up samples in their exact headings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.imports.mapping import presets
from csdesk.imports.mapping.fields import FIELDS
from tests.conftest import SHARED
from tests.imports.conftest import at, utc

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

SAMPLES = Path(__file__).parent / "presets"
REAL = SHARED / "data"
HOUR, MINUTE = 3600, 60
TIMES = (
    "SELECT channel, received_at, first_response_at - received_at,"
    " resolved_at - received_at FROM contact ORDER BY received_at"
)
CALLS = (
    "SELECT abandoned, wait_seconds, handle_seconds, direction, channel FROM contact"
)
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="shared data are not here")


def bring(shop: Shop, name: str, *more: str, kind: str = "contacts") -> str:
    return shop.csdesk.ok("import", kind, str(SAMPLES / f"{name}.csv"), *more)


@pytest.mark.parametrize("name", presets.FILES)
def test_every_preset_has_a_sample_and_is_known_by_it(name: str) -> None:
    table = tomllib.loads((presets.FOLDER / f"{name}.toml").read_text("utf-8"))
    kind = table["kind"]
    assert kind in FIELDS
    sample = SAMPLES / f"{name.replace('_forms', '-forms')}.csv"
    assert sample.exists()
    assert any(
        preset.name == table["preset"]["name"] for preset in presets.presets(kind)
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("zendesk", "a Zendesk export"), ("freshdesk", "a Freshdesk export"),
        ("freshservice", "a Freshservice export"), ("hubspot", "a HubSpot export"),
        ("osticket", "an osTicket export"), ("zammad", "a Zammad export"),
        ("3cx", "a 3CX export"), ("asterisk", "an Asterisk log"),
        ("asterisk_accountcode", "an Asterisk log"),
    ],
)  # fmt: skip
def test_an_export_is_recognised_and_named(shop: Shop, name: str, title: str) -> None:
    output = bring(shop, name)
    source = name.partition("_")[0]
    assert f"0 rejected (source {source}, read as {title})." in output
    again = bring(shop, name, "--preset", source)
    assert "= 0 added + 0 updated" in again


def test_zendesk_minutes_and_hours(shop: Shop) -> None:
    bring(shop, "zendesk")
    assert shop.rows(TIMES) == [
        ("email", at("2026-11-02 09:00"), 30 * MINUTE, 2 * HOUR),
        ("other", at("2026-11-02 10:00"), 60 * MINUTE, 24 * HOUR),
        ("web", at("2026-11-03 09:00"), 15 * MINUTE, HOUR),
        ("email", at("2026-11-03 12:00"), None, None),
    ]
    assert shop.rows("SELECT sum(reopens) FROM contact") == [1]
    assert shop.rows("SELECT name, external_id FROM customer ORDER BY id LIMIT 1") == [
        ("Ada Moor", "9001")
    ]


def test_zendesk_resolution_time_is_in_hours(shop: Shop) -> None:
    text = (SAMPLES / "zendesk.csv").read_text("utf-8")
    shop.file("hours.csv", text.replace("Solved at", "Solved"))
    shop.csdesk.ok("import", "contacts", "hours.csv")
    assert shop.rows("SELECT resolved_at - received_at FROM contact") == [
        2 * HOUR, 24 * HOUR, HOUR, None,
    ]  # fmt: skip


def test_zendesk_satisfaction_is_good_or_bad_of_those_who_were_asked(
    shop: Shop,
) -> None:
    bring(shop, "zendesk")
    found = {kpi["key"]: kpi for kpi in shop.csdesk.json("report", "2026-W45")["kpis"]}
    assert (found["csat"]["value"], found["csat"]["n"]) == (50, 2)
    assert shop.rows("SELECT count(*), count(score) FROM survey_answer") == [(3, 2)]


def test_freshdesk_times_go_before_its_durations(shop: Shop) -> None:
    output = shop.csdesk("import", "contacts", str(SAMPLES / "freshdesk.csv")).stderr
    assert shop.rows(TIMES) == [
        ("email", at("2026-11-02 09:00"), 30 * MINUTE, 3 * HOUR),
        ("other", at("2026-11-02 10:00"), 10 * MINUTE, 90 * MINUTE),
        ("phone", at("2026-11-03 10:00"), 45 * MINUTE, None),
    ]
    assert "channel 'Portal' is read as other." in output


def test_freshservice_durations_below_0_are_not_known(shop: Shop) -> None:
    output = shop.csdesk("import", "contacts", str(SAMPLES / "freshservice.csv")).stderr
    assert [row[2] for row in shop.rows(TIMES)] == [30 * MINUTE, None, None]
    assert "durations below 0, such as '-00:05:00', are not known." in output


def test_hubspot_owner_category_and_times(shop: Shop) -> None:
    bring(shop, "hubspot")
    assert shop.rows(TIMES) == [
        ("email", at("2026-11-02 09:00"), 30 * MINUTE, 3 * HOUR),
        ("chat", at("2026-11-02 10:00"), 100 * HOUR + 10 * MINUTE, 24 * HOUR),
        ("other", at("2026-11-03 10:00"), None, None),
    ]
    assert shop.rows("SELECT DISTINCT category FROM contact WHERE category > ''") == [
        "Shipping"
    ]


def test_osticket_with_semicolons_and_months_first(shop: Shop) -> None:
    bring(shop, "osticket")
    assert shop.rows(TIMES) == [
        ("other", at("2026-11-02 10:00"), None, 24 * HOUR),
        ("phone", at("2026-11-03 10:00"), None, None),
        ("email", at("2026-11-13 09:00"), None, 3 * HOUR),
    ]
    assert shop.rows("SELECT max(reopens) FROM contact") == [1]


def test_zammad_saved_as_csv(shop: Shop) -> None:
    bring(shop, "zammad")
    assert shop.rows(TIMES) == [
        ("email", at("2026-11-02 09:00"), 30 * MINUTE, 3 * HOUR),
        ("other", at("2026-11-03 10:00"), None, None),
    ]


def test_3cx_calls(shop: Shop) -> None:
    bring(shop, "3cx")
    assert shop.rows(CALLS) == [
        (0, 10, 120, "inbound", "phone"),
        (1, 40, None, "inbound", "phone"),
        (0, 5, 60, "outbound", "phone"),
    ]


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("asterisk", [(0, 10, 120), (1, 40, None), (1, 1, None)]),
        ("asterisk_accountcode", [(0, 10, 120), (1, 40, None)]),
    ],
)
def test_asterisk_in_both_layouts(shop: Shop, name: str, calls: list[Any]) -> None:
    bring(shop, name)
    assert [row[:3] for row in shop.rows(CALLS)] == calls


@needs_real
def test_a_real_asterisk_log_gives_the_figures_of_its_readme(shop: Shop) -> None:
    shop.csdesk.ok("import", "contacts", str(REAL / "asterisk_master.csv"))
    assert shop.rows(
        "SELECT count(*), sum(abandoned), sum(handle_seconds),"
        " sum(wait_seconds) FILTER (WHERE NOT abandoned) FROM contact"
    ) == [(14, 3, 78, 57)]


@needs_real
def test_a_real_web_form_gives_the_score_of_its_readme(shop: Shop) -> None:
    shop.csdesk.ok(
        "import", "surveys", str(REAL / "nps_conference.csv"),
        "--score", "On a scale of 0-10, how would you rate Sudzilla?=nps",
    )  # fmt: skip
    assert shop.rows(
        "SELECT sum(score >= 9), sum(score BETWEEN 7 AND 8), sum(score <= 6)"
        " FROM survey_answer"
    ) == [(8, 9, 22)]


@pytest.mark.parametrize(
    ("name", "question", "answers"),
    [
        ("google-forms", "On a scale of 0-10, would you come again?",
         [(10, at("2026-11-02 09:00")), (6, at("2026-11-13 14:30"))]),
        ("typeform", "Would you recommend us?",
         [(9, utc("2026-11-02 08:01")), (3, utc("2026-11-02 23:31"))]),
        ("surveymonkey", "Would you recommend us? Response",
         [(10, at("2026-11-13 09:05")), (4, at("2026-11-14 10:05"))]),
    ],
)  # fmt: skip
def test_the_question_of_a_form_is_chosen(
    shop: Shop, name: str, question: str, answers: list[Any]
) -> None:
    bring(shop, name, "--score", f"{question}=nps", kind="surveys")
    assert (
        shop.rows("SELECT score, answered_at FROM survey_answer ORDER BY answered_at")
        == answers
    )


def test_a_form_without_a_question_chosen_lists_them(shop: Shop) -> None:
    output = shop.csdesk.refused(
        2, "import", "surveys", str(SAMPLES / "surveymonkey.csv")
    )
    assert "which of its questions is a score?" in output
    assert "'Would you recommend us?', 'How did you reach us? Phone'" in output


def test_a_preset_that_is_unknown_gets_did_you_mean(shop: Shop) -> None:
    shop.file("calls.csv", "a\n")
    command = ("import", "contacts", "calls.csv", "--preset")
    assert "Did you mean 'zendesk'?" in shop.csdesk.refused(2, *command, "zendsk")
    output = shop.csdesk.refused(2, *command, "x")
    assert "The presets are zendesk, freshdesk," in output


def test_a_file_that_is_not_what_the_preset_says_is_refused(shop: Shop) -> None:
    shop.file("calls.csv", "Id,Subject\n1,x\n")
    output = shop.csdesk.refused(
        2, "import", "contacts", "calls.csv", "--preset", "zendesk"
    )
    assert "is not a Zendesk export: it has no column 'Created at'" in output
    output = shop.csdesk.refused(
        2, "import", "contacts", "calls.csv", "--preset", "asterisk"
    )
    assert "is not an Asterisk log: its first row is laid out otherwise." in output


def test_exports_of_two_systems_are_imported_one_after_the_other(shop: Shop) -> None:
    files = [str(SAMPLES / f"{name}.csv") for name in ("zendesk", "zammad")]
    output = shop.csdesk.refused(2, "import", "contacts", *files)
    assert "zammad.csv is a Zammad export" in output


def test_options_go_before_what_a_preset_says(shop: Shop) -> None:
    bring(shop, "3cx", "--set", "channel=text", "--column", "customer_phone=From")
    assert shop.rows("SELECT DISTINCT channel FROM contact") == ["text"]
    assert shop.rows("SELECT phone FROM customer ORDER BY id LIMIT 1") == ["030111222"]


def test_headings_that_are_field_names_are_no_preset(shop: Shop) -> None:
    output = shop.bring("received_at,subject\n2026-11-02,x\n")
    assert "read as" not in output
