"""Whatever is typed, killed, failed and undone in whatever order: what must be, is.

Hypothesis draws stories of commands and tells a model of the desk beside them. Any
command may be killed at any call to the disk, lose the power or meet a bad disk there:
then it is done, or it is not. CSDESK_STORIES says how many stories, if not 10.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from csdesk.domain.complaint_workflow import TRANSITIONS
from tests.draw import scaled
from tests.store.dumps import dump, is_sound, value
from tests.trust import model as acts
from tests.trust.commands import BORN, INIT
from tests.trust.model import Model, rows_of
from tests.trust.rig import NO_FAULT
from tests.trust.shim import BEFALLS, Fault

if TYPE_CHECKING:
    from tests.trust.model import Act
    from tests.trust.rig import Ended, Place

pytestmark = pytest.mark.long

MOST_ROWS: Final = 4
WHOS: Final = st.sampled_from(["-", "Ann Lee", "Jo Roe"])
# Steps that need no other one first: holds have their own tests.
VERBS: Final = st.sampled_from(sorted(set(TRANSITIONS) - {"hold", "resume"}))
# `short-write` and its like change nothing; the calls of a command are about 90.
FAULTS: Final = st.builds(
    Fault,
    mode=st.sampled_from(sorted(BEFALLS)),
    number=st.integers(1, 100),
    seed=st.integers(0, 1_000_000),
)
OFTEN_NONE: Final = st.one_of(st.none(), FAULTS)
LATER: Final = "2026-11-18T11:00:00+01:00"


class Desk(RuleBasedStateMachine):
    """One story: a desk, its model, and the models that undo leads back to."""

    place: Place
    told: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.place.put_back()
        self.first = dump(self.place.path)
        self.model = Model()
        self.former: list[Model] = []
        self.operations = self.count("operation")
        self.told["stories"] += 1

    def count(self, table: str) -> int:
        return int(value(self.place.path, f"SELECT count(*) FROM {table}"))

    def do(self, act: Act, fault: Fault | None) -> None:
        """Type it, with or without a fault; it is done, or it is not."""
        ended = self.type(act.command, fault)
        if not act.is_allowed:
            assert ended.code == 4 or (fault and ended.code in {6, -9}), ended
            is_done = False
        else:
            is_done = self.is_done(ended, fault, changes=act.changes)
        if is_done and act.changes:
            self.former.append(self.model.copy())
            tables = ("contact", "complaint", "follow_up")
            newest = {table: self.newest(table) for table in tables}
            act.does(self.model, newest)

    def type(self, command: tuple[str, ...], fault: Fault | None) -> Ended:
        ended = self.place.run(*command, fault=fault or NO_FAULT)
        assert "Traceback" not in ended.err, ended
        self.told["commands"] += 1
        self.told["killed"] += ended.was_killed
        self.told["failed"] += ended.code == 6
        return ended

    def is_done(self, ended: Ended, fault: Fault | None, *, changes: bool) -> bool:
        """Whether an operation was added: it must be where it was said to be done."""
        assert ended.code == 0 or (fault and ended.code in {6, -9}), ended
        if not changes:
            return ended.code == 0
        is_done = self.count("operation") > self.operations
        assert is_done or ended.code, "lost: exit 0"
        assert is_done or not ended.out.strip(), "lost: it was said to be done"
        assert not (is_done and "nothing was" in ended.err.lower()), ended.err
        self.operations += is_done
        return is_done

    def newest(self, table: str) -> int:
        return int(value(self.place.path, f"SELECT coalesce(max(id), 0) FROM {table}"))

    @rule(who=WHOS, resolved=st.booleans(), promised=st.booleans(), fault=OFTEN_NONE)
    def log(
        self, who: str, resolved: bool, promised: bool, fault: Fault | None
    ) -> None:
        self.do(acts.log(who, is_resolved=resolved, is_promised=promised), fault)

    @rule(who=WHOS, fault=OFTEN_NONE)
    def open_complaint(self, who: str, fault: Fault | None) -> None:
        self.do(acts.open_complaint(who), fault)

    @precondition(lambda self: self.model.complaints)
    @rule(data=st.data(), verb=VERBS, fault=OFTEN_NONE)
    def step(self, data: st.DataObject, verb: str, fault: Fault | None) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.complaints)))
        self.do(acts.step(self.model, number, verb), fault)

    @precondition(lambda self: self.model.contacts)
    @rule(data=st.data(), fault=OFTEN_NONE)
    def resolve(self, data: st.DataObject, fault: Fault | None) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.contacts)))
        self.do(acts.resolve_contact(self.model, number), fault)

    @precondition(lambda self: self.model.follow_ups)
    @rule(data=st.data(), fault=OFTEN_NONE)
    def finish(self, data: st.DataObject, fault: Fault | None) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.follow_ups)))
        self.do(acts.finish(self.model, number), fault)

    @rule(points=st.integers(0, 10), fault=OFTEN_NONE)
    def score(self, points: int, fault: Fault | None) -> None:
        self.do(acts.score(points), fault)

    @rule(rows=st.integers(1, MOST_ROWS), fault=OFTEN_NONE)
    def bring(self, rows: int, fault: Fault | None) -> None:
        self.do(acts.bring(self.model, rows), fault)

    @precondition(lambda self: self.former)
    @rule(fault=OFTEN_NONE)
    def undo(self, fault: Fault | None) -> None:
        if self.is_done(self.type(("undo",), fault), fault, changes=True):
            self.model = self.former.pop()
            self.told["undone"] += 1

    @invariant()
    def all_is_there_and_nothing_else(self) -> None:
        path, model = self.place.path, self.model
        assert is_sound(path)
        for table, count in {
            "contact": len(model.contacts) + model.imported,
            "complaint": len(model.complaints),
            "follow_up": len(model.follow_ups),
            "customer": len(model.customers),
            "survey_answer": model.answers,
            "operation": self.operations,
        }.items():
            assert self.count(table) == count, table
        for number, status in model.complaints.items():
            found = value(path, "SELECT status FROM complaint WHERE id = ?", number)
            assert found == status
        done = "SELECT count(*) FROM follow_up WHERE done_at IS NOT NULL"
        assert value(path, done) == sum(model.follow_ups.values())
        without = (
            "SELECT count(*) FROM operation"
            " WHERE id NOT IN (SELECT operation_id FROM change)"
            " AND id NOT IN (SELECT operation_id FROM import_run)"
        )
        assert value(path, without) == 0

    def teardown(self) -> None:
        """The report counts what is open; and all of it undone is the beginning."""
        self.place.now, former = LATER, self.place.now
        said = self.place.ok("report", "all", "--kpi", "backlog", "--format", "json")
        (figure,) = json.loads(said)["kpis"]
        assert (figure["value"] or 0) == self.model.backlog()
        while (result := self.place.type("undo")).exit_code == 0:
            pass
        self.place.now = former
        assert "There is nothing to undo." in result.stderr
        assert dump(self.place.path) == self.first
        assert is_sound(self.place.path)


def test_what_must_be_is_whatever_happens(place: Place) -> None:
    for rows in range(1, MOST_ROWS + 1):
        (place.folder / f"{rows}.csv").write_text(rows_of(rows))
    former, place.now = place.now, BORN
    place.ok(*INIT)
    place.now = former
    place.keep()
    Desk.place, Desk.told = place, Counter()
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=scaled("CSDESK_STORIES", 10),
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    told = ", ".join(f"{what} {count}" for what, count in sorted(Desk.told.items()))
    sys.stdout.write(f"{told}\n")
    assert min(Desk.told[what] for what in ("killed", "failed", "undone")) > 0
