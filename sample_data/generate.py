"""Write the sample data anew: `python sample_data/generate.py`.

The same bytes come out every time; tests/test_sample_data.py holds that true. What the
files are, and the story in them, stands in README.md beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Write every file beside this one, and say how many rows each has."""
    sys.path.insert(0, str(HERE.parent))
    from sample_data.generator.write import files_of_the_shop  # noqa: PLC0415

    for name, text in files_of_the_shop().items():
        (HERE / name).write_text(text, "utf-8", newline="\n")
        rows = text.count("\n") - 1
        print(f"{name}: {rows} rows" if name.endswith(".csv") else name)


if __name__ == "__main__":
    main()
