"""Codes of vouchers: whatever is mistyped in one is found, and its block named."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csdesk.domain.voucher_codes import (
    ALPHABET,
    BLOCK,
    EXAMPLE,
    LENGTH,
    CodeError,
    new_code,
    read_code,
)
from csdesk.randomness import VARIABLE, draws

codes = st.lists(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH).map(
    lambda drawn: new_code(iter(drawn))
)
places = st.integers(0, LENGTH - 1)
ORDINALS = ("1st", "2nd", "3rd")


def bare(code: str) -> str:
    return code.replace("-", "")


@given(code=codes)
def test_a_code_is_read_in_any_case_with_or_without_dashes(code: str) -> None:
    for typed in (
        code,
        code.lower(),
        bare(code),
        f" {code.replace('-', ' ')} ",
        code.replace("-", "\N{EN DASH}"),
    ):
        assert read_code(typed) == code


@given(code=codes, place=places, typo=st.characters(codec="utf-8"))
def test_one_wrong_character_is_found_and_its_block_named(
    code: str, place: int, typo: str
) -> None:
    right = bare(code)
    wrong = right[:place] + typo + right[place + 1 :]
    assume(typo.upper() != right[place])
    with pytest.raises(CodeError) as caught:
        read_code(wrong)
    if (
        len("".join(wrong.split())) == LENGTH == len(wrong.upper())
        and typo not in "-_."
    ):
        assert "is not a code of ours" in str(caught.value)
        if typo.isalnum():
            named = f"check the {ORDINALS[place // BLOCK]} block"
            assert named in str(caught.value)


@given(code=codes, place=places, typo=st.sampled_from(ALPHABET))
def test_one_wrong_character_of_our_own_is_found_in_its_block(
    code: str, place: int, typo: str
) -> None:
    right = bare(code)
    assume(typo != right[place])
    with pytest.raises(CodeError, match=f"check the {ORDINALS[place // BLOCK]} block"):
        read_code(right[:place] + typo + right[place + 1 :])


@given(code=codes, place=st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_found(code: str, place: int) -> None:
    right = bare(code)
    assume(right[place] != right[place + 1])
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    with pytest.raises(CodeError) as caught:
        read_code(swapped)
    assert ORDINALS[place // BLOCK] in str(caught.value)
    assert ORDINALS[(place + 1) // BLOCK] in str(caught.value)


@given(code=codes, one=st.integers(0, 1))
def test_two_blocks_swapped_are_found(code: str, one: int) -> None:
    blocks = code.split("-")
    blocks[one], blocks[one + 1] = blocks[one + 1], blocks[one]
    with pytest.raises(CodeError, match="blocks"):
        read_code("-".join(blocks))


@given(code=codes, place=places)
def test_a_character_left_out_or_doubled_is_found(code: str, place: int) -> None:
    right = bare(code)
    for wrong in (
        right[:place] + right[place + 1 :],
        right[:place] + right[place] + right[place:],
    ):
        with pytest.raises(CodeError, match=f"has {len(wrong)} characters"):
            read_code(wrong)


def test_a_short_block_is_named() -> None:
    with pytest.raises(CodeError, match="check the 2nd block; it has 11 characters"):
        read_code("WFVY-VN4-JTM9")


def test_a_character_that_no_code_has_is_named() -> None:
    with pytest.raises(CodeError, match="check the 3rd block") as caught:
        read_code("WFVY-VN46-JTMO")
    assert caught.value.hint is not None
    assert "No code has 'O'" in caught.value.hint


@pytest.mark.parametrize("typed", ["", "-", "V9", "x" * 500])
def test_what_is_no_code_at_all_is_refused(typed: str) -> None:
    with pytest.raises(CodeError) as caught:
        read_code(typed)
    assert len(str(caught.value)) < 150


def test_nothing_that_is_taken_for_something_else_is_in_a_code() -> None:
    assert not set(ALPHABET) & set("0O1ILSZBGUQ")
    assert len(ALPHABET) == len(set(ALPHABET)) == 23


def test_the_example_is_a_code() -> None:
    assert read_code(EXAMPLE) == EXAMPLE


def test_codes_are_drawn_anew_unless_a_replay_asks_for_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert len({new_code(draws(ALPHABET)) for _ in range(20)}) == 20
    monkeypatch.setenv(VARIABLE, "dice")
    assert len({new_code(draws(ALPHABET)) for _ in range(20)}) == 1
