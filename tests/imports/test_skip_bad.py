"""`--skip-bad`: the good rows are kept, the others can be mended and fed again."""

from __future__ import annotations

import csv
import io
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.imports.conftest import Shop

TEXT = (
    "external_id,received_at,customer_name\n"
    "a,2026-11-02,Ann\n"
    'b,soon,"Bo ""B"" Lee"\n'
    "c,2026-11-03,Cy\n"
    "d,2026-11-04\n"
    "e,2026-13-04,Eva\n"
)
COMMAND = ("import", "contacts", "calls.csv")


def skip(shop: Shop, text: str = TEXT, *more: str) -> tuple[str, str]:
    """Import `text`, of which rows are rejected; stdout and stderr."""
    shop.file("calls.csv", text)
    result = shop.csdesk(*COMMAND, "--skip-bad", *more)
    assert result.exit_code == 1, result.output
    return result.stdout, result.stderr


def rejected(shop: Shop, name: str = "calls.csv.rejected.csv") -> list[list[str]]:
    text = (shop.csdesk.folder / name).read_bytes().decode()
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_good_rows_are_kept_and_the_counts_reconcile(shop: Shop) -> None:
    out, err = skip(shop)
    assert out.startswith(
        "calls.csv: 5 read = 2 added + 0 updated + 0 unchanged + 3 rejected"
    )
    assert "Kept as import 1." in out
    assert "Error: calls.csv line 3: received_at is 'soon', not a date." in err
    assert "3 of 5 rows rejected; they are in calls.csv.rejected.csv." in err
    assert shop.rows("SELECT external_id FROM contact") == ["a", "c"]
    assert shop.rows("SELECT rows_read, added, rejected FROM import_run") == [(5, 2, 3)]


def test_a_rejected_row_stands_as_it_was_with_its_line_and_the_reason(
    shop: Shop,
) -> None:
    skip(shop)
    rows = rejected(shop)
    assert rows[0] == [
        "external_id", "received_at", "customer_name", "rejected line",
        "rejected because",
    ]  # fmt: skip
    assert rows[1][:4] == ["b", "soon", 'Bo "B" Lee', "3"]
    assert rows[1][4].startswith("received_at is 'soon', not a date.")
    assert rows[2][:3] == ["d", "2026-11-04", "5"]
    assert "2 cells" in rows[2][3]
    assert len(rows) == 4


def test_only_its_owner_may_read_rejected_rows(shop: Shop) -> None:
    _, err = skip(shop)
    mode = (shop.csdesk.folder / "calls.csv.rejected.csv").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert "Lee" not in err


def test_mended_rows_are_fed_again(shop: Shop) -> None:
    skip(shop)
    path = shop.csdesk.folder / "calls.csv.rejected.csv"
    text = path.read_text("utf-8").replace("soon", "2026-11-05")
    shop.file("mended.csv", text)
    result = shop.csdesk("import", "contacts", "mended.csv", "--skip-bad")
    assert "3 read = 1 added + 0 updated + 0 unchanged + 2 rejected" in result.stdout
    again = rejected(shop, "mended.csv.rejected.csv")
    assert again[0] == rejected(shop)[0]
    assert [row[:-1] for row in again[1:]] == [
        ["d", "2026-11-04", "3"],
        ["e", "2026-13-04", "Eva", "4"],
    ]


def test_no_file_of_rejected_rows_is_written_over(shop: Shop) -> None:
    skip(shop)
    first = rejected(shop)
    skip(shop)
    skip(shop, TEXT.replace("soon", "later"))
    names = sorted(path.name for path in shop.csdesk.folder.glob("*rejected*"))
    assert names == ["calls.csv.rejected-2.csv", "calls.csv.rejected.csv"]
    assert rejected(shop) == first
    assert rejected(shop, names[0])[1][1] == "later"


def test_without_bad_rows_nothing_is_written(shop: Shop) -> None:
    shop.bring("received_at\n2026-11-02\n", None, "--skip-bad")
    assert list(shop.csdesk.folder.glob("*rejected*")) == []


