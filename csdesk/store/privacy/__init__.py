"""Erasure of a person: rows, journal, backups, leftovers; pseudonyms kept of them."""
