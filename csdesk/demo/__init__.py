"""The demo: a desk of a made-up shop."""
