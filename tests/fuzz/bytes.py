"""Arbitrary bytes as files of every kind, led by coverage (atheris), for some time.

`python tests/fuzz/bytes.py --seconds 60`; `--corpus FOLDER` keeps what it learns, and
goes on from there; `--case FILE` repeats one case. Exits 1 where csdesk did what it
never may, which `tests/fuzz/trial.py` says. Without atheris, whose wheels are made for
Linux, hypothesis gives the bytes instead, and blindly: that is said.
"""

from __future__ import annotations

import argparse
import base64
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

WATCHED: Final = ("csdesk.imports", "csdesk.domain")  # whose branches lead it
LONGEST: Final = 4096  # bytes of a case
EXAMPLES: Final = 100  # of hypothesis, between two looks at the clock
STATUS: Final = re.compile(r"#(\d+)\s.*?cov: (\d+) ft: (\d+) corp: (\d+)")


def say(text: str) -> None:
    """Print it now: somebody may be waiting."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Fuzz, or repeat a case."""
    asked = _asked()
    if asked.child:
        _follow_coverage(asked.child, asked.corpus, asked.seconds)
    in_memory = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
    place = in_memory if in_memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="fuzz", dir=place) as folder:
        if asked.case:
            say(_desk(Path(folder)).take(asked.case.read_bytes()))
            return 0
        try:
            importlib.import_module("atheris")
        except ImportError as error:
            say(f"There is no atheris here ({error}): no coverage leads this.")
            return _blindly(Path(folder), asked.seconds)
        return _led(Path(folder), asked.corpus, asked.seconds)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _led(folder: Path, corpus: Path | None, seconds: int) -> int:
    """Run the fuzzer as a process of its own, which never returns; its exit code."""
    corpus = corpus or folder / "corpus"
    corpus.mkdir(exist_ok=True)
    log = folder / "log"
    words = ("--child", str(folder), "--corpus", str(corpus), "--seconds", str(seconds))
    with log.open("wb") as said:
        code = subprocess.run(
            [sys.executable, __file__, *words], stdout=said, stderr=said, check=False
        ).returncode
    lines = log.read_text("utf-8", "backslashreplace").splitlines()
    cases = sorted(folder.glob("*-*"))
    if code or cases:
        say("\n".join(lines[-60:]))
        for case in cases:
            kept = Path(tempfile.gettempdir()) / f"csdesk-{case.name}"
            shutil.copy(case, kept)
            say(f"The case, repeated by --case {kept}, in base64:")
            say(base64.b64encode(case.read_bytes()).decode())
        say("Fuzzing found a fault." if cases else f"The fuzzer failed: {code}.")
        return 1
    return _told(lines, seconds)


def _told(lines: list[str], seconds: int) -> int:
    """Say what the fuzzer did; a fuzzer that did nothing has failed."""
    found = [match for line in lines if (match := STATUS.match(line))]
    if not found:
        say("\n".join(lines[-60:]))
        say("The fuzzer tried nothing.")
        return 1
    cases, branches, features, corpus = (f"{int(one):,}" for one in found[-1].groups())
    say("\n".join(line for line in lines if line.startswith("INFO: Seed")))
    say(
        f"{cases} cases in {seconds} s, led by coverage: {branches} branches and "
        f"{features} features of {', '.join(WATCHED)}, {corpus} cases worth keeping."
    )
    say("No fault found.")
    return 0


def _follow_coverage(folder: Path, corpus: Path, seconds: int) -> None:
    """Give the fuzzer the seeds and a desk, and go on until its time is over."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(WATCHED)):
        _import_what_is_watched()
        from tests.fuzz.seeds import seeds, words
    for number, seed in enumerate(seeds()):
        (corpus / f"seed{number}").write_bytes(seed)
    known = ("".join(f"\\x{byte:02x}" for byte in word) for word in words())
    dictionary = folder / "words"
    dictionary.write_text("".join(f'"{word}"\n' for word in known))
    desk = _desk(folder)
    options = (
        f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-dict={dictionary}",
        f"-artifact_prefix={folder}/", "-print_final_stats=1", "-timeout=30",
        "-rss_limit_mb=2048",
    )  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], desk.take)
    atheris.Fuzz()


def _import_what_is_watched() -> None:
    for name in WATCHED:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def _blindly(folder: Path, seconds: int) -> int:
    """Let hypothesis change the seeds; raises what the desk raises."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from tests.fuzz.seeds import seeds

    desk, cases = _desk(folder), 0
    cuts = st.tuples(st.integers(0, LONGEST), st.binary(max_size=12), st.integers(0, 9))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(list(seeds())), st.lists(cuts, max_size=3))
    def take(case: bytes, changes: list[tuple[int, bytes, int]]) -> None:
        nonlocal cases
        for place, added, removed in changes:
            at = place % (len(case) + 1)
            case = case[:at] + added + case[at + removed :]
        desk.take(case)
        cases += 1

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        take()
    say(f"{cases:,} cases by hypothesis in {seconds} s. No fault found.")
    return 0


def _desk(folder: Path) -> Any:
    """A desk for cases in a folder of its own: each case empties that."""
    from tests.fuzz.trial import Desk

    place = folder / "desk"
    place.mkdir()
    return Desk(place)


if __name__ == "__main__":
    sys.exit(main())
