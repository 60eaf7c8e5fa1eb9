"""For every kind of file: counts reconcile, again is harmless, undo is complete."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.cli.commands.desk.import_run import KINDS
from csdesk.imports.importers.kinds import IMPORTERS
from csdesk.imports.mapping.fields import FIELDS
from tests.imports.conftest import shop_of
from tests.store.dumps import dump, is_sound

if TYPE_CHECKING:
    from tests.conftest import Csdesk

IDS = st.sampled_from("abcdef")
DAYS = st.sampled_from(["", "2026-11-02", "2026-11-03 08:00", "2026-10-25 02:30"])
WORDS = st.sampled_from(["", "Paint", "paint", "tools"])
EMAILS = st.sampled_from(["", "ann@x.org", "bo@x.org", "ANN@x.org"])
SCORES = st.sampled_from(["", "1", "4", "5"])
AMOUNTS = st.sampled_from(["", "0", "5", "12.50"])
YES_NO = st.sampled_from(["", "yes", "no"])
# kind -> its headings and what may stand below each
COLUMNS = {
    "contacts": {
        "received_at": DAYS, "resolved_at": DAYS, "category": WORDS, "csat": SCORES,
        "customer_email": EMAILS,
    },
    "complaints": {
        "received_at": DAYS, "resolved_at": DAYS, "resolved": YES_NO, "category": WORDS,
        "remedy": st.sampled_from(["", "none", "refund"]), "remedy_value": AMOUNTS,
        "customer_email": EMAILS,
    },
    "surveys": {
        "asked_at": DAYS, "answered_at": DAYS, "nps": SCORES, "csat": SCORES,
        "comment": WORDS, "customer_email": EMAILS,
    },
    "customers": {
        "name": WORDS, "email": EMAILS, "tier": WORDS, "since": DAYS, "left_at": DAYS,
    },
    "purchases": {
        "at": DAYS, "amount": AMOUNTS, "product": WORDS, "customer_email": EMAILS,
    },
}  # fmt: skip


def test_every_kind_is_looked_at_here() -> None:
    assert COLUMNS.keys() == set(KINDS) == IMPORTERS.keys() == FIELDS.keys()


def counts(output: str) -> list[int]:
    """Read, added, updated, unchanged and rejected."""
    words = output.split(" (source", maxsplit=1)[0].partition(": ")[2].split()
    return [int(word) for word in words if word.isdigit()]


def csv_of(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join([",".join(columns), *map(",".join, rows), ""])


def first_cell(row: tuple[str, ...]) -> str:
    return row[0]


def two_files(kind: str) -> st.SearchStrategy[list[str]]:
    """Two files of that kind, both with external ids or both without."""
    bare = COLUMNS[kind]
    named = {"external_id": IDS} | bare
    return st.one_of(*(
        st.lists(
            st.lists(
                st.tuples(*columns.values()), min_size=1, max_size=6, unique_by=unique
            ).map(partial(csv_of, tuple(columns))),
            min_size=2,
            max_size=2,
        )
        for columns, unique in ((bare, None), (named, first_cell))
    ))  # fmt: skip


TWO_FILES = {kind: two_files(kind) for kind in COLUMNS}


@pytest.mark.long
@pytest.mark.parametrize("kind", COLUMNS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_counts_reconcile_again_is_harmless_and_undo_is_whole(
    csdesk: Csdesk, empty_desk: bytes, kind: str, data: st.DataObject
) -> None:
    for suffix in ("-wal", "-shm"):
        csdesk.path.with_name(f"desk.db{suffix}").unlink(missing_ok=True)
    csdesk.path.write_bytes(empty_desk)
    shop = shop_of(csdesk, kind)
    for text in data.draw(TWO_FILES[kind]):
        before = dump(csdesk.path)
        name = shop.file(shop.name, text)
        result = csdesk("import", kind, name)
        assert result.exit_code in {0, 1}, result.output
        if result.exit_code == 1:
            assert "rows rejected; nothing was kept" in result.stderr
            assert dump(csdesk.path) == before
            continue
        read, *parts = counts(result.stdout)
        assert read == sum(parts)
        assert read == sum(line.strip(",") != "" for line in text.splitlines()[1:])
        is_changed = dump(csdesk.path) != before
        assert ("Kept as import" in result.stdout) == is_changed
        after = shop.everything()
        assert counts(csdesk.ok("import", kind, name)) == [read, 0, 0, read, 0]
        assert shop.everything() == after
        if is_changed:
            imported = dump(csdesk.path)
            csdesk.ok("undo")
            assert dump(csdesk.path) == before
            csdesk.ok("undo", csdesk.ok("history", "-q").split()[0])
            assert dump(csdesk.path) == imported
        assert is_sound(csdesk.path)
