"""What a report consists of, and how it is put together."""
