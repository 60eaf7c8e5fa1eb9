"""Parsers of what people type: days, periods, hours, durations, commitments."""
