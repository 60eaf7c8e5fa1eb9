"""Survey questions asked and answered, through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.domain.surveys import (
    Scale,
    format_answer,
    format_score,
    is_unhappy,
    read_scale,
    read_score,
)
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]

HOSTILE = "[/red] \x1b[2J'; DROP TABLE survey_answer; --"
KEYS = [
    "id", "kind", "score", "scale", "direction", "customer", "customer_name", "contact",
    "complaint", "asked_at", "answered_at", "comment", "source", "external_id",
]  # fmt: skip


def answer(csdesk: Csdesk, number: int = 1) -> Any:
    return csdesk.json("survey", "show", f"S{number}")


def answers(csdesk: Csdesk, *filters: str) -> list[str]:
    return csdesk.ok("survey", "list", "-q", *filters).split()


# -- record -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("nps", "9"), "NPS 9, promoter."),
        (("nps", "8"), "NPS 8, passive."),
        (("NPS", "6"), "NPS 6, detractor."),
        (("csat", "4"), "CSAT 4 of 1-5, satisfied."),
        (("csat", "3"), "CSAT 3 of 1-5, not satisfied."),
        (("csat", "4,5"), "CSAT 4.5 of 1-5, satisfied."),
        (("csat", "1", "--scale", "0-1"), "CSAT 1 of 0-1, satisfied."),
        (("ces", "6"), "CES 6 of 1-7 (it was easy), easy."),
        (("ces", "4"), "CES 4 of 1-7 (it was easy), neither easy nor hard."),
        (
            ("ces", "6", "--direction", "effort"),
            "CES 6 of 1-7 (how much effort), hard.",
        ),
        (("ces", "2", "--scale", "1-5"), "CES 2 of 1-5 (it was easy), hard."),
    ],
)
def test_a_score_is_said_in_a_word(
    csdesk: Csdesk, typed: tuple[str, ...], said: str
) -> None:
    out = csdesk.ok("survey", "record", *typed)
    assert out.splitlines()[0] == f"Recorded S1: {said}"


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (("nps", "11"), 2, "'11' is not a score from 0 to 10"),
        (("nps", "7.5"), 2, "Write a whole number from 0 to 10"),
        (("nps", "9", "--scale", "1-5"), 2, "NPS is asked from 0 to 10"),
        (("csat", "6"), 2, "'6' is not a score from 1 to 5"),
        (("csat", "1_0", "--scale", "0-10"), 2, "'1_0' is not a score"),
        (("csat", "nan"), 2, "'nan' is not a score"),
        (("csat", "4", "--direction", "easy"), 2, "CSAT has no direction"),
        (("nps", "9", "--direction", "easy"), 2, "NPS has no direction"),
        (("ces", "8"), 2, "from 1 to 7"),
        (("ces", "5", "--scale", "7-1"), 2, "'7-1' is not a scale"),
        (("ces", "5", "--scale", "1-99999999"), 2, "is not a scale"),
        (("ces", "5", "--direction", "esay"), 2, "Did you mean 'easy'?"),
        (("nsp", "9"), 2, "Did you mean 'nps'?"),
        (("nps", "9", "--custmer", "Ann"), 2, "Did you mean '--customer'?"),
        (("nps", "9", "--contact", "C1"), 3, "There is no contact C1"),
        (("nps", "9", "--complaint", "K1"), 3, "There is no complaint K1"),
        (("nps", "9", "--customer", "P1"), 3, "There is no customer P1"),
        (("nps", "9", "--customer", "Ann", "--contact", "C1"), 2, "--contact only"),
        (("nps", "9", "--contact", "C1", "--complaint", "K1"), 2, "Give one of them"),
        (("nps", "9", "--at", "tomorrow"), 2, "still to come"),
        (("nps", "11", "--customer", "Ann"), 2, "'11'"),
        (("nps", "9", "--comment", "\udcff"), 2, "not UTF-8"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_writes_nothing(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    assert why in csdesk.refused(code, "survey", "record", *typed)
    assert answers(csdesk) == []
    assert csdesk.json("customer", "list") == []


def test_a_record_has_every_field_under_its_name(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late", "--at", "08:00")
    csdesk.ok("survey", "ask", "ces", "--contact", "C1", "--at", "09:00")
    csdesk.ok("survey", "record", "ces", "6", "--contact", "C1", "--comment", "quick")
    found = answer(csdesk)
    assert list(found) == KEYS
    assert found == {
        "id": "S1", "kind": "ces", "score": 6, "scale": "1-7", "direction": "easy",
        "customer": "P1", "customer_name": "Ann Lee", "contact": "C1",
        "complaint": None, "asked_at": "2026-11-18T09:00:00+01:00",
        "answered_at": "2026-11-18T10:00:00+01:00", "comment": "quick",
        "source": None, "external_id": None,
    }  # fmt: skip
    (listed,) = csdesk.json("survey", "list")
    assert listed == found


def test_nobody_named_is_an_unknown_customer(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "record", "nps", "9")
    csdesk.ok("survey", "record", "nps", "9", "--customer", "-")
    assert [row["customer"] for row in csdesk.json("survey", "list")] == [None, None]
    assert csdesk.json("customer", "list") == []


def test_a_new_customer_is_added_and_said(csdesk: Csdesk) -> None:
    done = csdesk("survey", "record", "nps", "9", "--customer", "Zoë Ångström")
    assert "New customer P1: Zoë Ångström." in done.stderr
    assert answer(csdesk)["customer"] == "P1"


def test_the_customer_is_that_of_the_contact_or_complaint(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late")
    csdesk.ok("complaint", "open", "Bob", "crushed", "--no-contact")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    csdesk.ok("survey", "record", "csat", "4", "--complaint", "K1")
    assert [answer(csdesk, n)["customer_name"] for n in (1, 2)] == ["Ann", "Bob"]


def test_nobody_judges_what_was_still_to_come(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "09:00")
    csdesk.ok("complaint", "open", "P1", "crushed", "--no-contact", "--at", "09:00")
    for verb in (("record", "csat", "4"), ("ask", "csat")):
        for about in (("--contact", "C1"), ("--complaint", "K1")):
            said = csdesk.refused(2, "survey", *verb, *about, "--at", "08:59")
            assert "is before" in said


def test_the_desks_own_scales_and_direction_hold(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "csat_scale", "1-7")
    csdesk.ok("settings", "set", "ces_scale", "0-4")
    csdesk.ok("settings", "set", "ces_direction", "effort")
    csdesk.ok("survey", "record", "csat", "6")
    csdesk.ok("survey", "record", "ces", "1")
    found = [(row["scale"], row["direction"]) for row in csdesk.json("survey", "list")]
    assert found == [("0-4", "effort"), ("1-7", None)]


def test_quiet_prints_the_id_alone(csdesk: Csdesk) -> None:
    assert csdesk.ok("survey", "ask", "nps", "--quiet") == "S1\n"
    assert csdesk.ok("survey", "record", "nps", "9", "-q") == "S1\n"


def test_a_bad_score_leads_to_a_complaint_and_a_good_one_does_not(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann", "late")
    bad = csdesk.ok("survey", "record", "csat", "2", "--contact", "C1")
    assert "Next: csdesk complaint open P1 TEXT --contact C1" in bad
    good = csdesk.ok("survey", "record", "csat", "5", "--contact", "C1")
    assert "complaint" not in good


def test_a_comment_that_would_steer_a_terminal_is_data(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "record", "nps", "9", "--comment", HOSTILE)
    assert answer(csdesk)["comment"] == HOSTILE
    for verb in (("list",), ("show", "S1")):
        assert "\x1b" not in csdesk.ok("survey", *verb)


# -- ask, and which ask an answer belongs to --------------------------------------


def test_an_ask_is_open_until_it_is_answered(csdesk: Csdesk) -> None:
    out = csdesk.ok("survey", "ask", "nps", "--at", "yesterday 14:05")
    assert out.startswith("Asked S1: NPS on 0-10, Tue 17 Nov 2026 14:05.")
    assert answers(csdesk, "--open") == ["S1"]
    out = csdesk.ok("survey", "record", "nps", "3")
    assert "Recorded S1: NPS 3, detractor; asked Tue 17 Nov 2026 14:05." in out
    assert answers(csdesk, "--open") == []


def test_asking_adds_no_customer(csdesk: Csdesk) -> None:
    said = csdesk.refused(3, "survey", "ask", "nps", "--customer", "Ann")
    assert "No customer is called 'Ann'" in said


def test_asking_whom_one_should_not_contact_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann")
    csdesk.ok("customer", "edit", "P1", "--do-not-contact")
    done = csdesk("survey", "ask", "nps", "--customer", "Ann")
    assert "P1 is marked 'do not contact'" in done.stderr


def test_an_answer_keeps_the_scale_and_direction_it_was_asked_on(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("survey", "ask", "ces", "--scale", "1-5", "--direction", "effort")
    assert "from 1 to 5" in csdesk.refused(2, "survey", "record", "ces", "6")
    csdesk.ok("survey", "record", "ces", "5")
    assert (answer(csdesk)["scale"], answer(csdesk)["direction"]) == ("1-5", "effort")


def test_unless_others_are_given(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "ces")
    csdesk.ok(
        "survey", "record", "ces", "9", "--scale", "0-10", "--direction", "effort"
    )
    assert (answer(csdesk)["scale"], answer(csdesk)["direction"]) == ("0-10", "effort")


def _asked(csdesk: Csdesk) -> None:
    """Ann (P1): contacts C1, C2 (of K1) and complaint K1; each asked, and herself.

    S1 about C1, S2 about K1, S3 about Ann, S4 by nobody, S5 nps about C1.
    """
    csdesk.ok("complaint", "open", "Ann", "crushed", "--no-contact", "--at", "07:00")
    csdesk.ok("log", "P1", "late", "--at", "07:10")
    csdesk.ok("log", "P1", "crushed", "--complaint", "K1", "--at", "07:20")
    for about in (("--contact", "C1"), ("--complaint", "K1"), ("--customer", "P1"), ()):
        csdesk.ok("survey", "ask", "csat", *about, "--at", "08:00")
    csdesk.ok("survey", "ask", "nps", "--contact", "C1", "--at", "08:30")


@pytest.fixture
def asked(begin: Begin) -> Csdesk:
    return begin(_asked)


@pytest.mark.parametrize(
    ("about", "filled"),
    [
        (("--contact", "C1"), "S1"),
        (("--complaint", "K1"), "S2"),
        (("--contact", "C2"), "S2"),  # its complaint was asked about
        (("--customer", "Ann"), "S3"),  # the newest of hers
        ((), "S4"),
    ],
)
def test_an_answer_fills_the_nearest_open_ask(
    asked: Csdesk, about: tuple[str, ...], filled: str
) -> None:
    assert asked.ok("survey", "record", "csat", "4", "-q", *about).strip() == filled


def test_the_newest_of_several_asks_is_answered_first(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--at", "06:00")
    for at in ("07:00", "09:00", "08:00"):
        csdesk.ok("survey", "ask", "nps", "--customer", "Ann", "--at", at)
    filled = [
        csdesk.ok("survey", "record", "nps", "9", "--customer", "Ann", "-q").strip()
        for _ in range(4)
    ]
    assert filled == ["S2", "S3", "S1", "S4"]


def test_a_contact_of_hers_answers_what_she_was_asked_in_general(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "07:00")
    csdesk.ok("survey", "ask", "csat", "--customer", "P1", "--at", "08:00")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    assert answers(csdesk) == ["S1"]
    assert answer(csdesk)["contact"] == "C1"


def test_an_ask_about_another_matter_stays_open(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "07:00")
    csdesk.ok("log", "Ann", "bill", "--at", "07:00")
    csdesk.ok("survey", "ask", "csat", "--contact", "C1", "--at", "08:00")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C2")
    assert answers(csdesk, "--open") == ["S1"]


def test_an_ask_of_another_kind_or_a_later_one_stays_open(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "csat", "--at", "09:00")
    csdesk.ok("survey", "record", "nps", "9")
    csdesk.ok("survey", "record", "csat", "4", "--at", "08:00")
    assert answers(csdesk, "--open") == ["S1"]


def test_a_score_off_the_asked_scale_leaves_the_ask_open(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "csat")
    csdesk.refused(2, "survey", "record", "csat", "9", "--comment", "x")
    assert (answer(csdesk)["score"], answer(csdesk)["comment"]) == (None, None)


# -- list -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), "S1 S5 S4 S3 S2"),  # S1 was answered last, so it is the newest
        (("--limit", "2"), "S1 S5"),
        (("--kind", "nps"), "S5"),
        (("--contact", "C1"), "S1 S5"),
        (("--complaint", "3"), ""),
        (("--complaint", "K1"), "S2"),
        (("--customer", "an"), "S1 S5 S3 S2"),
        (("--open",), "S5 S4 S3 S2"),
        (("--period", "yesterday"), ""),
        (("--period", "today", "--open", "--kind", "csat"), "S4 S3 S2"),
    ],
)
def test_a_filter_keeps_what_it_names(
    asked: Csdesk, options: tuple[str, ...], ids: str
) -> None:
    asked.ok("survey", "record", "csat", "4", "--contact", "C1")
    assert answers(asked, *options) == ids.split()


def test_the_period_is_that_of_the_answer(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "nps", "--at", "2026-11-10")
    assert answers(csdesk, "--period", "last-week") == ["S1"]
    csdesk.ok("survey", "record", "nps", "9")
    assert answers(csdesk, "--period", "last-week") == []
    assert answers(csdesk, "--period", "this-week") == ["S1"]


def test_open_asks_show_when_they_were_asked(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "nps", "--at", "2026-11-10 09:15")
    assert "2026-11-10 09:15" in csdesk.ok("survey", "list", "--open")


@pytest.mark.parametrize("verb", ["show", "edit", "remove"])
def test_an_answer_that_is_not_there_is_exit_3(csdesk: Csdesk, verb: str) -> None:
    more = ["--comment", "x"] if verb == "edit" else []
    said = csdesk.refused(3, "survey", verb, "s5", *more)
    assert "There is no survey answer S5" in said
    assert "'csdesk survey list'" in said


# -- edit, remove -----------------------------------------------------------------


def _answered(csdesk: Csdesk) -> None:
    """S1: Ann's ces 5 about C1, with a comment; Bob (P2) has C2 and K1."""
    csdesk.ok("log", "Ann", "late", "--at", "07:00")
    csdesk.ok("log", "Bob", "bill", "--at", "07:00")
    csdesk.ok("complaint", "open", "P2", "crushed", "--no-contact", "--at", "07:00")
    csdesk.ok("survey", "ask", "ces", "--contact", "C1", "--at", "08:00")
    csdesk.ok("survey", "record", "ces", "5", "--contact", "C1", "--comment", "fine",
              "--at", "09:00")  # fmt: skip


