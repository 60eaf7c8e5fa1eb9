"""Fields with fixed values (DESIGN.md §3), and "did you mean" hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LIVE_CHANNELS = ("phone", "chat", "in-person")
SELF_SERVICE = "self-service"
CHANNELS = (
    "phone",
    "chat",
    "in-person",
    "email",
    "text",
    "social",
    "review",
    "web",
    "letter",
    "self-service",
    "other",
)
WRITTEN_CHANNELS = tuple(
    channel
    for channel in CHANNELS
    if channel not in LIVE_CHANNELS and channel != SELF_SERVICE
)
DIRECTIONS = ("inbound", "outbound")
PHASES = ("pre-sale", "at-sale", "after-sale")
REASONS = (
    "question",
    "order",
    "complaint",
    "support",
    "feedback",
    "information",
    "cancellation",
    "other",
)
SEVERITIES = ("low", "normal", "high", "critical")
OUTCOMES = ("accepted", "rejected", "withdrawn", "goodwill")
UPHELD = ("yes", "partly", "no")
REMEDIES = (
    "none",
    "apology",
    "repair",
    "replacement",
    "refund",
    "discount",
    "voucher",
)
COSTLY_REMEDIES = ("refund", "replacement", "repair", "discount", "voucher")
SURVEY_KINDS = ("nps", "csat", "ces")
CES_DIRECTIONS = ("easy", "effort")
FOLLOW_UPS = ("call-back", "courtesy-call", "apology", "reminder", "win-back")
COMMITMENTS = ("call-back", "courtesy-call", "apology")
OUTREACH = ("reminder", "win-back")  # wishes of the shop, no commitments
REPEATS = ("day", "week", "month", "year")
TARGETS = ("response", "resolution")
CLOCKS = ("business", "elapsed")
POLICIES = ("small-shop", "iso10002", "uk-disp")
LOYALTY_BASES = ("visits", "amount", "quantity", "prompt", "years")
LONGEST_WORD = 100  # characters of a word that may be misspelt
IDENTITIES = ("external_id", "email", "phone", "name")  # what identifies a customer


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Find the one of `words` that `word` was probably meant to be, or None.

    Words longer than LONGEST_WORD are not compared: that takes as long as the product
    of the lengths.
    """
    if len(word) > LONGEST_WORD:
        return None
    from difflib import get_close_matches

    folded = {one.casefold(): one for one in words if len(one) <= LONGEST_WORD}
    close = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return a hint with the nearest of `words`, or None where none is near."""
    found = nearest(word, words)
    return f"Did you mean '{found}'?" if found else None


def fold(word: str) -> str:
    """Fold case and blanks of a shop's own word (category, tier, tag) to compare it."""
    return " ".join(word.split()).casefold()
