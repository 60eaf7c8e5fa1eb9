"""kill -9 at any moment of any command: all of it or nothing, and it can be repeated.

CSDESK_KILLS says how many kills a command gets, if not `KILLS`: half of them at a
moment of chance, half at a call to the disk, one after the other. A quarter of them is
drawn (tests/draw.py). (Large imports: tests/imports/test_large_killed.py.)
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from tests.draw import dice, drawn, scaled
from tests.trust.commands import judge_of, rows
from tests.trust.rig import NO_FAULT
from tests.trust.shim import CALLED, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.trust.commands import Judge
    from tests.trust.rig import Place

pytestmark = pytest.mark.long

ROWS: Final = rows()
KILLS: Final = 64
DICE: Final = dice("moments")


def moments(count: int, longest: float) -> Iterator[float]:
    """`count` moments of a command, one in each equal part of its time."""
    for number in range(count):
        yield longest * (number + DICE.random()) / count


def at_calls(count: int, calls: list[str]) -> Iterator[Fault]:
    """`count` calls of a command, first to last, before which it is killed."""
    for place in range(count):
        yield Fault("crash", 1 + place * (len(calls) - 1) // max(count - 1, 1))


def kill(
    place: Place, judge: Judge, told: Counter[str], moment: float | None, fault: Fault
) -> str | None:
    """Kill one command; what is wrong with what it leaves. Early enough, in the end."""
    place.put_back()
    ended = place.run(*judge.row.command, fault=fault, kill_after=moment)
    if not ended.was_killed:
        assert moment is not None
        told["came too late"] += 1
        return kill(place, judge, told, moment * DICE.random(), fault)
    last = CALLED[ended.calls[-1][0]] if ended.calls else "nothing"
    try:
        is_done = judge.hear(place, ended)
        judge.repeat(place, is_done=is_done)
    except AssertionError as error:
        where = f"killed at {moment} or {fault} after {len(ended.calls)} calls"
        return f"{where}, {last}: {error}"
    told["after" if is_done else "before"] += 1
    told["in its calls" if ended.calls else "before any"] += 1
    return None


@pytest.mark.parametrize("name", ROWS)
def test_a_command_that_is_killed_leaves_all_or_nothing(
    place: Place, name: str
) -> None:
    judge, undisturbed = judge_of(ROWS[name], place)
    kills = scaled("CSDESK_KILLS", KILLS)
    place.put_back()
    began = time.monotonic()
    assert place.run(*judge.row.command).code == judge.row.done
    lasts = time.monotonic() - began
    told: Counter[str] = Counter()
    wrong = [
        kill(place, judge, told, moment, NO_FAULT)
        for moment in drawn(moments(kills - kills // 2, lasts), f"moments of {name}")
    ]
    *early, last = at_calls(kills // 2, undisturbed.calls)
    wrong += [
        kill(place, judge, told, None, fault)
        for fault in [*drawn(early, f"calls of {name}"), last]  # the last one always
    ]
    sys.stdout.write(
        f"{name}: {len(wrong)} kills; "
        + ", ".join(f"{what} {count}" for what, count in sorted(told.items()))
        + "\n"
    )
    assert list(filter(None, wrong)) == []
    assert min(told["before"], told["after"]) > 0
