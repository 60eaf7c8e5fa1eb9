"""How the time that each reader takes grows with the length of what it reads.

`python benchmarks/hostile.py [LENGTH]` gives every reader of text in csdesk each text
of tests/hostile.py, of LENGTH characters (100,000 unless told) and of twice as many. It
prints the slowest text of each reader and how much longer the longer one took: 2 is
linear, 4 quadratic. Times are of the processor; below 20 ms no ratio is told.
"""

from __future__ import annotations

import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.hostile import between, readers, whole

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST: Final = 0.02  # seconds that can be compared
WORST: Final = 3.0  # times as long for twice the length


def taken(read: Callable[[str], object], text: str) -> float:
    """Seconds of the processor for one reading."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        begin = time.process_time()
        read(text)
        return time.process_time() - begin


def main() -> int:
    """Measure; 1 where a reader's time grows faster than it should."""
    length = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    bad = 0
    texts = list(chain(whole(length), between(length)))
    longer = dict(chain(whole(2 * length), between(2 * length)))
    for name, read in readers().items():
        slowest = max(texts, key=lambda named: taken(read, named[1]))
        once = min(taken(read, slowest[1]) for _ in range(2))
        twice = min(taken(read, longer[slowest[0]]) for _ in range(2))
        ratio = twice / once if twice >= LEAST and once else None
        bad += ratio is not None and ratio > WORST
        told = f"{ratio:4.1f}" if ratio else "   –"
        sys.stdout.write(
            f"{once * 1000:8.1f} ms {twice * 1000:8.1f} ms {told}  "
            f"{name}: {slowest[0]}\n"
        )
        sys.stdout.flush()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
