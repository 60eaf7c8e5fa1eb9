"""Mappings: which column of a file is which field, drafted, read and validated."""
