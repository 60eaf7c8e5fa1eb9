"""Which desk is meant; light, since completion asks it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DESK_VARIABLE = "CSDESK_DB"


def desk_at(chosen: Path | None) -> Path:
    """The desk `chosen` by `--db` or CSDESK_DB; None: the user's data folder."""
    if chosen is not None:
        try:
            return chosen.expanduser()
        except RuntimeError:  # ~nobody
            return chosen
    from platformdirs import user_data_path

    return user_data_path("csdesk", appauthor=False) / "desk.db"
