"""No text, however long and whatever is in it, keeps a reader of text busy.

The guard counts the processor's seconds, so that no busy machine trips it: a linear
reading takes some hundredths of one, a quadratic one of so many characters many.
"""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.domain import lengths
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.mapping import read_mapping
from tests.draw import drawn
from tests.hostile import FUNCTIONS, between, functions, readers, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk


LENGTH = 100_000
SECONDS = 5.0
DRAWN = "what is shown"
HEAVY = (
    "a file",
    "a file's headings",
    "csdesk.imports.mapping.mapping.read_mapping",
    "names of customers",
    DRAWN,
)


@contextmanager
def guarded(what: str, seconds: float = SECONDS) -> Iterator[None]:
    """Fail where the block takes more than `seconds` of the processor."""

    def stop(*_: Any) -> None:
        pytest.fail(f"{what} takes more than {seconds} s")

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def read_all(
    name: str, texts: Iterator[tuple[str, str]], seconds: float = SECONDS
) -> None:
    read = readers()[name]
    for told, text in texts:
        with guarded(f"{name} of {told}", seconds):
            read(text)


def test_the_guard_stops_what_is_quadratic() -> None:
    with pytest.raises(pytest.fail.Exception), guarded("a pattern", seconds=0.2):
        re.fullmatch(r"\s*,?\s*x", " " * LENGTH)


def test_every_function_that_takes_a_text_is_tried() -> None:
    assert {f"{one.__module__}.{one.__name__}" for one in functions()} == {
        f"{one.__module__}.{one.__name__}" for one in FUNCTIONS
    }


@pytest.mark.parametrize(
    "name", drawn([name for name in readers() if name not in HEAVY], "readers")
)
def test_one_piece_again_and_again_is_read_in_time(name: str) -> None:
    read_all(name, whole(LENGTH))


@pytest.mark.long
@pytest.mark.parametrize("name", drawn(readers(), "long readers"))
def test_what_is_right_with_a_long_filling_is_read_in_time(name: str) -> None:
    length = LENGTH // 10 if name == DRAWN else LENGTH
    read_all(name, chain(whole(LENGTH), between(length)), seconds=10)


LONG_VALUES = (
    (("contact", "list", "--period"), "A period"),
    (("contact", "show"), "An id"),
    (("log", "-", "late", "--at"), "A date or time"),
    (("log", "-", "late", "--wait"), "A duration"),
    (("report", "this-week", "--fail-on"), "A threshold"),
    (("search",), "A search"),
    (("hours", "set", "mon-fri"), "Opening hours"),
    (("settings", "set", "csat_scale"), "A setting"),
)


def test_a_long_value_is_refused_with_its_length(csdesk: Csdesk) -> None:
    for command, what in LONG_VALUES:
        said = csdesk.refused(2, *command, f"2026{' ' * LENGTH}11")
        assert f"{what} has at most " in said
        assert f"this has {LENGTH + 6:,}, from '2026…' on." in said
        assert "Hint: Check what was pasted" in said


def test_a_value_has_200_characters_at_most(csdesk: Csdesk) -> None:
    for length, code in ((lengths.LONGEST, 0), (lengths.LONGEST + 1, 2)):
        period = "this-week".rjust(length)
        assert csdesk("contact", "list", "--period", period).exit_code == code


def test_an_error_names_the_two_ends_of_a_long_value(csdesk: Csdesk) -> None:
    said = csdesk.refused(3, "customer", "show", f"Ann {'x' * LENGTH} Lee")
    assert "No customer is called 'Ann xxx" in said
    assert " … " in said
    assert "xxx Lee'." in said
    assert len(said) < 2 * lengths.LONGEST_LINE


def test_a_cell_that_is_too_long_is_an_error_of_that_cell(csdesk: Csdesk) -> None:
    date = f"2026-11-02{' ' * LENGTH}9:00"
    rows = f"received_at,subject\n{date},a\n2026-11-03,{'b' * LENGTH}\n"
    (csdesk.folder / "calls.csv").write_text(rows)
    said = csdesk.refused(1, "import", "contacts", "calls.csv")
    assert (
        "calls.csv line 2: received_at is '2026-11-02…', which goes on for "
        "100,014 characters; it has at most 200." in said
    )
    assert "1 of 2 rows rejected" in said  # a subject may be as long


MAPPINGS = (
    ("a = " + "[\n" * 9_000, "nested too deeply"),
    ("a" + ".a" * 40_000 + " = 1", "has a long line: one has at most 5,000"),
    ("# a\n" * 40_000, "is too long: a mapping has at most 100,000"),
)


def test_a_mapping_is_of_moderate_size() -> None:
    for text, what in MAPPINGS:
        with pytest.raises(UsageProblem, match=f"map.toml .*{what}"):
            read_mapping(text, "contacts", "map.toml")


def test_a_promise_may_be_long_and_its_time_is_found(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello", "--promise", f"{'tell all ' * 1_000}tomorrow 9:00")
    (due,) = csdesk.json("followup", "list")
    assert due["due_at"].startswith("2026-11-19T09:00")
