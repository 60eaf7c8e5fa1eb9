"""Aggregate `collect(x)` for SQLite that keeps every value, for medians and tests.

So the values and counts of many measures are read in one pass over the rows.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from csdesk.store.sqlite.connection import driver_of

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

INTEGER, REAL = b"q", b"d"  # type codes of `array`


class Collect:
    """Aggregate that collects values into one BLOB."""

    def __init__(self) -> None:
        values: list[float] = []
        self.values = values
        self.step = values.append  # no Python frame for each row

    def finalize(self) -> bytes:
        """Return the BLOB that `values_of` reads."""
        try:
            return INTEGER + array("q", self.values).tobytes()
        except TypeError:
            return REAL + array("d", self.values).tobytes()


def register(connection: Reader) -> None:
    """Register `collect` with `connection`."""
    driver_of(connection).create_aggregate("collect", 1, Collect)  # type: ignore[arg-type]


def values_of(blob: bytes | None) -> list[float]:
    """Decode the values of a `collect`, in the order of the rows; None: of no rows."""
    if blob is None:
        return []
    values: array[float] = array(blob[:1].decode())
    values.frombytes(memoryview(blob)[1:])
    return values.tolist()
