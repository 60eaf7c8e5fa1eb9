"""Lists and screens as data: a file a noun."""
