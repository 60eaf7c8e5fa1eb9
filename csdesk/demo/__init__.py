"""The demo: a made-up shop as a desk, and the weekly report of it."""
