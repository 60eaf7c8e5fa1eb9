"""Rows between a file and the desk: validated, compared, updated, rejected."""
