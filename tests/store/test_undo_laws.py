"""Undo's laws: whatever was done, all of it undone is where one began."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Csdesk
from tests.store.dumps import dump, is_sound

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.dumps import Dump

contacts = st.integers(1, 4).map(lambda number: f"C{number}")
whos = st.sampled_from(["-", "Ann Lee", "Jo Roe", "P1"])
channels = st.sampled_from(["phone", "email"])
agents = st.sampled_from(["Anna", "Bertram"])
VERBS = st.one_of(
    st.tuples(st.just("log"), whos, st.just("hello"), st.just("--channel"), channels),
    st.tuples(st.just("log"), whos, st.just("more"), st.just("--follows"), contacts),
    st.tuples(st.just("log"), whos, st.just("settled"), st.just("--resolved")),
    st.tuples(
        st.just("contact"),
        st.sampled_from(["respond", "resolve", "reopen", "resume", "remove"]),
        contacts,
    ),
    st.tuples(st.just("contact"), st.just("hold"), contacts, st.just("waits")),
    st.tuples(
        st.just("contact"),
        st.just("edit"),
        contacts,
        st.sampled_from(["--category", "--notes", "--customer"]),
        st.sampled_from(["P1", "Ann Lee"]),
    ),
    st.tuples(st.just("undo"), st.integers(2, 12).map(str)),
).flatmap(lambda verb: agents.map(lambda name: (*verb, "--agent", name)))


class Story:
    """A desk, the operations done on it, and what it held after each."""

    def __init__(self, csdesk: Csdesk) -> None:
        self.csdesk = csdesk
        self.states: list[Dump] = [dump(csdesk.path)]
        self.done: list[str] = []

    def newest(self) -> str:
        """The number of the newest operation."""
        return self.csdesk.ok("history", "-q", "--limit", "1").strip()

    def do(self, *command: str) -> None:
        """Do it, if the desk allows; a refusal changes nothing."""
        before = self.newest()
        result = self.csdesk(*command)
        assert result.exit_code in {0, 2, 3, 4}, (command, result.output)
        if self.newest() != before:
            assert result.exit_code == 0, command
            self.done.append(self.newest())
            self.states.append(dump(self.csdesk.path))
        else:
            assert dump(self.csdesk.path) == self.states[-1], command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for every example's desk."""
    return tmp_path_factory.mktemp("laws")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.long
@given(commands=st.lists(VERBS, min_size=1, max_size=8))
def test_all_undone_is_the_start_and_all_redone_is_the_end(
    empty_desk: bytes, folder: Path, commands: list[tuple[str, ...]]
) -> None:
    path = folder / "desk.db"
    with (
        mock.patch.dict(os.environ, {"CSDESK_DB": str(path)}),
        pytest.MonkeyPatch().context() as patch,
    ):
        csdesk = Csdesk(folder, patch)
        path.write_bytes(empty_desk)
        story = Story(csdesk)
        for command in commands:
            story.do(*command)
        undos: list[str] = []
        for number, before in zip(
            reversed(story.done), reversed(story.states[:-1]), strict=True
        ):
            csdesk.ok("undo", number)
            undos.append(story.newest())
            assert dump(path) == before
        for number, after in zip(reversed(undos), story.states[1:], strict=True):
            csdesk.ok("undo", number)
            assert dump(path) == after
        assert is_sound(path)
