"""`csdesk targets`: set from a day on, ended, shown; and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.store.dumps import dump

if TYPE_CHECKING:
    from tests.conftest import Csdesk


def shown(csdesk: Csdesk, part: str = "targets") -> list[tuple[Any, ...]]:
    names = ("what", "within", "channel", "severity", "tier", "from")
    rows = csdesk.json("targets", "show")[part]
    return [tuple(row[name] for name in names) for row in rows]


def test_a_target_holds_from_today_on(csdesk: Csdesk) -> None:
    said = csdesk.ok("targets", "set", "response", "4h", "--channel", "email")
    assert said.startswith(
        "Response within 4h business: email, from Wed 18 Nov 2026 00:00 on."
    )
    today = "2026-11-18T00:00:00+01:00"
    assert shown(csdesk) == [("response", "4h", "email", None, None, today)]


def test_it_may_hold_from_the_beginning(csdesk: Csdesk) -> None:
    result = csdesk("targets", "set", "resolution", "2d", "--clock", "elapsed",
                    "--from", "beginning")  # fmt: skip
    assert "Resolution within 2d elapsed, from the beginning." in result.stdout
    assert "keeps the deadlines that it has" in result.stderr
    assert shown(csdesk) == [("resolution", "2d", None, None, None, None)]


def test_what_counts_most_stands_first(csdesk: Csdesk) -> None:
    for words in (
        ("resolution", "9h"),
        ("response", "8h"),
        ("response", "1h", "--tier", "gold", "--channel", "email"),
        ("response", "2h", "--tier", "gold"),
    ):
        csdesk.ok("targets", "set", *words)
    assert [row[1] for row in shown(csdesk)] == ["1h", "2h", "8h", "9h"]


def test_what_is_to_come_is_shown_apart_and_said(csdesk: Csdesk) -> None:
    csdesk.ok("targets", "set", "response", "2h", "--from", "2026-12-01")
    assert shown(csdesk) == []
    assert [row[1] for row in shown(csdesk, "coming")] == ["2h"]
    result = csdesk("targets", "set", "response", "4h")
    assert (
        "It holds until Tue 1 Dec 2026 00:00; from then on: Response within 2h "
        "business." in result.stderr
    )
    assert [row[1] for row in shown(csdesk)] == ["4h"]
    csdesk.now("2026-12-01T08:00:00+01:00")
    assert [row[1] for row in shown(csdesk)] == ["2h"]


def test_set_again_on_the_same_day_it_is_replaced(csdesk: Csdesk) -> None:
    csdesk.ok("targets", "set", "response", "2h", "--tier", "Gold")
    csdesk.ok("targets", "set", "response", "3h", "--tier", "gold")
    assert [row[1] for row in shown(csdesk)] == ["3h"]


def test_a_target_can_be_ended(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-17T10:00:00+01:00")
    csdesk.ok("targets", "set", "response", "2h", "--from", "2026-11-01")
    csdesk.now("2026-11-18T10:00:00+01:00")
    said = csdesk.ok("targets", "set", "response", "off")
    assert said.startswith("No response target, from Wed 18 Nov 2026 00:00 on.")
    assert shown(csdesk) == []


def test_an_exception_from_a_wider_target_is_shown_as_off(csdesk: Csdesk) -> None:
    csdesk.ok("targets", "set", "response", "2h")
    csdesk.ok("targets", "set", "response", "off", "--channel", "letter")
    assert [row[1:3] for row in shown(csdesk)] == [("off", "letter"), ("2h", None)]
    csdesk.ok("log", "-", "x", "--channel", "letter")
    csdesk.ok("log", "-", "x", "--channel", "email")
    assert csdesk.json("contact", "show", "C1")["response_due_at"] is None
    assert csdesk.json("contact", "show", "C2")["response_target"] == "2h business"


def test_without_any_the_table_says_how_to_set_one(csdesk: Csdesk) -> None:
    assert "csdesk targets set response 4h" in csdesk.ok("targets", "show")


def test_a_tier_near_one_in_use_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann", "--tier", "Gold")
    result = csdesk("targets", "set", "response", "2h", "--tier", "gld")
    assert "'gld' is a new tier. Did you mean 'Gold'?" in result.stderr
    csdesk.ok("targets", "set", "response", "2h", "--tier", "GOLD")
    assert "Gold" in [row[4] for row in shown(csdesk)]


def test_without_hours_it_says_that_its_time_never_rests(csdesk: Csdesk) -> None:
    said = csdesk("targets", "set", "response", "2h").stderr
    assert "No opening hours are set, so its time runs day and night" in said
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    assert csdesk("targets", "set", "response", "3h").stderr == ""


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        (2, ("respnse", "2h"), "Did you mean 'response'?"),
        (2, ("response", "soon"), "'soon' is not a duration."),
        (2, ("response", "2"), "'2' has no unit."),
        (2, ("response", "0h"), "'0h' leaves no time at all."),
        (2, ("response", "1d"), "'1d' of opening hours could be of any length."),
        (2, ("response", "2h", "--channel", "phone"), "answered at once, or never"),
        (2, ("response", "2h", "--severity", "high"), "'high' is a severity"),
        (2, ("resolution", "2h", "--channel", "self-service"), "is no case"),
        (2, ("resolution", "2h", "--severity", "hihg"), "Did you mean 'high'?"),
        (2, ("resolution", "2h", "--clock", "lunar"), "'lunar' is not a clock."),
        (2, ("resolution", "2h", "--tier", " "), "The tier is empty."),
        (2, ("resolution", "2h", "--from", "soon"), "'soon'"),
        (4, ("resolution", "off"), "There is no resolution target."),
        (4, ("response", "off", "--tier", "x"), "no response target for x."),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_is_kept(
    csdesk: Csdesk, code: int, words: tuple[str, ...], said: str
) -> None:
    before = dump(csdesk.path)
    assert said in csdesk.refused(code, "targets", "set", *words)
    assert dump(csdesk.path) == before


def test_history_names_the_target(csdesk: Csdesk) -> None:
    csdesk.ok("targets", "set", "response", "2h")
    assert csdesk.json("history")[0]["touched"] == ["target for response"]


def test_the_hint_for_what_is_no_length_names_off(csdesk: Csdesk) -> None:
    told = csdesk.refused(2, "targets", "set", "response", "none")
    assert "'off' for no target" in told


def test_every_version_of_a_target_is_shown(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-16T10:00:00+01:00")
    csdesk.ok("targets", "set", "response", "2h")
    csdesk.now("2026-11-17T10:00:00+01:00")
    csdesk.ok("targets", "set", "response", "4h")
    csdesk.now("2026-11-18T10:00:00+01:00")
    csdesk.ok("targets", "set", "response", "off")
    assert shown(csdesk) == []
    assert [(row[1], row[5]) for row in shown(csdesk, "earlier")] == [
        ("2h", "2026-11-16T00:00:00+01:00"),
        ("4h", "2026-11-17T00:00:00+01:00"),
        ("off", "2026-11-18T00:00:00+01:00"),
    ]
    assert "Before" in csdesk.ok("targets", "show")
