"""How often the intervals hold the truth, and how often a verdict cries wolf.

`python benchmarks/coverage.py` prints, for samples of 7, 20 and 100, over the truths
stated below: the share of samples whose 95 % interval holds the truth (wanted: 93 to
98.5 % on average, the median's never below 95 %), and the share of pairs of samples of
one truth that are called a change (wanted: at most 5 % on average). Last it prints how
many weekly reports of stable shops carry news (wanted: at most 5 %), beside how many
would if everything outside its usual range, or running on one side, were news.

Every outcome is summed with its probability, so that the figures are the same on every
run; only where `draws` is printed are samples drawn, by a fixed seed. About two
minutes. `python benchmarks/coverage.py --shops N` draws N stable shops of each size
(2 unless told), with 50 weekly reports each, and prints nothing else.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from benchmarks import stable_shops
from csdesk.domain.stats.counts import count_change, poisson_interval
from csdesk.domain.stats.groups import (
    Groups,
    net_score_change,
    net_score_interval,
    permutation_p,
)
from csdesk.domain.stats.means import mean_change, mean_interval
from csdesk.domain.stats.proportions import proportion_change, wilson
from csdesk.domain.stats.ranks import median_ranks, orders, times_change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (7, 20, 100)
DRAWS = 6000
SEED = 20261118
# The spread of truths.
SHARES = [step / 50 for step in range(1, 50)]  # 2 % … 98 %
SPLITS = [  # promoters, passives, detractors
    (p, m, d)
    for p, m in product([step / 10 for step in range(1, 9)], repeat=2)
    if (d := round(1 - p - m, 6)) >= 0.1
]
RATES = [0.5 + step / 20 for step in range(31)]  # of n events: half … twice as many
SCORES = (1, 2, 3, 4, 5)
# Answers from 1 to 5: bells about 1.5 … 4.5, so cut off at an end, narrow and wide.
BELLS = [(centre / 2, width) for centre in range(3, 10) for width in (1, 2)]
EXACT_SCORES_UP_TO = 20
EXACT_PAIRS_UP_TO = 7

Scores = tuple[int, ...]
Truth = tuple[float, ...]


def bell(centre: float, width: float) -> Truth:
    weights = [math.exp(-(((s - centre) / width) ** 2) / 2) for s in SCORES]
    return tuple(weight / sum(weights) for weight in weights)


SCORE_TRUTHS = [bell(centre, width) for centre, width in BELLS]
Row = tuple[list[float], str]


SHOPS, REPORTS = 2, 50
A_WEEK = (5, 20, 100)  # contacts


def main() -> None:
    """Print all tables, or that of stable shops alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shops", type=int, help="stable shops of each size")
    shops = parser.parse_args().shops
    if shops is None:
        samples()
    show_news(shops or SHOPS)


def samples() -> None:
    """Print both tables of samples."""
    print("The interval holds the truth (wanted on average: 93 to 98.5 %)")
    show("share (Wilson)", share_coverage)
    show("net score (adjusted Wald)", score_coverage)
    show("median (ranks)", median_coverage)
    show("count (Poisson)", count_coverage)
    show("mean score (t)", mean_coverage)
    print("\nAn unchanged week is called a change (wanted on average: at most 5 %)")
    show("share (Newcombe, Fisher)", share_alarms)
    show("net score (permutation, Wald)", score_alarms)
    show("times (Mann-Whitney)", times_alarms)
    show("count (conditional)", count_alarms)
    show("mean score (Welch)", mean_alarms)


def show_news(shops: int) -> None:
    """Print a line for each size of a stable shop."""
    print("\nWeekly reports of stable shops with false news (wanted: at most 5 %)")
    for contacts in A_WEEK:
        found = stable_shops.shares(contacts, shops, REPORTS)
        false, beside = (
            100 * many / found.reports
            for many in (found.with_news, found.with_any_beside)
        )
        print(
            f"{contacts:>4} contacts a week  {false:5.1f} %  (whatever is beside its "
            f"usual range: {beside:.1f} %)  {found.reports} reports of {shops} shops",
            flush=True,
        )


