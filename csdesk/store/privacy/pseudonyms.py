"""What is kept in the place of what identified somebody who was erased: salted hashes.

An import has to know that a row came before, and whose it is, without the desk saying
so to anybody who reads it. The salt is the desk's own; it is made with the first
erasure and kept in the desk, as its copies and exports have to know rows again too.
What is sealed says so itself: `erased:…` for an id, a number below 0 for a digest.
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
        """The id by which `source` calls a record, sealed; None for none."""
        if external_id is None or external_id.startswith(PREFIX):
            return external_id
        return PREFIX + self._hash(source or "", external_id)

    def digest(self, digest: int | None) -> int | None:
        """The digest of an imported row, sealed: below 0; None for none."""
        if digest is None or digest < 0:
            return digest
        content = digest.to_bytes(DIGEST_BYTES, "big")
        hashed = blake2b(content, key=self._key, digest_size=DIGEST_BYTES).digest()
        return -1 - (int.from_bytes(hashed, "big") >> 1)

    def identity(self, kind: Identity, value: str, source: str | None = None) -> str:
        """The hash by which a customer is known again.

        `value` is compared as it stands: folded, or in E.164; ids and names are those
        of a `source`.
        """
        return self._hash(kind, source or "", value)

    def source(self, name: str) -> str:
        """The hash by which a source is known again whose name named a person."""
        return self._hash("source", name)

    def _hash(self, *words: str) -> str:
        content = "\0".join(words).encode("utf-8", "surrogatepass")
        return blake2b(content, key=self._key, digest_size=HASH_BYTES).hexdigest()


def has_erased(db: Reader) -> bool:
    """Whether anybody was ever erased from the desk."""
    query = "SELECT 1 FROM setting WHERE key = ? LIMIT 1"
    return db.first(query, (SALT_KEY,)) is not None


def hasher_of(db: Reader) -> Hasher | None:
    """The seal of a desk; None where nobody was ever erased."""
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
    """Tell whether `value` is a salt as one is kept."""
    return isinstance(value, str) and SALT.fullmatch(value) is not None


def ensure_hasher(db: Writer, salt: str | None = None) -> Hasher:
    """The seal of a desk, made now where it has none; it is no rule: not journalled.

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
    """A salt of chance, in hexadecimal."""
    return secrets.token_hex(SALT_BYTES)
