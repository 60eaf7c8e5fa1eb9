"""What is set again on the day of its entry is corrected; later it is changed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import NOW
from tests.draw import drawn
from tests.store.dumps import value

if TYPE_CHECKING:
    from collections.abc import Iterator

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


# -- what was written between entry and correction ------------------------------------


def due(csdesk: Csdesk, number: int = 1) -> Any:
    return csdesk.json("contact", "show", f"C{number}")["response_due_at"]


def test_what_was_measured_by_hours_corrected_today_is_measured_again(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*NINE_TO_TWELVE)
    answered(csdesk)
    assert measured(csdesk) == 3 * H
    csdesk.ok("hours", "set", "mon-fri", "09:00-13:00")
    assert measured(csdesk) == 4 * H
    csdesk.ok(*NINE_TO_FIVE)
    assert measured(csdesk) == 7 * H
    csdesk.ok("undo")
    assert measured(csdesk) == 4 * H


def test_what_was_measured_before_the_entry_stays(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_FIVE)
    answered(csdesk)
    csdesk.now(TOMORROW)
    csdesk.ok("hours", "set", "mon-fri", "10-11", "--from", "beginning")
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-10-14 16:00")
    csdesk.ok("contact", "reopen", "C1", "--at", "2026-10-14 17:00")
    csdesk.ok(*NINE_TO_TWELVE)
    assert measured(csdesk) == 7 * H
    assert value(csdesk.path, "SELECT resolution_business_seconds FROM reopening") == (
        3 * H
    )


def test_a_day_closed_by_mistake_leaves_no_trace(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_FIVE)
    csdesk.now(TOMORROW)
    csdesk.ok(*TARGET, "4h", "--from", "beginning")
    csdesk.ok("hours", "close", "2026-10-14")
    answered(csdesk)
    assert measured(csdesk) == 0
    csdesk.ok("hours", "set", "2026-10-14", "usual")
    assert measured(csdesk) == 7 * H
    assert due(csdesk) == "2026-10-14T13:00:00+02:00"


def test_a_target_corrected_today_sets_the_deadlines_of_today_again(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*NINE_TO_FIVE)
    csdesk.ok(*TARGET, "40m")
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "9:30")
    assert due(csdesk) == "2026-11-18T10:10:00+01:00"
    csdesk.ok(*TARGET, "4h")
    assert due(csdesk) == "2026-11-18T13:30:00+01:00"
    csdesk.ok(*TARGET, "off")
    assert due(csdesk) is None
    csdesk.ok(*TARGET, "1h")
    assert due(csdesk) == "2026-11-18T10:30:00+01:00"


# -- the law ---------------------------------------------------------------------------

CLOCKS = ("08:00-12:00", "09:00-17:00", "closed", "24h", "10:00-11:00,15:00-16:30")
LENGTHS = ("30m", "4h", "90m", "off", "8h")
COSTS = ("10", "24.50", "60")
Line = tuple[str, ...]


def rules(chance: Random) -> list[Line]:
    """Hours, a target and a cost, as somebody might type them."""
    day = f"2026-10-{chance.randint(12, 23)}"
    return [
        ("hours", "set", "mon-fri", chance.choice(CLOCKS)),
        ("hours", "set", "sat", chance.choice(CLOCKS)),
        ("hours", "set", day, chance.choice(CLOCKS)),
        ("targets", "set", "response", chance.choice(LENGTHS), "--channel", "email"),
        ("targets", "set", "resolution", chance.choice(LENGTHS)),
        (*COST, chance.choice(COSTS)),
    ]


def first(line: Line) -> Line:
    """Enter a rule for the first time: it may hold from long ago."""
    if line[0] == "hours":
        return line
    return (*there(line), "--from", "2026-10-01")


def there(line: Line) -> Line:
    """Set a target rather than end one that is not there."""
    return tuple("1h" if word == "off" else word for word in line)


def records(chance: Random, count: int) -> Iterator[Line]:
    """E-mails and calls of last month, answered and resolved, some of them reopened."""
    for number in range(1, count + 1):
        contact, day = f"C{number}", chance.randint(12, 22)
        at = f"2026-10-{day} {chance.randint(8, 12):02}:{chance.randint(10, 59)}"
        yield ("log", "-", "x", "--channel", "email", "--at", at)
        if chance.random() < 0.7:
            at = f"2026-10-{day} {chance.randint(13, 19)}:{chance.randint(10, 59)}"
            yield ("contact", "respond", contact, "--at", at)
        if chance.random() < 0.7:
            resolved = f"2026-10-{day + 1} 18:30"
            yield ("contact", "resolve", contact, "--at", resolved)
            if chance.random() < 0.4:
                again = f"2026-10-{day + 1} 20:00"
                yield ("contact", "reopen", contact, "--at", again)
    yield ("complaint", "open", "-", "late", "--at", "2026-10-14 09:20")
    yield ("log", "-", "call", "--took", "30m")


def figures(csdesk: Csdesk) -> Any:
    csdesk.now(TOMORROW)
    report = csdesk.json("report", "2026-10-01..2026-11-18", "--all")
    contacts = csdesk.json("contact", "list", "--limit", "99")
    complaints = csdesk.json("complaint", "list")
    return report["kpis"], report["attention"], contacts, complaints


@pytest.mark.parametrize("seed", drawn(range(6), "corrections"))
def test_random_corrections_before_the_end_of_the_day_leave_no_trace(
    csdesk: Csdesk, empty_desk: bytes, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - a story, no secret
    slips, story = rules(chance), list(records(chance, 6))
    # Right is another value of what was entered first, of the same days.
    right = [
        there(chance.choice((slip, (*slip[:3], *other[3:]))))
        for slip, other in zip(slips, rules(chance), strict=True)
    ]
    days = {line[2] for line in (*slips, *right) if line[2].startswith("2026")}
    for line in (*map(first, right), *story):
        csdesk.ok(*line)
    expected = figures(csdesk)

    csdesk.path.write_bytes(empty_desk)
    csdesk.settle()
    csdesk.now(NOW)
    for line in map(first, slips):
        csdesk.ok(*line)
    corrections = [line for _ in range(2) for line in rules(chance)]
    for line in story:
        csdesk.ok(*line)
        if corrections and chance.random() < 0.5:
            slip = corrections.pop()
            days.add(slip[2])
            csdesk(*slip)
    for day in days:
        if day.startswith("2026"):
            csdesk("hours", "set", day, "usual")
    for line in right:
        csdesk(*line)
    assert figures(csdesk) == expected
