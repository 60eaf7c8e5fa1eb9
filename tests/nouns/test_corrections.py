"""What is set again on the day of its entry is corrected; later it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.store.dumps import value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

H = 3600
TOMORROW = "2026-11-19T10:00:00+01:00"
NINE_TO_TWELVE = ("hours", "set", "mon-fri", "09:00-12:00")
NINE_TO_FIVE = ("hours", "set", "mon-fri", "09:00-17:00")
COST = ("settings", "set", "hourly_cost")
TARGET = ("targets", "set", "response")


def measured(csdesk: Csdesk, number: int = 1) -> Any:
    return value(
        csdesk.path,
        "SELECT response_business_seconds FROM contact WHERE id = ?",
        number,
    )


def answered(csdesk: Csdesk) -> None:
    """An e-mail of last month, answered at 16:00 of the same day."""
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "2026-10-14 09:00")
    csdesk.ok("contact", "respond", "C1", "--at", "2026-10-14 16:00")


def monday(csdesk: Csdesk) -> tuple[Any, Any]:
    row = csdesk.json("hours", "show")["week"][0]
    return row["hours"], row["since"]


def cost(csdesk: Csdesk) -> list[tuple[Any, Any]]:
    rows = csdesk.json("settings", "list")
    return [(row["value"], row["since"]) for row in rows if row["key"] == "hourly_cost"]


def within(csdesk: Csdesk) -> list[tuple[Any, Any]]:
    rows = csdesk.json("targets", "show")["targets"]
    return [(row["within"], row["from"]) for row in rows]


# -- the start ---------------------------------------------------------------------


def test_hours_set_again_today_replace_those_entered_today_from_their_start(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*NINE_TO_TWELVE)
    result = csdesk(*NINE_TO_FIVE)
    assert "Mon-Fri: 09:00-17:00, from the beginning." in result.stdout
    assert "add --from today" in result.stderr
    assert monday(csdesk) == (["09:00-17:00"], None)
    answered(csdesk)
    assert measured(csdesk) == 7 * H


def test_hours_set_again_tomorrow_are_a_change(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_TWELVE)
    csdesk.now(TOMORROW)
    result = csdesk(*NINE_TO_FIVE)
    assert "from Thu 19 Nov 2026 on" in result.stdout
    assert "It replaces" not in result.stderr
    answered(csdesk)
    assert measured(csdesk) == 3 * H


def test_from_today_makes_a_change_of_what_was_entered_today(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_TWELVE)
    csdesk.ok(*NINE_TO_FIVE, "--from", "today")
    assert monday(csdesk) == (["09:00-17:00"], "2026-11-18")


def test_what_an_undo_brought_back_today_was_not_entered_today(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_TWELVE)
    csdesk.now(TOMORROW)
    csdesk.ok("hours", "set", "mon-fri", "10-11", "--from", "beginning")
    csdesk.ok("undo")
    assert "from Thu 19 Nov 2026 on" in csdesk.ok(*NINE_TO_FIVE)


def test_a_target_set_again_today_holds_from_the_start_of_the_first(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*TARGET, "4h", "--tier", "Gold", "--from", "2026-11-02")
    csdesk.ok(*TARGET, "2h", "--tier", "gold")
    assert within(csdesk) == [("2h", "2026-11-02T00:00:00+01:00")]
    csdesk.now(TOMORROW)
    csdesk.ok(*TARGET, "3h", "--tier", "gold")
    assert within(csdesk) == [("3h", "2026-11-19T00:00:00+01:00")]


def test_another_scope_is_another_target(csdesk: Csdesk) -> None:
    csdesk.ok(*TARGET, "4h", "--from", "2026-11-02")
    csdesk.ok(*TARGET, "2h", "--channel", "email")
    assert within(csdesk) == [
        ("2h", "2026-11-18T00:00:00+01:00"),
        ("4h", "2026-11-02T00:00:00+01:00"),
    ]


def test_a_cost_set_again_today_holds_from_the_start_of_the_first(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*COST, "20", "--from", "2026-11-02")
    csdesk.ok(*COST, "25")
    assert cost(csdesk) == [(25, "2026-11-02T00:00:00+01:00")]
    csdesk.now(TOMORROW)
    csdesk.ok(*COST, "30")
    assert cost(csdesk) == [(30, "2026-11-19T00:00:00+01:00")]
