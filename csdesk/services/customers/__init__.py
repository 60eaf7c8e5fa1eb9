"""Customers: find, add, edit and merge them; departures and returns."""
