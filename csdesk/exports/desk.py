"""A whole desk as lines of JSON: what it is, every row, and that this is the end.

    {"csdesk": "desk", "format": 1, "revision": 2}
    {"table": "customer", "row": {"id": 1, "name": "Ann Lee", …}}
    {"end": {"rows": 1, "sha256": "…"}}

Tables stand after those that they refer to, rows by id, empty columns left out; bytes
are {"base64": "…"}. The same desk gives the same bytes: nothing tells when or where it
was written. The last line has the hash of all before it, so that a file that was cut
short or changed is told from a whole one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from csdesk.render.as_json import text_of
from csdesk.store import whole

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterator


def lines(connection: sqlite3.Connection) -> Generator[str]:
    """The lines of the desk's file, one at a time."""
    digest, count = hashlib.sha256(), -1
    for said in _said(connection):
        line = text_of(said) + "\n"
        digest.update(line.encode())
        count += 1
        yield line
    yield text_of({"end": {"rows": count, "sha256": digest.hexdigest()}}) + "\n"


def _said(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    yield {
        "csdesk": "desk",
        "format": whole.FORMAT,
        "revision": whole.revision(connection),
    }
    for table, row in whole.rows(connection):
        yield {"table": table, "row": {name: _value(row[name]) for name in row}}


def _value(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    from base64 import b64encode

    return {"base64": b64encode(value).decode()}
