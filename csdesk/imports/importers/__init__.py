"""Importers: one for each kind of record, with its related rows."""
