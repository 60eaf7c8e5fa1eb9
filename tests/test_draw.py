"""What a push draws of a table, and that every row has its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import draw

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = list(range(103))


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[int]]:
    """What is drawn of `ROWS` on a commit."""

    def drawn(commit: str) -> list[int]:
        monkeypatch.setattr(draw, "IS_WHOLE", False)
        monkeypatch.setattr(draw, "commit", lambda: commit)
        return draw.drawn(ROWS, "rows")

    return drawn


def test_a_commit_draws_a_quarter_and_always_the_same(
    on: Callable[[str], list[int]],
) -> None:
    assert on("ace4b53") == on("ace4b53")
    assert len(on("ace4b53")) in {25, 26}


def test_a_week_of_commits_draws_every_row(on: Callable[[str], list[int]]) -> None:
    assert {row for number in range(30) for row in on(f"{number}")} == set(ROWS)


def test_two_tables_are_drawn_apart() -> None:
    parts = {draw.number(f"table {number}") % draw.PARTS for number in range(30)}
    assert len(parts) == draw.PARTS


def test_few_rows_are_never_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "IS_WHOLE", False)
    for count in range(1, 9):
        assert draw.drawn(range(count), f"{count} rows")
        assert draw.share(count) == (count + 3) // 4
    assert draw.drawn([], "none") == []


def test_all_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "IS_WHOLE", True)
    assert draw.drawn(ROWS, "rows") == ROWS
    assert draw.share(10) == 10
    assert draw.told() == "drawn: all of every table"
