"""Who left, who was not heard of, what is said in public: by the least that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.recount.shop import DAY, END, START, Shop

if TYPE_CHECKING:
    from pathlib import Path

LONG_AGO = START - 400 * DAY


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


def test_churn_is_of_those_who_were_there_at_the_start(shop: Shop) -> None:
    for number in range(98):
        who = shop.customer(LONG_AGO)
        if number < 45:
            shop.left(who, START + number * 3600)
    churn = shop.figure("churn_rate")
    assert churn.value == pytest.approx(45.9, abs=0.05)
    assert churn.parts == {"numerator": 45, "denominator": 98}


@pytest.mark.parametrize(
    ("since", "left_at", "returned_at", "parts"),
    [
        pytest.param(START - 1, START, None, (1, 1), id="left at the start"),
        pytest.param(START - 1, END - 1, None, (1, 1), id="left in the last second"),
        pytest.param(START - 1, END, None, (0, 1), id="left at the end"),
        pytest.param(START - 1, START - 1, None, (0, 0), id="was gone"),
        pytest.param(START - 9, START - 5, START - 1, (0, 1), id="was back"),
        pytest.param(START - 9, START - 5, START, (0, 0), id="came back at the start"),
        pytest.param(START - 9, START, START + 1, (1, 1), id="left and came back"),
        pytest.param(START, END - 1, None, (0, 0), id="won in the period"),
        pytest.param(None, END - 1, None, (0, 0), id="since nobody knows when"),
    ],
)
def test_who_counts_as_a_customer_who_left(
    shop: Shop,
    since: int | None,
    left_at: int,
    returned_at: int | None,
    parts: tuple[int, int],
) -> None:
    shop.left(shop.customer(since), left_at, returned_at)
    numerator, denominator = parts
    churn = shop.figure("churn_rate")
    assert churn.parts == {"numerator": numerator, "denominator": denominator}
    assert (churn.value is None) == (denominator == 0)


def test_who_left_twice_left_once(shop: Shop) -> None:
    who = shop.customer(LONG_AGO)
    shop.left(who, START, START + 1)
    shop.left(who, START + 2)
    assert shop.figure("churn_rate").value == 100


def test_net_sentiment_is_positive_less_negative(shop: Shop) -> None:
    for sentiment, count in (("positive", 70), ("neutral", 20), ("negative", 10)):
        for _ in range(count):
            shop.contact(START, channel="social", sentiment=sentiment)
    shop.contact(START, channel="review")
    net = shop.figure("net_sentiment")
    assert (net.value, net.n) == (60, 100)
    assert net.parts == {"positive": 70, "neutral": 20, "negative": 10}
    assert shop.figure("negative_mention_rate").value == 10
    assert shop.figure("mentions").value == 101


@pytest.mark.parametrize(
    ("at", "other"),
    [
        (START, {"channel": "email"}),
        (START, {"channel": "social", "direction": "outbound"}),
        (END, {"channel": "review"}),
    ],
)
def test_a_mention_is_inbound_and_public_and_of_the_period(
    shop: Shop, at: int, other: dict[str, Any]
) -> None:
    shop.contact(at, sentiment="negative", reason="support", **other)
    assert shop.figure("mentions").value == 0
    assert shop.figure("net_sentiment").value is None


def test_technical_mentions_are_those_for_support(shop: Shop) -> None:
    for reason in ("support", "question", "order", None):
        shop.contact(START, channel="social", reason=reason)
    technical = shop.figure("technical_mention_rate")
    assert technical.parts == {"numerator": 1, "denominator": 3}


def test_the_cost_of_a_contact_is_that_of_its_hour(shop: Shop) -> None:
    shop.rule("hourly_cost", "2000", START)
    shop.rule("hourly_cost", "4000", START + DAY)
    shop.contact(START - 1, handle_seconds=3600)
    shop.contact(START, handle_seconds=1800)
    shop.contact(START + DAY, handle_seconds=900, direction="outbound")
    shop.contact(START + DAY)
    cost = shop.figure("cost_per_contact")
    assert (cost.value, cost.n) == (10, 2)


def test_contacts_cost_nothing_known_until_an_hour_has_a_price(shop: Shop) -> None:
    shop.contact(START, handle_seconds=1800)
    shop.rule("hourly_cost", "2000", START + 1)
    shop.rule("hourly_cost", "", START + 2)
    shop.contact(START + 3, handle_seconds=1800)
    cost = shop.figure("cost_per_contact")
    assert (cost.value, cost.n) == (None, 0)