@pytest.fixture
def answered(begin: Begin) -> Csdesk:
    return begin(_answered)


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (("--score", "2"), {"score": 2}),
        (("--scale", "0-10"), {"scale": "0-10"}),
        (("--scale", "1-10", "--score", "9"), {"scale": "1-10", "score": 9}),
        (("--direction", "effort"), {"direction": "effort"}),
        (("--comment", "slow"), {"comment": "slow"}),
        (("--clear", "comment"), {"comment": None}),
        (("--asked", "07:00"), {"asked_at": "2026-11-18T07:00:00+01:00"}),
        (("--answered", "09:30"), {"answered_at": "2026-11-18T09:30:00+01:00"}),
        (("--clear", "asked"), {"asked_at": None}),
        (("--clear", "score"), {"score": None, "answered_at": None}),
        (("--clear", "contact"), {"contact": None}),
        (
            ("--clear", "contact", "--customer", "Bob"),
            {"contact": None, "customer": "P2", "customer_name": "Bob"},
        ),
        (
            ("--contact", "C2"),
            {"contact": "C2", "customer": "P2", "customer_name": "Bob"},
        ),
        (
            ("--complaint", "K1"),
            {
                "contact": None,
                "complaint": "K1",
                "customer": "P2",
                "customer_name": "Bob",
            },
        ),
    ],
)
def test_an_edit_changes_what_is_given_and_nothing_else(
    answered: Csdesk, options: tuple[str, ...], changed: dict[str, Any]
) -> None:
    before = answer(answered)
    assert answered.ok("survey", "edit", "S1", *options).startswith("Changed S1.")
    assert answer(answered) == before | changed


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ((), 2, "Nothing to change"),
        (("--score", "8"), 2, "from 1 to 7"),
        (
            ("--scale", "1-3", "--customer", "Ann"),
            2,
            "Its score 5 is not on the scale 1-3",
        ),
        (("--asked", "09:30"), 2, "would be before it was asked"),
        (("--answered", "07:59"), 2, "would be before it was asked"),
        (("--answered", "11:00"), 2, "--answered '11:00' is"),
        (("--clear", "score", "--clear", "asked"), 2, "neither asked nor answered"),
        (("--clear", "score", "--answered", "09:30"), 2, "answered without a score"),
        (("--clear", "kind"), 2, "'kind' cannot be cleared"),
        (("--clear", "coment"), 2, "Did you mean 'comment'?"),
        (("--clear", "score", "--score", "3"), 2, "both set and cleared"),
        (("--customer", "Bob"), 2, "S1 is about C1, which says whose it is"),
        (("--clear", "customer"), 2, "S1 is about C1"),
        (("--customer", "Zoe"), 3, "No customer is called 'Zoe'"),
        (("--customer", "Ann", "--contact", "C2"), 2, "each say whose"),
        (("--contact", "C9"), 3, "There is no contact C9"),
        (("--scroe", "4"), 2, "Did you mean '--score'?"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    answered: Csdesk, options: tuple[str, ...], code: int, why: str
) -> None:
    before = answer(answered)
    assert why in answered.refused(code, "survey", "edit", "S1", *options)
    assert answer(answered) == before


