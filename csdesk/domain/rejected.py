"""How files of rejected rows are named and laid out: `csdesk.imports.rejects`."""

from __future__ import annotations

from typing import Final

ENDING: Final = ".rejected"
# The last two columns of such a file.
REJECTED: Final = ("rejected line", "rejected because")
