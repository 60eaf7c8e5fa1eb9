"""Salted hashes in the place of the keys of erased customers.

An import has to recognise a row, and its customer, without the desk naming them to a
reader. The salt is the desk's own; it is made with the first erasure and stored in the
desk, as its copies and exports have to recognise rows too. A hashed value is marked:
`erased:…` for an id, a number below 0 for a digest.
"""

from __future__ import annotations

import re
import secrets
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Literal

from csdesk.errors import UnusableDeskError

if TYPE_CHECKING:
    from csdesk.store.connection import Reader, Writer

SALT_KEY: Final = "erasure_salt"
SALT_BYTES: Final = 32
PREFIX: Final = "erased:"
HASH_BYTES: Final = 16
SALT: Final = re.compile(r"(?:[0-9a-f]{2}){1,64}")
DIGEST_BYTES: Final = 8
Identity = Literal["external_id", "email", "phone", "name"]


class Hasher:
    """Hashes with the salt of one desk."""

    def __init__(self, salt: str) -> None:
        self.salt = salt
        self._key = bytes.fromhex(salt)

    def external_id(self, source: str | None, external_id: str | None) -> str | None:
        """Hash the id by which `source` names a record; None for none."""
        if external_id is None or external_id.startswith(PREFIX):
            return external_id
        return PREFIX + self._hash(source or "", external_id)

    def digest(self, digest: int | None) -> int | None:
        """Hash the digest of an imported row, to a number below 0; None for none."""
        if digest is None or digest < 0:
            return digest
        content = digest.to_bytes(DIGEST_BYTES, "big")
        hashed = blake2b(content, key=self._key, digest_size=DIGEST_BYTES).digest()
        return -1 - (int.from_bytes(hashed, "big") >> 1)

    def identity(self, kind: Identity, value: str, source: str | None = None) -> str:
        """Hash a key of a customer.

        `value` is compared as it is: folded, or in E.164; ids and names are those of a
        `source`.
        """
        return self._hash(kind, source or "", value)

    def source(self, name: str) -> str:
        """Hash the name of a source that named a person."""
        return self._hash("source", name)

    def _hash(self, *words: str) -> str:
        content = "\0".join(words).encode("utf-8", "surrogatepass")
        return blake2b(content, key=self._key, digest_size=HASH_BYTES).hexdigest()


def has_erased(db: Reader) -> bool:
    """Return whether anybody was ever erased from the desk."""
    query = "SELECT 1 FROM setting WHERE key = ? LIMIT 1"
    return db.first(query, (SALT_KEY,)) is not None


def hasher_of(db: Reader) -> Hasher | None:
    """Read the hasher of a desk; None where nobody was ever erased."""
    found = db.first("SELECT value FROM setting WHERE key = ?", (SALT_KEY,))
    if found is None:
        return None
    if not is_salt(found[0]):
        raise UnusableDeskError(
            f"The setting {SALT_KEY} of the desk cannot be read.",
            "Restore a backup from before: csdesk restore FILE.",
        )
    return Hasher(found[0])


def is_salt(value: object) -> bool:
    """Return whether `value` is a stored salt."""
    return isinstance(value, str) and SALT.fullmatch(value) is not None


def ensure_hasher(db: Writer, salt: str | None = None) -> Hasher:
    """Read the hasher of a desk, or make one, outside the journal.

    `salt` is that of the desk of which this one is a copy.
    """
    hasher = hasher_of(db)
    if hasher is None:
        hasher = Hasher(salt or new_salt())
        db.run(
            "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)",
            (SALT_KEY, hasher.salt),
        )
    return hasher


def new_salt() -> str:
    """Return a random salt, in hexadecimal."""
    return secrets.token_hex(SALT_BYTES)
