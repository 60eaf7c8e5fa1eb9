"""Records of the same source that rows refer to by their external ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.ground import Ground
    from csdesk.store.bulk_known import Linked


class LinkedIds(dict[str | None, int | None]):
    """An external id -> the contact or complaint that this source calls so, or None."""

    def __init__(self, ground: Ground, table: Linked) -> None:
        super().__init__({None: None})
        self._ground, self._table = ground, table

    def column(
        self, names: Sequence[str | None], lines: Sequence[int]
    ) -> list[int | None]:
        """The records so named; those that are not there are left empty, and said."""
        found = list(map(self.__getitem__, names))
        self._ground.notes.count(
            f"its {self._table} was not brought by this source; the link is left empty",
            [
                line
                for line, name, number in zip(lines, names, found, strict=True)
                if number is None and name is not None
            ],
        )
        return found

    def __missing__(self, name: str) -> int | None:
        """Look up an external id that was not seen yet."""
        found = self[name] = self._ground.called(self._table, name)
        return found
