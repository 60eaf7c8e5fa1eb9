"""Which target counts for a record, and the text in which a promise is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.parsing.duration import DurationError
from csdesk.domain.sla.terms import (
    SlaTerm,
    Target,
    TargetScope,
    choose,
    fitting,
    format_term,
    read_length,
    read_term,
)
from csdesk.domain.vocabulary import CHANNELS, CLOCKS, SEVERITIES

EVERYBODY = Target("response", 8 * 3600)
PHONE = Target("response", 3600, scope=TargetScope(channel="phone"))
GOLD = Target("response", 7200, scope=TargetScope(tier="Gold"), valid_from=10)
BOTH = Target(
    "response", 60, scope=TargetScope(channel="phone", tier="gold"), valid_from=20
)


def chosen(targets: list[Target], facts: TargetScope, at: int = 100) -> Target | None:
    return choose(fitting(targets, "response", facts), at)


def test_what_asks_for_most_counts_whatever_is_newer() -> None:
    newer = Target("response", 30, valid_from=90)
    every = [BOTH, EVERYBODY, PHONE, newer]
    assert chosen(every, TargetScope("phone", None, "GOLD")) == BOTH
    assert chosen(every, TargetScope("phone", None, "silver")) == PHONE
    assert chosen(every, TargetScope("email", None, None)) == newer


def test_of_as_much_asked_for_the_newest_counts() -> None:
    assert chosen([GOLD, PHONE], TargetScope("phone", None, "gold")) == GOLD


def test_a_target_counts_for_what_comes_in_from_its_first_second_on() -> None:
    facts = TargetScope("phone", None, "gold")
    every = [EVERYBODY, BOTH]
    assert chosen(every, facts, 19) == EVERYBODY
    assert chosen(every, facts, 20) == BOTH


def test_before_any_target_nothing_is_owed() -> None:
    assert chosen([BOTH], TargetScope("phone", None, "gold"), 19) is None


def test_a_target_ended_leaves_those_it_asked_for_without_one() -> None:
    off = Target("response", None, scope=TargetScope(channel="phone"), valid_from=50)
    assert chosen([EVERYBODY, PHONE, off], TargetScope("phone")) is None
    assert chosen([EVERYBODY, PHONE, off], TargetScope("phone"), 49) == PHONE
    assert chosen([EVERYBODY, PHONE, off], TargetScope("email")) == EVERYBODY


def test_a_contact_has_no_severity_so_that_of_a_target_never_fits() -> None:
    assert (
        chosen(
            [Target("response", 1, scope=TargetScope(severity="high"))], TargetScope()
        )
        is None
    )


def test_a_target_for_the_other_thing_does_not_count() -> None:
    assert chosen([Target("resolution", 1)], TargetScope()) is None


# -- the text ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "text"),
    [
        (SlaTerm(7200, "business", TargetScope("phone", None, "gold")),
         "2h business: phone, gold"),
        (SlaTerm(5400, "business"), "1h30m business"),
        (
            SlaTerm(216_000, "elapsed", TargetScope(severity="high")),
            "2d12h elapsed: high",
        ),
        (SlaTerm(216_000, "business"), "60h business"),
        (SlaTerm(3601, "elapsed"), "1h1s elapsed"),
        (SlaTerm(60, "elapsed", TargetScope(tier="high")), "1m elapsed: tier high"),
        (SlaTerm(60, "elapsed", TargetScope("web", "low", "a, b")),
         "1m elapsed: web, low, a, b"),
    ],
)  # fmt: skip
def test_a_promise_is_kept_as_text(promise: SlaTerm, text: str) -> None:
    assert format_term(promise) == text
    assert read_term(text) == promise


words = st.text(st.characters(codec="utf-8"), min_size=1).map(
    lambda text: " ".join(text.split())
)
tiers = st.sampled_from([*CHANNELS, *SEVERITIES, "tier a", "low, b"]) | words
scopes = st.builds(
    TargetScope,
    st.none() | st.sampled_from(CHANNELS),
    st.none() | st.sampled_from(SEVERITIES),
    st.none() | tiers.filter(bool),
)


@given(st.builds(SlaTerm, st.integers(1, 10**9), st.sampled_from(CLOCKS), scopes))
def test_every_promise_can_be_read_back(promise: SlaTerm) -> None:
    assert read_term(format_term(promise)) == promise


@pytest.mark.parametrize("text", ["", "2h", "2h lunar", "soon business"])
def test_other_text_is_no_promise(text: str) -> None:
    with pytest.raises((ValueError, DurationError)):
        read_term(text)


# -- lengths as typed -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clock", "seconds"),
    [
        ("2h", "business", 7200),
        ("1h30m", "business", 5400),
        ("90 min", "business", 5400),
        ("2d", "elapsed", 172_800),
        ("1w", "elapsed", 604_800),
        ("Off", "business", None),
    ],
)
def test_lengths(text: str, clock: str, seconds: int | None) -> None:
    assert read_length(text, clock) == seconds


@pytest.mark.parametrize(
    ("text", "clock"),
    [("1d", "business"), ("1 week", "business"), ("2 days 3h", "business"),
     ("0m", "elapsed"), ("4", "elapsed"), ("-1h", "elapsed")],
)  # fmt: skip
def test_what_is_no_length(text: str, clock: str) -> None:
    with pytest.raises(DurationError):
        read_length(text, clock)
