"""Desk file: tables, transactions, the journal, queries, backups and privacy."""
