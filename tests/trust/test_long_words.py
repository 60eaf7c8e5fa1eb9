"""Long text for every word of every command: an answer in time, and a short one."""

from __future__ import annotations

import pytest

from tests.test_hostile_lengths import LENGTH, guarded
from tests.trust.running import run
from tests.trust.test_typed import CODES, PLACES, desk

__all__ = ["desk"]
WORDS = {
    "spaces": " " * LENGTH,
    "digits": "9" * LENGTH,
    "words": "tue " * (LENGTH // 4),
    "a date": f"2026-{' ' * LENGTH}11",
    "lines": "a\n" * (LENGTH // 2),
    "signs": "\"'<" * (LENGTH // 3),
}
MOST_SAID = 60_000  # characters of an error and its hint


def answer(word: str, places: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Where csdesk is busy with that word, fails, or repeats all of it in an error."""
    failed = []
    for name, words in places:
        typed = [word if one == "{}" else one for one in words]
        with guarded(f"{name} {' '.join(words)}", seconds=20):
            told = run(*name.split(), *typed)
        is_right = told.exit_code in CODES and "Traceback" not in told.stderr
        if not is_right or len(told.stderr) > MOST_SAID:
            said = f"{told.exit_code}, {len(told.stderr)}: {told.stderr[:300]}"
            failed.append(f"{name} {' '.join(words)}: {said}")
    return failed


@pytest.mark.usefixtures("desk")
def test_long_text_is_answered_in_time() -> None:
    assert answer(WORDS["a date"], PLACES[::19]) == []


@pytest.mark.long
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("word", WORDS)
def test_long_text_for_any_word_is_answered_in_time(word: str) -> None:
    assert answer(WORDS[word], PLACES) == []
