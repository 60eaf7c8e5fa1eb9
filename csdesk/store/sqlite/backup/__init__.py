"""Backups of a desk: copied with a checksum, found and restored."""
