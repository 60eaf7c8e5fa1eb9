"""Customers through the command line: added, listed, shown, corrected, gone, back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]

HOSTILE = "[/red] \x1b[2J'; DROP TABLE customer; -- :smile: \u202e"
KEYS = [
    "id", "name", "email", "phone", "company", "tier", "tags", "note", "since",
    "left_at", "referred_by", "do_not_contact", "erased_at", "contacts", "open",
    "source", "external_id",
]  # fmt: skip


def customer(csdesk: Csdesk, who: str = "P1") -> Any:
    return csdesk.json("customer", "show", who)


def ids(csdesk: Csdesk, *filters: str) -> list[str]:
    return csdesk.ok("customer", "list", "-q", *filters).split()


# -- add --------------------------------------------------------------------------


def test_a_customer_has_every_field_under_its_name(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Bob")
    out = csdesk.ok(
        "customer", "add", "Ann Lee", "--email", "Ann@Example.com", "--phone",
        "030 123456", "--company", "Blue Ltd", "--tier", "gold", "--tag", "VIP",
        "--tag", "Garden Club", "--note", "likes tulips", "--referred-by", "Bob",
        "--at", "2026-11-02",
    )  # fmt: skip
    assert out.startswith("Added P2: Ann Lee.")
    listed = csdesk.json("customer", "list", "--name", "ann")[0]
    assert list(listed) == KEYS
    assert listed == {
        "id": "P2", "name": "Ann Lee", "email": "Ann@Example.com",
        "phone": "030 123456", "company": "Blue Ltd", "tier": "gold",
        "tags": ["garden club", "vip"], "note": "likes tulips",
        "since": "2026-11-02T00:00:00+01:00", "left_at": None, "referred_by": "P1",
        "do_not_contact": False, "erased_at": None,
        "contacts": 0, "open": 0, "source": None,
        "external_id": None,
    }  # fmt: skip


def test_quiet_prints_the_id_alone(csdesk: Csdesk) -> None:
    assert csdesk.ok("customer", "add", "Ann", "-q") == "P1\n"


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (("  ",), 2, "The name is empty"),
        (("-",), 2, "'-' is an unknown caller"),
        (("Carl", "--email", "carl at home"), 2, "'carl at home' is not an e-mail"),
        (("Carl", "--phone", "call me"), 2, "'call me' is not a phone number"),
        (("Carl", "--email", "ANN@example.com"), 4, "P1 has that e-mail address"),
        (("Carl", "--phone", "+49 30 123456"), 4, "P1 has that phone number"),
        (("Carl", "--referred-by", "Zoe"), 3, "No customer is called 'Zoe'"),
        (("Carl", "--at", "tomorrow"), 2, "still to come"),
        (("Carl", "--emial", "c@example.com"), 2, "Did you mean '--email'?"),
        (("Carl", "--note", "\udcff"), 2, "not UTF-8"),
        ((), 2, "NAME"),
    ],
)
def test_a_customer_who_cannot_be_is_refused(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    csdesk.ok("customer", "add", "Ann", "--email", "ann@example.com",
              "--phone", "030 123456")  # fmt: skip
    assert why in csdesk.refused(code, "customer", "add", *typed)
    assert ids(csdesk) == ["P1"]


def test_two_may_have_one_name_and_it_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee")
    done = csdesk("customer", "add", "ann  LEE")
    assert done.exit_code == 0
    assert "P1 has the same name" in done.stderr
    assert ids(csdesk) == ["P1", "P2"]


def test_a_near_miss_of_a_tier_or_tag_is_said_and_kept(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--tier", "Gold", "--tag", "garden")
    done = csdesk("customer", "add", "Bob", "--tier", "glod", "--tag", "gardn")
    assert "Did you mean 'Gold'?" in done.stderr
    assert "Did you mean 'garden'?" in done.stderr
    csdesk.ok("customer", "add", "Carl", "--tier", "GOLD", "--tag", "GARDEN")
    carl = customer(csdesk, "Carl")
    assert (carl["tier"], carl["tags"]) == ("Gold", ["garden"])


def test_a_phone_that_no_country_has_is_kept_and_said(csdesk: Csdesk) -> None:
    odd = "12345678901234567890"
    done = csdesk("customer", "add", "Ann", "--phone", odd)
    assert "No country has a phone number like that" in done.stderr
    assert customer(csdesk, odd)["phone"] == odd


def test_a_name_that_would_steer_a_terminal_is_data(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", HOSTILE, "--company", HOSTILE, "--tier", HOSTILE,
              "--tag", HOSTILE, "--note", HOSTILE)  # fmt: skip
    found = customer(csdesk)
    assert (found["name"], found["note"]) == (HOSTILE.strip(), HOSTILE.strip())
    for fmt in ("table", "plain", "markdown"):
        for verb in (("list",), ("show", "P1")):
            shown = csdesk.ok("customer", *verb, "--format", fmt)
            assert "\x1b" not in shown
            assert "\u202e" not in shown
    assert "[/red]" in csdesk.ok("customer", "list")


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
).filter(lambda name: name.strip() not in {"", "-"} and not name.startswith("-"))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(NAMES)
def test_any_name_comes_back_from_json_as_it_was_typed(
    csdesk: Csdesk, name: str
) -> None:
    number = csdesk.ok("customer", "add", name, "-q").strip()
    assert csdesk.json("customer", "show", number)["name"] == name.strip()


# -- list -------------------------------------------------------------------------


def _three(csdesk: Csdesk) -> None:
    """P1 zoe, P2 Ärzte GmbH, P3 Bob: added last month, last week, now."""
    csdesk.ok("customer", "add", "zoe", "--tier", "Größe", "--at", "2026-10-05")
    csdesk.ok("customer", "add", "Ärzte GmbH", "--company", "ÄRZTE", "--tag", "vip",
              "--tag", "garden", "--at", "2026-11-10")  # fmt: skip
    csdesk.ok("customer", "add", "Bob", "--company", "Ärzte", "--tag", "vip plus")


@pytest.fixture
def three(begin: Begin) -> Csdesk:
    return begin(_three)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), "P3 P1 P2"),  # by name
        (("--limit", "1"), "P3"),
        (("--tier", "GRÖSSE"), "P1"),
        (("--tier", "none"), ""),
        (("--tag", "VIP"), "P2"),
        (("--tag", "vip"), "P2"),
        (("--tag", "arde"), ""),
        (("--company", "ärzte"), "P3 P2"),
        (("--name", "ÄRZ"), "P2"),
        (("--name", "O"), "P3 P1"),
        (("--period", "last-week"), "P2"),
        (("--period", "2026-10..2026-11"), None),
        (("--gone",), ""),
    ],
)
def test_a_filter_keeps_what_it_names(
    three: Csdesk, options: tuple[str, ...], found: str | None
) -> None:
    if found is None:
        three.refused(2, "customer", "list", *options)
    else:
        assert ids(three, *options) == found.split()


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    csdesk.ok("customer", "add", "A very long name of a very old firm & daughters",
              "--email", "somebody.with.a.long.name@a-long-domain.example.com",
              "--phone", "+49 (0) 30 / 123 456 - 78", "--tier", "x" * 40,
              "--company", "y" * 60)  # fmt: skip
    for verb in (("list",), ("list", "--gone"), ("show", "P1")):
        lines = csdesk.ok("customer", *verb).splitlines()
        assert max(map(len, lines)) <= width
    assert "P1" in csdesk.ok("customer", "list")


# -- show -------------------------------------------------------------------------


def test_show_is_the_whole_story(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "done", "--at", "07:00", "--resolved")
    for number in range(6):
        csdesk.ok("log", "P1", f"matter {number}", "--at", f"08:0{number}")
    csdesk.ok("complaint", "open", "P1", "crushed", "--no-contact", "--at", "09:00")
    csdesk.ok("survey", "record", "nps", "9", "--customer", "P1")
    csdesk.ok("log", "Bob", "not hers")
    csdesk.ok("customer", "leave", "P1", "--reason", "too dear")
    csdesk.ok("customer", "return", "P1")
    ann = customer(csdesk)
    assert (ann["contacts"], ann["open"]) == (7, 7)
    assert [row["id"] for row in ann["open_matters"]] == [
        "C2", "C3", "C4", "C5", "C6", "C7", "K1",
    ]  # fmt: skip
    assert [row["id"] for row in ann["last_contacts"]] == ["C7", "C6", "C5", "C4", "C3"]
    assert [row["id"] for row in ann["complaints"]] == ["K1"]
    assert [row["score"] for row in ann["surveys"]] == [9]
    assert [row["reason"] for row in ann["departures"]] == ["too dear"]
    screen = csdesk.ok("customer", "show", "P1")
    assert all(part in screen for part in ("matter 5", "crushed", "too dear", "nps"))
    assert "not hers" not in screen


def test_an_open_thread_is_one_open_matter(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late")
    csdesk.ok("log", "P1", "still late", "--follows", "C1")
    csdesk.ok("log", "P1", "", "--abandoned")
    ann = customer(csdesk)
    assert (ann["contacts"], ann["open"]) == (3, 1)


# -- edit -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (("--name", "Anne Lee"), {"name": "Anne Lee"}),
        (("--email", "a@b.example"), {"email": "a@b.example"}),
        (("--email", "Ann@Example.com"), {"email": "Ann@Example.com"}),
        (("--phone", "+49 171 2345678"), {"phone": "+49 171 2345678"}),
        (("--company", "Red Ltd"), {"company": "Red Ltd"}),
        (("--tier", "gold"), {"tier": "gold"}),
        (("--tag", "new", "--tag", "a,b"), {"tags": ["a b", "new"]}),
        (("--note", "x"), {"note": "x"}),
        (("--referred-by", "P2"), {"referred_by": "P2"}),
        (("--since", "2026-01-01"), {"since": "2026-01-01T00:00:00+01:00"}),
        (("--do-not-contact",), {"do_not_contact": True}),
        (("--may-contact",), {"do_not_contact": False}),
        (("--clear", "email", "--clear", "phone"), {"email": None, "phone": None}),
        (("--clear", "tags"), {"tags": []}),
        (("--clear", "since"), {"since": None}),
        (("--clear", "note"), {"note": None}),
    ],
)
def test_an_edit_changes_what_is_given_and_nothing_else(
    csdesk: Csdesk, options: tuple[str, ...], changed: dict[str, Any]
) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.com", "--phone",
              "030 123456", "--tag", "old", "--note", "n")  # fmt: skip
    csdesk.ok("customer", "add", "Bob")
    before = customer(csdesk)
    assert csdesk.ok("customer", "edit", "P1", *options).startswith("Changed P1.")
    assert customer(csdesk, "P1") == before | changed


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ((), 2, "Nothing to change"),
        (("--name", " "), 2, "The name is empty"),
        (("--email", "nobody"), 2, "is not an e-mail"),
        (("--email", "BOB@example.com"), 4, "P2 has that e-mail address"),
        (("--phone", "+49 171 2345678"), 4, "P2 has that phone number"),
        (("--referred-by", "Ann"), 2, "cannot be referred by itself"),
        (("--since", "tomorrow"), 2, "still to come"),
        (("--clear", "name"), 2, "'name' cannot be cleared"),
        (("--clear", "mail"), 2, "Did you mean 'email'?"),
        (("--clear", "note", "--note", "x"), 2, "both set and cleared"),
        (("--tieer", "x"), 2, "Did you mean '--tier'?"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    csdesk: Csdesk, options: tuple[str, ...], code: int, why: str
) -> None:
    csdesk.ok("customer", "add", "Ann", "--note", "n")
    csdesk.ok("customer", "add", "Bob", "--email", "bob@example.com",
              "--phone", "0171 2345678")  # fmt: skip
    before = customer(csdesk)
    assert why in csdesk.refused(code, "customer", "edit", "P1", *options)
    assert customer(csdesk) == before


def test_a_new_name_or_address_finds_and_the_old_one_does_not(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--email", "ann@example.com")
    csdesk.ok("customer", "edit", "ann@example.com", "--name", "Zoë",
              "--email", "zoe@example.com")  # fmt: skip
    assert customer(csdesk, "ZOË")["id"] == customer(csdesk, "Zoe@Example.com")["id"]
    csdesk.refused(3, "customer", "show", "ann@example.com")


# -- leave, return ----------------------------------------------------------------


def test_who_left_is_gone_until_the_return(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--at", "2026-11-01")
    out = csdesk.ok("customer", "leave", "Ann", "--at", "2026-11-10 09:00")
    assert out.startswith("P1 left, Tue 10 Nov 2026 09:00.")
    assert customer(csdesk)["left_at"] == "2026-11-10T09:00:00+01:00"
    assert ids(csdesk, "--gone") == ["P1"]
    assert "2026-11-10 09:00" in csdesk.ok("customer", "list", "--gone")
    csdesk.ok("customer", "return", "P1", "--at", "2026-11-12")
    assert customer(csdesk)["left_at"] is None
    assert ids(csdesk, "--gone") == []
    assert customer(csdesk)["departures"] == [
        {
            "left_at": "2026-11-10T09:00:00+01:00",
            "returned_at": "2026-11-12T00:00:00+01:00",
            "reason": None,
        }
    ]


def test_nobody_leaves_twice_or_returns_without_leaving(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann")
    assert "P1 has not left" in csdesk.refused(4, "customer", "return", "P1")
    csdesk.ok("customer", "leave", "P1")
    assert "P1 left on" in csdesk.refused(4, "customer", "leave", "P1")


def test_departures_follow_each_other_in_time(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--at", "2026-11-05")
    said = csdesk.refused(2, "customer", "leave", "P1", "--at", "2026-11-04")
    assert "before the customer's first day" in said
    csdesk.ok("customer", "leave", "P1", "--at", "2026-11-08")
    said = csdesk.refused(2, "customer", "return", "P1", "--at", "2026-11-07")
    assert "before the departure" in said
    csdesk.ok("customer", "return", "P1", "--at", "2026-11-10")
    said = csdesk.refused(2, "customer", "leave", "P1", "--at", "2026-11-09")
    assert "before the customer's last return" in said
    said = csdesk.refused(2, "customer", "edit", "P1", "--since", "2026-11-09")
    assert "is after P1 left" in said


@pytest.mark.parametrize("verb", ["leave", "return", "edit"])
def test_nobody_is_exit_3(csdesk: Csdesk, verb: str) -> None:
    more = ["--note", "x"] if verb == "edit" else []
    csdesk.refused(3, "customer", verb, "P3", *more)
    csdesk.refused(3, "customer", verb, "Zoe", *more)
