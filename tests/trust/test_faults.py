"""Each single call to the disk fails once in every way: before or after, not between.

CSDESK_FAULTS says how many faults a command gets, if not as many as `FAULTS` says;
0 is all of them: every call, in every mode that can befall it. A quarter of them is
drawn (tests/draw.py).
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import pytest

from tests.draw import drawn, scaled
from tests.trust.commands import judge_of, rows
from tests.trust.rig import held_open
from tests.trust.shim import AT_THE_END, BEFALLS, CALLED, Fault

if TYPE_CHECKING:
    from tests.trust.commands import Judge
    from tests.trust.rig import Place

pytestmark = pytest.mark.long

ROWS: Final = rows()
FAULTS: Final = 64
# A power loss is tried twice: all that was not synced is lost, or some of it.
WAYS: Final = (*((mode, 0) for mode in BEFALLS), ("power", 20261118))


def faults(calls: list[str], most: int) -> list[Fault]:
    """`most` faults for a command that makes those calls (0: all there are).

    Each round meets every call with another mode; of a part of a round, every
    so-manieth call.
    """
    rounds = [
        [
            Fault(mode, number, seed and seed + number)
            for number, call in enumerate(calls, 1)
            for mode, seed in [WAYS[(number + turn) % len(WAYS)]]
            if call[0] in BEFALLS[mode]
        ]
        for turn in range(len(WAYS))
    ]
    at_the_end = [Fault("power", AT_THE_END, seed) for seed in (0, 20261118)]
    every = [fault for one in rounds for fault in one]
    if not most or most >= len(rounds[0]):
        return every[: most or None] + at_the_end
    last = len(rounds[0]) - 1
    spread = [rounds[0][place * last // max(most - 1, 1)] for place in range(most)]
    return spread + at_the_end


def meet(place: Place, judge: Judge, fault: Fault, told: Counter[str]) -> str | None:
    """One command meets one fault; what is wrong with what it leaves."""
    place.put_back()
    is_held = fault.number == AT_THE_END and place.path.exists()
    with held_open(place.path) if is_held else nullcontext():
        ended = place.run(*judge.row.command, fault=fault)
    assert ended.hit
    call = "end"
    if fault.number != AT_THE_END:
        call = CALLED[ended.calls[fault.number - 1][0]]
    try:
        is_done = judge.hear(place, ended)
        judge.repeat(place, is_done=is_done)
    except AssertionError as error:
        return f"{fault}, a {call}: {error}; {ended.code} {ended.out}{ended.err}"
    told["after" if is_done else "before"] += 1
    told[f"{fault.mode}: {'killed' if ended.was_killed else f'exit {ended.code}'}"] += 1
    return None


@pytest.mark.parametrize("name", ROWS)
def test_a_fault_at_any_call_leaves_all_or_nothing(place: Place, name: str) -> None:
    judge, undisturbed = judge_of(ROWS[name], place)
    most = scaled("CSDESK_FAULTS", FAULTS)
    *at_calls, lost, torn = faults(undisturbed.calls, most)
    injected = [*drawn(at_calls, f"faults of {name}"), lost, torn]  # the ends always
    told: Counter[str] = Counter()
    wrong = [meet(place, judge, fault, told) for fault in injected]
    sys.stdout.write(
        f"{name}: {len(undisturbed.calls)} calls, {len(injected)} faults; "
        + ", ".join(f"{what} {count}" for what, count in sorted(told.items()))
        + "\n"
    )
    assert list(filter(None, wrong)) == []
    assert min(told["before"], told["after"]) > 0
