"""Erasure of a person: rows, journal, backups, leftovers, and pseudonyms."""
