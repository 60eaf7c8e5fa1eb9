"""Erasure of a customer: from the desk, its backups and rejected rows; messages."""
