"""Voucher codes such as `WFVY-VN46-JTM9`: hard to mistype, and typos are detected.

Three blocks of four characters out of 23 that are not mistaken for one another (no 0
or O, no 1, I or L; no S, Z, B, G, U or Q, which look like 5, 2, 8, 6, V and O; no
vowels, so that no code is a word). In each block the weighted sum of the values is the
block's number modulo 23, a prime: one wrong character, two swapped within a block or
over a dash, and two swapped blocks all change a sum, so each is detected and its block
named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import cut_off, refuse_long
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

ALPHABET: Final = "23456789CDFHJKMNPRTVWXY"
BLOCKS: Final = 3
WEIGHTS: Final = (1, 2, 3, 4)
BLOCK: Final = len(WEIGHTS)
LENGTH: Final = BLOCKS * BLOCK
EXAMPLE: Final = "WFVY-VN46-JTM9"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_ORDINALS: Final = ("1st", "2nd", "3rd")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")
_LONGEST_SHOWN: Final = 40


class CodeError(UsageProblem):
    """The text is no voucher code."""


def new_code(drawn: Iterator[str]) -> str:
    """Make a code of characters `drawn` from `ALPHABET`."""
    return "-".join(_block(number, drawn) for number in range(1, BLOCKS + 1))


def read_code(text: str) -> str:
    """Read the code in `text`, in its stored form, whatever its case and dashes.

    Raises CodeError, naming the wrong block where it is known.
    """
    refuse_long(text, "A code", CodeError)
    groups = [group for group in _BETWEEN.split(text.strip().upper()) if group]
    code = "".join(groups)
    if len(code) != LENGTH:
        odd = [place for place, group in enumerate(groups) if len(group) != BLOCK]
        where = ""
        if len(groups) == BLOCKS and len(odd) == 1:
            where = f": check the {_ORDINALS[odd[0]]} block"
        raise CodeError(
            f"'{cut_off(text, _LONGEST_SHOWN)}' is not a code of ours{where}; "
            f"it has {len(code)} characters, a code has {LENGTH}.",
            f"Write it as {EXAMPLE}; dashes may be left out.",
        )
    blocks = [code[start : start + BLOCK] for start in range(0, LENGTH, BLOCK)]
    wrong = [
        place for place, block in enumerate(blocks) if not _holds(place + 1, block)
    ]
    if wrong:
        raise _mistyped(text, code, wrong)
    return "-".join(blocks)


def _mistyped(text: str, code: str, wrong: list[int]) -> CodeError:
    *most, last = (_ORDINALS[place] for place in wrong)
    named = f"{', '.join(most)} and {last} blocks" if most else f"{last} block"
    strange = sorted(set(code) - _VALUES.keys())
    hint = "Read it again, character by character; two may be swapped."
    if strange:
        letters = ", ".join(f"'{one}'" for one in strange)
        hint = f"No code has {letters}; they are made of {ALPHABET}."
    return CodeError(
        f"'{cut_off(text, _LONGEST_SHOWN)}' is not a code of ours: check the {named}.",
        hint,
    )


def _block(number: int, drawn: Iterator[str]) -> str:
    """Make a block of drawn characters, the last such that the sum is `number`."""
    block = "".join(next(drawn) for _ in WEIGHTS[1:])
    return next(block + last for last in ALPHABET if _holds(number, block + last))


def _holds(number: int, block: str) -> bool:
    if not _VALUES.keys() >= set(block):
        return False
    total = sum(
        weight * _VALUES[character]
        for weight, character in zip(WEIGHTS, block, strict=True)
    )
    return total % len(ALPHABET) == number
