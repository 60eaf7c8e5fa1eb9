"""Read files: bytes, text, rows, and cells as values."""
