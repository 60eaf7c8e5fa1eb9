"""What the rows of a random desk may hold; what is likely stands there twice."""

from __future__ import annotations

LIVE = ("phone", "chat", "in-person")
CHANNELS = (
    *LIVE, "phone", "chat", "email", "email", "text", "social", "review", "web",
    "letter", "other", "self-service",
)  # fmt: skip
SCALES: dict[str, tuple[tuple[float, float, tuple[float, ...]], ...]] = {
    "nps": ((0, 10, (0, 6, 7, 8, 9, 10)),),
    "csat": (
        (1, 5, (1, 2, 3, 4, 5)),
        (1, 5, (1, 3.9, 4, 4.5, 5)),
        (1, 7, (1, 4, 5, 6, 7)),
        (0, 1, (0, 1)),
        (1, 10, (7, 7.75, 8, 10)),
        (0.1, 0.9, (0.1, 0.5, 0.7, 0.9)),
    ),
    "ces": (
        (1, 7, (1, 3, 4, 5, 7)),
        (1, 5, (1, 2, 3, 4, 5)),
        (0, 100, (0, 49, 50, 51, 100)),
    ),
}
UPHELD = (None, "yes", "partly", "no")
STEPS = ("acknowledge", "investigate", "escalate", "note", "resolve", "reopen")
REMEDIES = (
    "none", "apology", "repair", "replacement", "refund", "discount", "voucher",
)  # fmt: skip
FOLLOW_UPS = (
    "call-back", "courtesy-call", "apology", "reminder", "win-back", "win-back",
)  # fmt: skip
AMOUNTS = (None, 0, 1, 250, 1000, 99_999)
PHASES = (None, "pre-sale", "at-sale", "after-sale")
REASONS = (None, "question", "support", "support")
SENTIMENTS = (None, "positive", "neutral", "negative", "negative")
PEOPLE = (
    "Ada", "Bo", "Cy",
    "Di", "Ed",  # of whom nothing is heard, as long as nobody asks them
)  # fmt: skip
OPEN_HOURS = (None, 0, 3600, 28_800, 144_000)  # seconds of opening hours
WAITS = (None, 0, 1, 5, 19, 20, 21, 59, 60, 61, 90)
SETTINGS = {
    "abandon_after": ("0", "5", "6", "21"),
    "service_level_phone": ("0", "19", "20", "60"),
    "service_level_chat": ("20", "59", "61"),
    "lapsed_after": ("1", "7", "14", "180"),
    "hourly_cost": ("1999", "100000", ""),
}
