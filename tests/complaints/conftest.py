"""A desk with a complaint, brought to any status; everything in it, to compare."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk

FIRM = ("--outcome", "accepted", "--upheld", "yes", "--decision", "the seal was faulty")
# status -> the steps that lead there from received.
STEPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "received": (),
    "acknowledged": (("acknowledge", "K1"),),
    "investigating": (("investigate", "K1"),),
    "offered": (("offer", "K1", "refund", "--value", "20"),),
    "resolved": (("resolve", "K1", *FIRM, "--remedy", "none"),),
}
STEPS["followed-up"] = (*STEPS["resolved"], ("followed-up", "K1"))
STEPS["closed"] = (*STEPS["followed-up"], ("close", "K1"))


class BringTo(Protocol):
    """Brings K1 of a desk to a status."""

    def __call__(self, status: str) -> None: ...


class Dump(Protocol):
    """Everything that a desk holds, as text."""

    def __call__(self) -> str: ...


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk where Ann Lee complained by phone, an hour before now: K1, with C1."""
    csdesk.ok(
        "complaint", "open", "Ann Lee", "the kettle leaks", "--category", "kettles",
        "--at", "09:00",
    )  # fmt: skip
    return csdesk


@pytest.fixture
def bring_to(desk: Csdesk) -> BringTo:
    """Bring K1 to a status, all steps at now."""

    def bring(status: str) -> None:
        for step in STEPS[status]:
            desk.ok("complaint", *step)

    return bring


@pytest.fixture
def dump(csdesk: Csdesk) -> Dump:
    """What the desk file holds."""

    def dumped() -> str:
        with sqlite3.connect(csdesk.path) as connection:
            text = "\n".join(connection.iterdump())
        connection.close()
        return text

    return dumped
