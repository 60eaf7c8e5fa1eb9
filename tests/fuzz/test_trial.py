"""The seeds of the fuzzing stand; what csdesk never may do is noticed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from csdesk.errors import UsageProblem
from csdesk.imports.run import RowLoader, import_files
from tests.fuzz import trial, ways
from tests.fuzz.seeds import MAPPED, PLAIN, seeds
from tests.fuzz.trial import Desk, FaultError

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.imports.summary import Counts

pytestmark = pytest.mark.long  # the whole of it is more than a look

CASE = ways.picks("contacts") + PLAIN["contacts"].encode()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk for cases."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in ("CSDESK_DB", "CSDESK_NOW", "CSDESK_AGENT"):
        monkeypatch.setenv(name, "")  # set back afterwards
    return Desk(tmp_path)


def test_no_seed_finds_a_fault_and_most_come_in(desk: Desk) -> None:
    came = [desk.take(seed) for seed in seeds()]
    assert came.count("kept") > len(came) // 2


def test_every_kind_and_every_mapping_has_a_seed_that_comes_in(desk: Desk) -> None:
    for kind, text in PLAIN.items():
        assert desk.take(ways.picks(kind) + text.encode()) == "kept", kind
    for mapping, (kind, text) in MAPPED.items():
        assert desk.take(ways.picks(kind, mapping) + text.encode()) == "kept", mapping
    assert PLAIN.keys() == set(ways.KINDS)
    assert {*MAPPED} == {each for known in ways.MAPPINGS.values() for each in known}


@pytest.mark.parametrize("case", [b"", b"\xff", b"\xff\xff\xff", b"\0\0\0\xff\xfea"])
def test_any_bytes_are_a_case(desk: Desk, case: bytes) -> None:
    assert desk.take(case) == "refused"


def test_another_exception_than_csdesks_own_is_a_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(RowLoader, "finish", fail)
    with pytest.raises(KeyError):
        desk.take(CASE)


def test_counts_that_do_not_reconcile_are_a_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconcile = RowLoader._reconcile  # noqa: SLF001 - to break it

    def miscount(self: RowLoader, counts: Counts, sha256: str) -> None:
        reconcile(self, counts, sha256)
        counts.read += 1

    monkeypatch.setattr(RowLoader, "_reconcile", miscount)
    with pytest.raises(FaultError, match="do not reconcile"):
        desk.take(CASE)


def test_a_desk_that_is_refused_a_file_and_changed_is_a_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_and_refuse(*args: object, **options: object) -> None:
        import_files(*args, **options)  # type: ignore[arg-type]
        args[0].session.commit()  # type: ignore[attr-defined]
        raise UsageProblem("no")

    monkeypatch.setattr(trial, "import_files", keep_and_refuse)
    with pytest.raises(FaultError, match="yet the desk changed"):
        desk.take(CASE)
