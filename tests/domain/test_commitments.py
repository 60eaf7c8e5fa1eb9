"""A promise in one line: what, and when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.parsing.commitment import TIME_WORDS, kind_of, read_commitment
from csdesk.domain.parsing.date import DateError, read_due

BERLIN = ZoneInfo("Europe/Berlin")
CALL, COURTESY = "call-back", "courtesy-call"
NOW = datetime.fromisoformat("2026-11-18T10:00:00+01:00")  # a Wednesday


def said(text: str) -> tuple[str | None, str, str]:
    told = read_commitment(text, now=NOW, zone=BERLIN)
    return told.text, f"{told.due.astimezone(BERLIN):%Y-%m-%d %H:%M}", told.kind


@pytest.mark.parametrize(
    ("text", "what", "due", "kind"),
    [
        ("call back Tuesday 10:00", "call back", "2026-11-24 10:00", CALL),
        ("call back Wednesday 9:30", "call back", "2026-11-25 09:30", CALL),
        ("call back at 14:05", "call back", "2026-11-18 14:05", CALL),
        ("apology letter by Friday", "apology letter", "2026-11-20 23:59", "apology"),
        ("to apologise tomorrow", "to apologise", "2026-11-19 23:59", "apology"),
        ("courtesy call in 3 days", "courtesy call", "2026-11-21 10:00", COURTESY),
        ("ring, on 24 Nov 2026 at 9am", "ring", "2026-11-24 09:00", CALL),
        ("send 3 samples by tue", "send 3 samples", "2026-11-24 23:59", CALL),
        ("order 1234 by fri", "order 1234", "2026-11-20 23:59", CALL),
        ("Friday's bill: mon 9:00", "Friday's bill", "2026-11-23 09:00", CALL),
        ("answer in 2h", "answer", "2026-11-18 12:00", CALL),
        ("price list today", "price list", "2026-11-18 23:59", CALL),
    ],
)  # fmt: skip
def test_the_end_of_a_promise_is_its_time(
    text: str, what: str, due: str, kind: str
) -> None:
    assert said(text) == (what, due, kind)


def test_a_time_alone_is_a_promise_to_call_back() -> None:
    assert said("Tuesday 10:00") == (None, "2026-11-24 10:00", "call-back")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("call back soon", "'call back soon'"),
        ("call back next Tuesday 10:00", "'next Tuesday 10:00'"),
        ("call back Tuesday morning", "'Tuesday morning'"),
        ("call back Tuesday at 10", "'Tuesday at 10'"),
        ("call back 3 March at 10:00", "'3 march'"),
        ("call back 30 Feb 2027 10:00", "'30 feb 2027'"),
        ("call back Tuesday by 10:00", "'Tuesday by 10:00'"),
        ("order 1234 10:00", "'1234 10:00'"),
        ("call back 25:00", "'25:00'"),
        ("", "''"),
    ],
)
def test_what_cannot_be_read_whole_is_named_and_never_guessed(
    text: str, piece: str
) -> None:
    with pytest.raises(DateError) as error:
        read_commitment(text, now=NOW, zone=BERLIN)
    assert piece in str(error.value)
    assert error.value.hint


def test_kinds_are_told_by_words_and_not_by_pieces_of_them() -> None:
    assert kind_of("send our apologies") == "apology"
    assert kind_of("say sorry") == "apology"
    assert kind_of("Courtesy visit") == "courtesy-call"
    assert kind_of("unapologetic") == "call-back"
    assert kind_of(None) == "call-back"


WORDS = st.text("abcdefgh", min_size=3, max_size=8).filter(
    lambda word: word not in TIME_WORDS
)
TIMES = st.sampled_from(
    ["tomorrow", "tue 10:00", "in 3 days", "2026-12-01 09:30", "2 Dec 2026", "23:00"]
)


@given(words=st.lists(WORDS, min_size=1, max_size=5), time=TIMES)
def test_any_text_before_any_time_is_kept_as_it_was(
    words: list[str], time: str
) -> None:
    text = " ".join(words)
    told = read_commitment(f"{text} {time}", now=NOW, zone=BERLIN)
    assert told.text == text
    assert told.due == read_due(time, now=NOW, zone=BERLIN).instant
