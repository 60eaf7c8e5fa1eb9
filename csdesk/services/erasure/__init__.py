"""Erasure of a customer: the desk, its backups, rejected rows; the messages."""
