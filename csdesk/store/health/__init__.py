"""Checks of a desk for `csdesk check`: each only reads, and returns findings."""
