"""Importers: a kind of record each, and what their rows bring beside it."""
