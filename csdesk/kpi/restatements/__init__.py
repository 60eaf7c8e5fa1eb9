"""Restatements: what a past report saw, and what was entered or corrected since."""
