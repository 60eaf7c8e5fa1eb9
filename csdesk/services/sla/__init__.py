"""Targets set, and business time and deadlines of the rows that a session writes."""
