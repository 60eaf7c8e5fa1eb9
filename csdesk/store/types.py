"""Column type of instants: UTC seconds since 1970, stored as INTEGER."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Integer, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Instant(TypeDecorator[datetime]):
    """Aware datetime in Python, INTEGER of Unix seconds in the file.

    Integers subtract, compare and index in SQL, for the figures and for the
    importer alike. A naive datetime raises ValueError; fractions are cut off.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> int | None:
        """Convert a value for the file."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return int(value.timestamp() // 1)

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> datetime | None:
        """Convert a value from the file."""
        del dialect
        return None if value is None else datetime.fromtimestamp(value, UTC)
