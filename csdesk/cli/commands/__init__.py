"""Commands: a file a noun."""
