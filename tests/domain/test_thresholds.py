"""Thresholds as typed after --fail-on: a figure, a sign and a bound in its unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.thresholds import HINT, OPERATORS, Threshold, read_threshold
from csdesk.errors import UsageProblem

KNOWN = {
    "csat": "percent",
    "nps": "score",
    "backlog": "count",
    "first_response_time": "seconds",
    "recovery_cost": "money",
}


@pytest.mark.parametrize(
    ("text", "key", "operator", "bound"),
    [
        ("csat<80", "csat", "<", 80),
        (" csat  <=  79.5 ", "csat", "<=", 79.5),
        ("csat < 80%", "csat", "<", 80),
        ("csat < 80 %", "csat", "<", 80),
        ("CSAT>80", "csat", ">", 80),
        ("nps < -10", "nps", "<", -10),
        ("nps>=+30.5", "nps", ">=", 30.5),
        ("backlog = 0", "backlog", "==", 0),
        ("backlog==0", "backlog", "==", 0),
        ("backlog!=0", "backlog", "!=", 0),
        ("first_response_time>4h", "first_response_time", ">", 14_400),
        ("first_response_time>90m", "first_response_time", ">", 5_400),
        ("first_response_time > 1h30m", "first_response_time", ">", 5_400),
        ("first_response_time > 2 days", "first_response_time", ">", 172_800),
        ("first_response_time>90", "first_response_time", ">", 90),
        ("first_response_time>0.5", "first_response_time", ">", 0.5),
        ("recovery_cost>12.50", "recovery_cost", ">", 12.5),
    ],
)
def test_a_bound_is_read_in_its_figures_unit(
    text: str, key: str, operator: str, bound: float
) -> None:
    read = read_threshold(text, KNOWN)
    assert (read.key, read.operator, read.bound) == (key, operator, bound)


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("", "'' is not a threshold.", HINT),
        ("csat", "'csat' is not a threshold.", HINT),
        ("csat<", "'csat<' is not a threshold.", HINT),
        ("<80", "'<80' is not a threshold.", HINT),
        ("csat<80<90", "'csat<80<90' is not a threshold.", HINT),
        ("csat=<80", "'csat=<80' is not a threshold.", HINT),
        ("csat <> 80", "'csat <> 80' is not a threshold.", HINT),
        ("two words<80", "'two words<80' is not a threshold.", HINT),
        ("csatt<80", "There is no figure 'csatt'.", "Did you mean 'csat'?"),
        ("qqq<80", "There is no figure 'qqq'.", "List them with 'csdesk kpi list'."),
        ("csat<nan", "'nan' is no bound for csat.", "Write 80, or 80%."),
        ("csat<inf", "'inf' is no bound for csat.", "Write 80, or 80%."),
        ("csat<1e5", "'1e5' is no bound for csat.", "Write 80, or 80%."),
        ("csat<4h", "'4h' is no bound for csat.", "Write 80, or 80%."),
        ("csat<８０", "'８０' is no bound for csat.", "Write 80, or 80%."),  # noqa: RUF001 - full-width digits
        ("nps<８", "'８' is no bound for nps.", "Write a number."),  # noqa: RUF001 - full-width digits
        ("nps<10%", "'10%' is no bound for nps.", "Write a number."),
        ("recovery_cost>12,50", "'12,50' is no bound for recovery_cost.",
         "Write 12.50."),
        ("first_response_time>nan", "'nan' is not a duration.", None),
        ("first_response_time>-4", "'-4' is negative; a duration is 0 or more.", None),
        ("first_response_time>2:30", "'2:30' could be 2 h 30 m or 2 m 30 s.", None),
    ],
)  # fmt: skip
def test_what_is_no_threshold_is_refused_in_a_sentence_with_one_hint(
    text: str, says: str, hint: str | None
) -> None:
    with pytest.raises(UsageProblem) as refused:
        read_threshold(text, KNOWN)
    assert str(refused.value) == says
    assert refused.value.hint
    assert hint in {None, refused.value.hint}


@pytest.mark.parametrize(
    ("operator", "hits"),
    [
        ("<", (True, False, False)),
        ("<=", (True, True, False)),
        (">", (False, False, True)),
        (">=", (False, True, True)),
        ("==", (False, True, False)),
        ("!=", (True, False, True)),
    ],
)
def test_a_value_below_at_and_above_the_bound(
    operator: str, hits: tuple[bool, ...]
) -> None:
    threshold = Threshold("csat", operator, 80, "")
    assert tuple(map(threshold.is_hit, (79, 80, 81))) == hits
    nearly = (79.999, 80 + 1e-12, 80.001)  # a share of 80 % may miss it by a hair
    assert tuple(map(threshold.is_hit, nearly)) == hits


@pytest.mark.parametrize("operator", OPERATORS)
def test_no_data_never_hits(operator: str) -> None:
    assert not Threshold("csat", operator, 80, "").is_hit(None)


blanks = st.text(" \t", max_size=3)
numbers = st.decimals(-10_000, 10_000, places=2).map(str)


@given(
    st.sampled_from(["csat", "nps", "backlog", "recovery_cost"]),
    st.sampled_from(sorted(OPERATORS)),
    numbers,
    blanks,
    blanks,
)
def test_what_is_written_with_blanks_is_read_again(
    key: str, operator: str, number: str, before: str, after: str
) -> None:
    read = read_threshold(f"{before}{key}{before}{operator}{after}{number}", KNOWN)
    assert (read.key, read.operator, read.bound) == (key, operator, float(number))
    assert read_threshold(read.text, KNOWN) == read


@given(
    st.text(max_size=20) | st.from_regex(r"[a-z_]{1,8} ?[<>=!]{1,3} ?[0-9.hm%-]{0,6}")
)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        read = read_threshold(text, KNOWN)
    except UsageProblem as refused:
        assert refused.hint  # noqa: PT017 - most texts are refused, some are not
    else:
        assert read.key in KNOWN
        assert abs(read.bound) < 1e16


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(["<", ">", "=="]))
def test_a_sign_and_its_opposite_split_every_value(
    value: float, bound: float, operator: str
) -> None:
    opposite = {"<": ">=", ">": "<=", "==": "!="}[operator]
    first, second = (Threshold("nps", sign, bound, "") for sign in (operator, opposite))
    assert first.is_hit(value) is not second.is_hit(value)
