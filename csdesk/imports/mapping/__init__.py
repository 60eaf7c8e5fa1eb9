"""Mappings of columns to fields: draft, read and validate them."""
