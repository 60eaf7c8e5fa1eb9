"""Backups of a desk: copied, sealed with a checksum, found and restored."""
