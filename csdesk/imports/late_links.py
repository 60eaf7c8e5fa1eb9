"""Contacts whose complaint came in a later file: linked when theirs comes again.

What a row names is kept nowhere, so the contacts' file has to say it once more; the row
need not have changed. A contact that ever had a complaint in the desk is left alone:
whoever took that link away knew why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.imports.columns import IDENTITY
from csdesk.store.bulk_known import has_known
from csdesk.store.bulk_threads import unlinked

if TYPE_CHECKING:
    from csdesk.imports.columns import Batch
    from csdesk.imports.ground import Ground
    from csdesk.imports.notes import Notes

SAID = "its complaint has come since; the contact is linked to it now"


class LateLinks:
    """The links that rows ask for once more, until `settle` writes them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        # Asked before the first row: later the index may be away for a while.
        self._is_again = has_known(ground.db, "contact", ground.source)
        self._found: dict[int, tuple[int, Notes, int]] = {}

    def look(self, batch: Batch) -> None:
        """Look for contacts of these rows, new or not, that lack their complaint."""
        values = batch.values
        if not (self._is_again and "complaint" in values and IDENTITY in values):
            return
        ids = zip(values[IDENTITY], values["complaint"], batch.lines, strict=True)
        named = [one for one in ids if one[1] is not None]
        ground = self._ground
        for contact, complaint, line in unlinked(ground.db, ground.source, named):
            ground.enter()
            self._found[contact] = complaint, ground.notes, line

    def settle(self) -> None:
        """Link them, but for those whose changed row has done so."""
        for contact, (complaint, notes, line) in self._found.items():
            row = self._ground.row("contact", contact)
            if row["complaint_id"] is None:
                self._ground.update("contact", row, {"complaint_id": complaint})
                notes.count(SAID, [line])
