"""Rows between file and desk: validate, compare, update, reject."""