def test_a_dry_run_writes_no_file(shop: Shop) -> None:
    before = shop.everything()
    out, err = skip(shop, TEXT, "--dry-run")
    assert "Nothing was kept" in out
    assert "3 of 5 rows rejected." in err
    assert list(shop.csdesk.folder.glob("*rejected*")) == []
    assert shop.everything() == before


def test_rejected_rows_keep_the_files_delimiter_and_encoding(shop: Shop) -> None:
    text = "sep=;\nreceived_at;agent\nsoon;Jürgen\n2026-11-02;Jürgen\n"
    (shop.csdesk.folder / "calls.csv").write_bytes(text.encode("cp1252"))
    result = shop.csdesk(*COMMAND, "--encoding", "cp1252", "--skip-bad")
    assert result.exit_code == 1, result.output
    path = shop.csdesk.folder / "calls.csv.rejected.csv"
    lines = path.read_bytes().decode("cp1252").splitlines()
    assert lines[0] == "sep=;"
    assert lines[1] == "received_at;agent;rejected line;rejected because"
    assert lines[2].startswith("soon;Jürgen;3;")
    path.write_bytes(path.read_bytes().replace(b"soon", b"2026-11-03"))
    shop.csdesk.ok("import", "contacts", path.name, "--encoding", "cp1252")


def test_rejected_rows_of_a_file_without_headings_are_fed_again(shop: Shop) -> None:
    mapping = '[file]\nheading = 0\nnames = ["a", "b"]\n[columns]\nreceived_at = "b"\n'
    shop.file("map.toml", mapping)
    skip(shop, "1,soon\n2,2026-11-02\n", "--map", "map.toml")
    path = shop.csdesk.folder / "calls.csv.rejected.csv"
    text = path.read_text("utf-8")
    assert text.startswith("1,soon,1,")
    shop.file("mended.csv", text.replace("soon", "2026-11-03", 1))
    shop.csdesk.ok("import", "contacts", "mended.csv", "--map", "map.toml")


def test_a_broken_row_is_kept_whole(shop: Shop) -> None:
    skip(shop, 'received_at,agent\n"2026"x,"A\nB"\n2026-11-02,Cy\n')
    assert rejected(shop)[1][:2] == ['"2026"x,"A', "2"]


def test_a_quote_that_never_closes_is_not_skipped(shop: Shop) -> None:
    text = 'received_at,agent\n2026-11-02,"Ann\n2026-11-03,Bo\n2026-11-04,Cy\n'
    output = shop.refuse(1, text, None, "--skip-bad")
    assert 'calls.csv line 2: a quote (") opens here and never closes.' in output
    assert "nothing was kept" in output
    assert list(shop.csdesk.folder.glob("*rejected*")) == []


def test_a_folder_that_cannot_be_written_keeps_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("csdesk.store.files.temporary_file.os.open", refuse)
    output = shop.refuse(2, TEXT, None, "--skip-bad")
    assert "cannot be written: Permission denied; nothing was kept." in output


def test_two_files_of_one_name_have_their_own_rejected_rows(shop: Shop) -> None:
    for folder, when in (("x", "soon"), ("y", "later")):
        (shop.csdesk.folder / folder).mkdir()
        shop.file(f"{folder}/calls.csv", f"received_at\n{when}\n")
    result = shop.csdesk(
        "import", "contacts", "x/calls.csv", "y/calls.csv", "--skip-bad"
    )
    assert result.exit_code == 1
    assert rejected(shop, "x/calls.csv.rejected.csv")[1][0] == "soon"
    assert rejected(shop, "y/calls.csv.rejected.csv")[1][0] == "later"


def test_an_import_with_rejected_rows_can_be_undone(shop: Shop) -> None:
    skip(shop)
    shop.csdesk.ok("undo")
    assert shop.rows("SELECT count(*) FROM contact") == [0]
