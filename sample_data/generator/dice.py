"""Chance that falls the same way every time, on every Python."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Thing = TypeVar("Thing")
Key = TypeVar("Key")


class Dice:
    """Draws from one seed. Only `random()` is the same in every version of Python."""

    def __init__(self, seed: str) -> None:
        self.share = random.Random(seed).random  # 0 ≤ share < 1

    def below(self, end: int) -> int:
        """A whole number from 0 to `end` - 1."""
        return int(self.share() * end)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def happens(self, chance: float) -> bool:
        """True as often as `chance` (0 to 1) says."""
        return self.share() < chance

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of `things`."""
        return things[self.below(len(things))]

    def weighted(self, weights: Mapping[Key, float]) -> Key:
        """One of the keys, as often as its weight says."""
        draw = self.share() * sum(weights.values())
        for key, weight in weights.items():
            draw -= weight
            if draw < 0:
                return key
        return key

    def shuffled(self, things: Iterable[Thing]) -> list[Thing]:
        """`things` in another order."""
        kept = list(things)
        order = sorted((self.share(), place) for place in range(len(kept)))
        return [kept[place] for _, place in order]

    def about(self, median: float, spread: float) -> int:
        """A whole number around `median`, log-normal: few are much larger."""
        normal = math.sqrt(-2 * math.log(1 - self.share()))
        normal *= math.cos(2 * math.pi * self.share())
        return round(median * math.exp(spread * normal))

    def deal(self, weights: Mapping[Key, float], count: int) -> list[Key]:
        """`count` keys in the proportions of `weights`, as nearly as that can be.

        A week's figures so tell the story that was meant, not the luck of the draw.
        """
        total = sum(weights.values())
        exact = {key: weight * count / total for key, weight in weights.items()}
        dealt = {key: int(number) for key, number in exact.items()}
        short = count - sum(dealt.values())
        rest = sorted(exact, key=lambda key: dealt[key] - exact[key])
        for key in rest[:short]:
            dealt[key] += 1
        return self.shuffled(
            key for key, number in dealt.items() for _ in range(number)
        )
