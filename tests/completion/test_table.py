"""`commands.txt` says of every parameter of every command what completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.cli.completion.answer import HARMLESS, TABLE
from csdesk.cli.completion.desk import BY_TABLE, NUMBERED
from csdesk.domain.complaint_workflow import TRANSITIONS
from csdesk.store.queries.completion import FIRST, WORDS
from tools import completion_table
from tools.cli_docs import contexts
from tools.completion_table import KINDS, NOTHING, OF_COMMAND, lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

FROM_DESK = {*BY_TABLE, *NUMBERED, *WORDS, "who", "agent", "code", "voucher-or-code",
             "period", "comparison"}  # fmt: skip
FROM_TABLE = {"", "-", "files", "one-of", "list-of", "after", "by"}


def parameters() -> Iterator[tuple[str, Any]]:
    for ctx in contexts():
        path = ctx.command_path.removeprefix("csdesk ")
        yield from ((path, one) for one in ctx.command.params)


def test_the_table_is_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        TABLE.write_text(completion_table.page(), "utf-8")
    assert TABLE.read_text("utf-8") == completion_table.page()


def test_every_parameter_has_a_rule_or_a_reason_for_none() -> None:
    """Where this fails: tools/completion_table.py says what completes what."""
    silent = [
        f"{path} {one.opts[0]} {one.metavar or ''}"
        for path, one in parameters()
        if completion_table.kind_of(path, one) == completion_table.UNKNOWN
    ]
    assert silent == []


def test_a_parameter_nobody_thought_of_would_be_seen() -> None:
    (path, one), *_ = (found for found in parameters() if found[1].name == "source")
    one.opts, one.metavar = ["--new"], "THING"
    assert completion_table.kind_of(path, one) == completion_table.UNKNOWN


def test_every_rule_is_for_some_parameter() -> None:
    names = {
        (path, name)
        for path, one in parameters()
        for name in (*one.opts, one.metavar or one.name.upper())
    }
    assert set(OF_COMMAND) <= names
    assert {*KINDS, *NOTHING} <= {name for _, name in names}


def test_every_kind_is_one_that_completion_knows() -> None:
    for path, one in parameters():
        kind, *words = completion_table.kind_of(path, one).split() or [""]
        assert kind in FROM_DESK | FROM_TABLE, (path, one.name)
        if kind == "complaint" and words:
            assert words[0] in TRANSITIONS
        elif kind in BY_TABLE and words:
            assert (kind, words[0]) in FIRST


def test_every_word_in_the_table_is_harmless() -> None:
    for name, listed in lists():
        assert all(map(HARMLESS.fullmatch, listed)), name
    for path, one in parameters():
        kind, *words = completion_table.kind_of(path, one).split() or [""]
        if kind in {"one-of", "list-of", "after"}:
            assert words, (path, one.name)
            for word in words:
                assert HARMLESS.fullmatch(word)
