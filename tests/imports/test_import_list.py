"""`csdesk import list` and `show`: what was imported when from which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import shop_of

if TYPE_CHECKING:
    from tests.conftest import Csdesk
    from tests.imports.conftest import Shop

CALLS = "Id,Date\na,2026-11-02\nb,2026-11-03\n"
MAP = 'source = "till"\n[columns]\nexternal_id = "Id"\nreceived_at = "Date"\n'


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop with two imports of contacts and one of customers."""
    shop.csdesk.now("2026-11-10T09:00:00+01:00")
    shop.bring(CALLS, MAP)
    shop.csdesk.now("2026-11-17T09:00:00+01:00")
    shop.bring(CALLS.replace("11-03", "11-04"), MAP)
    shop_of(shop.csdesk, "customers").bring("name\nAnn\n")
    return shop


def test_imports_are_listed_newest_first_with_their_counts(busy: Shop) -> None:
    keys = ("id", "kind", "source", "file", "read", "added", "updated", "unchanged",
            "rejected", "agent", "operation", "undone_by")  # fmt: skip
    found = busy.csdesk.json("import", "list")
    assert [tuple(row[key] for key in keys) for row in found] == [
        (3, "customers", "csv", "customers.csv", 1, 1, 0, 0, 0, "Anna", 4, None),
        (2, "contacts", "till", "calls.csv", 2, 0, 1, 1, 0, "Anna", 3, None),
        (1, "contacts", "till", "calls.csv", 2, 2, 0, 0, 0, "Anna", 2, None),
    ]
    assert found[2]["at"] == "2026-11-10T09:00:00+01:00"
    assert len(found[0]["sha256"]) == 64
    assert (found[0]["mapping"], found[1]["mapping"]) == (None, MAP)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--kind", "contacts"), "2\n1\n"),
        (("--source", "csv"), "3\n"),
        (("--period", "2026-W46"), "1\n"),
        (("--limit", "1"), "3\n"),
    ],
)
def test_imports_can_be_narrowed(
    busy: Shop, options: tuple[str, ...], ids: str
) -> None:
    assert busy.csdesk.ok("import", "list", "-q", *options) == ids


def test_an_import_that_was_undone_says_by_which_operation(busy: Shop) -> None:
    busy.csdesk.ok("undo", "4")
    undone = busy.csdesk.json("import", "show", "3")
    assert undone["undone_by"] == 5
    busy.csdesk.ok("undo", "5")
    assert busy.csdesk.json("import", "list")[0]["undone_by"] is None


@pytest.mark.parametrize("fmt", ["table", "plain", "csv", "markdown", "json", "jsonl"])
def test_every_format_of_lists_shows_them(busy: Shop, fmt: str) -> None:
    assert "calls.csv" in busy.csdesk.ok("import", "list", "--format", fmt)


def test_show_tells_one_import_with_its_mapping(busy: Shop) -> None:
    shown = busy.csdesk.ok("import", "show", "1")
    assert "Import 1" in shown
    assert busy.csdesk.json("import", "show", "1")["mapping"] == MAP


def test_an_import_that_is_not_there_is_said(csdesk: Csdesk) -> None:
    assert "Nothing was imported." in csdesk.ok("import", "list")
    assert "There is no import 7." in csdesk.refused(3, "import", "show", "7")
    output = csdesk.refused(2, "import", "show", "C1")
    assert "'C1' is not the number of an import." in output
