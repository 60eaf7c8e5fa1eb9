"""A service desk for a small business, in a terminal, on one SQLite file."""

__version__ = "0.1.0"
COMPLETE_VARIABLE = "_CSDESK_COMPLETE"  # complete_bash, complete_zsh or complete_fish
