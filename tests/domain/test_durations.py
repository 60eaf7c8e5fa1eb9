"""Durations as typed and as shown (DESIGN.md §7)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.parsing.duration import DurationError, format_duration, read_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45),
        ("3m", 180),
        ("1h30m", 5400),
        ("1h 30m 5s", 5405),
        ("1H30M", 5400),
        ("2d", 172_800),
        ("2 days", 172_800),
        ("90 min", 5400),
        ("1.5h", 5400),
        ("1 week", 604_800),
        ("0:02:23", 143),
        ("100:00:01", 360_001),
        ("0:00:00", 0),
        ("0s", 0),
        ("36525 days", 3_155_760_000),
        ("143", 143),
    ],
)
def test_durations_are_read_in_whole_seconds(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("143", "s", 143),
        ("143", "m", 8580),
        ("2.5", "h", 9000),
        ("2.5", "d", 216_000),
        ("3m", "h", 180),
    ],
)
def test_a_bare_number_has_the_unit_of_its_place(
    text: str, unit: str, seconds: int
) -> None:
    assert read_duration(text, unit=unit) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"), [("2.4", 2), ("2.5", 3), ("0.1m", 6), ("0:00:59.5", 60)]
)
def test_fractions_are_rounded_to_whole_seconds(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("02:23", "Write 2h23m or 2m23s."),
        ("2:05", "Write 2h5m or 2m5s."),
        ("-5m", "Write 5m."),
        ("2,5", "Write 2.5."),
        ("1,200", "Write 1.200 or 1200."),
        ("3 months", "Write it in days, such as 30d."),
        ("5 mints", "Did you mean 'mins'?"),
        ("", "Write it as 45s"),
        ("1h30", "Write it as 45s"),
        ("30m1h", "Write it as 45s"),
        ("1h1h", "Write it as 45s"),
        ("1:75:00", "Write it as 45s"),
        ("1e5", "Write it as 45s"),
        ("٣m", "Write it as 45s"),
        ("36525 d 1 s", "Write it as 45s"),
        ("999999d", "Write it as 45s"),
    ],
)
def test_anything_else_is_refused_with_what_to_type(text: str, remedy: str) -> None:
    with pytest.raises(DurationError) as caught:
        read_duration(text)
    assert f"'{text}'" in str(caught.value)
    assert (caught.value.hint or "").startswith(remedy)


def test_a_bare_number_is_refused_where_nothing_gives_the_unit() -> None:
    with pytest.raises(DurationError, match="'143' has no unit"):
        read_duration("143", unit=None)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (0.5, "1 s"),
        (45, "45 s"),
        (250, "4 m 10 s"),
        (250.4, "4 m 10 s"),
        (7200, "2 h"),
        (273_600, "3 d 4 h"),
        (3 * 86_400 + 5 * 60, "3 d"),
        (-250, "-4 m 10 s"),
        (-0.2, "0 s"),
    ],
)
def test_a_duration_is_said_in_its_two_biggest_units(seconds: float, said: str) -> None:
    assert format_duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59.6, "1 m"),
        (3599.6, "1 h"),
        (3 * 3600 + 29 * 60 + 40, "3 h 30 m"),
        (86_400 - 20, "1 d"),
        (3 * 86_400 + 4 * 3600 + 1800, "3 d 5 h"),
    ],
)
def test_what_is_not_shown_is_rounded_and_not_dropped(
    seconds: float, said: str
) -> None:
    assert format_duration(seconds) == said


def test_more_parts_say_more() -> None:
    assert format_duration(93_784, parts=4) == "1 d 2 h 3 m 4 s"
    assert format_duration(93_784, parts=1) == "1 d"


@settings(max_examples=200)
@given(st.integers(min_value=0, max_value=100 * 365 * 86_400))
def test_what_is_said_in_full_is_read_back(seconds: int) -> None:
    assert read_duration(format_duration(seconds, parts=4), unit=None) == seconds


@settings(max_examples=200)
@given(st.integers(min_value=1, max_value=100 * 365 * 86_400))
def test_two_parts_are_wrong_by_half_the_smaller_unit_at_most(seconds: int) -> None:
    said = format_duration(seconds)
    biggest = {"d": 86_400, "h": 3600, "m": 60, "s": 1}[said.split()[1]]
    smaller = {86_400: 3600, 3600: 60, 60: 1, 1: 1}[biggest]
    # Rounding up can reach the next unit: 23 h 59 m 40 s is said as 1 d.
    assert abs(read_duration(said, unit=None) - seconds) <= smaller / 2


@settings(max_examples=150)
@given(st.text(max_size=12))
def test_no_text_is_anything_but_read_or_refused(text: str) -> None:
    try:
        assert read_duration(text) >= 0
    except DurationError as error:
        assert error.hint  # noqa: PT017 - most texts are refused
