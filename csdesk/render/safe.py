"""What may reach a terminal, whatever a customer is called."""

from __future__ import annotations

import re

# C0 but newline and tab, DEL, C1, the bidi marks, embeddings, overrides and isolates,
# line and paragraph separators, and half a surrogate pair.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
REPLACEMENT = "\ufffd"


def safe(text: str) -> str:
    """`text` with every character that could steer a terminal replaced by U+FFFD."""
    return UNSAFE.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """`text` made safe and folded into one line, for a cell or a sentence."""
    return " ".join(safe(text).split())
