"""Who comes back, and what they buy, by the least that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.recount.shop import DAY, END, START, Shop
from tests.recount.test_deadlines import parts

if TYPE_CHECKING:
    from pathlib import Path

DONE = START - 60 * DAY + 5  # its sixty days end in the week
RESOLVED = START - 90 * DAY + 5  # its ninety days do
LONG_AGO = START - 400 * DAY
LAPSED_BEFORE = END - 180 * DAY


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


@pytest.mark.parametrize(
    ("bought", "who", "found"),
    [
        pytest.param(DONE - 1, 1, 0, id="before the call"),
        pytest.param(DONE, 1, 1, id="in its second"),
        pytest.param(DONE + 60 * DAY - 1, 1, 1, id="in the last second"),
        pytest.param(DONE + 60 * DAY, 1, 0, id="too late"),
        pytest.param(DONE, None, 0, id="somebody"),
    ],
)
def test_won_back_is_who_purchased_within_sixty_days(
    shop: Shop, bought: int, who: int | None, found: int
) -> None:
    shop.follow_up("win-back", START, done_at=DONE)
    shop.follow_up("call-back", START, done_at=DONE)
    shop.purchase(bought, who=who)
    assert parts(shop, "winback_rate") == (found, 1)


@pytest.mark.parametrize(
    ("done", "found"),
    [(START - 60 * DAY - 1, 0), (START - 60 * DAY, 1), (END - 60 * DAY, 0)],
)
def test_a_win_back_counts_when_its_sixty_days_ended(
    shop: Shop, done: int, found: int
) -> None:
    shop.follow_up("win-back", START, done_at=done)
    assert parts(shop, "winback_rate") == (0, found)


def test_the_customer_of_a_win_back_may_be_its_contacts(shop: Shop) -> None:
    about = shop.contact(DONE - DAY)
    shop.follow_up("win-back", START, done_at=DONE, customer_id=None, contact_id=about)
    shop.purchase(DONE)
    assert parts(shop, "winback_rate") == (1, 1)


@pytest.mark.parametrize(
    ("issued", "redeemed", "found"),
    [
        (START, START, (1, 1)),
        (END - 1, END - 1, (1, 1)),
        (START, END, (0, 1)),  # later than the report
        (START, None, (0, 1)),
        (START - 1, START, (0, 0)),
        (END, END, (0, 0)),
    ],
)
def test_a_voucher_counts_when_it_was_issued(
    shop: Shop, issued: int, redeemed: int | None, found: tuple[int, int]
) -> None:
    shop.voucher(issued, redeemed)
    assert parts(shop, "voucher_redemption_rate") == found


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (RESOLVED - 1, 0),
        (RESOLVED, 10),
        (RESOLVED + 90 * DAY - 1, 10),
        (RESOLVED + 90 * DAY, 0),
    ],
)
def test_retained_is_what_was_bought_within_ninety_days(
    shop: Shop, at: int, value: float
) -> None:
    shop.complaint(LONG_AGO, customer_id=1, resolved_at=RESOLVED)
    shop.purchase(at, 1000)
    shop.purchase(at, 700, who=None)
    retained = shop.figure("retained_value")
    assert (retained.value, retained.n) == (value, value // 10)


@pytest.mark.parametrize(("reopened", "value"), [(90 * DAY - 1, 0), (90 * DAY, 10)])
def test_who_complained_again_was_not_retained(
    shop: Shop, reopened: int, value: float
) -> None:
    case = shop.complaint(LONG_AGO, customer_id=1)
    shop.reopened(RESOLVED + reopened, RESOLVED, complaint_id=case)
    shop.purchase(RESOLVED)
    assert shop.figure("retained_value").value == value


def test_a_purchase_belongs_to_the_window_that_ended_first_in_any_week(
    shop: Shop,
) -> None:
    for at in (RESOLVED - 8 * DAY, RESOLVED, RESOLVED, RESOLVED + DAY):
        shop.complaint(LONG_AGO, customer_id=1, resolved_at=at)
    shop.purchase(RESOLVED + DAY, 400)  # also in the window that ended last week
    shop.purchase(RESOLVED + 84 * DAY, 1000)
    retained = shop.figure("retained_value")
    assert (retained.value, retained.n) == (10, 1)


def test_a_window_in_which_it_was_reopened_takes_nothing_from_others(
    shop: Shop,
) -> None:
    first = shop.complaint(LONG_AGO, customer_id=1)
    shop.reopened(RESOLVED, RESOLVED - DAY, complaint_id=first)
    shop.complaint(LONG_AGO, customer_id=1, resolved_at=RESOLVED)
    shop.purchase(RESOLVED)
    assert shop.figure("retained_value").value == 10


def test_complaints_of_nobody_known_are_named(shop: Shop) -> None:
    shop.complaint(LONG_AGO, resolved_at=RESOLVED)
    left_out = shop.figure("retained_value").left_out
    assert left_out == {"unknown_complainants": 1}


@pytest.mark.parametrize(
    ("since", "value"),
    [(LAPSED_BEFORE - 1, 1), (LAPSED_BEFORE, 0), (END, 0), (None, 0)],
)
def test_who_has_given_no_sign_has_lapsed_since_the_first_day(
    shop: Shop, since: int | None, value: int
) -> None:
    shop.customer(since)
    assert shop.figure("lapsed_customers").value == value


@pytest.mark.parametrize("kind", ["contact", "complaint", "purchase"])
@pytest.mark.parametrize(
    ("at", "value"), [(LAPSED_BEFORE - 1, 1), (LAPSED_BEFORE, 0), (END, 1)]
)
def test_a_sign_is_a_contact_a_complaint_or_a_purchase(
    shop: Shop, kind: str, at: int, value: int
) -> None:
    who = shop.customer(LONG_AGO)
    if kind == "purchase":
        shop.purchase(at, who=who)
    else:
        getattr(shop, kind)(at, customer_id=who)
    assert shop.figure("lapsed_customers").value == value


def test_what_the_shop_sent_is_no_sign(shop: Shop) -> None:
    who = shop.customer(LONG_AGO)
    shop.contact(START, customer_id=who, direction="outbound")
    assert shop.figure("lapsed_customers").value == 1


def test_who_has_left_or_was_merged_away_has_not_lapsed(shop: Shop) -> None:
    shop.left(shop.customer(LONG_AGO), START)
    shop.customer(LONG_AGO, merged_into_id=1)
    gone = shop.customer(None, merged_into_id=1)
    shop.contact(LONG_AGO, customer_id=gone)
    back = shop.customer(LONG_AGO)
    shop.left(back, LONG_AGO + 1, START)
    assert shop.figure("lapsed_customers").value == 1


def test_whom_nothing_is_known_of_is_named(shop: Shop) -> None:
    assert shop.figure("lapsed_customers").left_out == {"never_seen": 1}


def test_how_many_days_make_lapsed_goes_by_the_rule_of_the_time(shop: Shop) -> None:
    shop.customer(START - 30 * DAY)
    shop.rule("lapsed_after", "40")
    shop.rule("lapsed_after", "20", END - 1)
    shop.rule("lapsed_after", "90", END)
    assert shop.figure("lapsed_customers").value == 1
