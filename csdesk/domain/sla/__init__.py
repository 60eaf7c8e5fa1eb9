"""Service level agreements: terms, business time, deadlines and how they came about."""
