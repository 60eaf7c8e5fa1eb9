"""Pages for developers name files that are there, and none that went."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "csdesk"
PAGES = ("CONTRIBUTING.md", "docs/architecture.md")
NAMED = re.compile(r"`((?:\w+/)+(?:\w+\.py)?|\w+\.py)`")


def named(page: str) -> set[str]:
    """Files and folders that a page names, as paths below the package or the root."""
    return set(NAMED.findall((ROOT / page).read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_files_that_are_there(page: str) -> None:
    missing = [
        one
        for one in named(page)
        if not any((base / one).exists() for base in (PACKAGE, ROOT))
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_files_at_all(page: str) -> None:
    assert len(named(page)) > 20 or page != "CONTRIBUTING.md"
    assert named(page)
