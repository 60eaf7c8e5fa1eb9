"""Restatements: records entered or corrected since a past report."""