def test_an_ask_is_not_half_answered(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "ask", "nps", "--at", "09:00")
    said = csdesk.refused(2, "survey", "edit", "S1", "--score", "9")
    assert "S1 was asked and not answered yet" in said
    said = csdesk.refused(2, "survey", "edit", "S1", "--answered", "09:30")
    assert "S1 has no score" in said
    csdesk.ok("survey", "edit", "S1", "--score", "9", "--answered", "09:30")
    assert answer(csdesk)["score"] == 9


def test_nps_keeps_its_scale_and_whole_scores_in_an_edit(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "record", "nps", "9")
    for options in (("--scale", "1-5"), ("--direction", "easy"), ("--score", "7.5")):
        csdesk.refused(2, "survey", "edit", "S1", *options)
    assert answer(csdesk)["score"] == 9


def test_a_removed_answer_is_gone(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "record", "nps", "9")
    assert csdesk.ok("survey", "remove", "S1").startswith("Removed S1.")
    assert answers(csdesk) == []
    csdesk.refused(3, "survey", "remove", "S1")


# -- laws -------------------------------------------------------------------------

ENDS = st.integers(-999_999, 999_999).map(lambda number: number / 100)
SCALES = st.tuples(ENDS, ENDS).filter(lambda ends: ends[0] < ends[1])


