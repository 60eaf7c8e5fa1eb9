"""Faults that the recount found in the figures, each by the least that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.recount.shop import DAY, END, START, Shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


def test_a_status_without_a_time_does_not_undo_the_days_open_before(
    shop: Shop,
) -> None:
    case = shop.complaint(START, resolved=True)
    shop.reopened(END + 2 * DAY, END + DAY, complaint_id=case)
    assert shop.figure("backlog").value == 1
    assert shop.figure("resolution_rate").value == 0


def test_resolved_at_a_known_time_after_an_unknown_one_counts_in_both_halves(
    shop: Shop,
) -> None:
    case = shop.contact(START, resolved_at=START + 2 * DAY)
    shop.reopened(START + DAY, None, contact_id=case)
    clearance = shop.figure("clearance_rate")
    assert clearance.parts == {"numerator": 1, "denominator": 1}


def test_a_first_resolution_at_an_unknown_time_is_no_first_contact_resolution(
    shop: Shop,
) -> None:
    case = shop.contact(START - 9 * DAY, resolved_at=START - 6 * DAY)
    shop.reopened(START - 8 * DAY, None, contact_id=case)
    assert shop.figure("first_contact_resolution").n == 0


def test_what_a_thread_says_later_does_not_open_what_an_unknown_time_resolved(
    shop: Shop,
) -> None:
    first = shop.contact(START, resolved=True)
    shop.contact(START, follows_id=first, resolved_at=END + DAY)
    assert shop.figure("backlog").value == 0
    assert shop.figure("resolution_rate").value == 100


def test_nor_does_a_reopening_in_the_second_of_a_resolution(shop: Shop) -> None:
    first = shop.contact(START)
    then = shop.contact(START, follows_id=first)
    shop.reopened(END + DAY, None, contact_id=first)
    shop.reopened(END + DAY, END + DAY, contact_id=then)
    assert shop.figure("backlog").value == 0
    assert shop.figure("resolution_rate").value == 100


def test_resolved_again_within_the_second_of_a_reopening_is_a_resolution(
    shop: Shop,
) -> None:
    first = shop.contact(START)
    shop.reopened(START + 2, START + 1, contact_id=first)
    shop.reopened(END + 1, START + 2, contact_id=first)
    shop.contact(START, follows_id=first, resolved_at=END + 9)
    assert shop.figure("backlog").value == 0


def test_a_contact_resolved_before_it_joined_an_open_complaint_still_waits(
    shop: Shop,
) -> None:
    begin = START - 3 * DAY
    case = shop.complaint(begin)
    shop.contact(begin, complaint_id=case, resolved_at=begin + 1)
    assert shop.figure("awaiting_response").value == 1


@pytest.mark.parametrize("counted", ["agent_replies", "reopens"])
def test_what_comes_after_the_resolution_is_no_part_of_it(
    shop: Shop, counted: str
) -> None:
    first = shop.contact(START - 6 * DAY, resolved_at=START - 6 * DAY)
    shop.contact(END, follows_id=first, direction="outbound", **{counted: 5})
    assert shop.figure("first_contact_resolution").value == 100


def test_what_follows_a_contact_of_a_complaint_is_a_contact_of_its_case(
    shop: Shop,
) -> None:
    case = shop.complaint(START - 6 * DAY, resolved_at=START - 5 * DAY)
    first = shop.contact(START - 6 * DAY, complaint_id=case)
    shop.contact(START - 6 * DAY + 1, follows_id=first)
    rate = shop.figure("first_contact_resolution")
    assert rate.parts == {"numerator": 0, "denominator": 1}


def test_answers_about_one_contact_count_once_with_its_complaint_or_without(
    shop: Shop,
) -> None:
    case = shop.complaint(START)
    about = shop.contact(START, complaint_id=case)
    shop.answer(contact_id=about, score=1)
    shop.answer(contact_id=about, complaint_id=case, answered_at=START + 1)
    csat = shop.figure("csat")
    assert (csat.value, csat.n) == (100, 1)


def test_three_quarters_of_a_scale_are_that_in_floats_too(shop: Shop) -> None:
    shop.answer(score=0.7, scale_min=0.1, scale_max=0.9)
    assert shop.figure("csat").value == 100
