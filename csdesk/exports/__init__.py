"""Exports: records and whole desks as files that csdesk and other programs can read."""
