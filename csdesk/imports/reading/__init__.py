"""Reading a file: bytes, text, rows, and cells as values."""
