"""The desk's own rules through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.conftest import Csdesk

CONTRACT = """
    name timezone currency country date_order csat_scale ces_scale ces_direction
    abandon_after service_level_phone service_level_chat lapsed_after outreach_cap
    hourly_cost acquisition_cost
"""


def rows(csdesk: Csdesk, key: str) -> list[dict[str, Any]]:
    found = csdesk.json("settings", "list")
    return [row for row in found if row["key"] == key]


def test_every_key_of_the_contract_is_listed_once(csdesk: Csdesk) -> None:
    assert csdesk.ok("settings", "list", "-q").split() == CONTRACT.split()


@pytest.mark.parametrize(
    ("key", "typed", "shown", "kept"),
    [
        ("name", "  Blue   Door ", "Blue Door", "Blue Door"),
        ("timezone", "europe/paris", "Europe/Paris", "Europe/Paris"),
        ("currency", "chf", "CHF", "CHF"),
        ("country", "fr", "FR", "FR"),
        ("date_order", "DMY", "dmy", "dmy"),
        ("csat_scale", "0 - 10", "0-10", "0-10"),
        ("ces_scale", "1..5", "1-5", "1-5"),
        ("ces_direction", "Effort", "effort", "effort"),
        ("abandon_after", "5", "5 s", 5),
        ("service_level_phone", "1m30s", "1 m 30 s", 90),
        ("service-level-chat", "1d2h3m4s", "1 d 2 h 3 m 4 s", 93784),
        ("lapsed_after", "90 days", "90 days", 90),
        ("lapsed_after", "90d", "90 days", 90),
        ("outreach_cap", "3", "3", 3),
        ("hourly_cost", "12,50", "12.50 EUR", 12.5),
        ("acquisition_cost", "40 EUR", "40.00 EUR", 40),
    ],
)
def test_a_value_is_kept_shown_and_read_back(
    csdesk: Csdesk, key: str, typed: str, shown: str, kept: object
) -> None:
    csdesk.ok("settings", "set", key, typed)
    assert csdesk.ok("settings", "get", key) == f"{shown}\n"
    (row,) = rows(csdesk, key.replace("-", "_"))
    assert row["value"] == kept
    assert shown in csdesk.ok("settings", "list")
    csdesk.ok("settings", "set", key, csdesk.ok("settings", "get", key))
    assert csdesk.ok("settings", "get", key) == f"{shown}\n"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("servce_level_phone", "20s"), "Did you mean 'service_level_phone'?"),
        (("xyzzy", "red"), "'csdesk settings list'"),
        (("name", " "), "1 to 200 characters"),
        (("timezone", "Europe/Berln"), "Did you mean 'Europe/Berlin'?"),
        (("timezone", "../../etc/passwd"), "There is no time zone"),
        (("currency", "EURO"), "'EURO' is not a currency"),
        (("country", "Germany"), "'Germany' is not a country"),
        (("date_order", "ydm"), "ymd, dmy, mdy"),
        (("csat_scale", "5"), "'5' is not a scale"),
        (("csat_scale", "5-1"), "'5-1' is not a scale"),
        (("ces_direction", "esay"), "Did you mean 'easy'?"),
        (("abandon_after", "soon"), "'soon' is not a duration"),
        (("lapsed_after", "half a year"), "not a number of days"),
        (("outreach_cap", "-1"), "No such option"),
        (("hourly_cost", "12.505"), "12.505"),
        (("hourly_cost", "12 USD"), "EUR, the desk's currency"),
        (("csat_scale", "1-7", "--from", "2026-01-01"), "it has no --from"),
        (("hourly_cost", "12", "--from", "01/03/2026"), "01/03/2026"),
        (("hourly_cost", "12", "--from", "2026-11-01 09:00"), "only a day goes here"),
        (("hourly_cost", "12", "--form", "2026-11-01"), "Did you mean '--from'?"),
        (("name", "\udcff"), "not UTF-8"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(
    csdesk: Csdesk, typed: tuple[str, ...], why: str
) -> None:
    before = csdesk.json("settings", "list")
    assert why in csdesk.refused(2, "settings", "set", *typed)
    assert csdesk.json("settings", "list") == before


def test_get_of_what_is_not_set_prints_nothing_and_says_so(csdesk: Csdesk) -> None:
    done = csdesk("settings", "get", "hourly_cost")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "hourly_cost is not set" in done.stderr
    assert "Did you mean" in csdesk.refused(2, "settings", "get", "hurly_cost")


def test_a_dash_unsets_or_gives_the_default_back(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "hourly_cost", "12")
    csdesk.ok("settings", "set", "hourly_cost", "-")
    assert csdesk.ok("settings", "get", "hourly_cost") == ""
    csdesk.ok("settings", "set", "csat_scale", "1-7")
    csdesk.ok("settings", "set", "csat_scale", "-")
    assert csdesk.ok("settings", "get", "csat_scale") == "1-5\n"


# -- what figures depend on holds from a day on -----------------------------------


def test_a_dated_rule_holds_from_todays_midnight(csdesk: Csdesk) -> None:
    out = csdesk.ok("settings", "set", "service_level_phone", "30s")
    assert "is 30 s from Wed 18 Nov 2026 00:00 on." in out
    assert "--from DATE" in out
    (row,) = rows(csdesk, "service_level_phone")
    assert (row["since"], row["default"]) == ("2026-11-18T00:00:00+01:00", 20)


def test_from_names_the_local_day_it_begins(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "lapsed_after", "90", "--from", "1 Jul 2026")
    (row,) = rows(csdesk, "lapsed_after")
    assert row["since"] == "2026-07-01T00:00:00+02:00"


def test_what_is_to_come_is_listed_and_does_not_hold_yet(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "service_level_phone", "30", "--from", "2026-12-01")
    now, later = rows(csdesk, "service_level_phone")
    assert (now["value"], now["since"]) == (20, None)
    assert (later["value"], later["since"]) == (30, "2026-12-01T00:00:00+01:00")
    assert csdesk.ok("settings", "get", "service_level_phone") == "20 s\n"
    assert "2026-12-01" in csdesk.ok("settings", "list")
    csdesk.now("2026-12-01T00:00:00+01:00")
    assert csdesk.ok("settings", "get", "service_level_phone") == "30 s\n"
    assert [row["value"] for row in rows(csdesk, "service_level_phone")] == [30]


def test_an_earlier_value_holds_until_the_next_and_it_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "hourly_cost", "20", "--from", "2026-11-01")
    done = csdesk("settings", "set", "hourly_cost", "15", "--from", "2026-01-01")
    assert "until Sun 1 Nov 2026 00:00; from then on it is 20.00 EUR" in done.stderr
    assert csdesk.ok("settings", "get", "hourly_cost") == "20.00 EUR\n"


def test_the_same_day_again_replaces_the_value(csdesk: Csdesk) -> None:
    for cost in ("20", "21"):
        csdesk.ok("settings", "set", "hourly_cost", cost, "--from", "2026-11-01")
    assert [row["value"] for row in rows(csdesk, "hourly_cost")] == [21]


def test_what_is_not_dated_has_one_value(csdesk: Csdesk) -> None:
    for name in ("Blue", "Red"):
        csdesk.ok("settings", "set", "name", name)
    (row,) = rows(csdesk, "name")
    assert (row["value"], row["since"]) == ("Red", None)


# -- the currency -----------------------------------------------------------------


@pytest.mark.parametrize(
    "amount",
    [
        ("agent", "add", "Berta", "--goodwill-limit", "50"),
        ("settings", "set", "hourly_cost", "12"),
        ("settings", "set", "acquisition_cost", "40"),
    ],
)
def test_a_desk_with_amounts_keeps_its_currency(
    csdesk: Csdesk, amount: tuple[str, ...]
) -> None:
    csdesk.ok(*amount)
    said = csdesk.refused(4, "settings", "set", "currency", "JPY")
    assert "Amounts are kept in EUR already" in said
    csdesk.ok("settings", "set", "currency", "eur")  # the same is no change
    assert csdesk.ok("settings", "get", "currency") == "EUR\n"


def test_a_name_that_would_steer_a_terminal_is_data(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "name", "[/red] \x1b[2J")
    assert rows(csdesk, "name")[0]["value"] == "[/red] \x1b[2J"
    for verb in (("list",), ("get", "name")):
        shown = csdesk.ok("settings", *verb)
        assert "[/red]" in shown
        assert "\x1b" not in shown


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 10**8))
def test_what_get_prints_set_takes(csdesk: Csdesk, seconds: int) -> None:
    csdesk.ok("settings", "set", "abandon_after", f"{seconds}s")
    shown = csdesk.ok("settings", "get", "abandon_after")
    csdesk.ok("settings", "set", "abandon_after", shown)
    assert csdesk.ok("settings", "get", "abandon_after") == shown
    assert rows(csdesk, "abandon_after")[0]["value"] == seconds