@given(SCALES)
def test_a_scale_is_read_back_as_it_is_shown(ends: tuple[float, float]) -> None:
    assert read_scale(str(Scale(*ends))) == Scale(*ends)


@given(SCALES, st.integers(-1_200_000, 1_200_000))
def test_a_score_is_on_its_scale_or_refused(
    ends: tuple[float, float], hundredths: int
) -> None:
    scale, score = Scale(*ends), hundredths / 100
    if scale.low <= score <= scale.high:
        assert read_score(f"{score:.2f}", scale) == score
    else:
        with pytest.raises(UsageProblem):
            read_score(f"{score:.2f}", scale)


@given(SCALES, st.floats(0, 1))
def test_effort_turns_ease_around(ends: tuple[float, float], share: float) -> None:
    scale = Scale(*ends)
    score = min(scale.high, scale.low + share * (scale.high - scale.low))
    turned = {"easy": "hard", "hard": "easy"}
    easy = format_score("ces", score, scale, "easy")
    assert format_score("ces", score, scale, "effort") == turned.get(easy, easy)


@pytest.mark.parametrize("score", range(11))
def test_promoters_passives_and_detractors_share_the_scale_out(score: int) -> None:
    word = "detractor" if score <= 6 else "passive" if score <= 8 else "promoter"
    assert format_answer("nps", score, Scale(0, 10), None) == f"NPS {score}, {word}"
    assert is_unhappy("nps", score, Scale(0, 10), None) == (score <= 6)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(100, 500))
def test_a_score_comes_back_from_json_as_it_was_typed(
    csdesk: Csdesk, hundredths: int
) -> None:
    typed = f"{hundredths / 100:g}"
    name = csdesk.ok("survey", "record", "csat", typed, "-q").strip()
    assert csdesk.json("survey", "show", name)["score"] == float(typed)
