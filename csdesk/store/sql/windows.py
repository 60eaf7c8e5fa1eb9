"""Periods after an event within which something counts with it, in seconds."""

from typing import Final

DAY: Final = 86_400
WIN_BACK: Final = 60 * DAY  # after a win-back a purchase counts as brought by it
RETENTION: Final = 90 * DAY  # after a resolution a purchase counts as retained by it
FOLLOW_UP: Final = 90 * DAY  # after a resolution a complaint is still followed up
PREVENTION: Final = 90 * DAY  # before a corrective action its cause is counted
DISSATISFACTION: Final = 14 * DAY  # after an unhappy answer somebody should call
EXPIRY: Final = 14 * DAY  # before a voucher expires its customer is reminded
