"""After undo of any verb the desk is as it was; after redo, as the verb left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import dump
from tests.store.verbs import FILES, FOR_GOOD, STORY, VERBS, commands, is_named

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look


def test_every_command_that_writes_has_a_row() -> None:
    writing = {name for name, options in commands().items() if "agent" in options}
    assert writing - FOR_GOOD == {is_named(verb) for verb in VERBS}
    assert writing >= FOR_GOOD


@pytest.fixture(scope="module")
def story(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk on which STORY has happened, made once."""
    from tests.conftest import Csdesk

    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("story")
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        csdesk = Csdesk(folder, patch)
        csdesk.path.write_bytes(empty_desk)
        for command in STORY:
            csdesk.ok(*command)
        return csdesk.path.read_bytes()


@pytest.mark.parametrize("verb", VERBS)
def test_undo_puts_back_what_the_verb_changed_and_redo_what_it_did(
    csdesk: Csdesk, story: bytes, verb: str
) -> None:
    csdesk.path.write_bytes(story)
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text)
    before_it, command = VERBS[verb]
    for one in before_it:
        csdesk.ok(*one)
    before = dump(csdesk.path)
    csdesk.ok(*command)
    number = csdesk.ok("history", "-q").split()[0]
    after = dump(csdesk.path)
    assert after != before

    csdesk.ok("undo", number)
    assert dump(csdesk.path) == before

    csdesk.ok("undo", csdesk.ok("history", "-q").split()[0])
    assert dump(csdesk.path) == after
