"""The commands that are killed and failed: a row each, and what each must leave behind.

A new command that writes needs no more than its row.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.store.sqlite import schema
from tests.conftest import ROOT
from tests.draw import drawn
from tests.imports.large import holds
from tests.store.dumps import is_sound
from tests.store.verbs import FILES, RESOLVED, STORY, VERBS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.trust.rig import Command, Ended, Place, State

MARK: Final = "Zyxomarker"  # in every customer's name: it must reach no stderr
BORN: Final = "2026-01-05T08:00:00+01:00"
INIT: Final = (
    "init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--currency", "EUR",
    "--country", "DE", "--yes",
)  # fmt: skip
HEADING: Final = (
    "external_id,received_at,channel,subject,customer_name,customer_email,csat\n"
)


def contacts(rows: int, *, bad: bool = False) -> str:
    """A CSV file of so many contacts; where it is `bad`, every tenth is."""
    days = [f"2026-11-{day + 1:02} 10:00" for day in range(17)]
    return HEADING + "".join(
        f"x{i},{'long ago' if bad and i % 10 == 9 else days[i % 17]},"
        f"{'phone' if i % 3 else 'email'},Matter {i},{MARK} {i % 50},n{i % 50}@x.org,"
        f"{i % 5 + 1 if i % 2 else ''}\n"
        for i in range(rows)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A command, what is there before it, and how one sees what it has left.

    `done` is the exit code of one that did it, `again` that of a second one (None: it
    is not tried). `older` is the desk of an older schema that it begins with; `makes`
    the files that it leaves beside the desk.
    """

    command: Command
    setup: tuple[Command, ...] = STORY
    done: int = 0
    again: int | None = 0
    is_harmless_again: bool = False  # a second one leaves what the first did
    has_desk: bool = True
    older: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    makes: tuple[str, ...] = ()

    def prepare(self, place: Place) -> None:
        """Make what is there before it, and keep it."""
        for name, text in self.files.items():
            (place.folder / name).write_text(text)
        if self.older:
            desk = ROOT / "tests" / "desks" / f"{self.older}.db"
            shutil.copyfile(desk, place.path)
            place.now = json.loads(desk.with_suffix(".json").read_text("utf-8"))["now"]
        elif self.has_desk:
            former, place.now = place.now, BORN
            place.ok(*INIT)
            place.now = former
            for command in self.setup:
                place.ok(*(part.replace("Ann Lee", f"{MARK} Lee") for part in command))
        place.keep()

    def state(self, place: Place) -> State:
        """What the desk holds, as it can be compared with another run."""
        if not self.has_desk and place.path.exists():
            forget_id(place)
        return place.state()


def forget_id(place: Place) -> None:
    """Every desk gets an id of its own by chance: no two runs would be the same."""
    with closing(sqlite3.connect(place.path)) as connection, connection:
        connection.execute("UPDATE setting SET value = 'x' WHERE key = 'desk'")


# Name -> row. Undo takes back what has changed rows of several tables.
ROWS: Final[dict[str, Row]] = {
    "log": Row(("log", f"{MARK} Roe", "hello", "--wait", "20s", "--resolved")),
    "complaint resolve": Row(RESOLVED, again=4),
    "import": Row(
        ("import", "contacts", "rows.csv"),
        is_harmless_again=True,
        files={"rows.csv": contacts(300)},
    ),
    "import --skip-bad": Row(
        ("import", "contacts", "rows.csv", "--skip-bad"),
        done=1,
        again=1,
        is_harmless_again=True,
        files={"rows.csv": contacts(300, bad=True)},
        makes=("rows.csv.rejected.csv",),
    ),
    "undo": Row(("undo",), setup=(*STORY, RESOLVED), again=0),
    "undo of an import": Row(
        ("undo",), setup=(*STORY, ("import", "contacts", "rows.csv")),
        files={"rows.csv": contacts(300)},
    ),
    "migration": Row(
        ("contact", "list", "-q"),
        older="0001",
        is_harmless_again=True,
        makes=(f"desk.db.before-{schema.NEWEST:04}",),
    ),
    "init": Row(INIT, has_desk=False, again=4, is_harmless_again=True),
}  # fmt: skip


def rows() -> dict[str, Row]:
    """The rows to go through: `ROWS`, and of those of all verbs what is drawn."""
    return ROWS | {
        f"verb: {name}": Row(command, setup=(*STORY, *before), again=None, files=FILES)
        for name, (before, command) in drawn(VERBS.items(), "verbs")
    }


REMARKS: Final = ("Note: ", "This desk was made by an older csdesk")
CLAIMS: Final = ("nothing was written", "nothing was changed", "nothing was kept")


@dataclass(frozen=True, slots=True)
class Judge:
    """What a row's desk is before and after, and whether a trial left one of them."""

    row: Row
    before: State
    after: State
    made: list[object]

    def hear(self, place: Place, ended: Ended) -> bool:
        """Look at the desk after a trial; whether the command is found done.

        AssertionError where it is anything between, or what was said is not so.
        """
        row = self.row
        if place.path.exists():
            assert is_sound(place.path), "the desk is not sound"
        found = row.state(place)
        assert found in {self.before, self.after}, "the desk is in between"
        is_done = found == self.after
        if is_done:
            assert self.made == made(row, place), "what it makes beside is not whole"
        if not ended.was_killed:
            assert_civil(row, ended)
            assert is_done or ended.code != row.done or row.done == 1, "lost: exit 0"
            if any(claim in ended.err.lower() for claim in CLAIMS):
                assert not is_done, "it says that nothing was, and something was"
        if ended.out.strip() and not row.older:
            assert is_done, "lost: it was said to be done"
        return is_done

    def repeat(self, place: Place, *, is_done: bool) -> None:
        """Type the command again: done then, and only once where it can be told."""
        row = self.row
        if is_done and row.again is None:
            return
        ended = place.type(*row.command)
        assert ended.exit_code == (row.again if is_done else row.done), ended.output
        if row.is_harmless_again or row.again == 4 or not is_done:
            assert row.state(place) == self.after, "not what one command does"


def made(row: Row, place: Place) -> list[object]:
    """What the files hold that a command makes beside the desk: a CSV, or a backup."""
    return [
        None
        if not path.exists()
        else path.read_bytes()
        if path.suffix == ".csv"
        else holds(path)
        for path in (place.folder / name for name in row.makes)
    ]


def assert_civil(row: Row, ended: Ended) -> None:
    """One sentence, one hint, the right code; nothing of ours and of any customer."""
    assert "Traceback" not in ended.err, ended.err
    lines = [one for one in ended.err.splitlines() if not one.startswith(REMARKS)]
    assert MARK not in "".join(lines), ended.err
    if ended.code != row.done:
        assert ended.code == 6, f"exit {ended.code}"
        assert [line.partition(":")[0] for line in lines] == ["Error", "Hint"], (
            ended.err
        )


def judge_of(row: Row, place: Place) -> tuple[Judge, Ended]:
    """Run the command undisturbed: what is before and after it, and how it ended."""
    row.prepare(place)
    before = row.state(place)
    ended = place.run(*row.command)
    assert ended.code == row.done, ended
    judge = Judge(row, before, row.state(place), made(row, place))
    assert judge.before != judge.after
    assert place.beside() == set(place.kept) | {"desk.db"} | set(row.makes)
    return judge, ended
