"""The rigs of tests/trust at full length: hours of kills, faults and stories.

    python benchmarks/trust.py            # each call of each verb fails in each way
    python benchmarks/trust.py log undo   # of some rows alone: names in commands.py

Needs a C compiler and Linux; as root, it mounts a small disk besides.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FULL_LENGTH = {
    "CSDESK_ALL": "1",  # no draw: a row for each verb of tests/store/verbs.py besides
    "CSDESK_FAULTS": "0",  # every call, in every mode that can befall it
    "CSDESK_KILLS": "500",  # a command
    "CSDESK_WRITES": "500",  # each of eight processes
    "CSDESK_STORIES": "300",
    "CSDESK_DISKS": "96",
}


def main(names: list[str]) -> int:
    chosen = ["-k", " or ".join(names)] if names else []
    command = [sys.executable, "-m", "pytest", "-m", "long", "-s", "-n", "2"]
    return subprocess.run(
        [*command, "-rN", "tests/trust", *chosen],
        cwd=ROOT,
        env=FULL_LENGTH | os.environ,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
