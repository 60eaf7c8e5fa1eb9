"""The codes of vouchers: read out on the phone, typed at the till, never guessed."""

from __future__ import annotations

import secrets
from typing import Final

# Without what is taken for something else: 0 and O, 1, I and L.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 8


def new_code() -> str:
    """A code that nobody can guess, of eight characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