def show(name: str, figures: Callable[[int], Row]) -> None:
    """A line for each sample size: mean, least and most over the truths."""
    for n in SIZES:
        found, how = figures(n)
        mean = 100 * math.fsum(found) / len(found)
        print(
            f"{name:<30} n ={n:>4}  mean {mean:6.2f} %  "
            f"least {100 * min(found):6.2f}  most {100 * max(found):6.2f}  "
            f"truths {len(found):>2}  {how}",
            flush=True,
        )


def holds(interval: tuple[float, float] | None, truth: float) -> bool:
    return interval is not None and interval[0] <= truth <= interval[1]


def binomial(n: int, share: float) -> list[float]:
    return [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def share_coverage(n: int) -> Row:
    intervals = [wilson(k, n) for k in range(n + 1)]
    return [
        math.fsum(
            weight
            for weight, interval in zip(binomial(n, share), intervals, strict=True)
            if holds(interval, share)
        )
        for share in SHARES
    ], "exact"


def share_alarms(n: int) -> Row:
    outcomes = range(n + 1)
    alarms = [
        (k1, k2)
        for k1, k2 in product(outcomes, repeat=2)
        if (found := proportion_change(k1, n, k2, n)) and found.is_change
    ]
    rates = []
    for share in SHARES:
        weights = binomial(n, share)
        rates.append(math.fsum(weights[k1] * weights[k2] for k1, k2 in alarms))
    return rates, "exact"


def splits(n: int) -> Iterator[Groups]:
    for p in range(n + 1):
        for d in range(n - p + 1):
            yield p, n - p - d, d


def trinomial(groups: Groups, split: tuple[float, float, float]) -> float:
    p, m, d = groups
    ways = math.comb(p + m + d, p) * math.comb(m + d, m)
    return float(ways * split[0] ** p * split[1] ** m * split[2] ** d)


def score_coverage(n: int) -> Row:
    intervals = {groups: net_score_interval(groups) for groups in splits(n)}
    return [
        math.fsum(
            trinomial(groups, split)
            for groups, interval in intervals.items()
            if holds(interval, 100 * (split[0] - split[2]))
        )
        for split in SPLITS
    ], "exact"


def score_alarms(n: int) -> Row:
    if 2 * n > 60:
        return [drawn_score_alarms(n, split) for split in SPLITS], said(
            DRAWS, len(SPLITS)
        )
    # Given what both samples hold together, how they are dealt has nothing to do with
    # the truth: the alarm rate of each pool, weighed by the pool's probability.
    pools = {pool: dealt_alarms(pool) for pool in splits(2 * n)}
    return [
        math.fsum(trinomial(pool, split) * rate for pool, rate in pools.items())
        for split in SPLITS
    ], "exact"


def dealt_alarms(pool: Groups) -> float:
    n = sum(pool) // 2
    ways = {}
    for first in splits(n):
        if all(a <= b for a, b in zip(first, pool, strict=True)):
            ways[first] = math.prod(map(math.comb, pool, first))
    p_of: dict[int, float | None] = {}  # by how far apart the scores are
    alarms = 0
    for first, count in ways.items():
        p, m, d = (b - a for a, b in zip(first, pool, strict=True))
        apart = abs(first[0] - first[2] - p + d)
        if apart not in p_of:
            p_of[apart] = permutation_p(first, (p, m, d))
        if (p_of[apart] or 0) < 0.05:
            alarms += count
    return alarms / math.comb(2 * n, n)


def fixed_dice(n: int, truth: Truth) -> random.Random:
    """The same draws on every run, other ones for every truth."""
    return random.Random(f"{SEED} {n} {truth}")  # noqa: S311


def said(draws: int, truths: int) -> str:
    """How exact a mean over the truths is, of something that happens in 5 %."""
    error = 100 * math.sqrt(0.05 * 0.95 / (draws * truths))
    return f"{draws} draws a truth, mean ± {error:.2f}"


def drawn_score_alarms(n: int, split: tuple[float, float, float]) -> float:
    dice = fixed_dice(n, split)

    def sample() -> Groups:
        found = Counter(dice.choices("pmd", split, k=n))
        return found["p"], found["m"], found["d"]

    changes = (net_score_change(sample(), sample()) for _ in range(DRAWS))
    return sum(change is not None and change.is_change for change in changes) / DRAWS


def median_coverage(n: int) -> Row:
    ranks = median_ranks(n)
    if ranks is None:
        return [0.0], "exact"
    fewer = binomial(n, 0.5)  # values below the median, of any continuous truth
    return [math.fsum(fewer[ranks[0] : ranks[1]])], "exact, any continuous truth"


def times_alarms(n: int) -> Row:
    ways = orders(n, n)
    alarms = sum(count for u, count in enumerate(ways) if is_alarm(n, u))
    return [alarms / sum(ways)], "exact, any continuous truth"


def is_alarm(n: int, u: int) -> bool:
    """Whether two samples of n times without ties, whose U is `u`, are a change."""
    first: list[float] = []
    left = u
    for index in range(n):
        below = -(-left // (n - index))  # values of the second sample
        first.append(below + 0.5 + index / 1000)
        left -= below
    found = times_change(first, range(1, n + 1))
    return found is not None and found.is_change


def poisson(rate: float) -> list[float]:
    most = int(rate + 9 * math.sqrt(rate) + 9)
    return [
        math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(most)
    ]


def count_coverage(n: int) -> Row:
    rates = [n * factor for factor in RATES]
    intervals = [poisson_interval(count) for count in range(len(poisson(max(rates))))]
    return [
        math.fsum(
            weight
            for weight, interval in zip(poisson(rate), intervals, strict=False)
            if holds(interval, rate)
        )
        for rate in rates
    ], "exact"


def count_alarms(n: int) -> Row:
    """Of two weeks of seven days."""
    rates = [n * factor for factor in RATES]
    counts = range(len(poisson(max(rates))))
    alarms = [
        (low, high)
        for low, high in combinations_with_replacement(counts, 2)
        if (change := count_change(low, 7, high, 7)) and change.is_change
    ]
    found: list[float] = []
    for rate in rates:
        weights = poisson(rate)
        weights += [0.0] * (len(counts) - len(weights))
        found.append(
            2 * math.fsum(weights[low] * weights[high] for low, high in alarms)
        )
    return found, "exact"


def mean_coverage(n: int) -> Row:
    """Among the samples that have an interval: those whose scores differ."""
    exact = n <= EXACT_SCORES_UP_TO
    found = []
    for truth in SCORE_TRUTHS:
        expected = sum(s * share for s, share in zip(SCORES, truth, strict=True))
        hits = weights = 0.0
        for sample, weight in all_scores(n, truth) if exact else drawn(n, truth):
            interval = mean_interval(sample)
            if interval is not None:
                weights += weight
                hits += weight * holds(interval, expected)
        found.append(hits / weights)
    return found, "exact" if exact else said(DRAWS, len(SCORE_TRUTHS))


def mean_alarms(n: int) -> Row:
    found = []
    if n <= EXACT_PAIRS_UP_TO:
        samples = list(combinations_with_replacement(SCORES, n))
        alarms = [
            (first, second)
            for first, second in combinations_with_replacement(range(len(samples)), 2)
            if is_mean_change(samples[first], samples[second])
        ]
        for truth in SCORE_TRUTHS:
            weights = [weight for _, weight in all_scores(n, truth)]
            found.append(2 * math.fsum(weights[a] * weights[b] for a, b in alarms))
        return found, "exact"
    for truth in SCORE_TRUTHS:
        pairs = zip(*[iter(drawn(n, truth))] * 2, strict=True)
        found.append(
            sum(is_mean_change(a, b) for (a, _), (b, _) in pairs) / (DRAWS // 2)
        )
    return found, said(DRAWS // 2, len(SCORE_TRUTHS))


def is_mean_change(first: Scores, second: Scores) -> bool:
    found = mean_change(first, second)
    return found is not None and found.is_change


def all_scores(n: int, truth: Truth) -> Iterator[tuple[Scores, float]]:
    """Every sample of n scores, in ascending order, with its probability."""
    for sample in combinations_with_replacement(SCORES, n):
        weight, left = 1.0, n
        for score, share in zip(SCORES, truth, strict=True):
            count = sample.count(score)
            weight *= math.comb(left, count) * share**count
            left -= count
        yield sample, weight


def drawn(n: int, truth: Truth) -> Iterator[tuple[Scores, float]]:
    """DRAWS samples of n scores, each of weight 1."""
    dice = fixed_dice(n, truth)
    for _ in range(DRAWS):
        yield tuple(dice.choices(SCORES, truth, k=n)), 1.0


if __name__ == "__main__":
    main()
