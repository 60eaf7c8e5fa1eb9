"""Whatever is typed in whatever order, a complaint only moves as its life allows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from csdesk.domain.complaint_workflow import STATUSES, TRANSITIONS
from tests.complaints.conftest import FIRM

if TYPE_CHECKING:
    from tests.complaints.conftest import BringTo, Dump
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

# Written down a second time, from DESIGN.md §5: verb -> {status: the status after}.
OPEN = ("received", "acknowledged", "investigating", "offered")
SETTLED = ("resolved", "followed-up", "closed")
EXPECTED = {
    "acknowledge": {"received": "acknowledged"},
    "investigate": dict.fromkeys(("received", "acknowledged"), "investigating"),
    "offer": dict.fromkeys(OPEN, "offered"),
    "resolve": dict.fromkeys(OPEN, "resolved"),
    "followed-up": {"resolved": "followed-up"},
    "close": {"followed-up": "closed"},
    "reopen": dict.fromkeys(SETTLED, "investigating"),
    "escalate": {status: status for status in OPEN},
    "hold": {status: status for status in OPEN},
    "resume": {status: status for status in OPEN},
    "note": {status: status for status in (*OPEN, *SETTLED)},
}
ARGS = {
    "offer": ("voucher", "--value", "5"),
    "resolve": (*FIRM, "--remedy", "none"),
    "reopen": ("not settled",),
    "escalate": ("higher",),
    "hold": ("waiting",),
    "note": ("a word",),
}


def test_the_table_is_that_of_the_design() -> None:
    table = {
        verb: {status: end or status for status in starts}
        for verb, (starts, end) in TRANSITIONS.items()
    }
    assert table == EXPECTED


@pytest.mark.parametrize("status", STATUSES)
def test_from_each_status_exactly_the_allowed_steps_lead_on(
    desk: Csdesk, bring_to: BringTo, dump: Dump, status: str
) -> None:
    bring_to(status)
    there = desk.path.read_bytes()
    before = dump()
    for verb, ends in EXPECTED.items():
        if verb == "resume":  # needs a hold; the walk below has both
            continue
        result = desk("complaint", verb, "K1", *ARGS.get(verb, ()))
        assert (verb, result.exit_code) == (verb, 0 if status in ends else 4)
        if status in ends:
            assert desk.json("complaint", "list")[0]["status"] == ends[status]
            desk.path.write_bytes(there)
        else:
            assert dump() == before, verb


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_stays_within_the_life(
    desk: Csdesk, dump: Dump, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    status, is_held, level, reopenings, events = "received", False, 0, 0, 1
    for _ in range(20):
        verb = dice.choice(list(EXPECTED))
        may = status in EXPECTED[verb] and (
            {"hold": not is_held, "resume": is_held}.get(verb, True)
        )
        before = dump()
        result = desk("complaint", verb, "K1", *ARGS.get(verb, ()))
        assert result.exit_code == (0 if may else 4), (verb, status, result.output)
        if not may:
            assert dump() == before, verb
            continue
        status = EXPECTED[verb][status]
        is_held = {"hold": True, "resume": False, "resolve": False}.get(verb, is_held)
        level += verb == "escalate"
        reopenings += verb == "reopen"
        events += 1
        shown = desk.json("complaint", "show", "K1")
        assert shown["status"] == status
        assert shown["resolved"] is (status in SETTLED)
        assert (shown["closed_at"] is not None) is (status == "closed")
        assert (shown["outcome"] is not None) is (status in SETTLED)
        assert (shown["on_hold"], shown["level"]) == (is_held, level)
        assert len(shown["reopenings"]) == reopenings
        assert len(shown["events"]) == events
        assert shown["events"][-1]["kind"] == verb
        assert shown["events"][-1]["to_status"] == status
