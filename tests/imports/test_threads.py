"""Which contact follows which (KPIS.md §2), and the first responses that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import at

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

HEADINGS = "external_id,received_at,channel,direction,abandoned,follows"
LINKS = "SELECT external_id, follows_id FROM contact ORDER BY id"


def rows(*lines: str) -> str:
    return "\n".join([HEADINGS, *lines, ""])


def test_a_link_is_kept_as_the_first_of_the_chain_wherever_it_stands(
    shop: Shop,
) -> None:
    shop.bring(
        rows(
            "c,2026-11-04,email,inbound,no,b",
            "b,2026-11-03,email,outbound,no,a",
            "a,2026-11-02,email,inbound,no,",
        )
    )
    assert shop.rows(LINKS) == [("c", 3), ("b", 3), ("a", None)]


def test_a_row_may_follow_a_contact_of_an_earlier_import(shop: Shop) -> None:
    shop.bring(rows("a,2026-11-02,email,,,", "b,2026-11-03,email,,,a"))
    shop.bring(rows("c,2026-11-04,email,,,b"))
    assert shop.rows(LINKS) == [("a", None), ("b", 1), ("c", 1)]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("b,2026-11-03,email,,,nobody",), "has not brought"),
        (("a,2026-11-02,phone,outbound,,", "b,2026-11-03,email,,,a"), "went out"),
        (("a,2026-11-02,phone,,yes,", "b,2026-11-03,email,,,a"), "abandoned"),
        (("a,2026-11-02,self-service,,,", "b,2026-11-03,email,,,a"), "self-service"),
        (("a,2026-11-04,email,,,", "b,2026-11-03,email,,,a"), "came in before"),
        (("b,2026-11-03,email,,,b",), "circle"),
    ],
)
def test_a_link_that_cannot_be_is_left_empty_with_a_note(
    shop: Shop, lines: tuple[str, ...], why: str
) -> None:
    output = shop.warnings(rows(*lines))
    assert why in output
    assert "the link is left empty" in output
    assert ("b", None) in shop.rows(LINKS)


def test_a_circle_is_cut_where_it_begins(shop: Shop) -> None:
    output = shop.warnings(rows("a,2026-11-02,email,,,b", "b,2026-11-03,email,,,a"))
    assert "calls.csv line 2: the contact follows itself in a circle" in output
    assert shop.rows(LINKS) == [("a", None), ("b", 1)]


@pytest.mark.parametrize("first", ["phone,,yes", "self-service,,no"])
def test_a_contact_of_ours_may_follow_any_that_came_in(shop: Shop, first: str) -> None:
    shop.bring(rows(f"a,2026-11-02,{first},", "b,2026-11-03,phone,outbound,,a"))
    assert shop.rows(LINKS) == [("a", None), ("b", 1)]


@pytest.mark.parametrize(
    ("first", "answered"),
    [
        ("email,inbound,no", "2026-11-03"),
        ("phone,inbound,yes", "2026-11-03"),
        ("phone,inbound,no", None),
    ],
)
def test_a_contact_of_ours_is_the_first_response_to_an_unanswered_one(
    shop: Shop, first: str, answered: str | None
) -> None:
    shop.bring(
        rows(
            f"a,2026-11-02,{first},",
            "c,2026-11-05,email,outbound,no,a",
            "b,2026-11-03,email,outbound,no,a",
        )
    )
    assert shop.rows("SELECT first_response_at FROM contact WHERE id = 1") == [
        answered and at(answered)
    ]


def test_a_first_response_that_is_recorded_stays(shop: Shop) -> None:
    shop.bring(
        "external_id,received_at,direction,first_response_at,follows\n"
        "a,2026-11-02,,2026-11-04,\nb,2026-11-03,outbound,,a\n"
    )
    assert shop.rows("SELECT first_response_at FROM contact WHERE id = 1") == [
        at("2026-11-04")
    ]


def test_an_answer_to_an_earlier_import_is_journalled(shop: Shop) -> None:
    shop.bring(rows("a,2026-11-02,email,,,"))
    shop.bring(rows("b,2026-11-03,email,outbound,,a"))
    assert shop.rows(
        "SELECT table_name, row_id FROM change WHERE operation_id > 2"
    ) == [("contact", 1)]


CALLS = "external_id,received_at,category,complaint\na,2026-11-02,,k1\nb,2026-11-02,,\n"
REGISTER = "external_id,received_at\nk1,2026-11-02\n"
COMPLAINTS = "SELECT complaint_id FROM contact ORDER BY id"


def late(shop: Shop) -> None:
    """The contacts come, then the complaint that one of them names."""
    shop.bring(CALLS)
    shop.file("register.csv", REGISTER)
    shop.csdesk.ok("import", "complaints", "register.csv")
    assert shop.rows(COMPLAINTS) == [None, None]


def test_a_complaint_of_a_later_file_is_linked_when_the_contacts_come_again(
    shop: Shop,
) -> None:
    late(shop)
    output = shop.warnings(CALLS)
    assert "calls.csv line 2: its complaint has come since; the contact is" in output
    assert shop.rows(COMPLAINTS) == [1, None]
    assert "no import was recorded" in shop.bring(CALLS)
    shop.csdesk.ok("undo")
    assert shop.rows(COMPLAINTS) == [None, None]


def test_a_changed_row_links_the_complaint_of_a_later_file_too(shop: Shop) -> None:
    late(shop)
    assert "has come since" not in shop.warnings(CALLS.replace(",,k1", ",paint,k1"))
    assert shop.rows(COMPLAINTS) == [1, None]


def test_a_late_complaint_leaves_what_a_hand_edited_alone(shop: Shop) -> None:
    late(shop)
    shop.csdesk.ok("contact", "edit", "C1", "--category", "garden")
    shop.bring(CALLS)
    assert shop.rows("SELECT category FROM contact WHERE id = 1") == ["garden"]
    assert shop.rows(COMPLAINTS) == [1, None]


def test_a_link_that_a_hand_took_away_stays_away(shop: Shop) -> None:
    late(shop)
    shop.bring(CALLS)
    shop.csdesk.ok("contact", "edit", "C1", "--clear", "complaint")
    assert "no import was recorded" in shop.bring(CALLS)
    assert shop.rows(COMPLAINTS) == [None, None]


def test_the_complaint_of_another_source_is_not_linked(shop: Shop) -> None:
    shop.bring(CALLS)
    shop.file("register.csv", REGISTER)
    shop.csdesk.ok("import", "complaints", "register.csv", "--source", "other")
    shop.bring(CALLS)
    assert shop.rows(COMPLAINTS) == [None, None]


def test_a_complaint_that_is_not_there_is_a_note(shop: Shop) -> None:
    output = shop.warnings("received_at,complaint\n2026-11-02,k9\n2026-11-02,k9\n")
    assert "calls.csv line 2 and 1 more: its complaint was not brought" in output
